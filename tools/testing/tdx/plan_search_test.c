// SPDX-License-Identifier: GPL-2.0
/*
 * Optimality of plans, by trying everything.
 *
 * Small hosts, random: a few GiB, limits of 1 to 4 TDMRs and reserved areas.  One
 * test looks at shapes only, one at shapes and at where PAMTs lie.  No plan is
 * better than the one that is made, and where none is made there is none.
 *
 * The seed is printed and can be given as PLAN_TEST_SEED, the number of hosts as
 * PLAN_TEST_SEARCHES.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "plan_small.h"

#define SEARCHES	1500

static struct tdx_plan_work work;
static struct tdx_plan plan;
static struct solution solution;

/* --- shapes --- */

static void make_input(const struct small *s, struct tdx_plan_in *in)
{
	*in = (struct tdx_plan_in){
		.mem = s->mem, .nr_mem = s->l.nr_mem,
		.cmr = s->cmr, .nr_cmrs = s->l.nr_cmrs,
		.max_tdmrs = s->l.max_tdmrs,
		.max_reserved = s->l.max_reserved,
		.pamt_entry_size = { 16, 16, 16 },
		.work = &work,
	};
}

struct best {
	unsigned int gibs;
	unsigned int tdmrs;
};

static void keep_best(const struct small *s, const struct cover *cover, void *arg)
{
	struct best *best = arg;
	unsigned int gibs = 0, i;

	for (i = 0; i < cover->nr; i++)
		gibs += cover->tdmr[i].last - cover->tdmr[i].first + 1;
	if (gibs < best->gibs || (gibs == best->gibs && cover->nr < best->tdmrs))
		*best = (struct best){ gibs, cover->nr };
}

/* No cover is cheaper than ours, and there is none where ours fails */
static void shapes(void **state)
{
	unsigned long nr = test_count("PLAN_TEST_SEARCHES", SEARCHES), n;
	unsigned int planned = 0, i;
	static struct small s;

	random_seed("PLAN_TEST_SEED");
	for (n = 0; n < nr; n++) {
		struct best best = { ~0U, ~0U };
		struct cover cover = { };
		struct tdx_plan_in in;
		u64 size = 0;

		test_progress(n, nr);
		random_slots(&s, MAX_GIBS, 1);
		if (!s.l.nr_mem || s.l.nr_cmrs > TDX_MAX_CMRS)
			continue;

		make_input(&s, &in);
		each_cover(&s, 0, &cover, keep_best, &best);
		if (tdx_plan_tdmrs(&in, &plan)) {
			assert_int_equal(best.gibs, ~0U);
			continue;
		}

		for (i = 0; i < plan.nr_tdmrs; i++)
			size += plan.tdmr[i].size;
		assert_int_equal(size / GIB, best.gibs);
		assert_int_equal(plan.nr_tdmrs, best.tdmrs);
		assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
		planned++;
	}

	assert_true(planned > nr / 4 && planned < nr);
}

/* --- places: where all tables can lie --- */

/*
 * Tables side by side that touch nothing else can be moved down until they touch
 * the start of their piece or end at a border of TDMRs, and need no more areas
 * there.  So at one end of a piece, or at both if that makes a difference, there
 * are all tables that are in it: which end each of them is at is all there is to
 * try.  Tables at an end may go over a border.
 */
struct chain {
	unsigned int piece;
	bool at_end;
};

struct search {
	const struct small *s;
	const struct cover *cover;
	bool local;
	unsigned int nr_chains;
	struct chain chain[2 * MAX_PIECES];
	unsigned int nr_tables;
	struct {
		u64 size;
		int nid;
	} table[4 * TDX_NR_LEVELS];
	u64 front[MAX_PIECES];
	u64 back[MAX_PIECES];
};

static bool is_border(const struct cover *cover, u64 pa)
{
	unsigned int i;

	for (i = 0; i < cover->nr; i++) {
		if (GIB * (1 + cover->tdmr[i].first) == pa || GIB * (2 + cover->tdmr[i].last) == pa)
			return true;
	}
	return false;
}

