// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the planner (plan.c), in userspace.
 *
 * Fixed cases with literal results, drawn where a picture helps.  Random hosts
 * are in plan_random_test.c and plan_search_test.c.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan.h"

#define KIB	0x400ULL
#define MIB	0x100000ULL
#define GIB	0x40000000ULL

#define IN(_mem, _cmr) {						\
	.mem = (_mem), .nr_mem = sizeof(_mem) / sizeof((_mem)[0]),	\
	.cmr = (_cmr), .nr_cmrs = sizeof(_cmr) / sizeof((_cmr)[0]),	\
	.max_tdmrs = 64, .max_reserved = 16,				\
	.pamt_entry_size = { 16, 16, 16 },				\
	.work = &work,							\
}

static struct tdx_plan_work work;
static struct tdx_plan plan;

static void assert_tdmr(unsigned int i, u64 base, u64 size, int nid)
{
	assert_true(i < plan.nr_tdmrs);
	assert_int_equal(plan.tdmr[i].base, base);
	assert_int_equal(plan.tdmr[i].size, size);
	assert_int_equal(plan.tdmr[i].nid, nid);
}

static void assert_reserved(unsigned int tdmr, unsigned int i, u64 offset, u64 size)
{
	assert_true(i < plan.tdmr[tdmr].nr_reserved);
	assert_int_equal(plan.tdmr[tdmr].reserved[i].offset, offset);
	assert_int_equal(plan.tdmr[tdmr].reserved[i].size, size);
}

/* The three tables of a TDMR side by side, as the kernel places them */
static void place_pamts(unsigned int tdmr, u64 base)
{
	int level;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
		plan.tdmr[tdmr].pamt[level].base = base;
		base += plan.tdmr[tdmr].pamt[level].size;
	}
}

/*
 *	0     1M               3G-128K  3G     4G         5G
 *	|.....|##################|......|......|##########|
 *	      '---- CMR ---------'             '-- CMR ---'
 *	'---------- TDMR 0 -------------'      '- TDMR 1 -'
 */
static void small_machine(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 0x100000, 0xbffe0000, 0 },
		{ 0x100000000, 0x140000000, 0 },
	};
	static const struct tdx_range cmr[] = {
		{ 0x100000, 0xbffe0000 },
		{ 0x100000000, 0x140000000 },
	};
	struct tdx_plan_in in = IN(mem, cmr);

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 2);
	assert_tdmr(0, 0, 0xc0000000, 0);
	assert_tdmr(1, 0x100000000, 0x40000000, 0);

	assert_int_equal(plan.tdmr[0].pamt[TDX_LEVEL_4K].size, 0xc00000);
	assert_int_equal(plan.tdmr[0].pamt[TDX_LEVEL_2M].size, 0x6000);
	assert_int_equal(plan.tdmr[0].pamt[TDX_LEVEL_1G].size, 0x1000);
	assert_int_equal(plan.tdmr[1].pamt[TDX_LEVEL_4K].size, 0x400000);
	assert_int_equal(plan.tdmr[1].pamt[TDX_LEVEL_2M].size, 0x2000);
	assert_int_equal(plan.tdmr[1].pamt[TDX_LEVEL_1G].size, 0x1000);
	assert_int_equal(tdx_plan_tdmr_pamt_bytes(&plan.tdmr[1]), 0x403000);
	assert_int_equal(tdx_plan_pamt_bytes(&plan), 0x100a000);

	/* Both blocks touch and become one area */
	place_pamts(0, 0x10000000);
	place_pamts(1, 0x10c07000);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 3);
	assert_reserved(0, 0, 0, 0x100000);
	assert_reserved(0, 1, 0x10000000, 0x100a000);
	assert_reserved(0, 2, 0xbffe0000, 0x20000);
	assert_int_equal(plan.tdmr[1].nr_reserved, 0);
}

