// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the placement of PAMTs (plan_place.c).
 *
 * Fixed cases with literal results, and random hosts of which only properties
 * are known.  The seed of the random part is printed and can be given as
 * PLACE_TEST_SEED.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define KIB	0x400ULL
#define MIB	0x100000ULL
#define GIB	0x40000000ULL

static struct tdx_plan plan;
static struct tdx_plan_work work;
static struct tdx_place place;

#define LAYOUT(_mem, _cmr, _busy) {					\
	.mem = (_mem), .nr_mem = sizeof(_mem) / sizeof((_mem)[0]),	\
	.cmr = (_cmr), .nr_cmrs = sizeof(_cmr) / sizeof((_cmr)[0]),	\
	.busy = (_busy), .nr_busy = sizeof(_busy) / sizeof((_busy)[0]),	\
	.nr_nodes = 8,							\
	.max_tdmrs = 64, .max_reserved = 16, .max_withheld = MIB,	\
	.pamt_entry_size = { 16, 16, 16 },				\
	.work = &work,							\
}

/* The plan as it is */
static int place_plan(const struct tdx_plan_in *in, bool *away)
{
	memset(&place, 0xa5, sizeof(place));
	place.in = in;
	place.plan = &plan;
	place.away = away;
	return tdx_place_pamts(&place);
}

static int try_place(const struct tdx_plan_in *in, bool *away)
{
	assert_int_equal(tdx_plan_tdmrs(in, &plan), 0);
	return place_plan(in, away);
}

static void assert_tables(unsigned int i, u64 pamt_4k, u64 pamt_2m, u64 pamt_1g)
{
	assert_int_equal(plan.tdmr[i].pamt[TDX_LEVEL_4K].base, pamt_4k);
	assert_int_equal(plan.tdmr[i].pamt[TDX_LEVEL_2M].base, pamt_2m);
	assert_int_equal(plan.tdmr[i].pamt[TDX_LEVEL_1G].base, pamt_1g);
}

/*
 *	4G         5G         8G         9G         12G        13G
 *	|--node 0--|          |##busy####|          |--node 7--|
 *	                      |--node 5--|
 *
 * Node 5 has no room: node 7 is nearer than node 0.  There the block of node 7
 * is first, and the other one touches it.
 */
static void nearest_node(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 4 * GIB, 5 * GIB, 0 }, { 8 * GIB, 9 * GIB, 5 }, { 12 * GIB, 13 * GIB, 7 },
	};
	static const struct tdx_range cmr[] = { { 4 * GIB, 13 * GIB } };
	static const struct tdx_range busy[] = { { 8 * GIB, 9 * GIB } };
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);
	bool away[8] = {};

	assert_int_equal(try_place(&in, NULL), 0);
	assert_tables(0, 0x13fbfd000, 0x13fffd000, 0x13ffff000);
	assert_tables(1, 0x33f7fa000, 0x33fbfa000, 0x33fbfc000);
	assert_tables(2, 0x33fbfd000, 0x33fffd000, 0x33ffff000);
	assert_int_equal(place.areas[0], 1);
	assert_int_equal(place.areas[1], 0);
	assert_int_equal(place.areas[2], 1);

	/* Node 5 has to keep its own */
	assert_int_equal(try_place(&in, away), -ENOSPC);
	assert_int_equal(plan.fault.start, 8 * GIB);
	assert_int_equal(plan.fault.end, 9 * GIB);
	assert_false(place.short_of_areas);

	away[5] = true;
	assert_int_equal(try_place(&in, away), 0);
	assert_tables(1, 0x33f7fa000, 0x33fbfa000, 0x33fbfc000);
}

/* A hole of 1 MiB, not convertible, 256 MiB behind the start: see what it costs */
static void beside_a_gap(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 4 * GIB, 4 * GIB + 256 * MIB, 0 }, { 4 * GIB + 257 * MIB, 5 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = {
		{ 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 257 * MIB, 5 * GIB },
	};
	static const struct tdx_range busy[] = { { 0, 4 * KIB } };
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);

	/* Beside it there is no new area, at either side; the higher one */
	assert_int_equal(try_place(&in, NULL), 0);
	assert_tables(0, 0x110100000, 0x110500000, 0x110502000);
	assert_int_equal(place.areas[0], 1);

	in.max_reserved = 1;
	assert_int_equal(try_place(&in, NULL), 0);
	assert_int_equal(place.areas[0], 1);
}

