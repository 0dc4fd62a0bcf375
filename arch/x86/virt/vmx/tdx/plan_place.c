// SPDX-License-Identifier: GPL-2.0
/*
 * The planner, places: addresses for the PAMTs of a plan.
 *
 * A table lies in memory that some TDMR covers and must be reserved there.  It
 * costs no area where it touches something that is reserved already: a gap
 * between CMRs, or a table placed before.  So tables gather side by side at the
 * edges of gaps, and only where memory is in pieces do they cost areas.
 *
 * The largest tables come first.  Each goes to its own node if there is a spot;
 * what is left goes to other nodes, the nearest number first.
 *
 * Pure like all of the planner: see plan.h.  Time is bounded by the number of
 * tables times the pieces of memory.  The caller keeps struct tdx_place, which is
 * too large for the stack.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "plan_place.h"

/* Memory below is of more use to devices than to tables, the lower the more so */
#define BELOW_32BIT	0x100000000ULL
#define BELOW_24BIT	0x1000000ULL

/* A walk over free memory: how far it has got in each list */
struct walk {
	u64 pos;
	unsigned int mem;
	unsigned int busy;
	unsigned int taken;
	unsigned int tdmr;
};

/* A spot for a block, and what speaks for and against it */
struct spot {
	u64 base;
	unsigned int distance;
	int cost;
	unsigned int spare;
	u64 piece;
};

static u64 tdmr_end(const struct tdx_plan_tdmr *tdmr)
{
	return tdmr->base + tdmr->size;
}

static unsigned int max_areas(const struct tdx_place *p)
{
	return min_t(unsigned int, p->in->max_reserved, TDX_MAX_RESERVED);
}

/* The first entry of @taken that ends behind @pa */
static unsigned int taken_after(const struct tdx_place *p, u64 pa)
{
	unsigned int low = 0, high = p->nr_taken, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (p->taken[mid].end > pa)
			high = mid;
		else
			low = mid + 1;
	}

	return low;
}

/* Does a range hold anything that must be reserved? */
static bool is_barred(const struct tdx_place *p, u64 start, u64 end)
{
	struct tdx_range range = { .start = start, .end = end }, bad;
	unsigned int i = taken_after(p, start);

	if (i < p->nr_taken && p->taken[i].start < end)
		return true;

	return tdx_plan_unconvertible(p->in, &range, &bad);
}

/* The first range of memory that ends behind @pa */
static unsigned int mem_after(const struct tdx_place *p, u64 pa)
{
	unsigned int low = 0, high = p->in->nr_mem, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (p->in->mem[mid].end > pa)
			high = mid;
		else
			low = mid + 1;
	}

	return low;
}

/*
 * Does an area end at @pa, or would it grow up to there?  What is convertible
 * but no memory does not keep areas apart.
 */
static bool area_before(const struct tdx_place *p, u64 base, u64 pa)
{
	unsigned int i = mem_after(p, pa - SZ_4K);
	u64 from = pa;

	if (i == p->in->nr_mem || p->in->mem[i].start >= pa)
		from = i ? p->in->mem[i - 1].end : base + SZ_4K;

	/* The last page of memory before counts as well: it may be taken */
	from -= SZ_4K;
	return pa > base && is_barred(p, max(from, base), pa);
}

/* The same behind */
static bool area_behind(const struct tdx_place *p, u64 pa, u64 end)
{
	unsigned int i = mem_after(p, pa);
	u64 to = end;

	if (i < p->in->nr_mem)
		to = max(p->in->mem[i].start, pa) + SZ_4K;

	return pa < end && is_barred(p, pa, min(to, end));
}

static unsigned int count_areas(const struct tdx_place *p, const struct tdx_plan_tdmr *tdmr)
{
	struct tdx_range area = { .end = tdmr->base };
	unsigned int nr = 0;

	while (tdx_plan_next_area(p->in, p->plan, area.end, tdmr_end(tdmr), &area))
		nr++;

	return nr;
}

