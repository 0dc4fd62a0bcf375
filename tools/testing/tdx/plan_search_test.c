// SPDX-License-Identifier: GPL-2.0
/*
 * Optimality of plans, by trying everything.
 *
 * Small hosts, random: a few GiB, limits of 1 to 4 TDMRs and reserved areas.  No
 * cover is cheaper than the one that is planned, and where none is there is none.
 *
 * The seed is printed and can be given as PLAN_TEST_SEED, the number of hosts as
 * PLAN_TEST_SEARCHES.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "tdx-plan/tdx-plan.h"

#define GIB		0x40000000ULL

#define MAX_GIBS	7
#define SLOTS		8		/* to a GiB */
#define SLOT		(GIB / SLOTS)
#define MAX_SLOTS	(MAX_GIBS * SLOTS)
#define SEARCHES	1500

enum kind { INDIFFERENT, BARRED, USED };

/**
 * struct small - a small host
 * @gibs: size, from 1 GiB on
 * @kind: of each slot: INDIFFERENT, BARRED or USED
 * @l: the same for the planner
 */
struct small {
	unsigned int gibs;
	enum kind kind[MAX_SLOTS];
	struct layout l;
	struct tdx_mem_range mem[MAX_SLOTS];
	struct tdx_range cmr[MAX_SLOTS];
};

static struct tdx_plan_work work;
static struct tdx_plan plan;

/* --- hosts --- */

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

/* Memory and CMRs slot by slot: memory is convertible, other slots may be */
static void random_slots(struct small *s, unsigned int gibs, unsigned int nodes)
{
	unsigned int second = random_below(gibs * SLOTS), i;
	bool empty[MAX_GIBS];

	memset(s, 0, sizeof(*s));
	s->gibs = gibs;
	s->l.mem = s->mem;
	s->l.cmr = s->cmr;
	s->l.nr_nodes = nodes;
	s->l.max_tdmrs = 1 + random_below(4);
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

/* --- shapes --- */

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

/* TDMRs, by their first and last GiB */
struct cover {
	unsigned int nr;
	struct {
		unsigned int first;
		unsigned int last;
	} tdmr[4];
};

/* Calls @found for every way to cover GiBs from @gib on, given what was chosen before */
static void each_cover(const struct small *s, unsigned int gib, struct cover *cover,
		       void (*found)(const struct small *s, const struct cover *cover, void *arg),
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