/* A PAMT that begins in one TDMR and ends in the next costs an area in both */
static void pamt_across_tdmrs(void **state)
{
	static const unsigned int wanted[] = { 2 };
	static const struct tdx_mem_range mem[] = {
		{ 0x100000, 0x80000000, 0 },
	};
	static const struct tdx_range cmr[] = { { 0x100000, 0x80000000 } };
	struct tdx_plan_in in = IN(mem, cmr);

	in.wanted = wanted;
	in.nr_nodes = 1;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 2);

	place_pamts(0, 0x3ff00000);
	place_pamts(1, 0x50000000);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 2);
	assert_reserved(0, 0, 0, 0x100000);
	assert_reserved(0, 1, 0x3ff00000, 0x100000);
	assert_int_equal(plan.tdmr[1].nr_reserved, 2);
	assert_reserved(1, 0, 0, 0x303000);
	assert_reserved(1, 1, 0x10000000, 0x403000);
}

/* A PAMT at the edge of a CMR and the gap behind it are one area */
static void pamt_touches_gap(void **state)
{
	static const struct tdx_mem_range mem[] = { { 0x100000, 0x30000000, 0 } };
	static const struct tdx_range cmr[] = { { 0x100000, 0x30000000 } };
	struct tdx_plan_in in = IN(mem, cmr);

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	place_pamts(0, 0x30000000 - 0x403000);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 2);
	assert_reserved(0, 1, 0x2fbfd000, 0x10403000);
}

/* Ranges share a TDMR when their GiBs touch, whichever node they are on */
static void shapes(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 1 * MIB, 1 * GIB + 512 * MIB, 0 },
		{ 2 * GIB, 3 * GIB - 4 * KIB, 0 },
		{ 3 * GIB - 4 * KIB, 4 * GIB, 1 },
		{ 6 * GIB + 4 * KIB, 6 * GIB + 8 * KIB, 1 },
		{ 6 * GIB + 16 * KIB, 6 * GIB + 20 * KIB, 0 },
		{ 7 * GIB, 8 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = { { 1 * MIB, 8 * GIB } };
	struct tdx_plan_in in = IN(mem, cmr);

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 2);
	assert_tdmr(0, 0, 4 * GIB, 0);
	assert_tdmr(1, 6 * GIB, 2 * GIB, 0);
}

/* 17 holes in the memory list, none of them outside the CMR: no area for them */
static void convertible_holes_are_free(void **state)
{
	static const struct tdx_range cmr[] = { { 0x100000, 0x40000000 } };
	struct tdx_mem_range mem[18];
	struct tdx_plan_in in = IN(mem, cmr);
	unsigned int i;

	for (i = 0; i < 18; i++) {
		mem[i].start = (i + 1) * 16 * MIB;
		mem[i].end = mem[i].start + 15 * MIB;
		mem[i].nid = 0;
	}

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 1);
	place_pamts(0, 0x20000000);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 2);
}

/* Entry sizes are the module's, not ours: 24 bytes here, rounded up to pages */
static void other_entry_sizes(void **state)
{
	static const struct tdx_mem_range mem[] = { { 1 * GIB, 2 * GIB, 0 } };
	static const struct tdx_range cmr[] = { { 1 * GIB, 2 * GIB } };
	struct tdx_plan_in in = IN(mem, cmr);

	in.pamt_entry_size[TDX_LEVEL_4K] = 24;
	in.pamt_entry_size[TDX_LEVEL_2M] = 9;
	in.pamt_entry_size[TDX_LEVEL_1G] = 1;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].pamt[TDX_LEVEL_4K].size, 0x600000);
	assert_int_equal(plan.tdmr[0].pamt[TDX_LEVEL_2M].size, 0x2000);
	assert_int_equal(plan.tdmr[0].pamt[TDX_LEVEL_1G].size, 0x1000);
}

/*
 *	0   1   2   3   4   5   6   7   8   9  10   GiB
 *	 A       B               C       D
 *	'-- 1 --'       3               1
 *
 * Where there are fewer TDMRs than runs, the smallest gaps are covered.
 */