/* Insert a range that overlaps none, joining those it touches */
static void take(struct tdx_place *p, u64 start, u64 end)
{
	unsigned int i = taken_after(p, start), n;
	bool joins_last = i && p->taken[i - 1].end == start;
	bool joins_next = i < p->nr_taken && p->taken[i].start == end;

	if (joins_last && joins_next) {
		p->taken[i - 1].end = p->taken[i].end;
		p->nr_taken--;
		for (; i < p->nr_taken; i++)
			p->taken[i] = p->taken[i + 1];
	} else if (joins_last) {
		p->taken[i - 1].end = end;
	} else if (joins_next) {
		p->taken[i].start = start;
	} else {
		for (n = p->nr_taken++; n > i; n--)
			p->taken[n] = p->taken[n - 1];
		p->taken[i].start = start;
		p->taken[i].end = end;
	}
}

/* The range is in the plan by now */
static void occupy(struct tdx_place *p, u64 start, u64 end)
{
	unsigned int i;

	take(p, start, end);
	for (i = 0; i < p->plan->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &p->plan->tdmr[i];

		if (tdmr->base < end && start < tdmr_end(tdmr))
			p->areas[i] = count_areas(p, tdmr);
	}
}

/* The next piece of memory that is neither busy nor taken, within one range of memory */
static const struct tdx_mem_range *next_free(const struct tdx_place *p, struct walk *w,
					     struct tdx_range *piece)
{
	const struct tdx_plan_in *in = p->in;
	const struct tdx_mem_range *mem;
	u64 start;

	for (; w->mem < in->nr_mem; w->mem++) {
		mem = &in->mem[w->mem];
		start = max(w->pos, mem->start);

		while (start < mem->end) {
			while (w->busy < p->in->nr_busy && p->in->busy[w->busy].end <= start)
				w->busy++;
			while (w->taken < p->nr_taken && p->taken[w->taken].end <= start)
				w->taken++;

			piece->start = start;
			piece->end = mem->end;
			w->pos = start;
			if (w->busy < p->in->nr_busy) {
				piece->end = min(piece->end, p->in->busy[w->busy].start);
				w->pos = max(w->pos, p->in->busy[w->busy].end);
			}
			if (w->taken < p->nr_taken &&
			    p->taken[w->taken].start < max(piece->end, start + 1)) {
				piece->end = p->taken[w->taken].start;
				w->pos = p->taken[w->taken].end;
			}
			if (piece->start < piece->end) {
				w->pos = piece->end;
				return mem;
			}
			start = w->pos;
		}
		w->pos = mem->end;
	}

	return NULL;
}

/*
 * What a block costs in areas, summed over the TDMRs it lies in.  It may even
 * be negative, when it fills what was between two areas.  False when a TDMR has
 * no area for it.
 */
static bool cost_of(struct tdx_place *p, unsigned int first, u64 start, u64 end,
		    struct spot *spot)
{
	unsigned int limit = max_areas(p), i;

	spot->cost = 0;
	spot->spare = limit;

	for (i = first; i < p->plan->nr_tdmrs && p->plan->tdmr[i].base < end; i++) {
		const struct tdx_plan_tdmr *tdmr = &p->plan->tdmr[i];
		u64 s = max(start, tdmr->base);
		u64 e = min(end, tdmr_end(tdmr));
		int cost = 1;

		if (s >= e)
			continue;
		if (area_before(p, tdmr->base, s))
			cost--;
		if (area_behind(p, e, tdmr_end(tdmr)))
			cost--;
		if (cost > 0 && p->areas[i] + cost > limit) {
			p->short_of_areas = true;
			return false;
		}
		spot->cost += cost;
		spot->spare = min(spot->spare, limit - min(limit, p->areas[i]));
	}

	return true;
}

static int lowness(u64 pa)
{
	return (pa < BELOW_32BIT) + (pa < BELOW_24BIT);
}

/* Areas count for little while most are unused */
static int cost_if_scarce(const struct tdx_place *p, const struct spot *spot)
{
	return spot->spare <= max_areas(p) / 2 ? spot->cost : 0;
}

