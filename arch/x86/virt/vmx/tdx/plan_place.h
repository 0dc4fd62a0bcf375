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

/* How large a host is at most that plan_search.c goes through, and for how long */
#define TDX_SEARCH_MAX_GIBS	32
#define TDX_SEARCH_MAX_PIECES	16
#define TDX_SEARCH_STEPS	200000

/**
 * struct tdx_search_piece - free memory that tables fill from both ends
 * @range: the memory
 * @nid: its node
 * @used_before: memory in use touches its start
 * @used_behind: memory in use touches its end
 * @both: it makes a difference at which end a table is
 * @front: bytes of tables at its start
 * @back: bytes of tables at its end
 */
struct tdx_search_piece {
	struct tdx_range range;
	int nid;
	bool used_before;
	bool used_behind;
	bool both;
	u64 front;
	u64 back;
};

/**
 * struct tdx_search_table - one table, and where it is tried
 * @tdmr: index of its TDMR
 * @level: enum tdx_level
 * @chain: twice the index of a piece, one more for its end
 */
struct tdx_search_table {
	u8 tdmr;
	u8 level;
	u8 chain;
};

/**
 * struct tdx_search - scratch space of tdx_plan_search()
 * @steps: how many are left
 * @nr_gibs: entries in @gib
 * @gib: GiBs that hold memory
 * @last: by TDMR, index of its last GiB
 * @nr_pieces: entries in @piece
 * @piece: free memory, ascending
 * @nr_tables: entries in @table
 * @table: all tables, the largest first
 * @best_bytes: PAMT of the best plan by now
 * @nr_best: entries in @best
 * @best: TDMRs of the best plan by now
 */
struct tdx_search {
	unsigned int steps;
	unsigned int nr_gibs;
	u64 gib[TDX_SEARCH_MAX_GIBS];
	u8 last[TDX_SEARCH_MAX_GIBS];
	unsigned int nr_pieces;
	struct tdx_search_piece piece[TDX_SEARCH_MAX_PIECES];
	unsigned int nr_tables;
	struct tdx_search_table table[TDX_SEARCH_MAX_GIBS * TDX_NR_LEVELS];
	u64 best_bytes;
	unsigned int nr_best;
	struct {
		u64 base;
		u64 size;
		int nid;
		struct tdx_pamt_ref pamt[TDX_NR_LEVELS];
	} best[TDX_SEARCH_MAX_GIBS];
};

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
 * @halved: a TDMR was halved, as its PAMTs had found no room
 * @search: scratch space of plan_search.c
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
	bool halved;
	struct tdx_search search;
};

/* plan_place.c */
u64 tdx_place_largest(struct tdx_place *p);
int __must_check tdx_place_pamts(struct tdx_place *p);

/* plan_search.c */
bool tdx_plan_search(struct tdx_place *p, bool complete);

/* plan_solve.c */
int __must_check tdx_plan_solve(struct tdx_place *p);

#endif /* _X86_VIRT_TDX_PLAN_PLACE_H */