static void joined_runs(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 0 * GIB + MIB, 1 * GIB, 0 },
		{ 2 * GIB, 3 * GIB, 0 },
		{ 6 * GIB, 7 * GIB, 1 },
		{ 8 * GIB, 9 * GIB, 1 },
	};
	static const struct tdx_range cmr[] = { { MIB, 9 * GIB } };
	struct tdx_plan_in in = IN(mem, cmr);

	in.max_tdmrs = 4;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 4);

	in.max_tdmrs = 2;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 2);
	assert_tdmr(0, 0, 3 * GIB, 0);
	assert_tdmr(1, 6 * GIB, 3 * GIB, 1);

	in.max_tdmrs = 1;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 1);
	assert_tdmr(0, 0, 9 * GIB, 0);

	/* A limit beyond what the kernel keeps is cut, not believed */
	in.max_tdmrs = 65535;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 4);
}

/*
 * The smallest gap in the middle is a trap: with one area for each TDMR and two
 * TDMRs, only the pairs at the sides can be joined.
 */
static void joined_runs_need_areas(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 1 * GIB, 2 * GIB, 0 },
		{ 4 * GIB, 5 * GIB, 0 },
		{ 6 * GIB, 7 * GIB, 0 },
		{ 9 * GIB, 10 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = {
		{ 1 * GIB, 2 * GIB },
		{ 4 * GIB, 5 * GIB },
		{ 6 * GIB, 7 * GIB },
		{ 9 * GIB, 10 * GIB },
	};
	struct tdx_plan_in in = IN(mem, cmr);

	in.max_reserved = 1;
	in.max_tdmrs = 2;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 2);
	assert_tdmr(0, 1 * GIB, 4 * GIB, 0);
	assert_tdmr(1, 6 * GIB, 4 * GIB, 0);

	in.max_tdmrs = 1;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -ENOSPC);
	assert_false(plan.fault_is_area);
	assert_int_equal(plan.fault_needs, 4);
	assert_int_equal(plan.fault.start, 1 * GIB);
	assert_int_equal(plan.fault.end, 10 * GIB);
}

/* 64 GiB over two nodes: what nodes want decides, and costs a page a cut at most */
static void wanted_tdmrs(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 4 * GIB, 36 * GIB, 0 },
		{ 36 * GIB, 68 * GIB, 1 },
	};
	static const struct tdx_range cmr[] = { { 4 * GIB, 68 * GIB } };
	static const unsigned int one[] = { 1, 1 }, some[] = { 3, 2 }, many[] = { 100, 100 };
	struct tdx_plan_in in = IN(mem, cmr);
	u64 cheapest;
	unsigned int i;

	in.nr_nodes = 2;
	in.wanted = one;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 1);
	cheapest = tdx_plan_pamt_bytes(&plan);
	assert_int_equal(cheapest, 64 * 0x402000 + 0x1000);

	in.wanted = some;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 5);
	assert_tdmr(0, 4 * GIB, 10 * GIB, 0);
	assert_tdmr(1, 14 * GIB, 11 * GIB, 0);
	assert_tdmr(2, 25 * GIB, 11 * GIB, 0);
	assert_tdmr(3, 36 * GIB, 16 * GIB, 1);
	assert_tdmr(4, 52 * GIB, 16 * GIB, 1);
	assert_int_equal(tdx_plan_pamt_bytes(&plan), cheapest + 4 * 0x1000);

	in.wanted = many;
	in.max_tdmrs = 16;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 16);
	for (i = 0; i < 16; i++)
		assert_tdmr(i, (4 + 4 * i) * GIB, 4 * GIB, i / 8);

	/* A byte for 2 MiB: tables of 8 GiB fill a page, others waste some of it */
	in.pamt_entry_size[TDX_LEVEL_2M] = 1;
	in.max_tdmrs = 64;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 8);
	for (i = 0; i < 8; i++)
		assert_tdmr(i, (4 + 8 * i) * GIB, 8 * GIB, i / 4);
}

