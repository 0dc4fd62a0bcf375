// SPDX-License-Identifier: GPL-2.0
/*
 * The planner: from ranges of memory to TDMRs and their reserved areas.
 *
 * TDMRs follow the memory list: each range grows to whole GiBs, and ranges of
 * one node whose GiBs touch share a TDMR.  What TDMRs cover beyond the memory
 * list costs PAMT, but needs a reserved area only where it is not convertible:
 * the module refuses a TDMR with unreserved bytes outside all CMRs, and does
 * not care whether convertible bytes are ever used.
 *
 * Everything here is pure: no allocation, no output, no SEAMCALL, no global
 * data.  The inputs are trusted to be ordered as plan.h says; time is bounded
 * by ranges times TDMRs and the stack holds no arrays.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "plan.h"

static const u64 tdx_level_size[TDX_NR_LEVELS] = {
	[TDX_LEVEL_4K] = SZ_4K,
	[TDX_LEVEL_2M] = SZ_2M,
	[TDX_LEVEL_1G] = SZ_1G,
};

/*
 * The first range at or after @from that is outside every CMR.  CMRs that touch
 * count as one, as they do for the module.
 */
static struct tdx_range next_gap(const struct tdx_plan_in *in, u64 from)
{
	struct tdx_range gap = { .start = from, .end = U64_MAX };
	unsigned int i;

	for (i = 0; i < in->nr_cmrs; i++) {
		if (in->cmr[i].end <= gap.start)
			continue;
		if (in->cmr[i].start > gap.start) {
			gap.end = in->cmr[i].start;
			break;
		}
		gap.start = in->cmr[i].end;
	}

	return gap;
}

/**
 * tdx_plan_unconvertible() - find memory that TDX cannot protect
 * @in: CMRs are taken from here
 * @range: physical range to look at
 * @bad: on true, the first part of @range that lies outside every CMR
 *
 * Context: any.
 * Return: true when there is such a part.
 */
bool tdx_plan_unconvertible(const struct tdx_plan_in *in, const struct tdx_range *range,
			    struct tdx_range *bad)
{
	struct tdx_range gap = next_gap(in, range->start);

	if (gap.start >= range->end)
		return false;

	bad->start = gap.start;
	bad->end = min(gap.end, range->end);
	return true;
}

static void size_pamts(const struct tdx_plan_in *in, struct tdx_plan_tdmr *tdmr)
{
	int level;

	for (level = 0; level < TDX_NR_LEVELS; level++) {
		u64 entries = div64_u64(tdmr->size, tdx_level_size[level]);

		tdmr->pamt[level].base = 0;
		tdmr->pamt[level].size = ALIGN(entries * in->pamt_entry_size[level],
					       (u64)TDX_PAMT_ALIGN);
	}
}

/**
 * tdx_plan_tdmrs() - cover memory with TDMRs and size their PAMTs
 * @in: memory list, limits and entry sizes
 * @plan: filled in; PAMT bases are left 0 and no area is reserved yet
 *
 * Context: any.
 * Return: 0; -EINVAL when there is no memory or a range is malformed; -ENOSPC
 * when memory needs more TDMRs than the limit.  @plan->fault then names the
 * range at fault.
 *
 * See TDMR_INFO in the TDX module ABI for the rules a TDMR obeys.
 */
int tdx_plan_tdmrs(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	unsigned int limit = min_t(unsigned int, in->max_tdmrs, TDX_MAX_TDMRS);
	struct tdx_plan_tdmr *last = NULL;
	u64 covered = 0;
	unsigned int i;

	memset(plan, 0, sizeof(*plan));

	if (!in->nr_mem)
		return -EINVAL;

	for (i = 0; i < in->nr_mem; i++) {
		const struct tdx_mem_range *mem = &in->mem[i];
		u64 start = ALIGN_DOWN(mem->start, (u64)TDX_TDMR_ALIGN);
		u64 end = ALIGN(mem->end, (u64)TDX_TDMR_ALIGN);

		plan->fault.start = mem->start;
		plan->fault.end = mem->end;

		if (mem->start >= mem->end || end < mem->end)
			return -EINVAL;

		if (end <= covered)
			continue;

		start = max(start, covered);
		covered = end;
		if (last && last->nid == mem->nid && last->base + last->size == start) {
			last->size = end - last->base;
			continue;
		}

		/* Past the limit, go on only to count what would be needed */
		plan->fault_needs++;
		if (plan->fault_needs > limit) {
			last = NULL;
			continue;
		}

		last = &plan->tdmr[plan->nr_tdmrs++];
		last->base = start;
		last->size = end - start;
		last->nid = mem->nid;
	}

	if (plan->fault_needs > limit)
		return -ENOSPC;

	for (i = 0; i < plan->nr_tdmrs; i++)
		size_pamts(in, &plan->tdmr[i]);

	memset(&plan->fault, 0, sizeof(plan->fault));
	plan->fault_needs = 0;
	return 0;
}

