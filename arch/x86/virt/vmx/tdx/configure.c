// SPDX-License-Identifier: GPL-2.0
/*
 * From a memory list to a module that is configured: plan, take what the plan
 * needs from the page allocator, TDH.SYS.CONFIG.
 *
 * What memory is in use shows only when it is taken.  A piece that cannot be
 * withheld, or a spot where no PAMT can be, is noted and the plan is made anew, a
 * bounded number of times.  Until TDH.SYS.CONFIG has succeeded everything can be
 * given back; afterwards the plan stands for what the module has.
 *
 * All of it runs under tdx_lock with memory hotplug held off.  struct attempt
 * lives as long as the call.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "parallel.h"
#include "plan_place.h"
#include "survey.h"
#include "withhold.h"

/* Plans that may turn out to need memory that is in use */
#define MAX_ROUNDS		256

/* From then on all of a node is looked at where a PAMT had no room */
#define ROUNDS_BEFORE_SURVEY	4

/* Pieces found in use, and pieces that nobody uses */
#define MAX_IN_USE		TDX_MAX_WITHHELD
#define MAX_IDLE		256

/**
 * struct attempt - one attempt to configure the module
 * @in: what plans are made from
 * @place: the planner's scratch space for places
 * @work: the planner's scratch space for shapes
 * @survey: where no PAMT can be
 * @memory: memory list
 * @withheld: pages taken from the page allocator
 * @cmr: convertible memory
 * @in_use: memory that could not be withheld
 * @idle: memory that nobody uses, so that to withhold it costs nothing
 * @cpus: CPUs by node
 * @wanted: TDMRs by node, enough for CPUs to share
 * @away: by node, whether PAMTs may go to other nodes
 */
struct attempt {
	struct tdx_plan_in in;
	struct tdx_place place;
	struct tdx_plan_work work;
	struct tdx_survey survey;
	const struct tdx_memory *memory;
	struct list_head withheld;
	struct tdx_range cmr[TDX_SYS_MAX_CMRS];
	struct tdx_range in_use[MAX_IN_USE];
	struct tdx_range idle[MAX_IDLE];
	unsigned int cpus[MAX_NUMNODES];
	unsigned int wanted[MAX_NUMNODES];
	bool away[MAX_NUMNODES];
};

/* Name every range outside the CMRs; a human needs all of them to act */
static int check_convertible(const struct tdx_plan_in *in)
{
	bool found = false;
	unsigned int i;

	for (i = 0; i < in->nr_mem; i++) {
		struct tdx_range left = { in->mem[i].start, in->mem[i].end };
		struct tdx_range bad;

		while (tdx_plan_unconvertible(in, &left, &bad)) {
			tdx_err("memory [mem 0x%llx-0x%llx] on node %d, %llu KiB, is in no CMR: TDX cannot protect it; check memory settings in firmware setup, exclude it with memmap=, or take it offline if it was added later\n",
				bad.start, bad.end - 1, in->mem[i].nid,
				(bad.end - bad.start) / SZ_1K);
			left.start = bad.end;
			found = true;
		}
	}

	return found ? -EINVAL : 0;
}

static int no_room_for_pamt(const struct tdx_plan_in *in, const struct tdx_plan *plan)
{
	u64 kib = plan->fault_needs * (u64)(TDX_PAMT_ALIGN / SZ_1K);
	u64 last = plan->fault.end - 1;

	if (plan->fault_is_area)
		tdx_err("the PAMT of TDMR [mem 0x%llx-0x%llx], %llu KiB, only fits where more than %u reserved areas would be needed: free memory, or enable TDX soon after boot\n",
			plan->fault.start, last, kib, in->max_reserved);
	else
		tdx_err("no %llu KiB of contiguous memory for the PAMT of TDMR [mem 0x%llx-0x%llx]: free memory, or enable TDX soon after boot\n",
			kib, plan->fault.start, last);

	return -ENOMEM;
}

static void short_of_areas(const struct tdx_plan_in *in, const struct tdx_plan *plan)
{
	u64 start = plan->fault.start, last = plan->fault.end - 1;
	const struct tdx_range *piece;
	unsigned int i;

	for (i = 0; i < in->nr_in_use; i++) {
		piece = &in->in_use[i];
		if (!tdx_range_overlap(piece, start, plan->fault.end))
			continue;
		tdx_err("[mem 0x%llx-0x%llx]: %u reserved areas needed, the limit is %u, and memory between two of them that could be withheld, [mem 0x%llx-0x%llx], is in use: enable TDX soon after boot, or leave it out with memmap=\n",
			start, last, plan->fault_needs, in->max_reserved, piece->start,
			piece->end - 1);
		return;
	}

	tdx_err("[mem 0x%llx-0x%llx]: %u reserved areas needed, the limit is %u, and to withhold %llu KiB of memory (tdx_withhold=) does not help: use memmap= to leave out small pieces of memory between its holes\n",
		start, last, plan->fault_needs, in->max_reserved, in->max_withheld / SZ_1K);
}

