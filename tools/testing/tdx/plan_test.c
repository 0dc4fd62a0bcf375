// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the planner (plan.c), in userspace.
 *
 * Fixed cases with literal results, drawn where a picture helps, and random
 * layouts of which only properties are known.  The seed of the random part is
 * printed and can be given as PLAN_TEST_SEED.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* --- random layouts --- */

#define MAX_MEM		40
#define LAYOUTS		20000

static u64 rng_state;

/* splitmix64 */
static u64 rng(void)
{
	u64 z = rng_state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static u64 rng_below(u64 n)
{
	return rng() % n;
}

struct layout {
	struct tdx_mem_range mem[MAX_MEM];
	struct tdx_range cmr[TDX_MAX_CMRS];
	struct tdx_plan_in in;
};

/* Memory with holes, some of which are holes between CMRs as well */
static void random_layout(struct layout *l)
{
	unsigned int nr = 1 + rng_below(MAX_MEM), i;
	u64 pos = MIB;
	int nid = 0;

	memset(l, 0, sizeof(*l));
	l->in.mem = l->mem;
	l->in.cmr = l->cmr;
	l->in.work = &work;
	l->in.max_tdmrs = rng_below(4) ? 64 : 1 + rng_below(8);
	l->in.max_reserved = rng_below(4) ? 16 : 1 + rng_below(8);
	for (i = 0; i < TDX_NR_LEVELS; i++)
		l->in.pamt_entry_size[i] = 16;

	for (i = 0; i < nr; i++) {
		u64 size = (1 + rng_below(rng_below(2) ? 0x80000 : 0x800)) * 4 * KIB;
		u64 hole = rng_below(4) ? rng_below(0x200) * 4 * KIB : rng_below(4) * GIB;
		struct tdx_range *last = l->in.nr_cmrs ? &l->cmr[l->in.nr_cmrs - 1] : NULL;

		l->mem[i].start = pos;
		l->mem[i].end = pos + size;
		l->mem[i].nid = nid;
		l->in.nr_mem++;

		/* Extend the last CMR over the hole, or begin another */
		if (last && (rng_below(2) || l->in.nr_cmrs == TDX_MAX_CMRS)) {
			last->end = pos + size;
		} else {
			l->cmr[l->in.nr_cmrs].start = pos;
			l->cmr[l->in.nr_cmrs].end = pos + size;
			l->in.nr_cmrs++;
		}

		pos += size + hole;
		if (!rng_below(4))
			nid++;
	}
}

static bool in_reserved(const struct tdx_plan_tdmr *tdmr, u64 pa)
{
	unsigned int i;

	for (i = 0; i < tdmr->nr_reserved; i++) {
		if (pa - tdmr->base - tdmr->reserved[i].offset < tdmr->reserved[i].size)
			return true;
	}
	return false;
}

static bool in_cmr(const struct layout *l, u64 pa)
{
	unsigned int i;

	for (i = 0; i < l->in.nr_cmrs; i++) {
		if (pa >= l->cmr[i].start && pa < l->cmr[i].end)
			return true;
	}
	return false;
}

static bool in_pamt(u64 pa)
{
	unsigned int i, level;

	for (i = 0; i < plan.nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			if (pa - plan.tdmr[i].pamt[level].base < plan.tdmr[i].pamt[level].size)
				return true;
		}
	}
	return false;
}

static unsigned int covered_by(u64 pa)
{
	unsigned int i, nr = 0;

	for (i = 0; i < plan.nr_tdmrs; i++)
		nr += pa - plan.tdmr[i].base < plan.tdmr[i].size;
	return nr;
}

static bool in_memory(const struct layout *l, u64 pa)
{
	unsigned int i;

	for (i = 0; i < l->in.nr_mem; i++) {
		if (pa >= l->mem[i].start && pa < l->mem[i].end)
			return true;
	}
	return false;
}

