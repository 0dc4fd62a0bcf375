// SPDX-License-Identifier: GPL-2.0
/*
 * The planner, small hosts: the best plan there is, by trying all.
 *
 * Where there is hardly room for the PAMTs, or hardly an area left to cover them,
 * taking one TDMR after the other and halving the one that finds no room
 * (plan_place.c, plan_solve.c) may end at a plan with more TDMRs than needed, or
 * at none.  On a host of a few GiB, with few pieces of free memory, all the
 * possibilities can be gone through:
 *
 *  - TDMRs: every way to cut the GiBs that hold memory into groups.  It helps
 *    nothing if a TDMR begins or ends with a GiB without memory.
 *  - Places: at one of the ends of one of the pieces.  Tables that are side by
 *    side, and touch nothing else, can be moved down to the start of their piece,
 *    or to a border of TDMRs, and then need no more areas than before.  So a
 *    piece without a border in it and with memory in use at one end needs to be
 *    filled from the other end only.
 *
 * Pure like all of the planner: see plan.h.  Time is bounded by TDX_SEARCH_STEPS
 * places that are tried; many are only where there is hardly a plan, or none.
 */
#include <linux/align.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "plan_place.h"

#define GIB		((u64)TDX_TDMR_ALIGN)

static u64 tdmr_end(const struct tdx_plan_tdmr *tdmr)
{
	return tdmr->base + tdmr->size;
}

static u64 free_in(const struct tdx_search_piece *piece)
{
	return piece->range.end - piece->range.start - piece->front - piece->back;
}

/* --- what there is to choose from --- */

/* Where tables cannot be: the first such range that ends behind @pos, and why */
static struct tdx_range next_blocked(const struct tdx_place *p, u64 pos, bool *in_use)
{
	struct tdx_range next = { U64_MAX, U64_MAX };
	unsigned int i;

	*in_use = false;
	for (i = 0; i < p->in->nr_busy; i++) {
		if (p->in->busy[i].end <= pos || p->in->busy[i].start >= next.start)
			continue;
		next = p->in->busy[i];
		*in_use = true;
	}
	for (i = 0; i < p->plan->nr_withheld; i++) {
		if (p->plan->withheld[i].end <= pos || p->plan->withheld[i].start >= next.start)
			continue;
		next = p->plan->withheld[i];
		*in_use = false;
	}

	return next;
}

/* False when there are too many */
static bool add_pieces(struct tdx_place *p, const struct tdx_mem_range *mem)
{
	struct tdx_search *s = &p->search;
	bool used_before = false, used_behind;
	u64 pos = mem->start;

	while (pos < mem->end) {
		struct tdx_range blocked = next_blocked(p, pos, &used_behind);

		if (blocked.start > pos) {
			if (s->nr_pieces == TDX_SEARCH_MAX_PIECES)
				return false;
			s->piece[s->nr_pieces++] = (struct tdx_search_piece) {
				.range = { pos, min(blocked.start, mem->end) },
				.nid = mem->nid,
				.used_before = used_before,
				.used_behind = used_behind && blocked.start < mem->end,
			};
		}
		pos = blocked.end;
		used_before = used_behind;
	}

	return true;
}

/* False when there are too many */
static bool add_gibs(struct tdx_search *s, const struct tdx_mem_range *mem)
{
	u64 gib = ALIGN_DOWN(mem->start, GIB);

	if (s->nr_gibs && s->gib[s->nr_gibs - 1] >= gib)
		gib = s->gib[s->nr_gibs - 1] + GIB;

	for (; gib < mem->end; gib += GIB) {
		if (s->nr_gibs == TDX_SEARCH_MAX_GIBS)
			return false;
		s->gib[s->nr_gibs++] = gib;
	}

	return true;
}

static bool collect(struct tdx_place *p)
{
	unsigned int i;

	p->search.nr_pieces = 0;
	p->search.nr_gibs = 0;
	for (i = 0; i < p->in->nr_mem; i++) {
		if (!add_gibs(&p->search, &p->in->mem[i]) || !add_pieces(p, &p->in->mem[i]))
			return false;
	}

	return p->search.nr_pieces && p->plan->nr_tdmrs <= TDX_SEARCH_MAX_GIBS;
}