static int plan_failed(const struct tdx_plan_in *in, const struct tdx_plan *plan, int err)
{
	u64 start = plan->fault.start, last = plan->fault.end - 1;

	if (plan->fault_is_pamt)
		return no_room_for_pamt(in, plan);

	if (err != -ENOSPC)
		tdx_err("memory list is malformed at [mem 0x%llx-0x%llx]: report this together with the kernel log\n",
			start, last);
	else if (plan->fault_is_area)
		short_of_areas(in, plan);
	else
		tdx_err("[mem 0x%llx-0x%llx]: %u TDMRs needed, the limit is %u: use memmap= to leave out small pieces of memory\n",
			start, last, plan->fault_needs, in->max_tdmrs);

	return err;
}

static bool never_allocated(u64 start, u64 end)
{
	unsigned long pfn;

	for (pfn = PHYS_PFN(start); pfn < PHYS_PFN(end); pfn++) {
		struct page *page = pfn_to_online_page(pfn);

		if (!page || !PageReserved(page))
			return false;
	}

	return true;
}

/* Memory reserved at boot that is in the list, piece by piece */
static void note_idle(struct attempt *a, u64 start, u64 end)
{
	unsigned int i;

	for (i = 0; i < a->memory->nr && a->in.nr_idle < MAX_IDLE; i++) {
		u64 from = max(start, a->memory->range[i].start);
		u64 to = min(end, a->memory->range[i].end);

		if (from >= to || !never_allocated(from, to))
			continue;
		a->idle[a->in.nr_idle].start = from;
		a->idle[a->in.nr_idle++].end = to;
	}
}

/* Only what is small matters: the rest can be no piece between two holes */
static void collect_idle(struct attempt *a)
{
	phys_addr_t start, end;
	u64 i;

	for_each_reserved_mem_range(i, &start, &end) {
		if (end - start <= SZ_1G)
			note_idle(a, PAGE_ALIGN(start), PAGE_ALIGN_DOWN(end));
		cond_resched();
	}
	a->in.idle = a->idle;
}

static int solve(struct attempt *a)
{
	int ret;

	a->in.busy = a->survey.busy;
	a->in.nr_busy = a->survey.nr;

	ret = tdx_plan_solve(&a->place);

	/* Who uses what is of interest only where memory is short of areas */
	if (!a->in.idle && (a->place.plan->nr_withheld || (ret && a->place.plan->fault_is_area))) {
		collect_idle(a);
		ret = tdx_plan_solve(&a->place);
	}

	return ret ? plan_failed(&a->in, a->place.plan, ret) : 0;
}

static int withhold(struct attempt *a)
{
	struct tdx_range *in_use = &a->in_use[a->in.nr_in_use];
	int ret;

	if (!a->place.plan->nr_withheld)
		return 0;

	if (a->in.nr_in_use == MAX_IN_USE) {
		tdx_err("%u pieces of memory between holes are in use: enable TDX soon after boot, or leave some out with memmap=\n",
			MAX_IN_USE);
		return -EBUSY;
	}

	ret = tdx_withhold(a->place.plan, a->memory, &a->withheld, in_use);
	if (!ret)
		return 0;

	a->in.nr_in_use++;
	return -EAGAIN;
}

static int claim_pamts(struct attempt *a, unsigned int round)
{
	struct tdx_range fault;
	int nid, ret;

	ret = tdx_pamt_claim(a->place.plan, &a->survey, &fault);
	if (ret == -EAGAIN && round >= ROUNDS_BEFORE_SURVEY) {
		nid = tdx_plan_node_of(&a->in, fault.start, fault.end);
		ret = tdx_survey_node(&a->survey, a->memory, nid);
		ret = ret < 0 ? ret : -EAGAIN;
	}

	if (ret == -ENOMEM)
		tdx_no_memory("search for room for PAMTs");
	else if (ret == -EINTR)
		tdx_err("the task was killed while memory for PAMTs was made free: try again\n");

	return ret;
}

