// SPDX-License-Identifier: GPL-2.0
/*
 * The planner, shapes: which TDMRs cover the memory of a host.
 *
 * Every GiB that holds memory must be in a TDMR; a GiB that holds none costs
 * about 4 MiB of PAMT when it is.  What a TDMR may hold is bounded by its
 * reserved areas (plan_area.c), and there are not many TDMRs.  In this order:
 *
 *  1. A single GiB that needs too many areas: withhold the smallest pieces of
 *     memory between two of its areas, so that the areas merge.
 *  2. Runs of GiBs that hold memory, whichever node they are on: one TDMR each,
 *     cut where the areas of a TDMR are used up.  There is no cheaper way.
 *  3. If that takes too many TDMRs, join runs: the cheapest choice of gaps to be
 *     covered, found by going over all (dynamic programming).
 *  4. TDMRs to spare: cut further, so that nodes get as many as they want
 *     (plan_cut.c).
 *
 * Pure: no allocation, no output, no SEAMCALL, no global data.  The inputs are
 * trusted to be ordered as plan.h says.  Time is bounded by the square of the
 * runs times TDMRs, but only if there are more runs than TDMRs.
 */
#include <kunit/visibility.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "plan.h"

#define GIB		((u64)TDX_TDMR_ALIGN)
#define UNREACHABLE	U32_MAX

static unsigned int max_reserved(const struct tdx_plan_in *in)
{
	return min_t(unsigned int, in->max_reserved, TDX_MAX_RESERVED);
}

static int fail(struct tdx_plan *plan, u64 start, u64 end, unsigned int needs, bool is_area,
		int err)
{
	plan->fault.start = start;
	plan->fault.end = end;
	plan->fault_needs = needs;
	plan->fault_is_area = is_area;

	return err;
}

/* All areas that memory needs, as long as no PAMT has an address */
static void collect_areas(const struct tdx_plan_in *in, const struct tdx_plan *plan)
{
	struct tdx_plan_work *work = in->work;
	struct tdx_range area = { };

	work->nr_areas = 0;
	while (work->nr_areas < TDX_PLAN_MAX_AREAS &&
	       tdx_plan_next_area(in, plan, area.end, U64_MAX, &area))
		work->area[work->nr_areas++] = area;
}

/* Where the part of area @i in [start, end) begins; U64_MAX when there is none */
static u64 area_begins(const struct tdx_plan_in *in, const struct tdx_plan *plan, unsigned int i,
		       u64 start, u64 end)
{
	const struct tdx_range *area = &in->work->area[i];
	u64 first;

	/* What an area goes over need not be reserved where a TDMR ends in it */
	if (!tdx_plan_needs_area(in, plan, max(area->start, start), min(area->end, end), &first))
		return U64_MAX;

	return first;
}

static unsigned int areas_in(const struct tdx_plan_in *in, const struct tdx_plan *plan, u64 start,
			     u64 end)
{
	unsigned int i, nr = 0;

	for (i = 0; i < in->work->nr_areas; i++)
		nr += area_begins(in, plan, i, start, end) != U64_MAX;

	return nr;
}

/* How far a TDMR that begins at @start may reach, for its areas; @start: nowhere */
static u64 reach(const struct tdx_plan_in *in, const struct tdx_plan *plan, u64 start)
{
	unsigned int i, nr = 0;

	for (i = 0; i < in->work->nr_areas; i++) {
		u64 first = area_begins(in, plan, i, start, U64_MAX);

		if (first == U64_MAX || nr++ < max_reserved(in))
			continue;
		return ALIGN_DOWN(first, GIB);
	}

	return U64_MAX;
}

/* --- 1. A GiB with too many areas --- */

static bool is_in_use(const struct tdx_plan_in *in, const struct tdx_range *range)
{
	unsigned int i;

	for (i = 0; i < in->nr_in_use; i++) {
		if (tdx_range_overlap(&in->in_use[i], range->start, range->end))
			return true;
	}

	return false;
}

static u64 idle_in(const struct tdx_plan_in *in, const struct tdx_range *range)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < in->nr_idle; i++)
		bytes += tdx_range_overlap(&in->idle[i], range->start, range->end);

	return bytes;
}

/* The memory between two areas: from its first byte to its last, and what it costs */
static u64 memory_between(const struct tdx_plan_in *in, u64 start, u64 end,
			  struct tdx_range *island)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < in->nr_mem; i++) {
		u64 from = max(in->mem[i].start, start);
		u64 to = min(in->mem[i].end, end);

		if (from >= to)
			continue;
		if (!bytes)
			island->start = from;
		island->end = to;
		bytes += to - from;
	}

	return bytes - idle_in(in, island);
}