static void add_chains(struct search *h, unsigned int piece)
{
	const struct tdx_range *r = &h->s->piece[piece];
	bool busy_before = false, busy_behind = false, border = false, both;
	unsigned int i;
	u64 pa;

	for (i = 0; i < h->s->nr_segments; i++) {
		const struct segment *g = &h->s->segment[i];

		busy_before |= g->kind == USED && g->range.end == r->start;
		busy_behind |= g->kind == USED && g->range.start == r->end;
	}
	for (pa = r->start / GIB * GIB; pa < r->end; pa += GIB)
		border |= pa >= r->start && is_border(h->cover, pa);
	border |= is_border(h->cover, r->end);

	both = border || (!busy_before && !busy_behind);
	if (both || busy_behind)
		h->chain[h->nr_chains++] = (struct chain){ piece, false };
	if (both || !busy_behind)
		h->chain[h->nr_chains++] = (struct chain){ piece, true };
}

/* One part of a TDMR: a new area begins with what is barred behind what is used */
static void count_part(u64 start, u64 end, bool barred, bool used, bool *open, unsigned int *nr)
{
	if (start >= end)
		return;
	if (barred && !*open)
		(*nr)++;
	if (barred || used)
		*open = barred;
}

/* Areas of a TDMR with tables where they are */
static unsigned int areas_with_tables(const struct search *h, u64 start, u64 end)
{
	unsigned int nr = 0, i;
	bool open = false;

	for (i = 0; i < h->s->nr_segments; i++) {
		const struct segment *g = &h->s->segment[i];
		u64 from = max(g->range.start, start), to = min(g->range.end, end);
		u64 front, back;

		if (g->kind != PIECE) {
			count_part(from, to, g->kind == BARRED, g->kind == USED, &open, &nr);
			continue;
		}
		front = h->s->piece[g->piece].start + h->front[g->piece];
		back = h->s->piece[g->piece].end - h->back[g->piece];
		count_part(from, min(to, front), true, false, &open, &nr);
		count_part(max(from, front), min(to, back), false, true, &open, &nr);
		count_part(max(from, back), to, true, false, &open, &nr);
	}
	return nr;
}

static bool areas_fit(const struct search *h)
{
	unsigned int i;

	for (i = 0; i < h->cover->nr; i++) {
		if (areas_with_tables(h, GIB * (1 + h->cover->tdmr[i].first),
				      GIB * (2 + h->cover->tdmr[i].last)) > h->s->l.max_reserved)
			return false;
	}
	return true;
}

static bool same_table(const struct search *h, unsigned int i, unsigned int k)
{
	return h->table[i].size == h->table[k].size &&
	       (!h->local || h->table[i].nid == h->table[k].nid);
}

/* Every way to give tables from @i on to a chain; equal ones in one order only */
static bool try_tables(struct search *h, unsigned int i, unsigned int first)
{
	unsigned int c;

	if (i == h->nr_tables)
		return areas_fit(h);

	for (c = i && same_table(h, i, i - 1) ? first : 0; c < h->nr_chains; c++) {
		unsigned int piece = h->chain[c].piece;
		const struct tdx_range *r = &h->s->piece[piece];
		u64 *length = h->chain[c].at_end ? &h->back[piece] : &h->front[piece];
		bool ok;

		if (h->front[piece] + h->back[piece] + h->table[i].size > r->end - r->start ||
		    (h->local && h->s->piece_nid[piece] != h->table[i].nid))
			continue;
		*length += h->table[i].size;
		ok = try_tables(h, i + 1, c);
		*length -= h->table[i].size;
		if (ok)
			return true;
	}
	return false;
}

static void add_table(struct search *h, u64 size, int nid)
{
	unsigned int i = h->nr_tables++;

	for (; i && (h->table[i - 1].size < size ||
		     (h->table[i - 1].size == size && h->table[i - 1].nid < nid)); i--)
		h->table[i] = h->table[i - 1];
	h->table[i].size = size;
	h->table[i].nid = nid;
}

static u64 cover_bytes(const struct small *s, const struct cover *cover)
{
	u64 bytes = 0;
	unsigned int i;
	int level;

	for (i = 0; i < cover->nr; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++)
			bytes += table_size(s, cover->tdmr[i].last - cover->tdmr[i].first + 1,
					    level);
	}
	return bytes;
}

/* The node with the largest range of memory in a TDMR, the first of those */
static int node_of(const struct small *s, u64 start, u64 end)
{
	unsigned int i;
	u64 most = 0;
	int nid = 0;

	for (i = 0; i < s->l.nr_mem; i++) {
		u64 from = max(s->mem[i].start, start), to = min(s->mem[i].end, end);

		if (from < to && to - from > most) {
			most = to - from;
			nid = s->mem[i].nid;
		}
	}
	return nid;
}

