// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of reserved areas (plan_area.c): which bytes of a TDMR must not
 * become TDX memory, in as few areas as there can be.
 *
 * In pictures '#' is memory in a CMR, '-' is in a CMR and no memory, '.' is in no
 * CMR, 'P' is a PAMT, 'w' is memory that is withheld.
 */
#include <kunit/test.h>
#include <linux/errno.h>

#include "../plan.h"

#define KIB	0x400ULL
#define MIB	0x100000ULL
#define GIB	0x40000000ULL

#define MAX_ENTRIES	6

/**
 * struct area_case - TDMRs and their reserved areas
 * @name: what is special about them
 * @mem: memory; an empty entry ends the list
 * @cmr: convertible memory, likewise
 * @pamt: a table, or none
 * @withheld: memory that is withheld, or none
 * @gibs: TDMRs of a GiB, from 4 GiB on
 * @max: reserved areas a TDMR may have
 * @ret: what tdx_plan_reserved() returns
 * @needs: areas of the TDMR at fault, which is the first, or
 * @area: offset and size of the areas of the first TDMR, then of the second
 * @nr_first: how many of them are the first one's
 * @nr_second: and of the second
 */
struct area_case {
	const char *name;
	struct tdx_mem_range mem[MAX_ENTRIES];
	struct tdx_range cmr[MAX_ENTRIES];
	struct tdx_pamt_ref pamt;
	struct tdx_range withheld;
	unsigned int gibs;
	unsigned int max;
	int ret;
	unsigned int needs;
	struct tdx_reserved_area area[MAX_ENTRIES];
	unsigned int nr_first;
	unsigned int nr_second;
};

