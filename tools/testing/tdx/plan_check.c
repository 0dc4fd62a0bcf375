// SPDX-License-Identifier: GPL-2.0
/*
 * What a plan must be like, whichever way it was made.
 *
 * Goes over all of memory once, from one border of anything to the next: no byte
 * is left out.  Shares no code with the planner.
 */
#include <stdlib.h>

#include "plan_case.h"

#define PAGE	0x1000ULL
#define GIB	0x40000000ULL

enum { MEM, CMR, BUSY, TDMR, RSVD, TABLE, HELD, NR_TRACKS };

#define MAX_ITEMS	(TDX_MAX_TDMRS * TDX_MAX_RESERVED)

/* Ranges of one kind, ascending, and the first that does not end before the walk */
struct track {
	unsigned int nr;
	unsigned int i;
	struct tdx_range item[MAX_ITEMS];
};

static struct track track[NR_TRACKS];

static_assert(ARRAY_SIZE(track[MEM].item) >= CASE_MAX_MEM);
static_assert(ARRAY_SIZE(track[BUSY].item) >= CASE_MAX_BUSY);

static void add(unsigned int kind, u64 start, u64 end)
{
	track[kind].item[track[kind].nr++] = (struct tdx_range){ start, end };
}

static int by_start(const void *a, const void *b)
{
	const struct tdx_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void add_tdmr(const struct tdx_plan_tdmr *tdmr)
{
	unsigned int i;

	add(TDMR, tdmr->base, tdmr->base + tdmr->size);
	for (i = 0; i < tdmr->nr_reserved; i++)
		add(RSVD, tdmr->base + tdmr->reserved[i].offset,
		    tdmr->base + tdmr->reserved[i].offset + tdmr->reserved[i].size);
	for (i = 0; i < TDX_NR_LEVELS; i++)
		add(TABLE, tdmr->pamt[i].base, tdmr->pamt[i].base + tdmr->pamt[i].size);
}

static void make_tracks(const struct layout *l, const struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; i < NR_TRACKS; i++) {
		track[i].nr = 0;
		track[i].i = 0;
	}

	for (i = 0; i < l->nr_mem; i++)
		add(MEM, l->mem[i].start, l->mem[i].end);
	for (i = 0; i < l->nr_cmrs; i++)
		add(CMR, l->cmr[i].start, l->cmr[i].end);
	for (i = 0; i < l->nr_busy; i++)
		add(BUSY, l->busy[i].start, l->busy[i].end);
	for (i = 0; i < plan->nr_tdmrs; i++)
		add_tdmr(&plan->tdmr[i]);
	for (i = 0; i < plan->nr_withheld; i++)
		add(HELD, plan->withheld[i].start, plan->withheld[i].end);

	qsort(track[TABLE].item, track[TABLE].nr, sizeof(struct tdx_range), by_start);
	qsort(track[HELD].item, track[HELD].nr, sizeof(struct tdx_range), by_start);
}

/* Aligned, not empty, none overlaps the next; areas of one TDMR do not even touch */
static const char *check_track(unsigned int kind, u64 align)
{
	const struct track *t = &track[kind];
	unsigned int i;

	for (i = 0; i < t->nr; i++) {
		if (t->item[i].start % align || t->item[i].end % align)
			return kind == TDMR ? "a TDMR is not aligned" : "not aligned to pages";
		if (t->item[i].start >= t->item[i].end)
			return "an empty range";
		if (i && t->item[i].start < t->item[i - 1].end)
			return kind == TABLE ? "tables overlap" :
			       kind == TDMR ? "TDMRs overlap or do not ascend" :
			       kind == RSVD ? "reserved areas overlap or do not ascend" :
			       "withheld ranges overlap";
	}

	return NULL;
}

static const char *check_limits(const struct layout *l, const struct tdx_plan *plan)
{
	unsigned int i, j;

	if (!plan->nr_tdmrs || plan->nr_tdmrs > l->max_tdmrs)
		return "number of TDMRs";

	for (i = 0; i < plan->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];

		if (tdmr->nr_reserved > l->max_reserved)
			return "number of reserved areas";
		for (j = 0; j < tdmr->nr_reserved; j++) {
			const struct tdx_reserved_area *r = &tdmr->reserved[j];

			if (r->offset >= tdmr->size || r->size > tdmr->size - r->offset)
				return "a reserved area leaves its TDMR";
			if (j && r->offset == r[-1].offset + r[-1].size)
				return "reserved areas touch";
		}
	}

	return NULL;
}