/* The smallest piece of memory between two areas of [start, end) that can be had */
static u64 smallest_island(const struct tdx_plan_in *in, const struct tdx_plan *plan, u64 start,
			   u64 end, struct tdx_range *smallest)
{
	const struct tdx_range *area = in->work->area;
	u64 bytes, least = U64_MAX;
	struct tdx_range island = { };
	unsigned int i;

	for (i = 1; i < in->work->nr_areas; i++) {
		if (area_begins(in, plan, i - 1, start, end) == U64_MAX ||
		    area_begins(in, plan, i, start, end) == U64_MAX)
			continue;

		bytes = memory_between(in, area[i - 1].end, area[i].start, &island);
		if (bytes < least && !is_in_use(in, &island)) {
			least = bytes;
			*smallest = island;
		}
	}

	return least;
}

static int thin_out_gib(const struct tdx_plan_in *in, struct tdx_plan *plan, u64 start, u64 *left)
{
	unsigned int needs = areas_in(in, plan, start, start + GIB);
	struct tdx_range island = { };
	unsigned int nr;
	u64 bytes;

	for (nr = needs; nr > max_reserved(in); nr--) {
		bytes = smallest_island(in, plan, start, start + GIB, &island);
		if (bytes > *left || plan->nr_withheld == TDX_MAX_WITHHELD)
			return fail(plan, start, start + GIB, needs, true, -ENOSPC);

		*left -= bytes;
		plan->withheld[plan->nr_withheld++] = island;
		collect_areas(in, plan);
	}

	return 0;
}

/* The first GiB at or after @from that holds memory */
static u64 next_gib(const struct tdx_plan_in *in, u64 from)
{
	unsigned int i;

	for (i = 0; i < in->nr_mem; i++) {
		if (in->mem[i].end > from)
			return max(from, ALIGN_DOWN(in->mem[i].start, GIB));
	}

	return U64_MAX;
}

/* Only a GiB in which an area begins can have too many, the first GiB aside */
static int thin_out(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	u64 left = in->max_withheld, done = 0;
	unsigned int i;
	int ret;

	for (i = 0; i < in->work->nr_areas; i++) {
		u64 gib = ALIGN_DOWN(in->work->area[i].start, GIB);

		if (gib < done || next_gib(in, gib) != gib)
			continue;

		ret = thin_out_gib(in, plan, gib, &left);
		if (ret)
			return ret;

		/* Areas have merged, and the list is shorter */
		done = gib + GIB;
		i = -1;
	}

	return 0;
}

/* --- 2. Runs of GiBs that hold memory --- */

/* Room for another run: join the two that are closest */
static void join_closest(struct tdx_plan_work *work)
{
	unsigned int i, best = 1;

	for (i = 2; i < work->nr_runs; i++) {
		if (work->run[i].start - work->run[i - 1].end <
		    work->run[best].start - work->run[best - 1].end)
			best = i;
	}

	work->run[best - 1].end = work->run[best].end;
	for (i = best + 1; i < work->nr_runs; i++)
		work->run[i - 1] = work->run[i];
	work->nr_runs--;
}

static int collect_runs(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	struct tdx_plan_work *work = in->work;
	unsigned int i;

	work->nr_runs = 0;
	for (i = 0; i < in->nr_mem; i++) {
		u64 start = ALIGN_DOWN(in->mem[i].start, GIB);
		u64 end = ALIGN(in->mem[i].end, GIB);
		struct tdx_range *last = work->nr_runs ? &work->run[work->nr_runs - 1] : NULL;

		if (in->mem[i].start >= in->mem[i].end || end < in->mem[i].end)
			return fail(plan, in->mem[i].start, in->mem[i].end, 0, false, -EINVAL);

		if (last && start <= last->end) {
			last->end = max(last->end, end);
			continue;
		}

		if (work->nr_runs == TDX_PLAN_MAX_RUNS)
			join_closest(work);
		work->run[work->nr_runs].start = start;
		work->run[work->nr_runs].end = end;
		work->nr_runs++;
	}

	return 0;
}

/* How many TDMRs cover [start, end), cut where areas are used up; 0: it cannot be */
static unsigned int pieces_of(const struct tdx_plan_in *in, const struct tdx_plan *plan,
			      u64 start, u64 end)
{
	unsigned int nr = 0;

	while (start < end) {
		u64 next = reach(in, plan, start);

		if (next == start)
			return 0;
		start = next;
		nr++;
	}

	return nr;
}

/* --- 3. Too many runs: which gaps between them to cover --- */

/*
 * All groups of runs that begin with @first, in one go along the cuts: a group
 * that takes @pieces TDMRs after one that ends before @first.
 */