/*
 *	4G       +256M +257M                       6G      8G        9G
 *	|##busy####|  gap  |--PAMT 0--|--PAMT 1--...|      |##busy####|
 *
 * The gap has the only area: both have to touch it, one behind the other.
 */
static void behind_each_other(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 4 * GIB, 4 * GIB + 256 * MIB, 0 }, { 4 * GIB + 257 * MIB, 6 * GIB, 0 },
		{ 8 * GIB, 9 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = {
		{ 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 257 * MIB, 9 * GIB },
	};
	static const struct tdx_range busy[] = {
		{ 4 * GIB, 4 * GIB + 256 * MIB }, { 8 * GIB, 9 * GIB },
	};
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);

	in.max_reserved = 1;
	assert_int_equal(try_place(&in, NULL), 0);
	assert_tables(0, 0x110100000, 0x110900000, 0x110904000);
	assert_tables(1, 0x110905000, 0x110d05000, 0x110d07000);
	assert_int_equal(place.areas[0], 1);
	assert_int_equal(place.areas[1], 0);
}

/*
 * High memory is better, but there no spot touches the gap, and the last area
 * but one is worth more; low memory ends at 900 MiB, with a gap behind.
 */
static void areas_before_height(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ MIB, 900 * MIB, 0 },
		{ 4 * GIB, 4 * GIB + 256 * MIB, 0 }, { 4 * GIB + 257 * MIB, 5 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = {
		{ MIB, 900 * MIB },
		{ 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 257 * MIB, 5 * GIB },
	};
	static const struct tdx_range busy[] = { { 4 * GIB + 200 * MIB, 4 * GIB + 300 * MIB } };
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);

	in.max_reserved = 2;
	assert_int_equal(try_place(&in, NULL), 0);
	assert_tables(0, 0x37ffd000, 0x383fd000, 0x383ff000);
	assert_tables(1, 0x37bfa000, 0x37ffa000, 0x37ffc000);

	in.max_reserved = 16;
	assert_int_equal(try_place(&in, NULL), 0);
	assert_tables(0, 0x13fbfd000, 0x13fffd000, 0x13ffff000);
}

/* The only page left for the smallest table is the one that is withheld */
static void not_in_withheld(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 0x40000000, 0x50000000, 0 }, { 0x50001000, 0x50002000, 0 },
		{ 0x50003000, 0x80000000, 0 },
	};
	static const struct tdx_range cmr[] = {
		{ 0x40000000, 0x50000000 }, { 0x50001000, 0x50002000 },
		{ 0x50003000, 0x80000000 },
	};
	static const struct tdx_range busy[] = {
		{ 0x40000000, 0x50000000 }, { 0x50405000, 0x80000000 },
	};
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);

	in.max_reserved = 1;
	assert_int_equal(try_place(&in, NULL), -ENOSPC);
	assert_int_equal(plan.nr_withheld, 1);
	assert_int_equal(plan.withheld[0].start, 0x50001000);
}

/*
 *	4G          +4M +4M+12K                                 5G
 *	|--4M table--|busy|-8K-|busy|-4K-|busy ... busy|
 *
 * No piece holds all three tables.
 */
static void tables_apart(void **state)
{
	static const struct tdx_mem_range mem[] = { { 4 * GIB, 5 * GIB, 0 } };
	static const struct tdx_range cmr[] = { { 4 * GIB, 5 * GIB } };
	static const struct tdx_range busy[] = {
		{ 0x100400000, 0x100403000 },
		{ 0x100405000, 0x100406000 },
		{ 0x100407000, 0x140000000 },
	};
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);
	struct tdx_range more[4];

	assert_int_equal(try_place(&in, NULL), 0);
	assert_tables(0, 0x100000000, 0x100403000, 0x100406000);
	assert_int_equal(place.areas[0], 3);

	/* Two areas are not enough; the reason is told apart from lack of room */
	in.max_reserved = 2;
	assert_int_equal(try_place(&in, NULL), -ENOSPC);
	assert_true(place.short_of_areas);

	in.max_reserved = 16;
	memcpy(more, busy, sizeof(busy));
	more[3] = more[2];
	more[2] = (struct tdx_range) { 0x100406000, 0x100407000 };
	in.busy = more;
	in.nr_busy = 4;
	assert_int_equal(try_place(&in, NULL), -ENOSPC);
	assert_false(place.short_of_areas);
	assert_int_equal(plan.fault.start, 4 * GIB);
	assert_tables(0, 0, 0, 0);
}

