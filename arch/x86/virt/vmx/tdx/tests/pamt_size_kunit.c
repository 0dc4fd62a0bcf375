// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of PAMT sizes (plan_cut.c): an entry for each page of a TDMR, three
 * page sizes, whole pages.
 */
#include <kunit/test.h>

#include "../plan.h"

#define GIB	0x40000000ULL

/**
 * struct size_case - a TDMR and its PAMTs
 * @name: what is special about it
 * @entry: bytes of an entry, by page size: 4 KiB, 2 MiB, 1 GiB
 * @gibs: size of the TDMR
 * @want: bytes of the PAMTs, by page size
 * @sum: of all three
 */
struct size_case {
	const char *name;
	unsigned int entry[3];
	u64 gibs;
	u64 want[3];
	u64 sum;
};

static const struct size_case size_cases[] = {
	{ "1 GiB", { 16, 16, 16 }, 1, { 0x400000, 0x2000, 0x1000 }, 0x403000 },
	{ "3 GiB", { 16, 16, 16 }, 3, { 0xc00000, 0x6000, 0x1000 }, 0xc07000 },
	/* 256 entries of 16 bytes fill a page, one more begins the next */
	{ "256 GiB", { 16, 16, 16 }, 256, { 0x40000000, 0x200000, 0x1000 }, 0x40201000 },
	{ "257 GiB", { 16, 16, 16 }, 257, { 0x40400000, 0x202000, 0x2000 }, 0x40604000 },
	{ "32 TiB", { 16, 16, 16 }, 32768, { 0x2000000000, 0x10000000, 0x80000 }, 0x2010080000 },
	{ "entries of a byte", { 1, 1, 1 }, 1, { 0x40000, 0x1000, 0x1000 }, 0x42000 },
	/* 512 entries of 9 bytes are 4608 bytes: two pages */
	{ "entries of odd sizes", { 24, 9, 7 }, 1, { 0x600000, 0x2000, 0x1000 }, 0x603000 },
	{ "entries that differ", { 16, 32, 4096 }, 2, { 0x800000, 0x8000, 0x2000 }, 0x80a000 },
	/* The largest entries that are believed, 64 TiB: 2^34 pages times 4 KiB */
	{
		"the largest of all", { 4096, 4096, 4096 }, 65536,
		{ 0x400000000000, 0x2000000000, 0x10000000 }, 0x402010000000,
	},
};

KUNIT_ARRAY_PARAM_DESC(size, size_cases, name);

static void pamt_size(struct kunit *test)
{
	const struct size_case *c = test->param_value;
	struct tdx_plan_in in = { };
	struct tdx_plan *plan;
	int level;

	plan = kunit_kzalloc(test, sizeof(*plan), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, plan);

	for (level = 0; level < 3; level++)
		in.pamt_entry_size[level] = c->entry[level];
	for (level = 0; level < 3; level++)
		KUNIT_EXPECT_EQ(test, tdx_plan_pamt_size(&in, c->gibs * GIB, level),
				c->want[level]);

	/* Two TDMRs of that size; an address from before does not stay */
	plan->nr_tdmrs = 2;
	plan->tdmr[0].size = c->gibs * GIB;
	plan->tdmr[0].pamt[1].base = 0x1000;
	plan->tdmr[1].base = c->gibs * GIB;
	plan->tdmr[1].size = c->gibs * GIB;
	tdx_plan_size_pamts(&in, plan);
	for (level = 0; level < 3; level++) {
		KUNIT_EXPECT_EQ(test, plan->tdmr[1].pamt[level].size, c->want[level]);
		KUNIT_EXPECT_EQ(test, plan->tdmr[0].pamt[level].base, 0);
	}
	KUNIT_EXPECT_EQ(test, tdx_plan_tdmr_pamt_bytes(&plan->tdmr[0]), c->sum);
	KUNIT_EXPECT_EQ(test, tdx_plan_pamt_bytes(plan), 2 * c->sum);

	/* A third one beyond the count is not there */
	plan->tdmr[2].pamt[0].size = 0x1000;
	KUNIT_EXPECT_EQ(test, tdx_plan_pamt_bytes(plan), 2 * c->sum);
}

/* Cut in half: each half costs what a TDMR of its size costs */
static void pamt_halved(struct kunit *test)
{
	static const struct tdx_mem_range mem[] = { { 4 * GIB, 7 * GIB, 1 } };
	struct tdx_plan_in in = {
		.mem = mem, .nr_mem = 1,
		.pamt_entry_size = { 16, 16, 16 },
		.max_tdmrs = 3,
	};
	struct tdx_plan *plan;

	plan = kunit_kzalloc(test, sizeof(*plan), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, plan);
	plan->nr_tdmrs = 1;
	plan->tdmr[0].base = 4 * GIB;
	plan->tdmr[0].size = 3 * GIB;

	KUNIT_ASSERT_TRUE(test, tdx_plan_halve(&in, plan, 0));
	KUNIT_EXPECT_EQ(test, plan->nr_tdmrs, 2);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].base, 0x100000000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].size, 0x40000000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].nid, 1);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].pamt[0].size, 0x400000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[1].base, 0x140000000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[1].size, 0x80000000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[1].pamt[0].size, 0x800000);

	/* A single GiB cannot be cut, nor anything beyond the limit */
	KUNIT_EXPECT_FALSE(test, tdx_plan_halve(&in, plan, 0));
	KUNIT_EXPECT_TRUE(test, tdx_plan_halve(&in, plan, 1));
	KUNIT_EXPECT_EQ(test, plan->nr_tdmrs, 3);
	plan->tdmr[2].size = 2 * GIB;
	KUNIT_EXPECT_FALSE(test, tdx_plan_halve(&in, plan, 2));
	KUNIT_EXPECT_EQ(test, plan->nr_tdmrs, 3);
}

static struct kunit_case pamt_cases[] = {
	KUNIT_CASE_PARAM(pamt_size, size_gen_params),
	KUNIT_CASE(pamt_halved),
	{}
};

static struct kunit_suite pamt_suite = {
	.name = "tdx_pamt_size",
	.test_cases = pamt_cases,
};

kunit_test_suite(pamt_suite);