static bool is_better(const struct tdx_place *p, const struct spot *a, const struct spot *b)
{
	if (a->distance != b->distance)
		return a->distance < b->distance;
	if (cost_if_scarce(p, a) != cost_if_scarce(p, b))
		return cost_if_scarce(p, a) < cost_if_scarce(p, b);
	if (lowness(a->base) != lowness(b->base))
		return lowness(a->base) < lowness(b->base);
	if (a->cost != b->cost)
		return a->cost < b->cost;
	if (a->cost > 0 && a->spare != b->spare)
		return a->spare > b->spare;
	if (p->tight && a->piece != b->piece)
		return a->piece < b->piece;

	return a->base > b->base;
}

/* Keep the spot at @base if it lies within the piece and is better than the best */
static void try_spot(struct tdx_place *p, const struct walk *w, const struct tdx_range *piece,
		     u64 base, u64 bytes, unsigned int distance, struct spot *best)
{
	struct spot spot = {
		.base = base,
		.distance = distance,
		.piece = piece->end - piece->start,
	};

	/* The piece is large enough, but what is in front of a border may not be */
	if (base < piece->start || base > piece->end - bytes)
		return;
	if (!cost_of(p, w->tdmr, base, base + bytes, &spot))
		return;
	if (!best->base || is_better(p, &spot, best))
		*best = spot;
}

/* The ends of a piece, and both sides of every TDMR border in it */
static void try_piece(struct tdx_place *p, struct walk *w, const struct tdx_range *piece,
		      u64 bytes, unsigned int distance, struct spot *best)
{
	const struct tdx_plan *plan = p->plan;
	unsigned int i;

	while (w->tdmr < plan->nr_tdmrs && tdmr_end(&plan->tdmr[w->tdmr]) <= piece->start)
		w->tdmr++;

	try_spot(p, w, piece, piece->start, bytes, distance, best);
	try_spot(p, w, piece, piece->end - bytes, bytes, distance, best);

	for (i = w->tdmr; i < plan->nr_tdmrs && tdmr_end(&plan->tdmr[i]) < piece->end; i++) {
		u64 border = tdmr_end(&plan->tdmr[i]);

		try_spot(p, w, piece, border - bytes, bytes, distance, best);
		try_spot(p, w, piece, border, bytes, distance, best);
	}
}

static u64 find_spot(struct tdx_place *p, u64 bytes, int nid, bool local)
{
	const struct tdx_mem_range *mem;
	struct spot best = {};
	struct walk w = {};
	struct tdx_range piece;

	while ((mem = next_free(p, &w, &piece))) {
		unsigned int distance = mem->nid > nid ? mem->nid - nid : nid - mem->nid;

		if (piece.end - piece.start < bytes || (local && distance))
			continue;
		try_piece(p, &w, &piece, bytes, distance, &best);
	}

	return best.base;
}

static bool place_together(struct tdx_place *p, struct tdx_plan_tdmr *tdmr, bool local)
{
	u64 bytes = tdx_plan_tdmr_pamt_bytes(tdmr);
	u64 base = find_spot(p, bytes, tdmr->nid, local), next = base;
	int level;

	if (!base)
		return false;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
		tdmr->pamt[level].base = next;
		next += tdmr->pamt[level].size;
	}
	occupy(p, base, next);
	return true;
}

/* What the plan says by now */
static void recount(struct tdx_place *p)
{
	const struct tdx_plan *plan = p->plan;
	unsigned int i;
	int level;

	p->nr_taken = 0;
	for (i = 0; i < plan->nr_withheld; i++)
		take(p, plan->withheld[i].start, plan->withheld[i].end);
	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *pamt = &plan->tdmr[i].pamt[level];

			if (pamt->base)
				take(p, pamt->base, pamt->base + pamt->size);
		}
	}
	for (i = 0; i < plan->nr_tdmrs; i++)
		p->areas[i] = count_areas(p, &plan->tdmr[i]);
}

static void unplace(struct tdx_plan_tdmr *tdmr)
{
	int level;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++)
		tdmr->pamt[level].base = 0;
}