/*
 * A GiB with 18 holes, of which 16 may be areas: the two smallest pieces of
 * memory between holes are withheld, if that may be and they can be had.
 */
static void slivers(void **state)
{
	struct tdx_mem_range mem[19];
	struct tdx_range cmr[19];
	struct tdx_plan_in in = IN(mem, cmr);
	struct tdx_range busy;
	unsigned int i;

	/* 32 MiB apart, 1 MiB holes before each; numbers 5 and 9 are slivers */
	for (i = 0; i < 19; i++) {
		cmr[i].start = GIB + i * 32 * MIB + (i ? MIB : 0);
		cmr[i].end = GIB + (i + 1) * 32 * MIB;
	}
	cmr[18].end = 2 * GIB;
	cmr[5].start = cmr[5].end - 8 * KIB;
	cmr[9].end = cmr[9].start + 4 * KIB;
	for (i = 0; i < 19; i++)
		mem[i] = (struct tdx_mem_range){ cmr[i].start, cmr[i].end, 0 };

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -ENOSPC);
	assert_true(plan.fault_is_area);
	assert_int_equal(plan.fault_needs, 18);
	assert_int_equal(plan.fault.start, GIB);
	assert_int_equal(plan.fault.end, 2 * GIB);

	in.max_withheld = 12 * KIB;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_withheld, 2);
	assert_int_equal(plan.withheld[0].start, cmr[9].start);
	assert_int_equal(plan.withheld[0].end, cmr[9].end);
	assert_int_equal(plan.withheld[1].start, cmr[5].start);
	assert_int_equal(plan.withheld[1].end, cmr[5].end);
	assert_int_equal(plan.nr_tdmrs, 1);

	place_pamts(0, 8 * GIB);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 16);
	assert_reserved(0, 4, 5 * 32 * MIB, cmr[6].start - GIB - 5 * 32 * MIB);

	in.max_withheld = 12 * KIB - 1;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -ENOSPC);

	/* What is in use cannot be withheld; the next smallest is too large */
	in.max_withheld = MIB;
	busy = (struct tdx_range){ cmr[5].start, cmr[5].start + 4 * KIB };
	in.in_use = &busy;
	in.nr_in_use = 1;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -ENOSPC);
	in.max_withheld = 32 * MIB;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.withheld[1].end - plan.withheld[1].start, 31 * MIB);
}

/*
 * Two holes outside CMRs with convertible bytes between them that are no memory:
 * one area goes over all of it.
 */
static void area_over_indifferent(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 1 * GIB, 1 * GIB + 64 * MIB, 0 },
		{ 1 * GIB + 256 * MIB, 2 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = {
		{ 1 * GIB, 1 * GIB + 96 * MIB },
		{ 1 * GIB + 128 * MIB, 1 * GIB + 160 * MIB },
		{ 1 * GIB + 192 * MIB, 2 * GIB },
	};
	struct tdx_plan_in in = IN(mem, cmr);

	in.max_reserved = 2;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	place_pamts(0, 1 * GIB + 512 * MIB);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 2);
	assert_reserved(0, 0, 96 * MIB, 96 * MIB);
}