/* --- the best by now --- */

static void keep(struct tdx_place *p, u64 bytes)
{
	struct tdx_search *s = &p->search;
	unsigned int i;

	s->best_bytes = bytes;
	s->nr_best = p->plan->nr_tdmrs;
	for (i = 0; i < s->nr_best; i++) {
		s->best[i].base = p->plan->tdmr[i].base;
		s->best[i].size = p->plan->tdmr[i].size;
		s->best[i].nid = p->plan->tdmr[i].nid;
		memcpy(s->best[i].pamt, p->plan->tdmr[i].pamt, sizeof(s->best[i].pamt));
	}
}

static void restore_best(struct tdx_place *p)
{
	const struct tdx_search *s = &p->search;
	unsigned int i;

	p->plan->nr_tdmrs = s->nr_best;
	for (i = 0; i < s->nr_best; i++) {
		p->plan->tdmr[i].base = s->best[i].base;
		p->plan->tdmr[i].size = s->best[i].size;
		p->plan->tdmr[i].nid = s->best[i].nid;
		memcpy(p->plan->tdmr[i].pamt, s->best[i].pamt, sizeof(s->best[i].pamt));
	}
}

/* --- places for the tables of the plan as it is --- */

/*
 * Would a TDMR need an area less if a piece were full?  Only if there are areas at
 * both of its ends, within the TDMR, that are not one yet.
 */
static bool can_join(const struct tdx_search_piece *piece, const struct tdx_plan_tdmr *tdmr)
{
	u64 start = piece->range.start, end = piece->range.end;
	bool below, above;

	below = start + piece->front > tdmr->base &&
		(piece->front || (!piece->used_before && start > tdmr->base));
	above = end - piece->back < tdmr_end(tdmr) &&
		(piece->back || (!piece->used_behind && end < tdmr_end(tdmr)));

	return below && above && start < tdmr_end(tdmr) && end > tdmr->base;
}

/*
 * Too many areas, and tables that are still to come cannot change it: they would
 * have to fill up a piece.
 */
static bool too_many_areas(const struct tdx_place *p, unsigned int i, u64 to_come)
{
	const struct tdx_plan_tdmr *tdmr = &p->plan->tdmr[i];
	struct tdx_range area = { .end = tdmr->base };
	unsigned int limit = min_t(unsigned int, p->in->max_reserved, TDX_MAX_RESERVED), k;

	for (k = 0; k < p->search.nr_pieces; k++) {
		const struct tdx_search_piece *piece = &p->search.piece[k];

		limit += free_in(piece) && free_in(piece) <= to_come && can_join(piece, tdmr);
	}

	for (k = 0; tdx_plan_next_area(p->in, p->plan, area.end, tdmr_end(tdmr), &area); k++) {
		if (k == limit)
			return true;
	}

	return false;
}

/* Of all TDMRs that have a part of [start, end) */
static bool areas_fit(const struct tdx_place *p, u64 start, u64 end, u64 to_come)
{
	unsigned int i;

	for (i = 0; i < p->plan->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &p->plan->tdmr[i];

		if (start < tdmr_end(tdmr) && tdmr->base < end && too_many_areas(p, i, to_come))
			return false;
	}

	return true;
}

static struct tdx_pamt_ref *table_of(const struct tdx_place *p, unsigned int i)
{
	const struct tdx_search_table *t = &p->search.table[i];

	return &p->plan->tdmr[t->tdmr].pamt[t->level];
}

static u64 size_of(const struct tdx_place *p, const struct tdx_search_table *t)
{
	return p->plan->tdmr[t->tdmr].pamt[t->level].size;
}

/* The node that a table may have to be on, if that counts */
static int node_of(const struct tdx_place *p, const struct tdx_search_table *t)
{
	return p->away ? p->plan->tdmr[t->tdmr].nid : 0;
}