/* All three tables or none */
static bool place_apart(struct tdx_place *p, struct tdx_plan_tdmr *tdmr, bool local)
{
	int level;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
		struct tdx_pamt_ref *pamt = &tdmr->pamt[level];

		pamt->base = find_spot(p, pamt->size, tdmr->nid, local);
		if (!pamt->base) {
			unplace(tdmr);
			recount(p);
			return false;
		}
		occupy(p, pamt->base, pamt->base + pamt->size);
	}

	return true;
}

/* Must the tables of a TDMR stay on its node? */
static bool keeps_local(const struct tdx_place *p, const struct tdx_plan_tdmr *tdmr)
{
	return p->away && tdmr->nid >= 0 && tdmr->nid < (int)p->in->nr_nodes &&
	       !p->away[tdmr->nid];
}

/* Tables apart are worse than tables elsewhere, where that is allowed */
static bool place_tdmr(struct tdx_place *p, struct tdx_plan_tdmr *tdmr, bool local)
{
	if (place_together(p, tdmr, local))
		return true;
	if (local && !keeps_local(p, tdmr))
		return false;

	return place_apart(p, tdmr, local);
}

/*
 * One pass over the TDMRs that have no tables yet, the largest first; NULL, or
 * the first that failed
 */
static const struct tdx_plan_tdmr *place_all(struct tdx_place *p, bool local)
{
	const struct tdx_plan_tdmr *failed = NULL;
	u64 below = U64_MAX, size;
	unsigned int i;

	do {
		size = 0;
		for (i = 0; i < p->plan->nr_tdmrs; i++) {
			if (p->plan->tdmr[i].size < below)
				size = max(size, p->plan->tdmr[i].size);
		}
		for (i = 0; i < p->plan->nr_tdmrs; i++) {
			struct tdx_plan_tdmr *tdmr = &p->plan->tdmr[i];

			if (tdmr->size != size || tdmr->pamt[TDX_LEVEL_4K].base)
				continue;
			if (!place_tdmr(p, tdmr, local) && (!failed || keeps_local(p, tdmr)))
				failed = tdmr;
			if (failed && keeps_local(p, failed))
				return failed;
		}
		below = size;
	} while (size);

	return failed;
}

/**
 * tdx_place_largest() - how large a table may be at most
 * @p: @p->in and @p->plan set, the rest is scratch
 *
 * Context: any.
 * Return: bytes of the largest piece of memory in which a table could be.
 */
u64 tdx_place_largest(struct tdx_place *p)
{
	struct tdx_range piece;
	struct walk w = {};
	u64 largest = 0;
	unsigned int i;

	p->nr_taken = 0;
	for (i = 0; i < p->plan->nr_withheld; i++)
		take(p, p->plan->withheld[i].start, p->plan->withheld[i].end);

	while (next_free(p, &w, &piece))
		largest = max(largest, piece.end - piece.start);

	return largest;
}

/**
 * tdx_place_pamts() - choose addresses for all PAMTs
 * @p: @p->in, @p->plan and @p->away set, the rest is scratch
 *
 * Spots at high addresses are preferred.  If that leads nowhere, it starts over
 * with the tightest spots, which leaves larger pieces whole.
 *
 * Context: any.
 * Return: 0; -ENOSPC when there is no room for the tables of a TDMR, which is
 * then @p->plan->fault, or no reserved area to cover them, as
 * @p->short_of_areas tells.
 */
int tdx_place_pamts(struct tdx_place *p)
{
	const struct tdx_plan_tdmr *failed = NULL;
	unsigned int round, i;

	for (round = 0; round < 2; round++) {
		p->tight = round > 0;
		p->short_of_areas = false;
		for (i = 0; i < p->plan->nr_tdmrs; i++)
			unplace(&p->plan->tdmr[i]);
		recount(p);

		failed = place_all(p, true);
		if (failed && !keeps_local(p, failed)) {
			p->short_of_areas = false;
			failed = place_all(p, false);
		}
		if (!failed)
			return 0;
	}

	p->plan->fault.start = failed->base;
	p->plan->fault.end = tdmr_end(failed);
	return -ENOSPC;
}
