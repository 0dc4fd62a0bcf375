// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: from a layout to a plan, or to the reason why there is none.
 *
 * Plan, place the PAMTs, reserve.  As on a host, a TDMR whose PAMTs find no room
 * on its node is cut in half: smaller TDMRs have smaller PAMTs.  If that cannot
 * help, all is planned anew and PAMTs of that node may go to others, and only
 * then are its TDMRs cut on.  There are as many rounds as nodes at most, with as
 * many cuts in each as there may be TDMRs.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tdx-plan.h"

static void __printf(3, 4) solve_err(struct solution *s, const struct tdx_range *fault,
				     const char *fmt, ...)
{
	va_list args;

	s->ok = false;
	s->fault = *fault;
	va_start(args, fmt);
	vsnprintf(s->reason, sizeof(s->reason), fmt, args);
	va_end(args);
}

static bool all_convertible(const struct tdx_plan_in *in, struct solution *s)
{
	unsigned int i;

	for (i = 0; i < in->nr_mem; i++) {
		struct tdx_range range = { in->mem[i].start, in->mem[i].end }, bad;

		if (!tdx_plan_unconvertible(in, &range, &bad))
			continue;
		solve_err(s, &bad, "memory [mem 0x%llx-0x%llx] of node %d is not convertible: keep it from the kernel with memmap=%lluK$0x%llx",
			  bad.start, bad.end - 1, in->mem[i].nid,
			  (bad.end - bad.start) / SZ_1K, bad.start);
		return false;
	}

	return true;
}

/* The planner said no */
static void tell_plan_failed(const struct tdx_plan_in *in, struct solution *s, int ret)
{
	struct tdx_range *f = &s->plan.fault;

	if (ret != -ENOSPC)
		solve_err(s, f, "memory [mem 0x%llx-0x%llx] cannot be planned: malformed",
			  f->start, f->end - 1);
	else if (s->plan.fault_is_area)
		solve_err(s, f, "[mem 0x%llx-0x%llx] needs %u reserved areas, the limit is %u, and withholding %s of memory does not help: remove memory between its holes with memmap=",
			  f->start, f->end - 1, s->plan.fault_needs, in->max_reserved,
			  size_text(in->max_withheld).s);
	else
		solve_err(s, f, "memory needs %u TDMRs, the limit is %u: [mem 0x%llx-0x%llx] is the first that is left out",
			  s->plan.fault_needs, in->max_tdmrs, f->start, f->end - 1);
}

static void tell_place_failed(const struct tdx_place *p, struct solution *s)
{
	struct tdx_range *f = &s->plan.fault;
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < s->plan.nr_tdmrs; i++) {
		if (s->plan.tdmr[i].base == f->start)
			bytes = tdx_plan_tdmr_pamt_bytes(&s->plan.tdmr[i]);
	}

	if (p->short_of_areas)
		solve_err(s, f, "the PAMT (%s) of TDMR [mem 0x%llx-0x%llx] fits only where a TDMR would need more than %u reserved areas",
			  size_text(bytes).s, f->start, f->end - 1, p->in->max_reserved);
	else
		solve_err(s, f, "no room for the PAMT (%s) of TDMR [mem 0x%llx-0x%llx]",
			  size_text(bytes).s, f->start, f->end - 1);
}

static u64 overlap(u64 a_start, u64 a_end, u64 b_start, u64 b_end)
{
	u64 start = max(a_start, b_start), end = min(a_end, b_end);

	return start < end ? end - start : 0;
}

/* Can the PAMTs of a node be on it, if they only are small enough? */
static bool has_room(const struct layout *l, const struct tdx_plan *plan, int nid)
{
	u64 room = node_memory(l, nid), bytes = 0;
	unsigned int i, j;

	for (i = 0; i < l->nr_mem; i++) {
		for (j = 0; l->mem[i].nid == nid && j < l->nr_busy; j++)
			room -= overlap(l->mem[i].start, l->mem[i].end, l->busy[j].start,
					l->busy[j].end);
	}
	for (i = 0; i < plan->nr_tdmrs; i++) {
		if (plan->tdmr[i].nid == nid)
			bytes += tdx_plan_tdmr_pamt_bytes(&plan->tdmr[i]);
	}

	return bytes <= room;
}

static unsigned int fault_index(const struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; plan->tdmr[i].base != plan->fault.start; i++)
		;
	return i;
}

enum outcome {
	PLANNED,
	IMPOSSIBLE,
	AGAIN,		/* PAMTs of another node may go away from it now */
};

static enum outcome place_pamts(const struct layout *l, struct tdx_place *place, bool *away,
				struct solution *s)
{
	unsigned int i;
	int nid;

	while (tdx_place_pamts(place)) {
		i = fault_index(&s->plan);
		nid = s->plan.tdmr[i].nid;

		if ((away[nid] || has_room(l, &s->plan, nid)) &&
		    tdx_plan_halve(place->in, &s->plan, i))
			continue;
		if (away[nid]) {
			tell_place_failed(place, s);
			return IMPOSSIBLE;
		}
		away[nid] = true;
		return AGAIN;
	}

	return PLANNED;
}

static enum outcome attempt(const struct layout *l, struct tdx_place *place, bool *away,
			    struct solution *s)
{
	enum outcome outcome;
	int ret;

	ret = tdx_plan_tdmrs(place->in, &s->plan);
	if (ret) {
		tell_plan_failed(place->in, s, ret);
		return IMPOSSIBLE;
	}

	outcome = place_pamts(l, place, away, s);
	if (outcome != PLANNED)
		return outcome;

	ret = tdx_plan_reserved(place->in, &s->plan);
	if (ret) {
		tell_plan_failed(place->in, s, ret);
		return IMPOSSIBLE;
	}

	s->ok = true;
	return PLANNED;
}

/**
 * solve() - plan a layout
 * @l: layout
 * @max_withheld: bytes of memory that may be withheld
 * @s: filled in
 */
void solve(const struct layout *l, u64 max_withheld, struct solution *s)
{
	struct tdx_plan_work *work = need_memory(calloc(1, sizeof(*work)));
	struct tdx_place *place = need_memory(calloc(1, sizeof(*place)));
	unsigned int *wanted = need_memory(calloc(MAX_NODES, sizeof(*wanted)));
	bool *away = need_memory(calloc(MAX_NODES, sizeof(*away)));
	struct tdx_plan_in in = {
		.mem = l->mem, .nr_mem = l->nr_mem,
		.cmr = l->cmr, .nr_cmrs = l->nr_cmrs,
		.busy = l->busy, .nr_busy = l->nr_busy,
		.wanted = wanted, .nr_nodes = l->nr_nodes,
		.max_tdmrs = l->max_tdmrs,
		.max_reserved = l->max_reserved,
		.max_withheld = max_withheld,
		.work = work,
	};
	unsigned int i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < TDX_NR_LEVELS; i++)
		in.pamt_entry_size[i] = l->pamt_entry_size[i];
	for (i = 0; i < l->nr_nodes; i++)
		wanted[i] = max(l->cpus[i], 1U);
	place->in = &in;
	place->plan = &s->plan;
	place->away = away;

	if (all_convertible(&in, s)) {
		while (attempt(l, place, away, s) == AGAIN)
			;
	}

	free(work);
	free(place);
	free(wanted);
	free(away);
}