/* Plan until what the plan needs could be taken */
static int plan_and_take(struct attempt *a)
{
	unsigned int round;
	int ret;

	for (round = 0; round < MAX_ROUNDS; round++) {
		ret = solve(a);
		if (ret)
			return ret;

		ret = withhold(a);
		if (!ret) {
			ret = claim_pamts(a, round);
			if (!ret) {
				/* Who compares with a plan on paper has to know */
				if (round)
					pr_info("planned %u times, around memory that is in use\n",
						round + 1);
				return 0;
			}
			tdx_withhold_undo(&a->withheld);
		}
		if (ret != -EAGAIN)
			return ret;
	}

	tdx_err("memory for PAMTs was in use in each of %u attempts: free memory, or enable TDX soon after boot\n",
		MAX_ROUNDS);
	return -EBUSY;
}

static void prepare(struct attempt *a, const struct tdx_sys_info *info,
		    const struct tdx_memory *memory, struct tdx_plan *plan)
{
	struct tdx_plan_in *in = &a->in;
	unsigned int i;
	int nid;

	INIT_LIST_HEAD(&a->withheld);
	a->memory = memory;
	a->place.in = in;
	a->place.plan = plan;
	a->place.away = a->away;

	for (i = 0; i < info->nr_cmrs; i++) {
		a->cmr[i].start = info->cmr[i].base;
		a->cmr[i].end = info->cmr[i].base + info->cmr[i].size;
	}
	for_each_online_node(nid)
		a->cpus[nid] = cpumask_weight_and(cpumask_of_node(nid), cpu_online_mask);
	for (i = 0; i < TDX_NR_LEVELS; i++)
		in->pamt_entry_size[i] = info->limits.pamt_entry_size[i];

	in->mem = memory->range;
	in->nr_mem = memory->nr;
	in->cmr = a->cmr;
	in->nr_cmrs = info->nr_cmrs;
	in->in_use = a->in_use;
	in->wanted = a->wanted;
	in->nr_nodes = nr_node_ids;
	in->max_tdmrs = min_t(unsigned int, info->limits.max_tdmrs, TDX_MAX_TDMRS);
	in->max_reserved = min_t(unsigned int, info->limits.max_reserved, TDX_MAX_RESERVED);
	in->max_withheld = tdx_withhold_limit();
	in->work = &a->work;
	tdx_plan_want(in, a->cpus, a->wanted);
}

static int attempt(struct attempt *a, const struct tdx_sys_info *info)
{
	int ret;

	ret = check_convertible(&a->in);
	if (ret)
		return ret;

	ret = tdx_survey_begin(&a->survey, a->memory);
	if (ret)
		return tdx_no_memory("list of memory in use");

	ret = plan_and_take(a);
	if (ret)
		return ret;

	/* Not after TDH.SYS.CONFIG, which would be too late to run out of memory */
	tdx_parallel_begin(a->place.plan);

	ret = tdx_tdmr_config(a->place.plan, &info->limits, tdx_global_keyid());
	if (ret) {
		tdx_parallel_end();
		tdx_pamt_free(a->place.plan);
		tdx_withhold_undo(&a->withheld);
		return ret;
	}

	tdx_withhold_keep(a->place.plan, &a->withheld);
	tdx_survey_keep(&a->survey);
	return 0;
}

/**
 * tdx_configure() - plan memory and configure the module with it
 * @info: metadata of the module
 * @memory: what must become TDX memory
 * @plan: filled in; on success its PAMTs are allocated
 *
 * On failure, which is printed, everything is given back.  On success there are
 * helpers for work on the TDMRs, until tdx_parallel_end().
 *
 * Context: process context, tdx_lock and get_online_mems() held; may sleep.
 * Return: 0; -EINVAL when memory is not convertible; -ENOSPC when it does not fit
 * the limits of the module; -ENOMEM; -EBUSY when memory stays in use; -EINTR when
 * the task is being killed; or the errno of a module status.
 *
 * See TDH.SYS.CONFIG of the TDX module ABI.
 */
int tdx_configure(const struct tdx_sys_info *info, const struct tdx_memory *memory,
		  struct tdx_plan *plan)
{
	struct attempt *a __free(kvfree) = kvzalloc(sizeof(*a), TDX_GFP);
	int ret;

	if (!a)
		return tdx_no_memory("planner");

	prepare(a, info, memory, plan);
	ret = attempt(a, info);
	tdx_survey_end(&a->survey);

	return ret;
}
