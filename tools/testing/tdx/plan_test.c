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
}

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
	static const struct tdx_mem_range mem[] = {
		{ 0x100000, 0x40000000, 0 },
		{ 0x40000000, 0x80000000, 1 },
	};
	static const struct tdx_range cmr[] = { { 0x100000, 0x80000000 } };
	struct tdx_plan_in in = IN(mem, cmr);

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

/*
 * Ranges of a node share a TDMR when their GiBs touch; a GiB that two nodes
 * share belongs to the first.
 */
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
	assert_int_equal(plan.nr_tdmrs, 4);
	assert_tdmr(0, 0, 3 * GIB, 0);
	assert_tdmr(1, 3 * GIB, 1 * GIB, 1);
	assert_tdmr(2, 6 * GIB, 1 * GIB, 1);
	assert_tdmr(3, 7 * GIB, 1 * GIB, 0);
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

static void too_many_tdmrs(void **state)
{
	static const struct tdx_mem_range mem[] = {
		{ 0 * GIB + MIB, 1 * GIB, 0 },
		{ 2 * GIB, 3 * GIB, 0 },
		{ 4 * GIB, 5 * GIB, 0 },
		{ 6 * GIB, 7 * GIB, 0 },
	};
	static const struct tdx_range cmr[] = { { MIB, 7 * GIB } };
	struct tdx_plan_in in = IN(mem, cmr);

	in.max_tdmrs = 4;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);

	in.max_tdmrs = 2;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), -ENOSPC);
	assert_int_equal(plan.fault_needs, 4);
	assert_int_equal(plan.fault.start, 6 * GIB);
	assert_int_equal(plan.fault.end, 7 * GIB);

	/* A limit beyond what the kernel keeps is cut, not believed */
	in.max_tdmrs = 65535;
	assert_int_equal(tdx_plan_tdmrs(&in, &plan), 0);
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

/* A byte is reserved exactly when it is in a PAMT or in no CMR */
static void check_point(const struct layout *l, u64 pa)
{
	unsigned int i;

	for (i = 0; i < plan.nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &plan.tdmr[i];

		if (pa - tdmr->base >= tdmr->size)
			continue;
		assert_int_equal(in_reserved(tdmr, pa), in_pamt(pa) || !in_cmr(l, pa));
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
			assert_true(plan.fault_needs > l.in.max_tdmrs);
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_machine),
		cmocka_unit_test(pamt_across_tdmrs),
		cmocka_unit_test(pamt_touches_gap),
		cmocka_unit_test(shapes),
		cmocka_unit_test(convertible_holes_are_free),
		cmocka_unit_test(other_entry_sizes),
		cmocka_unit_test(too_many_tdmrs),
		cmocka_unit_test(too_many_reserved),
		cmocka_unit_test(malformed_memory),
		cmocka_unit_test(unconvertible),
		cmocka_unit_test(random_layouts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
