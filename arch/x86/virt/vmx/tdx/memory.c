// SPDX-License-Identifier: GPL-2.0
/*
 * TDX memory: which memory the page allocator may hand to a guest.
 *
 * The list is a snapshot of memblock, taken when TDX is enabled.  memblock lists
 * what was there at boot and what was added since, online or not, and forgets
 * what is removed.  Memory that is offline and that TDX cannot protect is left
 * out, for nobody can hand it to a guest before it goes online.
 *
 * While the list is made, planned and configured, the caller holds the memory
 * hotplug lock (read) so that nothing is added or goes online in between.  It is
 * published once the module has accepted it and from then on never changes;
 * memory that is not in it must not go online, because the page allocator would
 * hand it to guests and the module would refuse it.
 *
 * The notifier runs under the memory hotplug lock (write), which excludes it
 * from publication (read side).  It takes no other lock, tdx_lock least of all:
 * that one nests outside the memory hotplug lock.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <kunit/static_stub.h>
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/memblock.h>
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/mmzone.h>
#include <linux/numa.h>
#include <linux/pfn.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "host.h"

/* NULL until TDX is enabled.  Memory hotplug lock: written under read, read under write. */
static const struct tdx_memory *tdx_memory;

/* memblock, range by range, as for_each_mem_pfn_range() does: @i is -1 before and after */
VISIBLE_IF_KUNIT void tdx_memory_next(int *i, unsigned long *start_pfn, unsigned long *end_pfn,
				      int *nid)
{
	KUNIT_STATIC_STUB_REDIRECT(tdx_memory_next, i, start_pfn, end_pfn, nid);

	__next_mem_pfn_range(i, MAX_NUMNODES, start_pfn, end_pfn, nid);
}
EXPORT_SYMBOL_IF_KUNIT(tdx_memory_next);

/* Is the section of memory that begins there online? */
VISIBLE_IF_KUNIT bool tdx_memory_is_online(u64 start)
{
	KUNIT_STATIC_STUB_REDIRECT(tdx_memory_is_online, start);

	return online_section_nr(pfn_to_section_nr(PHYS_PFN(start)));
}
EXPORT_SYMBOL_IF_KUNIT(tdx_memory_is_online);

/* The first MiB is firmware's, never convertible and never free for guests */
static bool clip_low(u64 *start, u64 end)
{
	*start = max_t(u64, *start, SZ_1M);

	return *start < end;
}

/* Is all of [start, end) in CMRs?  They ascend, and may touch. */
static bool is_convertible(const struct tdx_sys_info *info, u64 start, u64 end)
{
	unsigned int i;

	for (i = 0; i < info->nr_cmrs && start < end; i++) {
		const struct tdx_sys_cmr *cmr = &info->cmr[i];

		if (cmr->base <= start && start < cmr->base + cmr->size)
			start = cmr->base + cmr->size;
	}

	return start >= end;
}

static bool can_be_left_out(const struct tdx_sys_info *info, u64 start, u64 end)
{
	return info && !tdx_memory_is_online(start) && !is_convertible(info, start, end);
}

/* Where the run of memory ends that is like its start: left out, or not */
static u64 end_of_run(const struct tdx_sys_info *info, u64 start, u64 end, bool *left_out)
{
	const u64 section = PFN_PHYS(PAGES_PER_SECTION);
	u64 next = min(ALIGN_DOWN(start, section) + section, end);

	*left_out = can_be_left_out(info, start, next);
	while (next < end) {
		u64 after = min(next + section, end);

		if (can_be_left_out(info, next, after) != *left_out)
			break;
		next = after;
	}

	return next;
}

/* Runs of memory, ascending, each to be listed as a whole or left out as a whole */
static void walk_runs(const struct tdx_sys_info *info,
		      void (*see)(void *data, const struct tdx_mem_range *run, bool left_out),
		      void *data)
{
	unsigned long start_pfn, end_pfn;
	int i = -1, nid;

	for (tdx_memory_next(&i, &start_pfn, &end_pfn, &nid); i >= 0;
	     tdx_memory_next(&i, &start_pfn, &end_pfn, &nid)) {
		u64 end = PFN_PHYS(end_pfn);
		struct tdx_mem_range run = { .end = PFN_PHYS(start_pfn), .nid = nid };
		bool left_out;

		if (!clip_low(&run.end, end))
			continue;

		while (run.end < end) {
			run.start = run.end;
			run.end = end_of_run(info, run.start, end, &left_out);
			see(data, &run, left_out);
		}
	}
}

static void count_run(void *data, const struct tdx_mem_range *run, bool left_out)
{
	unsigned int *nr = data;

	*nr += !left_out;
}