static bool goes_before(const struct tdx_place *p, const struct tdx_search_table *a,
			const struct tdx_search_table *b)
{
	if (size_of(p, a) != size_of(p, b))
		return size_of(p, a) > size_of(p, b);

	return node_of(p, a) < node_of(p, b);
}

/* The largest first; equal ones of one node side by side */
static void collect_tables(struct tdx_place *p)
{
	struct tdx_search *s = &p->search;
	unsigned int i, k;
	int level;

	s->nr_tables = 0;
	for (i = 0; i < p->plan->nr_tdmrs; i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
			struct tdx_search_table t = { .tdmr = i, .level = level };

			for (k = s->nr_tables++; k && goes_before(p, &t, &s->table[k - 1]); k--)
				s->table[k] = s->table[k - 1];
			s->table[k] = t;
		}
	}
}

static bool has_border(const struct tdx_plan *plan, const struct tdx_range *range)
{
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		u64 start = plan->tdmr[i].base, end = tdmr_end(&plan->tdmr[i]);

		if ((start > range->start && start < range->end) ||
		    (end > range->start && end < range->end))
			return true;
	}

	return false;
}

static bool may_be_on(const struct tdx_place *p, const struct tdx_plan_tdmr *tdmr, int nid)
{
	return !p->away || tdmr->nid == nid || tdmr->nid < 0 ||
	       tdmr->nid >= (int)p->in->nr_nodes || p->away[tdmr->nid];
}

/* Two chains to each piece: even ones grow from its start, odd ones from its end */
static bool put(struct tdx_place *p, unsigned int i, unsigned int chain, u64 to_come)
{
	struct tdx_search_piece *piece = &p->search.piece[chain / 2];
	struct tdx_pamt_ref *table = table_of(p, i);

	if (free_in(piece) < table->size ||
	    !may_be_on(p, &p->plan->tdmr[p->search.table[i].tdmr], piece->nid))
		return false;
	if (!piece->both && chain % 2 != (piece->used_before && !piece->used_behind))
		return false;

	if (chain % 2) {
		piece->back += table->size;
		table->base = piece->range.end - piece->back;
	} else {
		table->base = piece->range.start + piece->front;
		piece->front += table->size;
	}

	return areas_fit(p, table->base, table->base + table->size, to_come);
}

static void take_back(struct tdx_place *p, unsigned int i, unsigned int chain)
{
	struct tdx_search_piece *piece = &p->search.piece[chain / 2];
	struct tdx_pamt_ref *table = table_of(p, i);

	if (!table->base)
		return;
	if (chain % 2)
		piece->back -= table->size;
	else
		piece->front -= table->size;
	table->base = 0;
}

/* Equal tables that may be at the same places go to chains in one order only */
static unsigned int first_chain(const struct tdx_search_table *t, const struct tdx_place *p)
{
	return size_of(p, t) == size_of(p, t - 1) && node_of(p, t) == node_of(p, t - 1) ?
	       t[-1].chain : 0;
}

/* Are there places for all tables?  They have them then, else none has. */
static bool place(struct tdx_place *p)
{
	struct tdx_search *s = &p->search;
	u64 to_come = tdx_plan_pamt_bytes(p->plan);
	unsigned int i = 0;

	collect_tables(p);
	s->table[0].chain = 0;
	to_come -= table_of(p, 0)->size;

	while (s->steps) {
		struct tdx_search_table *t = &s->table[i];

		if (t->chain == 2 * s->nr_pieces) {
			if (!i)
				break;
			to_come += table_of(p, i--)->size;
			take_back(p, i, s->table[i].chain++);
			continue;
		}

		s->steps--;
		if (!put(p, i, t->chain, to_come)) {
			take_back(p, i, t->chain++);
			continue;
		}
		if (i + 1 < s->nr_tables) {
			i++;
			s->table[i].chain = first_chain(&s->table[i], p);
			to_come -= table_of(p, i)->size;
			continue;
		}
		if (areas_fit(p, 0, U64_MAX, 0))
			return true;
		take_back(p, i, t->chain++);
	}

	return false;
}

/* --- TDMRs --- */