/* Let @next become the earliest piece of @cand at or after @from */
static void take_earlier(struct tdx_range *next, u64 from, u64 start, u64 end)
{
	start = max(start, from);

	if (start < end && start < next->start) {
		next->start = start;
		next->end = end;
	}
}

/*
 * The first range at or after @from that must be reserved: a gap between CMRs,
 * or a PAMT of whichever TDMR.  It may go on where it ends.
 */
static struct tdx_range next_reserved(const struct tdx_plan_in *in,
				      const struct tdx_plan *plan, u64 from)
{
	struct tdx_range next = next_gap(in, from);
	unsigned int i;
	int level;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *pamt = &plan->tdmr[i].pamt[level];

			take_earlier(&next, from, pamt->base, pamt->base + pamt->size);
		}
	}

	return next;
}

static int reserve_in_tdmr(const struct tdx_plan_in *in, struct tdx_plan *plan,
			   struct tdx_plan_tdmr *tdmr)
{
	unsigned int limit = min_t(unsigned int, in->max_reserved, TDX_MAX_RESERVED);
	u64 end = tdmr->base + tdmr->size;
	struct tdx_reserved_area *area = NULL;
	u64 done = tdmr->base;
	unsigned int needs = 0;

	tdmr->nr_reserved = 0;

	while (done < end) {
		struct tdx_range next = next_reserved(in, plan, done);
		u64 stop = min(next.end, end);

		if (next.start >= end)
			break;

		if (area && next.start == done) {
			area->size += stop - next.start;
		} else if (!needs || next.start != done) {
			needs++;
			area = NULL;
			if (needs <= limit) {
				area = &tdmr->reserved[tdmr->nr_reserved++];
				area->offset = next.start - tdmr->base;
				area->size = stop - next.start;
			}
		}
		done = stop;
	}

	if (needs > limit) {
		plan->fault.start = tdmr->base;
		plan->fault.end = end;
		plan->fault_needs = needs;
		return -ENOSPC;
	}

	return 0;
}

/**
 * tdx_plan_reserved() - reserve what must not become TDX memory
 * @in: CMRs and limits
 * @plan: from tdx_plan_tdmrs(), PAMT bases filled in
 *
 * Areas that touch become one.
 *
 * Context: any.
 * Return: 0; -ENOSPC when a TDMR needs more areas than the limit: @plan->fault
 * is that TDMR and @plan->fault_needs the number of areas it needs.
 *
 * See TDH.SYS.CONFIG in the TDX module ABI for the rules reserved areas obey.
 */
int tdx_plan_reserved(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	unsigned int i;
	int ret;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		ret = reserve_in_tdmr(in, plan, &plan->tdmr[i]);
		if (ret)
			return ret;
	}

	return 0;
}

/**
 * tdx_plan_tdmr_pamt_bytes() - size of the PAMTs of one TDMR
 * @tdmr: TDMR of a plan
 *
 * Context: any.
 * Return: bytes of all three tables.
 */
u64 tdx_plan_tdmr_pamt_bytes(const struct tdx_plan_tdmr *tdmr)
{
	u64 bytes = 0;
	int level;

	for (level = 0; level < TDX_NR_LEVELS; level++)
		bytes += tdmr->pamt[level].size;

	return bytes;
}

/**
 * tdx_plan_pamt_bytes() - size of all PAMTs of a plan
 * @plan: plan with PAMT sizes
 *
 * Context: any.
 * Return: bytes.
 */
u64 tdx_plan_pamt_bytes(const struct tdx_plan *plan)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs; i++)
		bytes += tdx_plan_tdmr_pamt_bytes(&plan->tdmr[i]);

	return bytes;
}
