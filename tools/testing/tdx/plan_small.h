/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small random hosts for the tests that try everything, and all their covers.
 */
#ifndef _TDX_TEST_PLAN_SMALL_H
#define _TDX_TEST_PLAN_SMALL_H

#include "plan_case.h"

#define GIB		0x40000000ULL
#define PAGE		0x1000ULL

/* There are SLOTS slots to a GiB */
#define MAX_GIBS	7
#define SLOTS		8
#define SLOT		(GIB / SLOTS)
#define MAX_SLOTS	(MAX_GIBS * SLOTS)
#define MAX_PIECES	4
#define MAX_COVER	4

/* Of a slot, or a part of one; a piece is memory that is not busy */
enum kind { INDIFFERENT, BARRED, USED, PIECE };

struct segment {
	enum kind kind;
	struct tdx_range range;
	unsigned int piece;
};

/**
 * struct small - a small host
 * @gibs: size, from 1 GiB on
 * @kind: of each slot: INDIFFERENT, BARRED or USED
 * @nr_pieces: entries in @piece
 * @piece: memory that is not busy, ascending
 * @piece_nid: its node
 * @nr_segments: entries in @segment
 * @segment: all of the host, ascending
 * @l: the same for the planner
 */
struct small {
	unsigned int gibs;
	enum kind kind[MAX_SLOTS];
	unsigned int nr_pieces;
	struct tdx_range piece[MAX_PIECES];
	int piece_nid[MAX_PIECES];
	unsigned int nr_segments;
	struct segment segment[MAX_SLOTS + 2 * MAX_PIECES];
	struct layout l;
	struct tdx_mem_range mem[MAX_SLOTS];
	struct tdx_range cmr[MAX_SLOTS];
	struct tdx_range busy[MAX_SLOTS + MAX_PIECES];
};

/**
 * struct cover - TDMRs, by their first and last GiB
 * @nr: entries in @tdmr
 * @tdmr: ascending
 */
struct cover {
	unsigned int nr;
	struct {
		unsigned int first;
		unsigned int last;
	} tdmr[MAX_COVER];
};

typedef void (*cover_fn)(const struct small *s, const struct cover *cover, void *arg);

void random_slots(struct small *s, unsigned int gibs, unsigned int nodes);
void random_small(struct small *s);
u64 table_size(const struct small *s, unsigned int gibs, int level);
void each_cover(const struct small *s, unsigned int gib, struct cover *cover, cover_fn found,
		void *arg);

#endif /* _TDX_TEST_PLAN_SMALL_H */
