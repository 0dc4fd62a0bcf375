// SPDX-License-Identifier: GPL-2.0
/*
 * Small random hosts for the tests that try everything, and all their covers.
 *
 * A host is a row of slots, 8 to a GiB.  Where PAMTs count, what is not busy is in
 * a few pieces, each about as large as some of the tables: there is just room, or
 * just none.
 */
#include <string.h>

#include "plan_small.h"

/* --- slots --- */

static void add_slot(struct small *s, unsigned int i, int nid)
{
	u64 start = GIB + i * SLOT;
	struct tdx_mem_range *mem = s->mem + s->l.nr_mem;
	struct tdx_range *cmr = s->cmr + s->l.nr_cmrs;

	if (s->kind[i] == USED) {
		if (s->l.nr_mem && mem[-1].end == start && mem[-1].nid == nid)
			mem[-1].end += SLOT;
		else
			s->mem[s->l.nr_mem++] = (struct tdx_mem_range){ start, start + SLOT, nid };
	}
	if (s->kind[i] != BARRED) {
		if (s->l.nr_cmrs && cmr[-1].end == start)
			cmr[-1].end += SLOT;
		else
			s->cmr[s->l.nr_cmrs++] = (struct tdx_range){ start, start + SLOT };
	}
}

/**
 * random_slots() - memory and CMRs slot by slot
 * @s: host; nothing is busy
 * @gibs: GiBs of it
 * @nodes: one or two
 *
 * Memory is convertible, other slots may be.
 */
void random_slots(struct small *s, unsigned int gibs, unsigned int nodes)
{
	unsigned int second = random_below(gibs * SLOTS), i;
	bool empty[MAX_GIBS];

	memset(s, 0, sizeof(*s));
	s->gibs = gibs;
	s->l.mem = s->mem;
	s->l.cmr = s->cmr;
	s->l.busy = s->busy;
	s->l.nr_nodes = nodes;
	s->l.max_tdmrs = 1 + random_below(MAX_COVER);
	s->l.max_reserved = 1 + random_below(4);
	for (i = 0; i < TDX_NR_LEVELS; i++)
		s->l.pamt_entry_size[i] = 16;

	for (i = 0; i < gibs; i++)
		empty[i] = random_below(3) == 0;

	for (i = 0; i < gibs * SLOTS; i++) {
		u64 dice = random_below(16);

		s->kind[i] = dice < 2 ? BARRED : dice < 3 || empty[i / SLOTS] ? INDIFFERENT : USED;
		add_slot(s, i, nodes > 1 && i >= second);
	}
}

/* --- pieces of memory that are not busy --- */

u64 table_size(const struct small *s, unsigned int gibs, int level)
{
	static const u64 entries[TDX_NR_LEVELS] = { 0x40000, 0x200, 1 };

	return (gibs * entries[level] * s->l.pamt_entry_size[level] + PAGE - 1) / PAGE * PAGE;
}

/* The size of some tables that there may be, nearly */
static u64 random_size(const struct small *s)
{
	u64 size = 0;

	do {
		unsigned int gibs = 1 + random_below(s->gibs);
		unsigned int levels = random_below(4) ? 7 : 1 + random_below(7), i;

		for (i = 0; i < TDX_NR_LEVELS; i++)
			size += levels & BIT(i) ? table_size(s, gibs, i) : 0;
	} while (!random_below(3));

	if (!random_below(3))
		size += PAGE * random_below(4);
	if (!random_below(6))
		size -= min(size - PAGE, PAGE * random_below(4));
	return size;
}

/* One piece: at either end of memory, around a border, or in the middle */
static void random_piece(struct small *s)
{
	const struct tdx_mem_range *mem = &s->mem[random_below(s->l.nr_mem)];
	u64 size = min(random_size(s), mem->end - mem->start), start;
	unsigned int i;

	switch (random_below(4)) {
	case 0:
		start = mem->start;
		break;
	case 1:
		start = mem->end - size;
		break;
	case 2:
		start = (mem->start / GIB + 1) * GIB;
		if (start > mem->end)
			return;
		start -= random_below(min(size, start - mem->start) / PAGE + 1) * PAGE;
		break;
	default:
		start = mem->start + random_below((mem->end - mem->start - size) / PAGE + 1) * PAGE;
		break;
	}
	start = min(start, mem->end - size);

	for (i = 0; i < s->nr_pieces; i++) {
		if (start <= s->piece[i].end && s->piece[i].start <= start + size)
			return;
	}
	for (i = s->nr_pieces++; i && s->piece[i - 1].start > start; i--) {
		s->piece[i] = s->piece[i - 1];
		s->piece_nid[i] = s->piece_nid[i - 1];
	}
	s->piece[i] = (struct tdx_range){ start, start + size };
	s->piece_nid[i] = mem->nid;
}