static const struct area_case area_cases[] = {
	{
		/*
		 *	4G                 5G
		 *	|##################|
		 */
		.name = "all memory, all convertible",
		.mem = { { 4 * GIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.gibs = 1, .max = 16,
	}, {
		/*
		 *	4G  +256M   +512M  5G
		 *	|####|------|######|
		 */
		.name = "a hole that is convertible",
		.mem = { { 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 512 * MIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.gibs = 1, .max = 0,
	}, {
		/*
		 *	4G  +256M   +512M  5G
		 *	|####|......|######|
		 */
		.name = "a hole that is not",
		.mem = { { 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 512 * MIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 512 * MIB, 5 * GIB } },
		.gibs = 1, .max = 1,
		.area = { { 256 * MIB, 256 * MIB } }, .nr_first = 1,
	}, {
		/*
		 *	4G   +1M           +1023M  5G
		 *	|....|#############|.......|
		 */
		.name = "at both ends",
		.mem = { { 4 * GIB + MIB, 5 * GIB - MIB } },
		.cmr = { { 4 * GIB + MIB, 5 * GIB - MIB } },
		.gibs = 1, .max = 2,
		.area = { { 0, MIB }, { 1023 * MIB, MIB } }, .nr_first = 2,
	}, {
		/*
		 *	4G +96M +128M +160M +192M +256M  5G
		 *	|###|....|-----|.....|-----|#####|
		 */
		.name = "one area goes over what is no memory",
		.mem = { { 4 * GIB, 4 * GIB + 96 * MIB }, { 4 * GIB + 256 * MIB, 5 * GIB } },
		.cmr = {
			{ 4 * GIB, 4 * GIB + 96 * MIB },
			{ 4 * GIB + 128 * MIB, 4 * GIB + 160 * MIB },
			{ 4 * GIB + 192 * MIB, 5 * GIB },
		},
		.gibs = 1, .max = 1,
		.area = { { 96 * MIB, 96 * MIB } }, .nr_first = 1,
	}, {
		/*
		 *	4G +96M +128M  +4K +160M       5G
		 *	|###|....|#####|---|...|#######|
		 */
		.name = "and not over a page of memory",
		.mem = {
			{ 4 * GIB, 4 * GIB + 96 * MIB },
			{ 4 * GIB + 128 * MIB, 4 * GIB + 128 * MIB + 4 * KIB },
			{ 4 * GIB + 192 * MIB, 5 * GIB },
		},
		.cmr = {
			{ 4 * GIB, 4 * GIB + 96 * MIB },
			{ 4 * GIB + 128 * MIB, 4 * GIB + 160 * MIB },
			{ 4 * GIB + 192 * MIB, 5 * GIB },
		},
		.gibs = 1, .max = 2,
		.area = { { 96 * MIB, 32 * MIB }, { 160 * MIB, 32 * MIB } }, .nr_first = 2,
	}, {
		/*
		 *	4G        +512M    +516M   5G
		 *	|##########|PPPPPPP|#######|
		 */
		.name = "a PAMT in memory",
		.mem = { { 4 * GIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.pamt = { 4 * GIB + 512 * MIB, 4 * MIB },
		.gibs = 1, .max = 1,
		.area = { { 512 * MIB, 4 * MIB } }, .nr_first = 1,
	}, {
		/*
		 *	4G     +508M +512M   +768M  5G
		 *	|#######|PPPP|.......|######|
		 */
		.name = "a PAMT that touches a hole",
		.mem = { { 4 * GIB, 4 * GIB + 512 * MIB }, { 4 * GIB + 768 * MIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 4 * GIB + 512 * MIB }, { 4 * GIB + 768 * MIB, 5 * GIB } },
		.pamt = { 4 * GIB + 508 * MIB, 4 * MIB },
		.gibs = 1, .max = 1,
		.area = { { 508 * MIB, 260 * MIB } }, .nr_first = 1,
	}, {
		/*
		 *	4G               5G               6G
		 *	|##############PP|PP##############|
		 */
		.name = "a PAMT in two TDMRs",
		.mem = { { 4 * GIB, 6 * GIB } },
		.cmr = { { 4 * GIB, 6 * GIB } },
		.pamt = { 5 * GIB - MIB, 4 * MIB },
		.gibs = 2, .max = 1,
		.area = { { 1023 * MIB, MIB }, { 0, 3 * MIB } }, .nr_first = 1, .nr_second = 1,
	}, {
		.name = "a PAMT elsewhere",
		.mem = { { 4 * GIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.pamt = { 8 * GIB, 4 * MIB },
		.gibs = 1, .max = 0,
	}, {
		/*
		 *	4G  +64M +128M +128M64K +192M   5G
		 *	|###|....|wwwww|........|#######|
		 */
		.name = "memory that is withheld joins two holes",
		.mem = {
			{ 4 * GIB, 4 * GIB + 64 * MIB },
			{ 4 * GIB + 128 * MIB, 4 * GIB + 128 * MIB + 64 * KIB },
			{ 4 * GIB + 192 * MIB, 5 * GIB },
		},
		.cmr = {
			{ 4 * GIB, 4 * GIB + 64 * MIB },
			{ 4 * GIB + 128 * MIB, 4 * GIB + 128 * MIB + 64 * KIB },
			{ 4 * GIB + 192 * MIB, 5 * GIB },
		},
		.withheld = { 4 * GIB + 128 * MIB, 4 * GIB + 128 * MIB + 64 * KIB },
		.gibs = 1, .max = 1,
		.area = { { 64 * MIB, 128 * MIB } }, .nr_first = 1,
	}, {
		/* CMRs that touch are one for the module */
		.name = "no area between CMRs that touch",
		.mem = { { 4 * GIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 4 * GIB + 512 * MIB }, { 4 * GIB + 512 * MIB, 5 * GIB } },
		.gibs = 1, .max = 0,
	}, {
		.name = "no CMR at all",
		.mem = { { 4 * GIB, 5 * GIB } },
		.gibs = 1, .max = 1,
		.area = { { 0, GIB } }, .nr_first = 1,
	}, {
		/* As the hole above, and none is allowed */
		.name = "one area too many",
		.mem = { { 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 512 * MIB, 5 * GIB } },
		.cmr = { { 4 * GIB, 4 * GIB + 256 * MIB }, { 4 * GIB + 512 * MIB, 5 * GIB } },
		.gibs = 1, .max = 0, .ret = -ENOSPC, .needs = 1,
	}, {
		/*
		 *	4G  +64M +128M +256M  +512M +516M  +768M 5G
		 *	|###|....|######|.....|#####|PPPP|#######|
		 */
		.name = "three where two are allowed",
		.mem = {
			{ 4 * GIB, 4 * GIB + 64 * MIB },
			{ 4 * GIB + 128 * MIB, 4 * GIB + 256 * MIB },
			{ 4 * GIB + 512 * MIB, 5 * GIB },
		},
		.cmr = {
			{ 4 * GIB, 4 * GIB + 64 * MIB },
			{ 4 * GIB + 128 * MIB, 4 * GIB + 256 * MIB },
			{ 4 * GIB + 512 * MIB, 5 * GIB },
		},
		.pamt = { 4 * GIB + 768 * MIB, 4 * MIB },
		.gibs = 1, .max = 2, .ret = -ENOSPC, .needs = 3,
	},
};

KUNIT_ARRAY_PARAM_DESC(area, area_cases, name);

static void make_input(const struct area_case *c, struct tdx_plan_in *in)
{
	in->mem = c->mem;
	while (in->nr_mem < MAX_ENTRIES && c->mem[in->nr_mem].end)
		in->nr_mem++;
	in->cmr = c->cmr;
	while (in->nr_cmrs < MAX_ENTRIES && c->cmr[in->nr_cmrs].end)
		in->nr_cmrs++;
	in->max_reserved = c->max;
}

static void expect_areas(struct kunit *test, const struct tdx_plan_tdmr *tdmr,
			 const struct tdx_reserved_area *want, unsigned int nr)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, tdmr->nr_reserved, nr);
	for (i = 0; i < min(tdmr->nr_reserved, nr); i++) {
		KUNIT_EXPECT_EQ(test, tdmr->reserved[i].offset, want[i].offset);
		KUNIT_EXPECT_EQ(test, tdmr->reserved[i].size, want[i].size);
	}
}

static void areas_reserved(struct kunit *test)
{
	const struct area_case *c = test->param_value;
	struct tdx_plan_in in = { };
	struct tdx_plan *plan;
	unsigned int i;

	plan = kunit_kzalloc(test, sizeof(*plan), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, plan);
	make_input(c, &in);

	plan->nr_tdmrs = c->gibs;
	for (i = 0; i < c->gibs; i++) {
		plan->tdmr[i].base = (4 + i) * GIB;
		plan->tdmr[i].size = GIB;
		/* From an attempt before */
		plan->tdmr[i].nr_reserved = 7;
	}
	plan->tdmr[0].pamt[TDX_LEVEL_2M] = c->pamt;
	plan->withheld[0] = c->withheld;
	plan->nr_withheld = c->withheld.end ? 1 : 0;

	KUNIT_EXPECT_EQ(test, tdx_plan_reserved(&in, plan), c->ret);
	if (c->ret) {
		KUNIT_EXPECT_EQ(test, plan->fault.start, 4 * GIB);
		KUNIT_EXPECT_EQ(test, plan->fault.end, 5 * GIB);
		KUNIT_EXPECT_EQ(test, plan->fault_needs, c->needs);
		KUNIT_EXPECT_TRUE(test, plan->fault_is_area);
		return;
	}

	expect_areas(test, &plan->tdmr[0], c->area, c->nr_first);
	if (c->gibs > 1)
		expect_areas(test, &plan->tdmr[1], c->area + c->nr_first, c->nr_second);
}

/*
 *	1M      2M      3M      4M      5M
 *	[ CMR 0 ][ CMR 1 ]       [ CMR 2 ]
 */
static const struct tdx_range three_cmrs[] = {
	{ 1 * MIB, 2 * MIB }, { 2 * MIB, 3 * MIB }, { 4 * MIB, 5 * MIB },
};

/**
 * struct range_case - a range, and the first part of it that is in no CMR
 * @name: where it is
 * @range: the range
 * @bad: the part; its end is 0 when there is none
 */
struct range_case {
	const char *name;
	struct tdx_range range;
	struct tdx_range bad;
};

static const struct range_case range_cases[] = {
	{ "in one CMR", { MIB, 2 * MIB } },
	{ "in two that touch", { MIB + 4 * KIB, 3 * MIB } },
	{ "over a hole", { MIB, 5 * MIB }, { 3 * MIB, 4 * MIB } },
	{ "in the hole", { 3 * MIB + 4 * KIB, 4 * MIB - 4 * KIB },
	  { 3 * MIB + 4 * KIB, 4 * MIB - 4 * KIB } },
	{ "a page before the first", { MIB - 4 * KIB, 2 * MIB }, { MIB - 4 * KIB, MIB } },
	{ "a page behind the last", { 4 * MIB, 5 * MIB + 4 * KIB },
	  { 5 * MIB, 5 * MIB + 4 * KIB } },
	{ "behind all", { 8 * MIB, 9 * MIB }, { 8 * MIB, 9 * MIB } },
	{ "the last page there is", { 0xfffffffffffff000, 0xffffffffffffffff },
	  { 0xfffffffffffff000, 0xffffffffffffffff } },
};

KUNIT_ARRAY_PARAM_DESC(range, range_cases, name);

static void areas_unconvertible(struct kunit *test)
{
	const struct tdx_plan_in in = { .cmr = three_cmrs, .nr_cmrs = 3 };
	const struct range_case *c = test->param_value;
	struct tdx_range bad = { };

	KUNIT_EXPECT_EQ(test, tdx_plan_unconvertible(&in, &c->range, &bad), c->bad.end != 0);
	KUNIT_EXPECT_EQ(test, bad.start, c->bad.start);
	KUNIT_EXPECT_EQ(test, bad.end, c->bad.end);
}

static struct kunit_case area_test_cases[] = {
	KUNIT_CASE_PARAM(areas_reserved, area_gen_params),
	KUNIT_CASE_PARAM(areas_unconvertible, range_gen_params),
	{}
};

static struct kunit_suite area_suite = {
	.name = "tdx_reserved_areas",
	.test_cases = area_test_cases,
};

kunit_test_suite(area_suite);
