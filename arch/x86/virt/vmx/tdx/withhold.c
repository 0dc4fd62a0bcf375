// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is kept from the page allocator, so that two reserved areas become
 * one and a GiB fits the limit of the module.
 *
 * Such a piece lies between two holes and is mostly smaller than a pageblock.
 * alloc_contig_range() never gets it, because the hole beside it makes the
 * pageblock unmovable.  So pages are taken one by one from the free lists, as is
 * done with pages that have memory errors.  Those that were never given to the
 * page allocator, or have left it for good, are let alone.  They all look like
 * memory reserved at boot afterwards.
 *
 * A page that was taken is on the list of its attempt until that has failed, and
 * all go back, or until TDH.SYS.CONFIG has succeeded.  Then it is on the list of
 * this file: for good when TDX becomes ready, for a memory block with a hole in it
 * cannot go offline, or until the module is abandoned, and all go back.
 *
 * tdx_lock guards the lists; memory hotplug is held off by the caller.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/page-isolation.h>
#include <linux/pgalloc_tag.h>
#include <linux/seq_buf.h>
#include <linux/sizes.h>

#include "withhold.h"

/* What one line of the kernel log has room for */
#define RANGES_PER_LINE	12
#define RANGE_CHARS	sizeof(" [mem 0x0123456789abcdef-0x0123456789abcdef]")

/* More is not worth a reserved area */
#define LIMIT_MAX	SZ_64M

static u64 withhold_limit __ro_after_init = SZ_1M;

/* What a configured module made necessary; tdx_lock */
static LIST_HEAD(kept);

static int __init parse_withhold(char *arg)
{
	char *end = arg;
	u64 bytes = arg ? memparse(arg, &end) : 0;

	if (end == arg || *end || bytes > LIMIT_MAX) {
		pr_err("tdx_withhold=%s is ignored: a size up to %uM is wanted\n", arg ?: "",
		       LIMIT_MAX / SZ_1M);
		return 0;
	}

	withhold_limit = bytes;
	return 0;
}
early_param("tdx_withhold", parse_withhold);

/**
 * tdx_withhold_limit() - how much memory may be withheld
 *
 * Context: any.
 * Return: bytes, from tdx_withhold= on the command line.
 */
u64 tdx_withhold_limit(void)
{
	return withhold_limit;
}

static bool take_page(struct page *page, struct list_head *taken, bool *drained)
{
	if (PageReserved(page) || PageHWPoison(page))
		return true;

	if (tdx_fail("take_page_off_buddy", -EBUSY))
		return false;

	if (!take_page_off_buddy(page)) {
		/* It may be in a list of a CPU */
		if (*drained)
			return false;
		drain_all_pages(page_zone(page));
		*drained = true;
		if (!take_page_off_buddy(page))
			return false;
	}

	set_page_private(page, 0);
	clear_page_tag_ref(page);
	init_page_count(page);
	SetPageReserved(page);
	adjust_managed_page_count(page, -1);
	list_add(&page->lru, taken);
	return true;
}

static bool take_range(u64 start, u64 end, struct list_head *taken)
{
	bool drained = false;
	unsigned long pfn;

	for (pfn = PHYS_PFN(start); pfn < PHYS_PFN(end); pfn++) {
		struct page *page = pfn_to_online_page(pfn);

		if (page && !take_page(page, taken, &drained))
			return false;
	}

	return true;
}

/* Between the pieces of memory of a range there may be what is no memory */
static bool take_memory(const struct tdx_memory *memory, const struct tdx_range *range,
			struct list_head *taken)
{
	unsigned int i;

	for (i = 0; i < memory->nr; i++) {
		u64 start = max(range->start, memory->range[i].start);
		u64 end = min(range->end, memory->range[i].end);

		if (start < end && !take_range(start, end, taken))
			return false;
	}

	return true;
}

/**
 * tdx_withhold() - take what a plan withholds from the page allocator
 * @plan: plan
 * @memory: memory list
 * @taken: empty list; the pages that were taken
 * @in_use: on -EBUSY, the range that is in use
 *
 * All or nothing.
 *
 * Context: process context; the caller holds get_online_mems().
 * Return: 0 or -EBUSY.
 */
int tdx_withhold(const struct tdx_plan *plan, const struct tdx_memory *memory,
		 struct list_head *taken, struct tdx_range *in_use)
{
	unsigned int i;

	for (i = 0; i < plan->nr_withheld; i++) {
		if (take_memory(memory, &plan->withheld[i], taken))
			continue;

		*in_use = plan->withheld[i];
		tdx_withhold_undo(taken);
		return -EBUSY;
	}

	return 0;
}

/**
 * tdx_withhold_undo() - give pages back to the page allocator
 * @taken: list of tdx_withhold(), empty afterwards
 *
 * Context: process context.
 */
void tdx_withhold_undo(struct list_head *taken)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, taken, lru) {
		list_del(&page->lru);
		free_reserved_page(page);
	}
}

static void print_ranges(const struct tdx_plan *plan, unsigned int first, u64 bytes)
{
	/* Not allocated: this must not fail.  Too large for the stack; tdx_lock. */
	static char text[RANGES_PER_LINE * RANGE_CHARS];
	unsigned int i, end = min(first + RANGES_PER_LINE, plan->nr_withheld);
	struct seq_buf line;

	seq_buf_init(&line, text, sizeof(text));
	for (i = first; i < end; i++)
		seq_buf_printf(&line, " [mem 0x%llx-0x%llx]", plan->withheld[i].start,
			       plan->withheld[i].end - 1);

	pr_info("withheld from the page allocator to save reserved areas, %llu KiB in all:%s\n",
		bytes / SZ_1K, seq_buf_str(&line));
}

/**
 * tdx_withhold_keep() - keep pages as long as the module is in use, and say so
 * @plan: plan that the module has accepted
 * @taken: list of tdx_withhold(), empty afterwards
 *
 * Context: process context, tdx_lock held.
 */
void tdx_withhold_keep(const struct tdx_plan *plan, struct list_head *taken)
{
	unsigned int i, nr = list_count_nodes(taken);

	list_splice_init(taken, &kept);

	for (i = 0; i < plan->nr_withheld; i += RANGES_PER_LINE)
		print_ranges(plan, i, nr * PAGE_SIZE);
}

/**
 * tdx_withhold_give_back() - the module is not used any more: undo tdx_withhold_keep()
 *
 * Context: process context, tdx_lock held.
 */
void tdx_withhold_give_back(void)
{
	tdx_withhold_undo(&kept);
}