/* All pieces are empty; TDMRs have changed, and with them what borders are in pieces */
static void clear(struct tdx_place *p)
{
	struct tdx_search *s = &p->search;
	unsigned int i;

	for (i = 0; i < s->nr_pieces; i++) {
		struct tdx_search_piece *piece = &s->piece[i];

		piece->front = 0;
		piece->back = 0;
		piece->both = has_border(p->plan, &piece->range) ||
			      (!piece->used_before && !piece->used_behind);
	}
}

/* Could the largest tables, cut into those of single GiBs, be in the pieces at all? */
static bool is_hopeless(const struct tdx_place *p)
{
	u64 room = 0, units = 0, unit = tdx_plan_pamt_size(p->in, GIB, TDX_LEVEL_4K);
	unsigned int i;

	for (i = 0; i < p->search.nr_pieces; i++) {
		const struct tdx_range *r = &p->search.piece[i].range;

		room += r->end - r->start;
		units += div64_u64(r->end - r->start, unit);
	}
	for (i = 0; i < p->plan->nr_tdmrs; i++) {
		u64 gibs = div64_u64(p->plan->tdmr[i].size, GIB);

		if (gibs > units)
			return true;
		units -= gibs;
	}

	return tdx_plan_pamt_bytes(p->plan) > room;
}

/* TDMRs that end with the GiBs @last: keep them if they are better than the best */
static void try_tdmrs(struct tdx_place *p, unsigned int nr)
{
	struct tdx_search *s = &p->search;
	unsigned int i, first = 0;
	u64 bytes;

	p->plan->nr_tdmrs = nr;
	for (i = 0; i < nr; i++) {
		struct tdx_plan_tdmr *tdmr = &p->plan->tdmr[i];

		tdmr->base = s->gib[first];
		tdmr->size = s->gib[s->last[i]] + GIB - tdmr->base;
		tdmr->nid = tdx_plan_node_of(p->in, tdmr->base, tdmr_end(tdmr));
		first = s->last[i] + 1;
	}
	tdx_plan_size_pamts(p->in, p->plan);

	bytes = tdx_plan_pamt_bytes(p->plan);
	if (bytes > s->best_bytes || (bytes == s->best_bytes && nr >= s->nr_best) ||
	    is_hopeless(p))
		return;

	clear(p);
	if (place(p))
		keep(p, bytes);
}

/* The next choice of where all TDMRs but the last end; false: there is none */
static bool next_choice(struct tdx_search *s, unsigned int nr)
{
	unsigned int i = nr - 1;

	while (i--) {
		if (s->last[i] + 1 == s->last[i + 1])
			continue;
		for (s->last[i]++; i + 2 < nr; i++)
			s->last[i + 1] = s->last[i] + 1;
		return true;
	}

	return false;
}

/**
 * tdx_plan_search() - find the best plan of a small host
 * @p: @p->in and @p->away set; @p->plan as it is by now, with what is withheld
 * @complete: @p->plan has places for all PAMTs: only a better one will do
 *
 * Better are fewer bytes of PAMT, then fewer TDMRs.  Where PAMTs may be is as
 * @p->away says.
 *
 * Context: any.
 * Return: true if @p->plan is complete now.  It is unchanged if none better was
 * found, or if the host is not small.
 */
bool tdx_plan_search(struct tdx_place *p, bool complete)
{
	struct tdx_search *s = &p->search;
	unsigned int nr, most, i;
	u64 before;

	if (!collect(p))
		return complete;

	keep(p, complete ? tdx_plan_pamt_bytes(p->plan) : U64_MAX);
	before = s->best_bytes;
	s->steps = TDX_SEARCH_STEPS;
	most = min(tdx_plan_max_tdmrs(p->in), s->nr_gibs);

	for (nr = 1; nr <= most && s->steps; nr++) {
		for (i = 0; i < nr; i++)
			s->last[i] = i;
		s->last[nr - 1] = s->nr_gibs - 1;

		do {
			s->steps--;
			try_tdmrs(p, nr);
		} while (s->steps && next_choice(s, nr));
	}

	restore_best(p);
	return complete || s->best_bytes != before;
}