static const char *check_sizes(const struct layout *l, const struct tdx_plan *plan)
{
	static const u64 page_size[TDX_NR_LEVELS] = { 0x1000, 0x200000, 0x40000000 };
	unsigned int i, level;
	u64 bytes = 0;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			u64 size = plan->tdmr[i].size / page_size[level] *
				   l->pamt_entry_size[level];

			if (plan->tdmr[i].pamt[level].size != (size + PAGE - 1) / PAGE * PAGE)
				return "size of a table";
			bytes += plan->tdmr[i].pamt[level].size;
		}
	}

	return bytes == tdx_plan_pamt_bytes(plan) ? NULL : "sum of the tables";
}

/* Between two borders next to each other, where each kind is or is not */
static const char *check_between(const bool *in)
{
	if (in[MEM] && !in[TDMR])
		return "memory in no TDMR";
	if (in[TDMR] && !in[CMR] && !in[RSVD])
		return "neither convertible nor reserved";
	if (in[TDMR] && in[TABLE] && !in[RSVD])
		return "a table that is not reserved";
	if (in[TDMR] && in[HELD] && !in[RSVD])
		return "withheld, but not reserved";
	if (in[MEM] && in[RSVD] && in[CMR] && !in[TABLE] && !in[HELD])
		return "memory that is reserved for nothing";
	if (in[MEM] && in[HELD] && in[BUSY])
		return "withheld, but busy";

	return NULL;
}

static const char *check_table(const bool *in)
{
	if (in[TABLE] && (!in[MEM] || !in[CMR]))
		return "a table outside convertible memory";
	if (in[TABLE] && in[BUSY])
		return "a table in busy memory";
	if (in[TABLE] && in[HELD])
		return "a table in withheld memory";

	return NULL;
}

/* Where everything is at @pos, and how far that goes */
static u64 look(u64 pos, bool *in)
{
	u64 next = U64_MAX;
	unsigned int kind;

	for (kind = 0; kind < NR_TRACKS; kind++) {
		struct track *t = &track[kind];

		while (t->i < t->nr && t->item[t->i].end <= pos)
			t->i++;
		in[kind] = t->i < t->nr && t->item[t->i].start <= pos;
		if (t->i < t->nr)
			next = min(next, in[kind] ? t->item[t->i].end : t->item[t->i].start);
	}

	return next;
}

static const char *walk(bool placed, u64 max_withheld)
{
	const char *wrong = NULL;
	bool in[NR_TRACKS];
	u64 pos, next, withheld = 0;

	for (pos = 0; pos != U64_MAX && !wrong; pos = next) {
		next = look(pos, in);
		wrong = check_between(in);
		if (!wrong && placed)
			wrong = check_table(in);
		if (in[MEM] && in[HELD])
			withheld += next - pos;
	}

	return wrong ?: withheld > max_withheld ? "more is withheld than may be" : NULL;
}

static const char *check(const struct layout *l, u64 max_withheld, const struct tdx_plan *plan,
			 bool placed)
{
	const char *wrong = check_limits(l, plan) ?: check_sizes(l, plan);

	if (wrong)
		return wrong;

	make_tracks(l, plan);
	return check_track(TDMR, GIB) ?: check_track(RSVD, PAGE) ?: check_track(TABLE, PAGE) ?:
	       check_track(HELD, PAGE) ?: walk(placed, max_withheld);
}

/**
 * check_reserved() - check a plan whose tables were put just anywhere
 * @l: host
 * @max_withheld: bytes of memory that may be withheld
 * @plan: plan with reserved areas; no two tables overlap
 *
 * Return: NULL, or what is wrong.
 */
const char *check_reserved(const struct layout *l, u64 max_withheld,
			   const struct tdx_plan *plan)
{
	return check(l, max_withheld, plan, false);
}

/**
 * check_plan() - check a plan that is complete
 * @l: host
 * @max_withheld: bytes of memory that may be withheld
 * @plan: plan
 *
 * Return: NULL, or what is wrong.
 */
const char *check_plan(const struct layout *l, u64 max_withheld, const struct tdx_plan *plan)
{
	return check(l, max_withheld, plan, true);
}