/* Append, or make the last range longer */
static void list_run(void *data, const struct tdx_mem_range *run, bool left_out)
{
	struct tdx_memory *memory = data;
	struct tdx_mem_range *last = memory->nr ? &memory->range[memory->nr - 1] : NULL;

	if (left_out)
		return;

	if (last && last->end == run->start && last->nid == run->nid) {
		last->end = run->end;
		return;
	}

	memory->nr++;
	memory->range[memory->nr - 1] = *run;
}

static void print_run(void *data, const struct tdx_mem_range *run, bool left_out)
{
	if (left_out)
		pr_info("[mem 0x%llx-0x%llx] on node %d is offline and in no CMR: it is left out, and stays offline while TDX is in use\n",
			run->start, run->end - 1, run->nid);
}

/**
 * tdx_memory_snapshot() - list the memory that must become TDX memory
 * @info: metadata of the module, for the CMRs, or NULL as long as there is none
 *
 * All of memblock but the first MiB and, with @info, what is offline and not
 * convertible.
 *
 * Context: process context; the caller holds get_online_mems().
 * Return: the list, to be freed with kvfree() unless it is published, or NULL
 * when there is no memory for it.
 */
struct tdx_memory *tdx_memory_snapshot(const struct tdx_sys_info *info)
{
	struct tdx_memory *memory;
	unsigned int nr = 0;

	walk_runs(info, count_run, &nr);

	memory = kvzalloc(struct_size(memory, range, nr), TDX_GFP);
	if (memory)
		walk_runs(info, list_run, memory);

	return memory;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_memory_snapshot);

/**
 * tdx_memory_print_left_out() - tell what memory a snapshot leaves out
 * @info: metadata of the module
 *
 * Context: process context; the caller holds get_online_mems() since the snapshot.
 */
void tdx_memory_print_left_out(const struct tdx_sys_info *info)
{
	walk_runs(info, print_run, NULL);
}

/**
 * tdx_memory_publish() - let the list decide what may go online
 * @memory: snapshot, from now on owned by this file
 *
 * Context: the caller holds get_online_mems() since the snapshot.
 */
void tdx_memory_publish(const struct tdx_memory *memory)
{
	tdx_memory = memory;
}

/**
 * tdx_memory_unpublish() - drop the list when TDX can no longer be used
 *
 * Context: process context; takes get_online_mems().
 */
void tdx_memory_unpublish(void)
{
	get_online_mems();
	kvfree(tdx_memory);
	tdx_memory = NULL;
	put_online_mems();
}

/**
 * tdx_ready_memory() - TDX memory
 *
 * Context: any.
 * Return: constant data, or NULL as long as TDX is not ready.
 */
const struct tdx_memory *tdx_ready_memory(void)
{
	return tdx_is_ready() ? tdx_memory : NULL;
}

/* Is all of [start, end) in the list?  Ranges of different nodes may touch. */
VISIBLE_IF_KUNIT bool tdx_memory_contains(const struct tdx_memory *memory, u64 start, u64 end)
{
	unsigned int i;

	if (!clip_low(&start, end))
		return true;

	for (i = 0; i < memory->nr && start < end; i++) {
		const struct tdx_mem_range *range = &memory->range[i];

		if (range->start <= start && start < range->end)
			start = range->end;
	}

	return start >= end;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_memory_contains);

static int tdx_memory_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct tdx_sys_info *info = tdx_get_sysinfo();
	const struct memory_notify *arg = data;
	u64 start = PFN_PHYS(arg->start_pfn);
	u64 end = start + PFN_PHYS(arg->nr_pages);

	if (action != MEM_GOING_ONLINE || !tdx_memory ||
	    tdx_memory_contains(tdx_memory, start, end))
		return NOTIFY_OK;

	if (info && !is_convertible(info, start, end))
		pr_err("[mem 0x%llx-0x%llx] cannot go online: it is in no CMR, TDX cannot protect it, and a guest could be given it; reboot with it present, or do without TDX\n",
		       start, end - 1);
	else
		pr_err("[mem 0x%llx-0x%llx] cannot go online: it was not there when TDX was enabled, and the module takes no memory later; reboot with it present\n",
		       start, end - 1);
	return NOTIFY_BAD;
}

static struct notifier_block tdx_memory_nb = {
	.notifier_call = tdx_memory_notify,
};

/**
 * tdx_memory_init() - watch memory that goes online
 *
 * Context: boot.
 * Return: 0 or a negative errno.
 */
int __init tdx_memory_init(void)
{
	return tdx_fail("register_memory_notifier", -ENOMEM) ?:
	       register_memory_notifier(&tdx_memory_nb);
}