/* What is in a PAMT or in no CMR is reserved, and of memory nothing else */
static void check_point(const struct layout *l, u64 pa)
{
	bool barred = in_pamt(pa) || !in_cmr(l, pa);
	unsigned int i;

	for (i = 0; i < plan.nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &plan.tdmr[i];

		if (pa - tdmr->base >= tdmr->size)
			continue;
		if (barred || in_memory(l, pa))
			assert_int_equal(in_reserved(tdmr, pa), barred);
	}
}

static void check_tdmrs(const struct layout *l)
{
	unsigned int i;
	u64 end = 0;

	assert_in_range(plan.nr_tdmrs, 1, l->in.max_tdmrs);

	for (i = 0; i < plan.nr_tdmrs; i++) {
		assert_int_equal(plan.tdmr[i].base % GIB, 0);
		assert_int_equal(plan.tdmr[i].size % GIB, 0);
		assert_true(plan.tdmr[i].size && plan.tdmr[i].base >= end);
		end = plan.tdmr[i].base + plan.tdmr[i].size;
	}

	for (i = 0; i < l->in.nr_mem; i++) {
		assert_int_equal(covered_by(l->mem[i].start), 1);
		assert_int_equal(covered_by(l->mem[i].end - 4 * KIB), 1);
		assert_int_equal(covered_by((l->mem[i].start + l->mem[i].end) / 2), 1);
	}
}

static void check_reserved(const struct layout *l)
{
	unsigned int i, j;

	for (i = 0; i < plan.nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &plan.tdmr[i];
		u64 end = 0;

		assert_true(tdmr->nr_reserved <= l->in.max_reserved);
		for (j = 0; j < tdmr->nr_reserved; j++) {
			u64 offset = tdmr->reserved[j].offset, size = tdmr->reserved[j].size;

			assert_int_equal(offset % (4 * KIB) | size % (4 * KIB), 0);
			assert_true(size && offset + size <= tdmr->size);
			/* Neither touching nor overlapping */
			assert_true(!j || offset > end);
			end = offset + size;

			check_point(l, tdmr->base + offset);
			check_point(l, tdmr->base + end - 1);
			check_point(l, tdmr->base + offset - (j || offset ? 1 : 0));
			check_point(l, tdmr->base + end);
		}
	}

	for (i = 0; i < l->in.nr_cmrs; i++) {
		check_point(l, l->cmr[i].start);
		check_point(l, l->cmr[i].start - 1);
		check_point(l, l->cmr[i].end);
		check_point(l, l->cmr[i].end - 1);
	}
}

static void random_layouts(void **state)
{
	const char *env = getenv("PLAN_TEST_SEED");
	u64 seed = env ? strtoull(env, NULL, 0) : (u64)time(NULL);
	unsigned int n, planned = 0, i;
	struct layout l;

	print_message("random layouts: PLAN_TEST_SEED=%llu\n", (unsigned long long)seed);
	rng_state = seed;

	for (n = 0; n < LAYOUTS; n++) {
		u64 pos;

		random_layout(&l);
		if (tdx_plan_tdmrs(&l.in, &plan)) {
			assert_true(plan.fault_needs >
				    (plan.fault_is_area ? l.in.max_reserved : l.in.max_tdmrs));
			continue;
		}
		check_tdmrs(&l);

		/* Blocks of PAMTs anywhere in memory, side by side or scattered */
		pos = l.mem[rng_below(l.in.nr_mem)].start;
		for (i = 0; i < plan.nr_tdmrs; i++) {
			place_pamts(i, pos);
			pos += tdx_plan_tdmr_pamt_bytes(&plan.tdmr[i]) +
			       (rng_below(2) ? rng_below(64) * 4 * KIB : 0);
		}

		if (tdx_plan_reserved(&l.in, &plan)) {
			assert_true(plan.fault_needs > l.in.max_reserved);
			continue;
		}
		check_reserved(&l);
		planned++;
	}

	/* The generator is of no use when it makes hardly any feasible layout */
	assert_true(planned > LAYOUTS / 10);
}

/* --- optimality, by trying everything --- */

#define SEARCH_GIBS	7
#define SLOTS		8		/* to a GiB */
#define SLOT		(GIB / SLOTS)
#define SEARCHES	1500

enum kind { INDIFFERENT, USED, BARRED };