static void too_many_reserved(void **state)
{
	struct tdx_mem_range mem[20];
	struct tdx_range cmr[20];
	struct tdx_plan_in in = IN(mem, cmr);
	unsigned int i;

	/* 16 gaps: before each CMR and behind the last; then 17 with the PAMT */
	in.nr_mem = 15;
	in.nr_cmrs = 15;
	for (i = 0; i < 15; i++) {
		cmr[i].start = (i + 1) * 32 * MIB;
		cmr[i].end = cmr[i].start + 16 * MIB;
		mem[i].start = cmr[i].start;
		mem[i].end = cmr[i].end;
		mem[i].nid = 0;
	}

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
	assert_int_equal(plan.nr_tdmrs, 1);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 16);

	place_pamts(0, 33 * MIB);
	assert_int_equal(tdx_plan_reserved(&in, &plan), -ENOSPC);
	assert_int_equal(plan.fault.start, 0);
	assert_int_equal(plan.fault.end, 1 * GIB);
	assert_int_equal(plan.fault_needs, 17);

	/* Side by side with a gap it costs nothing */
	place_pamts(0, 32 * MIB);
	assert_int_equal(tdx_plan_reserved(&in, &plan), 0);
	assert_int_equal(plan.tdmr[0].nr_reserved, 16);

	in.max_reserved = 3;
	assert_int_equal(tdx_plan_reserved(&in, &plan), -ENOSPC);
	assert_int_equal(plan.fault_needs, 16);
}

static void malformed_memory(void **state)
{
	static const struct tdx_range cmr[] = { { MIB, GIB } };
	struct tdx_mem_range mem[] = { { 2 * MIB, 2 * MIB, 0 } };
	struct tdx_plan_in in = IN(mem, cmr);

	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -EINVAL);
	assert_int_equal(plan.fault.start, 2 * MIB);

	mem[0].end = MIB;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -EINVAL);

	/* The end cannot be rounded up to a GiB */
	mem[0].end = UINT64_MAX;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -EINVAL);

	in.nr_mem = 0;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -EINVAL);
}

/*
 *	1M      2M      3M      4M      5M      6M
 *	[ CMR 0 ][ CMR 1 ]       [ CMR 2 ]
 *	    '------------- range ------------'
 */
static void unconvertible(void **state)
{
	static const struct tdx_range cmr[] = {
		{ 1 * MIB, 2 * MIB },
		{ 2 * MIB, 3 * MIB },
		{ 4 * MIB, 5 * MIB },
	};
	struct tdx_plan_in in = { .cmr = cmr, .nr_cmrs = 3 };
	struct tdx_range range = { MIB + 512 * KIB, 3 * MIB }, bad;

	/* CMRs that touch count as one */
	assert_false(tdx_plan_unconvertible(&in, &range, &bad));

	range.end = 6 * MIB;
	assert_true(tdx_plan_unconvertible(&in, &range, &bad));
	assert_int_equal(bad.start, 3 * MIB);
	assert_int_equal(bad.end, 4 * MIB);

	range.start = bad.end;
	assert_true(tdx_plan_unconvertible(&in, &range, &bad));
	assert_int_equal(bad.start, 5 * MIB);
	assert_int_equal(bad.end, 6 * MIB);

	range.start = bad.end;
	assert_false(tdx_plan_unconvertible(&in, &range, &bad));

	/* One page before and one page behind */
	range = (struct tdx_range){ MIB - 4 * KIB, MIB + 4 * KIB };
	assert_true(tdx_plan_unconvertible(&in, &range, &bad));
	assert_int_equal(bad.start, MIB - 4 * KIB);
	assert_int_equal(bad.end, MIB);

	in.nr_cmrs = 0;
	assert_true(tdx_plan_unconvertible(&in, &range, &bad));
	assert_int_equal(bad.end, MIB + 4 * KIB);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_machine),
		cmocka_unit_test(pamt_across_tdmrs),
		cmocka_unit_test(pamt_touches_gap),
		cmocka_unit_test(shapes),
		cmocka_unit_test(convertible_holes_are_free),
		cmocka_unit_test(other_entry_sizes),
		cmocka_unit_test(joined_runs),
		cmocka_unit_test(joined_runs_need_areas),
		cmocka_unit_test(wanted_tdmrs),
		cmocka_unit_test(slivers),
		cmocka_unit_test(area_over_indifferent),
		cmocka_unit_test(too_many_reserved),
		cmocka_unit_test(malformed_memory),
		cmocka_unit_test(unconvertible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
