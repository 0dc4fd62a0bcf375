// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: from a layout to a plan, or to the reason why there is none.
 *
 * The kernel's planner does the work; what it says is put in words here.
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

static void tell_place_failed(const struct tdx_plan_in *in, struct solution *s)
{
	struct tdx_range *f = &s->plan.fault;
	u64 bytes = (u64)s->plan.fault_needs * TDX_PAMT_ALIGN;

	if (s->plan.fault_is_area)
		solve_err(s, f, "the PAMT (%s) of TDMR [mem 0x%llx-0x%llx] fits only where a TDMR would need more than %u reserved areas",
			  size_text(bytes).s, f->start, f->end - 1, in->max_reserved);
	else
		solve_err(s, f, "no room for the PAMT (%s) of TDMR [mem 0x%llx-0x%llx]",
			  size_text(bytes).s, f->start, f->end - 1);
}

/* The planner said no */
static void tell_failed(const struct tdx_plan_in *in, struct solution *s, int ret)
{
	if (s->plan.fault_is_pamt)
		tell_place_failed(in, s);
	else
		tell_plan_failed(in, s, ret);
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
		.in_use = l->busy, .nr_in_use = l->nr_busy,
		.busy = l->nopamt ?: l->busy,
		.nr_busy = l->nopamt ? l->nr_nopamt : l->nr_busy,
		.wanted = wanted, .nr_nodes = l->nr_nodes,
		.max_tdmrs = l->max_tdmrs,
		.max_reserved = l->max_reserved,
		.max_withheld = max_withheld,
		.work = work,
	};
	unsigned int i;
	int ret;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < TDX_NR_LEVELS; i++)
		in.pamt_entry_size[i] = l->pamt_entry_size[i];
	tdx_plan_want(&in, l->cpus, wanted);
	place->in = &in;
	place->plan = &s->plan;
	place->away = away;

	if (all_convertible(&in, s)) {
		ret = tdx_plan_solve(place);
		if (ret)
			tell_failed(&in, s, ret);
		else
			s->ok = true;
	}

	free(work);
	free(place);
	free(wanted);
	free(away);
}
