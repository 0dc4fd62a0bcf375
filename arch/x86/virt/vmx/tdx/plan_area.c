// SPDX-License-Identifier: GPL-2.0
/*
 * The planner, reserved areas: what in a TDMR must not become TDX memory.
 *
 * Every byte of a TDMR is one of three kinds:
 *
 *	barred		outside all CMRs, in a PAMT, or withheld: must be reserved
 *	used		memory that is not barred: must not be reserved
 *	indifferent	convertible, but no memory: may be either
 *
 * So an area begins and ends with barred bytes, goes over indifferent ones, and
 * two areas are apart by used ones: that is the fewest areas there can be.
 *
 * Pure like all of the planner: see plan.h.
 */
#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#include "plan.h"

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
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_unconvertible);

/* Let @next become the earliest piece of [start, end) at or after @from */
static void take_earlier(struct tdx_range *next, u64 from, u64 start, u64 end)
{
	start = max(start, from);

	if (start < end && start < next->start) {
		next->start = start;
		next->end = end;
	}
}

/* The first barred range at or after @from.  It may go on where it ends. */
static struct tdx_range next_barred(const struct tdx_plan_in *in, const struct tdx_plan *plan,
				    u64 from)
{
	struct tdx_range next = next_gap(in, from);
	unsigned int i;
	int level;

	for (i = 0; i < plan->nr_withheld; i++)
		take_earlier(&next, from, plan->withheld[i].start, plan->withheld[i].end);

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *pamt = &plan->tdmr[i].pamt[level];

			/* Nothing is at address 0 but a table without an address */
			if (pamt->base)
				take_earlier(&next, from, pamt->base, pamt->base + pamt->size);
		}
	}

	return next;
}

/* The first memory at or after @from, U64_MAX when there is no more */
static u64 next_memory(const struct tdx_plan_in *in, u64 from)
{
	unsigned int low = 0, high = in->nr_mem;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (in->mem[mid].end <= from)
			low = mid + 1;
		else
			high = mid;
	}

	return low < in->nr_mem ? max(from, in->mem[low].start) : U64_MAX;
}

/**
 * tdx_plan_next_area() - find a reserved area
 * @in: memory and CMRs
 * @plan: PAMTs and withheld memory
 * @from: where to begin
 * @end: where to stop
 * @area: on true, the first area in [@from, @end)
 *
 * Context: any.
 * Return: true when there is one.
 */
bool tdx_plan_next_area(const struct tdx_plan_in *in, const struct tdx_plan *plan, u64 from,
			u64 end, struct tdx_range *area)
{
	struct tdx_range next = next_barred(in, plan, from);

	if (next.start >= end)
		return false;

	*area = next;
	while (area->end < end) {
		next = next_barred(in, plan, area->end);
		if (next.start >= end)
			break;

		/* Barred bytes are not used, even where there is memory */
		if (next.start > area->end && next_memory(in, area->end) < next.start)
			break;
		area->end = next.end;
	}

	area->end = min(area->end, end);
	return true;
}

/**
 * tdx_plan_needs_area() - does a range hold anything that must be reserved?
 * @in: memory and CMRs
 * @plan: PAMTs and withheld memory
 * @start: first byte
 * @end: byte after the last
 * @first: on true, the first byte that must be reserved
 *
 * Context: any.
 * Return: true if so.
 */
bool tdx_plan_needs_area(const struct tdx_plan_in *in, const struct tdx_plan *plan, u64 start,
			 u64 end, u64 *first)
{
	*first = next_barred(in, plan, start).start;

	return *first < end;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_needs_area);

static int reserve_in_tdmr(const struct tdx_plan_in *in, struct tdx_plan *plan,
			   struct tdx_plan_tdmr *tdmr)
{
	unsigned int limit = min_t(unsigned int, in->max_reserved, TDX_MAX_RESERVED);
	u64 end = tdmr->base + tdmr->size;
	struct tdx_range area = { .end = tdmr->base };
	unsigned int needs = 0;

	tdmr->nr_reserved = 0;

	while (tdx_plan_next_area(in, plan, area.end, end, &area)) {
		if (needs < limit) {
			tdmr->reserved[needs].offset = area.start - tdmr->base;
			tdmr->reserved[needs].size = area.end - area.start;
			tdmr->nr_reserved++;
		}
		needs++;
	}

	if (needs > limit) {
		plan->fault.start = tdmr->base;
		plan->fault.end = end;
		plan->fault_needs = needs;
		plan->fault_is_area = true;
		return -ENOSPC;
	}

	return 0;
}

/**
 * tdx_plan_reserved() - reserve what must not become TDX memory
 * @in: memory, CMRs and limits
 * @plan: from tdx_plan_tdmrs(), PAMT bases filled in
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
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_reserved);