static void add_segment(struct small *s, enum kind what, u64 start, u64 end, unsigned int piece)
{
	if (start == end)
		return;
	s->segment[s->nr_segments++] = (struct segment){ what, { start, end }, piece };

	if (what != USED)
		return;
	if (s->l.nr_busy && s->busy[s->l.nr_busy - 1].end == start)
		s->busy[s->l.nr_busy - 1].end = end;
	else
		s->busy[s->l.nr_busy++] = (struct tdx_range){ start, end };
}

/* What is memory and in no piece is busy; pieces do not touch, nor go over a hole */
static void make_segments(struct small *s)
{
	unsigned int i, k = 0;

	for (i = 0; i < s->gibs * SLOTS; i++) {
		u64 start = GIB + i * SLOT, end = start + SLOT;

		while (s->kind[i] == USED && k < s->nr_pieces && s->piece[k].start < end) {
			u64 from = max(start, s->piece[k].start), to = min(end, s->piece[k].end);

			add_segment(s, USED, start, from, 0);
			add_segment(s, PIECE, from, to, k);
			start = to;
			if (s->piece[k].end > end)
				break;
			k++;
		}
		add_segment(s, s->kind[i], start, end, 0);
	}
}

/**
 * random_small() - a host with hardly room for PAMTs
 * @s: host; nearly all memory is busy
 */
void random_small(struct small *s)
{
	/* Usual and odd sizes: tables of pages, of a slot, of two */
	static const unsigned int entry[][TDX_NR_LEVELS] = {
		{ 16, 16, 16 }, { 16, 1, 1 }, { 512, 16, 16 }, { 256, 0x4000, 16 },
		{ 1024, 16, 16 }, { 24, 40, 5000 },
	};
	unsigned int tries = 1 + random_below(MAX_PIECES);

	random_slots(s, 2 + random_below(3), 1 + random_below(2));
	if (!s->l.nr_mem)
		return;

	memcpy(s->l.pamt_entry_size, entry[random_below(ARRAY_SIZE(entry))],
	       sizeof(s->l.pamt_entry_size));
	while (tries--)
		random_piece(s);
	make_segments(s);
}

/* --- covers --- */

/* Areas that GiBs @first to @last need: groups of barred slots apart by used ones */
static unsigned int count_areas(const struct small *s, unsigned int first, unsigned int last)
{
	unsigned int nr = 0, i;
	bool open = false;

	for (i = first * SLOTS; i < (last + 1) * SLOTS; i++) {
		if (s->kind[i] == USED)
			open = false;
		if (s->kind[i] == BARRED && !open) {
			open = true;
			nr++;
		}
	}
	return nr;
}

static bool holds_memory(const struct small *s, unsigned int gib)
{
	unsigned int i;

	for (i = gib * SLOTS; i < (gib + 1) * SLOTS; i++) {
		if (s->kind[i] == USED)
			return true;
	}
	return false;
}

/**
 * each_cover() - try every way to cover memory
 * @s: host
 * @gib: the first GiB that is not decided upon; 0 at first
 * @cover: what was chosen before; empty at first
 * @found: called for each cover whose TDMRs do not need too many areas as they are
 * @arg: for @found
 */
void each_cover(const struct small *s, unsigned int gib, struct cover *cover, cover_fn found,
		void *arg)
{
	unsigned int last;

	if (gib == s->gibs) {
		found(s, cover, arg);
		return;
	}

	if (!holds_memory(s, gib))
		each_cover(s, gib + 1, cover, found, arg);
	if (cover->nr == s->l.max_tdmrs)
		return;

	for (last = gib; last < s->gibs; last++) {
		if (count_areas(s, gib, last) > s->l.max_reserved)
			continue;
		cover->tdmr[cover->nr].first = gib;
		cover->tdmr[cover->nr++].last = last;
		each_cover(s, last + 1, cover, found, arg);
		cover->nr--;
	}
}