struct small {
	enum kind kind[SEARCH_GIBS * SLOTS];
	struct layout l;
};

/* Memory and CMRs slot by slot: memory is convertible, other slots may be */
static void random_small(struct small *s)
{
	unsigned int nr = SEARCH_GIBS * SLOTS, i;
	bool empty[SEARCH_GIBS];

	memset(s, 0, sizeof(*s));
	s->l.in.mem = s->l.mem;
	s->l.in.cmr = s->l.cmr;
	s->l.in.work = &work;
	s->l.in.max_tdmrs = 1 + rng_below(4);
	s->l.in.max_reserved = 1 + rng_below(4);
	for (i = 0; i < TDX_NR_LEVELS; i++)
		s->l.in.pamt_entry_size[i] = 16;

	for (i = 0; i < SEARCH_GIBS; i++)
		empty[i] = rng_below(3) == 0;

	for (i = 0; i < nr; i++) {
		u64 start = GIB + i * SLOT;
		struct tdx_mem_range *mem = s->l.mem + s->l.in.nr_mem;
		struct tdx_range *cmr = s->l.cmr + s->l.in.nr_cmrs;
		u64 dice = rng_below(16);

		s->kind[i] = dice < 2 ? BARRED : dice < 3 || empty[i / SLOTS] ? INDIFFERENT : USED;

		if (s->kind[i] == USED) {
			if (s->l.in.nr_mem && mem[-1].end == start) {
				mem[-1].end += SLOT;
			} else {
				*mem = (struct tdx_mem_range){ start, start + SLOT, 0 };
				s->l.in.nr_mem++;
			}
		}
		if (s->kind[i] != BARRED) {
			if (s->l.in.nr_cmrs && cmr[-1].end == start) {
				cmr[-1].end += SLOT;
			} else {
				*cmr = (struct tdx_range){ start, start + SLOT };
				s->l.in.nr_cmrs++;
			}
		}
	}
}

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

struct best {
	unsigned int gibs;
	unsigned int tdmrs;
};

/* Every way to cover GiBs from @gib on, given what was used before */
static void search(const struct small *s, unsigned int gib, unsigned int gibs, unsigned int tdmrs,
		   struct best *best)
{
	unsigned int last;

	if (tdmrs > s->l.in.max_tdmrs)
		return;

	if (gib == SEARCH_GIBS) {
		if (gibs < best->gibs || (gibs == best->gibs && tdmrs < best->tdmrs))
			*best = (struct best){ gibs, tdmrs };
		return;
	}

	if (!holds_memory(s, gib))
		search(s, gib + 1, gibs, tdmrs, best);

	for (last = gib; last < SEARCH_GIBS; last++) {
		if (count_areas(s, gib, last) <= s->l.in.max_reserved)
			search(s, last + 1, gibs + last - gib + 1, tdmrs + 1, best);
	}
}

/* No cover is cheaper than ours, and there is none where ours fails */
static void nothing_is_better(void **state)
{
	const char *env = getenv("PLAN_TEST_SEARCHES");
	unsigned int nr = env ? strtoul(env, NULL, 0) : SEARCHES, n, planned = 0, i;
	struct small s;

	print_message("%u layouts searched\n", nr);
	for (n = 0; n < nr; n++) {
		struct best best = { ~0U, ~0U };
		u64 size = 0;

		random_small(&s);
		if (!s.l.in.nr_mem)
			continue;

		search(&s, 0, 0, 0, &best);
		if (tdx_plan_tdmrs(&s.l.in, &plan)) {
			assert_int_equal(best.gibs, ~0U);
			continue;
		}

		for (i = 0; i < plan.nr_tdmrs; i++)
			size += plan.tdmr[i].size;
		assert_int_equal(size / GIB, best.gibs);
		assert_int_equal(plan.nr_tdmrs, best.tdmrs);
		assert_int_equal(tdx_plan_reserved(&s.l.in, &plan), 0);
		planned++;
	}

	assert_true(planned > nr / 4 && planned < nr);
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
		cmocka_unit_test(random_layouts),
		cmocka_unit_test(nothing_is_better),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