/*
 * Free are the last 0x180d000 bytes of the first range, what 6 GiB need, and the
 * last 0x2816000 of the third, what twice 5 GiB need.  The first of the tables
 * must not go to the highest spot, where it would be in the way of the others.
 */
static void tight_at_last(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 4 * GIB, 10 * GIB, 0 }, { 12 * GIB, 17 * GIB, 0 }, { 20 * GIB, 25 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = { { 4 * GIB, 25 * GIB } };
	static const struct tdx_range busy[] = {
		{ 0x100000000, 0x27e7f3000 }, { 0x300000000, 0x63d7ea000 },
	};
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);

	assert_int_equal(try_place(&in, NULL), 0);
	assert_int_equal(plan.nr_tdmrs, 3);
	assert_true(place.tight);
	assert_tables(0, 0x27e7f3000, 0x27fff3000, 0x27ffff000);
	assert_tables(1, 0x63ebf5000, 0x63fff5000, 0x63ffff000);
	assert_tables(2, 0x63d7ea000, 0x63ebea000, 0x63ebf4000);
}

/*
 * A table larger than the GiB below it: there is a TDMR border 1 GiB above
 * address 0, and the spot in front of it would begin below 0.
 */
static void larger_than_what_is_below(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ MIB, 512 * MIB, 0 }, { 512 * MIB, 301 * GIB, 1 },
	};
	static const struct tdx_range cmr[] = { { MIB, 301 * GIB } };
	static const struct tdx_range busy[] = { { 3 * GIB, 301 * GIB } };
	struct tdx_plan_in in = LAYOUT(mem, cmr, busy);

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	plan.nr_tdmrs = 2;
	plan.tdmr[0] = (struct tdx_plan_tdmr) { .base = 0, .size = GIB, .nid = 0 };
	plan.tdmr[1] = (struct tdx_plan_tdmr) { .base = GIB, .size = 300 * GIB, .nid = 1 };
	tdx_plan_size_pamts(&in, &plan);

	assert_int_equal(place_plan(&in, NULL), 0);
	assert_tables(0, 0x1fbfd000, 0x1fffd000, 0x1ffff000);
	assert_tables(1, 0x74da6000, 0xbfda6000, 0xbfffe000);
}

/* --- random hosts --- */

#define LAYOUTS		10000

/* The placer counts areas as the planner does, and they are not too many */
static void random_hosts(void **state)
{
	unsigned int n, i, placed = 0, failed = 0;
	static struct plan_case host;
	struct tdx_plan_in in;
	const char *wrong;

	random_seed("PLACE_TEST_SEED");
	for (n = 0; n < LAYOUTS; n++) {
		random_case(&host);
		make_plan_in(&host, &work, &in);
		if (tdx_plan_tdmrs(&in, &plan))
			continue;
		if (place_plan(&in, NULL)) {
			assert_true(plan.fault.start < plan.fault.end);
			failed++;
			continue;
		}

		assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
		for (i = 0; i < plan.nr_tdmrs; i++)
			assert_int_equal(place.areas[i], plan.tdmr[i].nr_reserved);
		wrong = check_plan(&host.l, host.max_withheld, &plan);
		if (wrong) {
			print_case(&host);
			fail_msg("host %u: %s", n, wrong);
		}
		placed++;
	}

	/* The generator is of no use when it makes only one kind */
	assert_true(placed > LAYOUTS / 10);
	assert_true(failed > LAYOUTS / 200);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_node),
		cmocka_unit_test(beside_a_gap),
		cmocka_unit_test(behind_each_other),
		cmocka_unit_test(areas_before_height),
		cmocka_unit_test(not_in_withheld),
		cmocka_unit_test(tables_apart),
		cmocka_unit_test(tight_at_last),
		cmocka_unit_test(larger_than_what_is_below),
		cmocka_unit_test(random_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
