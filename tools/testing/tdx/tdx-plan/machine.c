// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: output for programs.  The format is fixed, see layouts/README.md;
 * the debugfs file of a running host has the same.
 */
#include "tdx-plan.h"

static void print_tdmr(const struct tdx_plan_tdmr *t)
{
	const struct tdx_pamt_ref *p = t->pamt;
	unsigned int i;

	printf("tdmr 0x%llx 0x%llx 1g 0x%llx 0x%llx 2m 0x%llx 0x%llx 4k 0x%llx 0x%llx\n",
	       t->base, t->size, p[TDX_LEVEL_1G].base, p[TDX_LEVEL_1G].size,
	       p[TDX_LEVEL_2M].base, p[TDX_LEVEL_2M].size,
	       p[TDX_LEVEL_4K].base, p[TDX_LEVEL_4K].size);
	for (i = 0; i < t->nr_reserved; i++)
		printf("rsvd 0x%llx 0x%llx\n", t->reserved[i].offset, t->reserved[i].size);
}

void print_machine(const struct solution *s)
{
	unsigned int i;

	if (!s->ok) {
		printf("status %s %s\n", s->is_pending ? "pending" : "infeasible", s->reason);
		return;
	}

	printf("status ok\n");
	for (i = 0; i < s->plan.nr_tdmrs; i++)
		print_tdmr(&s->plan.tdmr[i]);
	for (i = 0; i < s->plan.nr_withheld; i++)
		printf("withheld 0x%llx 0x%llx\n", s->plan.withheld[i].start,
		       s->plan.withheld[i].end);
	printf("pamt_bytes %llu\n", tdx_plan_pamt_bytes(&s->plan));
}