static void extend_groups(const struct tdx_plan_in *in, const struct tdx_plan *plan,
			  unsigned int first)
{
	struct tdx_plan_work *work = in->work;
	unsigned int pieces = 1, i, k;
	u64 next = reach(in, plan, work->run[first].start);
	u32 joined = 0;

	for (i = first; i < work->nr_runs; i++) {
		if (i > first)
			joined += div64_u64(work->run[i].start - work->run[i - 1].end, GIB);

		while (next < work->run[i].end) {
			u64 start = next;

			next = reach(in, plan, start);
			if (next == start || ++pieces > tdx_plan_max_tdmrs(in))
				return;
		}

		for (k = 0; k + pieces <= tdx_plan_max_tdmrs(in); k++) {
			u32 *cost = &work->cost[i + 1][k + pieces];
			u32 before = work->cost[first][k];

			if (before == UNREACHABLE || before + joined >= *cost)
				continue;
			*cost = before + joined;
			work->first[i + 1][k + pieces] = first;
		}
	}
}

/* How many TDMRs the cheapest choice takes, the fewest of equally cheap; 0: none */
static unsigned int choose_groups(const struct tdx_plan_in *in, const struct tdx_plan *plan)
{
	struct tdx_plan_work *work = in->work;
	unsigned int i, k, best = 0;

	memset(work->cost, 0xff, sizeof(work->cost));
	work->cost[0][0] = 0;

	for (i = 0; i < work->nr_runs; i++)
		extend_groups(in, plan, i);

	for (k = 1; k <= tdx_plan_max_tdmrs(in); k++) {
		u32 cost = work->cost[work->nr_runs][k];

		if (cost != UNREACHABLE && (!best || cost < work->cost[work->nr_runs][best]))
			best = k;
	}

	return best;
}

/* Join the runs of each group: back from the last one, then close the ranks */
static void join_groups(struct tdx_plan_work *work, const struct tdx_plan_in *in,
			const struct tdx_plan *plan, unsigned int k)
{
	unsigned int i = work->nr_runs, nr = work->nr_runs, j;

	while (i) {
		unsigned int first = work->first[i][k];

		work->run[--nr].start = work->run[first].start;
		work->run[nr].end = work->run[i - 1].end;
		k -= pieces_of(in, plan, work->run[nr].start, work->run[nr].end);
		i = first;
	}

	for (j = nr; j < work->nr_runs; j++)
		work->run[j - nr] = work->run[j];
	work->nr_runs -= nr;
}

static int fit_runs(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	struct tdx_plan_work *work = in->work;
	unsigned int i, k, needs = 0;

	for (i = 0; i < work->nr_runs; i++) {
		unsigned int pieces = pieces_of(in, plan, work->run[i].start, work->run[i].end);

		/* A limit of no area at all */
		if (!pieces)
			return fail(plan, work->run[i].start, work->run[i].end, 1, true, -ENOSPC);
		needs += pieces;
	}
	if (needs <= tdx_plan_max_tdmrs(in))
		return 0;

	k = choose_groups(in, plan);
	if (!k)
		return fail(plan, work->run[0].start, work->run[work->nr_runs - 1].end, needs,
			    false, -ENOSPC);

	join_groups(work, in, plan, k);
	return 0;
}

/* --- From runs to TDMRs --- */

static void add_tdmr(const struct tdx_plan_in *in, struct tdx_plan *plan, u64 start, u64 end)
{
	struct tdx_plan_tdmr *tdmr = &plan->tdmr[plan->nr_tdmrs++];

	tdmr->base = start;
	tdmr->size = end - start;
	tdmr->nid = tdx_plan_node_of(in, start, end);
}

static void add_tdmrs(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; i < in->work->nr_runs; i++) {
		u64 start = in->work->run[i].start;

		while (start < in->work->run[i].end) {
			u64 end = min(reach(in, plan, start), in->work->run[i].end);

			add_tdmr(in, plan, start, end);
			start = end;
		}
	}
}

/**
 * tdx_plan_tdmrs() - cover memory with TDMRs and size their PAMTs
 * @in: memory list, limits, entry sizes, what may be withheld, scratch space
 * @plan: filled in; PAMT bases are left 0 and no area is reserved yet
 *
 * Context: any.
 * Return: 0; -EINVAL when there is no memory or a range is malformed; -ENOSPC
 * when memory needs more TDMRs than the limit, or a GiB more reserved areas.
 * @plan->fault then names the range at fault.
 *
 * See TDMR_INFO in the TDX module ABI for the rules a TDMR obeys.
 */
int tdx_plan_tdmrs(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	int ret;

	memset(plan, 0, sizeof(*plan));

	if (!in->nr_mem || in->nr_cmrs > TDX_MAX_CMRS)
		return -EINVAL;

	ret = collect_runs(in, plan);
	if (ret)
		return ret;

	collect_areas(in, plan);
	ret = thin_out(in, plan);
	if (ret)
		return ret;

	ret = fit_runs(in, plan);
	if (ret)
		return ret;

	add_tdmrs(in, plan);
	tdx_plan_cut_as_wanted(in, plan);
	tdx_plan_size_pamts(in, plan);

	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_tdmrs);
