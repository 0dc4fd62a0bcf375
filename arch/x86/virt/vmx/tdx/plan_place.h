/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses for the PAMTs of a plan as a pure function, and planning as a whole:
 * TDMRs that are cut until their PAMTs find room.
 */
#ifndef _X86_VIRT_TDX_PLAN_PLACE_H
#define _X86_VIRT_TDX_PLAN_PLACE_H

#include "plan.h"

/* Every table of every TDMR may lie on its own, and so may what is withheld */
#define TDX_PLACE_MAX_TAKEN	(TDX_MAX_TDMRS * TDX_NR_LEVELS + TDX_MAX_WITHHELD)

/**
 * struct tdx_place - what is placed, where it may go, and how far that has got
 * @in: memory, CMRs, limits, and busy ranges, which must ascend without overlap
 *	here; given by the caller
 * @plan: from tdx_plan_tdmrs(); its PAMT bases are filled in; by the caller
 * @away: by node, @in->nr_nodes entries, whether PAMTs of its TDMRs may go to
 *	other nodes; NULL if all may; given by the caller
 * @tight: take the smallest spot that fits and not the highest
 * @short_of_areas: there was room, but no reserved area left to cover it
 * @areas: reserved areas that each TDMR needs by now
 * @nr_taken: entries in @taken
 * @taken: ranges reserved within convertible memory, ascending, none touching
 */
struct tdx_place {
	const struct tdx_plan_in *in;
	struct tdx_plan *plan;
	bool *away;
	bool tight;
	bool short_of_areas;
	unsigned int areas[TDX_MAX_TDMRS];
	unsigned int nr_taken;
	struct tdx_range taken[TDX_PLACE_MAX_TAKEN];
};

/* plan_place.c */
int __must_check tdx_place_pamts(struct tdx_place *p);

/* plan_solve.c */
int __must_check tdx_plan_solve(struct tdx_place *p);

#endif /* _X86_VIRT_TDX_PLAN_PLACE_H */
