/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random hosts for the tests of the planner, and what a plan of them must be like.
 */
#ifndef _TDX_TEST_PLAN_CASE_H
#define _TDX_TEST_PLAN_CASE_H

#include "random.h"
#include "tdx-plan/tdx-plan.h"

#define CASE_MAX_MEM	200
#define CASE_MAX_BUSY	200
#define CASE_MAX_NODES	8

/**
 * struct plan_case - a host
 * @l: the host; the lists are those below
 * @max_withheld: bytes of memory that may be withheld
 * @mem: memory; all of it is convertible
 * @cmr: convertible memory; may touch each other
 * @busy: memory that cannot be had, and what is no memory
 */
struct plan_case {
	struct layout l;
	u64 max_withheld;
	struct tdx_mem_range mem[CASE_MAX_MEM];
	struct tdx_range cmr[TDX_MAX_CMRS];
	struct tdx_range busy[CASE_MAX_BUSY];
};

/* plan_case.c */
void random_case(struct plan_case *c);
void make_plan_in(const struct plan_case *c, struct tdx_plan_work *work, struct tdx_plan_in *in);
void print_layout(const struct layout *l);
void print_case(const struct plan_case *c);

/* plan_check.c: NULL, or what is wrong */
const char *check_reserved(const struct layout *l, u64 max_withheld,
			   const struct tdx_plan *plan);
const char *check_plan(const struct layout *l, u64 max_withheld, const struct tdx_plan *plan);

#endif /* _TDX_TEST_PLAN_CASE_H */