static bool can_place(const struct small *s, const struct cover *cover, bool local)
{
	struct search h = { .s = s, .cover = cover, .local = local };
	unsigned int i;
	int level;

	for (i = 0; i < s->nr_pieces; i++)
		add_chains(&h, i);
	for (i = 0; i < cover->nr; i++) {
		unsigned int first = cover->tdmr[i].first, last = cover->tdmr[i].last;
		int nid = node_of(s, GIB * (1 + first), GIB * (2 + last));

		for (level = 0; level < TDX_NR_LEVELS; level++)
			add_table(&h, table_size(s, last - first + 1, level), nid);
	}

	return try_tables(&h, 0, 0);
}

/**
 * struct best_placed - the best cover whose tables can be placed
 * @local: PAMTs have to be on the node of their TDMR
 * @bytes: of PAMT; at first, what has to be beaten
 * @tdmrs: how many; same
 * @cover: its TDMRs, none if there is no such cover
 */
struct best_placed {
	bool local;
	u64 bytes;
	unsigned int tdmrs;
	struct cover cover;
};

static void keep_best_placed(const struct small *s, const struct cover *cover, void *arg)
{
	u64 bytes = cover_bytes(s, cover);
	struct best_placed *best = arg;

	if (bytes > best->bytes || (bytes == best->bytes && cover->nr >= best->tdmrs) ||
	    !can_place(s, cover, best->local))
		return;

	best->bytes = bytes;
	best->tdmrs = cover->nr;
	best->cover = *cover;
}

/* As a layout file, and what is better than what tdx-plan says to it */
static void fail_host(const struct small *s, const struct best_placed *best, unsigned long n)
{
	unsigned int i;

	print_layout(&s->l);
	for (i = 0; i < best->cover.nr; i++)
		printf("# better: tdmr 0x%llx 0x%llx\n", GIB * (1 + best->cover.tdmr[i].first),
		       GIB * (1 + best->cover.tdmr[i].last - best->cover.tdmr[i].first));
	fail_msg("host %lu: %s", n, solution.ok ? "there is a better plan" : "there is a plan");
}

static bool is_local(const struct small *s, const struct tdx_plan *p)
{
	unsigned int i, k, level;

	for (i = 0; i < p->nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			for (k = 0; k < s->nr_pieces; k++) {
				if (p->tdmr[i].pamt[level].base >= s->piece[k].start &&
				    p->tdmr[i].pamt[level].base < s->piece[k].end &&
				    s->piece_nid[k] != p->tdmr[i].nid)
					return false;
			}
		}
	}
	return true;
}

/*
 * No plan is better than ours, and there is none where ours fails.  On two nodes,
 * PAMTs on the node of their TDMR come before fewer bytes: if ours are, no plan of
 * which that is true is better; if not, ours is as good as any.
 */
static void places(void **state)
{
	unsigned long nr = test_count("PLAN_TEST_SEARCHES", SEARCHES), n;
	unsigned long planned = 0, failed = 0, cut = 0;
	static struct small s;

	random_seed("PLAN_TEST_SEED");
	for (n = 0; n < nr; n++) {
		struct best_placed best = { .bytes = U64_MAX };
		struct cover cover = { };

		test_progress(n, nr);
		random_small(&s);
		if (!s.l.nr_mem)
			continue;

		solve(&s.l, 0, &solution);
		if (solution.ok) {
			assert_null(check_plan(&s.l, 0, &solution.plan));
			best.bytes = tdx_plan_pamt_bytes(&solution.plan);
			best.tdmrs = solution.plan.nr_tdmrs;
			best.local = s.l.nr_nodes > 1;
			if (best.local && !is_local(&s, &solution.plan))
				best.bytes = 0;
		}

		each_cover(&s, 0, &cover, keep_best_placed, &best);
		if (best.cover.nr)
			fail_host(&s, &best, n);
		planned += solution.ok;
		failed += !solution.ok;
		cut += solution.ok && solution.plan.nr_tdmrs > 1;
	}

	/*
	 * The generator is of no use when it makes only one kind.  Of its hosts 53 percent
	 * are planned, 14 with several TDMRs, and 41 not: no seed comes near the bounds.
	 */
	printf("# %lu of %lu hosts planned, %lu of them with several TDMRs\n", planned, nr, cut);
	assert_true(planned > nr / 4 && failed > nr / 4 && cut > nr / 16);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
