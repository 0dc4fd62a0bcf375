// SPDX-License-Identifier: GPL-2.0
/*
 * The planner, as a whole: TDMRs, places for their PAMTs, reserved areas.
 *
 * One PAMT of gigabytes finds no room where memory is in pieces, but several
 * smaller ones do.  In this order:
 *
 *  1. A TDMR whose PAMTs find no room on its node is cut in half, down to a GiB.
 *  2. If that cannot help, all is planned anew, and PAMTs of that node may go to
 *     others; only then are its TDMRs cut on.
 *  3. If cuts that nodes wanted have used up the TDMRs, all is planned anew
 *     without them, so that those in need of cuts get them.
 *  4. A small host on which there is no plan by now, or one with cuts that were
 *     made for lack of room, is searched for a better one (plan_search.c).
 *
 * Pure like all of the planner: see plan.h.  There are as many rounds as nodes at
 * most, twice, with as many cuts in each as there may be TDMRs.
 */
#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "plan_place.h"

/* Bytes of a node on which PAMTs may be */
static u64 room_on(const struct tdx_plan_in *in, int nid)
{
	unsigned int i, first = 0, k;
	u64 room = 0;

	for (i = 0; i < in->nr_mem; i++) {
		const struct tdx_mem_range *mem = &in->mem[i];

		if (mem->nid != nid)
			continue;

		room += mem->end - mem->start;
		while (first < in->nr_busy && in->busy[first].end <= mem->start)
			first++;
		for (k = first; k < in->nr_busy && in->busy[k].start < mem->end; k++)
			room -= tdx_range_overlap(&in->busy[k], mem->start, mem->end);
	}

	return room;
}

/* Would the PAMTs of a node fit on it, if they only were small enough? */
static bool has_room(const struct tdx_plan_in *in, const struct tdx_plan *plan, int nid)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		if (plan->tdmr[i].nid == nid)
			bytes += tdx_plan_tdmr_pamt_bytes(&plan->tdmr[i]);
	}

	return bytes <= room_on(in, nid);
}

static bool may_go_away(const struct tdx_place *p, int nid)
{
	return !p->away || nid < 0 || nid >= (int)p->in->nr_nodes || p->away[nid];
}

/* The TDMR that found no room; tdx_place_pamts() names one of the plan */
static unsigned int fault_index(const struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs - 1; i++) {
		if (plan->tdmr[i].base == plan->fault.start)
			break;
	}

	return i;
}

static int no_room(struct tdx_place *p, unsigned int i)
{
	struct tdx_plan *plan = p->plan;

	plan->fault_needs = min(tdx_plan_tdmr_pamt_bytes(&plan->tdmr[i]) / TDX_PAMT_ALIGN,
				(u64)U32_MAX);
	plan->fault_is_pamt = true;
	plan->fault_is_area = p->short_of_areas;

	return -ENOSPC;
}

/* Tables that are larger than any piece of memory need not be tried at all */
static void halve_hopeless(struct tdx_place *p)
{
	u64 largest = tdx_place_largest(p);
	unsigned int i = 0;

	while (i < p->plan->nr_tdmrs) {
		const struct tdx_pamt_ref *pamt = p->plan->tdmr[i].pamt;
		u64 size = max3(pamt[TDX_LEVEL_4K].size, pamt[TDX_LEVEL_2M].size,
				pamt[TDX_LEVEL_1G].size);

		if (size > largest && tdx_plan_halve(p->in, p->plan, i))
			p->halved = true;
		else
			i++;
	}
}

/* -EAGAIN: PAMTs of one more node may go away from it, plan anew */
static int place_or_halve(struct tdx_place *p)
{
	while (tdx_place_pamts(p)) {
		unsigned int i = fault_index(p->plan);
		int nid = p->plan->tdmr[i].nid;

		if ((may_go_away(p, nid) || has_room(p->in, p->plan, nid)) &&
		    tdx_plan_halve(p->in, p->plan, i)) {
			p->halved = true;
			continue;
		}
		if (may_go_away(p, nid))
			return no_room(p, i);

		p->away[nid] = true;
		return -EAGAIN;
	}

	return 0;
}

static int plan_and_place(struct tdx_place *p)
{
	int ret;

	if (p->away)
		memset(p->away, 0, p->in->nr_nodes * sizeof(*p->away));

	do {
		p->halved = false;
		ret = tdx_plan_tdmrs(p->in, p->plan);
		if (ret)
			break;
		halve_hopeless(p);
		ret = place_or_halve(p);
	} while (ret == -EAGAIN);

	return ret;
}

/* Does no node want more TDMRs than there have to be? */
static bool wants_fewest(const struct tdx_plan_in *in)
{
	unsigned int i;

	for (i = 0; in->wanted && i < in->nr_nodes; i++) {
		if (in->wanted[i] > 1)
			return false;
	}

	return true;
}

/* Any plan at all: PAMTs may be on any node */
static bool search_anywhere(struct tdx_place *p)
{
	bool *away = p->away;
	bool found;

	p->away = NULL;
	found = tdx_plan_search(p, false);
	p->away = away;

	return found;
}

/**
 * tdx_plan_solve() - plan a host
 * @p: @p->in, @p->plan and @p->away set, the rest is scratch; the plan comes out
 *	complete, with addresses for the PAMTs and reserved areas
 *
 * Context: any.
 * Return: 0; -EINVAL or -ENOSPC with @p->plan->fault as of tdx_plan_tdmrs(),
 * tdx_plan_reserved(), or, with @p->plan->fault_is_pamt, because the PAMTs of the
 * TDMR at fault have no room.
 */
int tdx_plan_solve(struct tdx_place *p)
{
	const struct tdx_plan_in *in = p->in;
	struct tdx_plan_in modest = *in;
	int ret;

	ret = plan_and_place(p);
	if (ret && p->plan->fault_is_pamt && in->wanted) {
		modest.wanted = NULL;
		p->in = &modest;
		ret = plan_and_place(p);
		p->in = in;
	}

	if (ret && p->plan->fault_is_pamt && search_anywhere(p))
		ret = 0;
	else if (!ret && p->halved && wants_fewest(in))
		tdx_plan_search(p, true);
	if (ret)
		return ret;

	return tdx_plan_reserved(in, p->plan);
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_solve);
