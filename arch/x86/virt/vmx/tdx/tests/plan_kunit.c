// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of the planner (plan.c, plan_cut.c, plan_solve.c): which TDMRs cover
 * the memory of a machine, and where their PAMTs go.
 *
 * Pictures count in GiB: a letter is memory of node 0 (a) or 1 (b), a dot is none.
 */
#include <kunit/test.h>
#include <linux/errno.h>

#include "../plan.h"
#include "../plan_place.h"

#define KIB	0x400ULL
#define MIB	0x100000ULL
#define GIB	0x40000000ULL

#define MAX_ENTRIES	8

/**
 * struct plan_case - a machine, and its TDMRs
 * @name: what is special about it
 * @mem: memory; an entry that ends at 0 ends the list, but for the first
 * @cmr: convertible memory, likewise
 * @wanted: by node, TDMRs for parallel initialisation; all 0 for none
 * @max_tdmrs: what the module allows
 * @max_reserved: what the module allows
 * @ret: what tdx_plan_tdmrs() returns
 * @tdmr: its TDMRs; or
 * @fault: the range at fault
 * @needs: TDMRs that would have been needed, or
 * @needs_areas: reserved areas
 */
struct plan_case {
	const char *name;
	struct tdx_mem_range mem[MAX_ENTRIES];
	struct tdx_range cmr[MAX_ENTRIES];
	unsigned int wanted[2];
	unsigned int max_tdmrs;
	unsigned int max_reserved;
	int ret;
	struct tdx_mem_range tdmr[MAX_ENTRIES];
	struct tdx_range fault;
	unsigned int needs;
	unsigned int needs_areas;
};

/* Machines that are planned twice, within different limits */
#define FOUR_RANGES						\
	.mem = {						\
		{ 0, GIB, 0 }, { 2 * GIB, 3 * GIB, 0 },		\
		{ 6 * GIB, 7 * GIB, 1 }, { 8 * GIB, 9 * GIB, 1 },	\
	}
#define A_HOLE_IN_EACH_GIB					\
	.mem = {						\
		{ 4 * GIB, 4 * GIB + 256 * MIB, 0 },		\
		{ 4 * GIB + 512 * MIB, 5 * GIB + 256 * MIB, 0 },	\
		{ 5 * GIB + 512 * MIB, 6 * GIB + 256 * MIB, 0 },	\
		{ 6 * GIB + 512 * MIB, 7 * GIB, 0 },		\
	},							\
	.cmr = {						\
		{ 4 * GIB, 4 * GIB + 256 * MIB },		\
		{ 4 * GIB + 512 * MIB, 5 * GIB + 256 * MIB },	\
		{ 5 * GIB + 512 * MIB, 6 * GIB + 256 * MIB },	\
		{ 6 * GIB + 512 * MIB, 7 * GIB },		\
	}
#define TWO_WANTED_OF_EACH_NODE					\
	.mem = { { 4 * GIB, 8 * GIB, 0 }, { 8 * GIB, 10 * GIB, 1 } },	\
	.cmr = { { 4 * GIB, 10 * GIB } },			\
	.wanted = { 2, 2 }

static const struct plan_case plan_cases[] = {
	{
		/*
		 *	0   1   2   3   4   5
		 *	 aaa aaa aaa .   aaa
		 *	'---------- '   '---'
		 */
		.name = "a small machine",
		.mem = { { MIB, 0xbffe0000, 0 }, { 4 * GIB, 5 * GIB, 0 } },
		.cmr = { { MIB, 0xbffe0000 }, { 4 * GIB, 5 * GIB } },
		.max_tdmrs = 64, .max_reserved = 16,
		.tdmr = { { 0, 3 * GIB, 0 }, { 4 * GIB, 5 * GIB, 0 } },
	}, {
		/* The node with most of the memory has the PAMT */
		.name = "two nodes in a GiB",
		.mem = { { 4 * GIB, 4 * GIB + 384 * MIB, 0 }, { 4 * GIB + 384 * MIB, 5 * GIB, 1 } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.max_tdmrs = 64, .max_reserved = 16,
		.tdmr = { { 4 * GIB, 5 * GIB, 1 } },
	}, {
		.name = "a page is a GiB",
		.mem = { { 6 * GIB - 4 * KIB, 6 * GIB, 1 } },
		.cmr = { { 5 * GIB, 6 * GIB } },
		.max_tdmrs = 1, .max_reserved = 0,
		.tdmr = { { 5 * GIB, 6 * GIB, 1 } },
	}, {
		/*
		 *	0   2   4   6   8   10
		 *	 a . a . . . b . b .
		 *	'-----'     '-----'
		 */
		.name = "the smallest gaps are covered",
		FOUR_RANGES,
		.cmr = { { 0, 9 * GIB } },
		.max_tdmrs = 2, .max_reserved = 16,
		.tdmr = { { 0, 3 * GIB, 0 }, { 6 * GIB, 9 * GIB, 1 } },
	}, {
		/* The same: all in one */
		.name = "one TDMR for all",
		FOUR_RANGES,
		.cmr = { { 0, 9 * GIB } },
		.max_tdmrs = 1, .max_reserved = 16,
		.tdmr = { { 0, 9 * GIB, 0 } },
	}, {
		/*
		 *	4    5    6    7
		 *	|a.aa|a.aa|a.aa|	one area each
		 */
		.name = "a TDMR ends where areas are used up",
		A_HOLE_IN_EACH_GIB,
		.max_tdmrs = 64, .max_reserved = 1,
		.tdmr = {
			{ 4 * GIB, 5 * GIB, 0 }, { 5 * GIB, 6 * GIB, 0 }, { 6 * GIB, 7 * GIB, 0 },
		},
	}, {
		/* The same with two areas each: the first TDMR has two GiBs */
		.name = "and reaches further with more of them",
		A_HOLE_IN_EACH_GIB,
		.max_tdmrs = 64, .max_reserved = 2,
		.tdmr = { { 4 * GIB, 6 * GIB, 0 }, { 6 * GIB, 7 * GIB, 0 } },
	}, {
		/*
		 *	4               8       10
		 *	|aaaa aaaa aaaa aaaa|bbbb bbbb|
		 */
		.name = "as many as nodes want",
		TWO_WANTED_OF_EACH_NODE,
		.max_tdmrs = 64, .max_reserved = 16,
		.tdmr = {
			{ 4 * GIB, 6 * GIB, 0 }, { 6 * GIB, 8 * GIB, 0 },
			{ 8 * GIB, 9 * GIB, 1 }, { 9 * GIB, 10 * GIB, 1 },
		},
	}, {
		/* The same with room for three: the largest is cut first */
		.name = "as many as the module allows",
		TWO_WANTED_OF_EACH_NODE,
		.max_tdmrs = 3, .max_reserved = 16,
		.tdmr = {
			{ 4 * GIB, 6 * GIB, 0 }, { 6 * GIB, 8 * GIB, 0 }, { 8 * GIB, 10 * GIB, 1 },
		},
	}, {
		/* Runs with an area each, which cannot be in one TDMR */
		.name = "more TDMRs than the module allows",
		.mem = { { 4 * GIB, 5 * GIB, 0 }, { 8 * GIB, 9 * GIB, 0 } },
		.cmr = { { 4 * GIB, 5 * GIB }, { 8 * GIB, 9 * GIB } },
		.max_tdmrs = 1, .max_reserved = 0, .ret = -ENOSPC,
		.fault = { 4 * GIB, 9 * GIB }, .needs = 2,
	}, {
		.name = "a GiB with more areas than the module allows",
		.mem = { { 4 * GIB + MIB, 5 * GIB - MIB, 0 } },
		.cmr = { { 4 * GIB + MIB, 5 * GIB - MIB } },
		.max_tdmrs = 64, .max_reserved = 1, .ret = -ENOSPC,
		.fault = { 4 * GIB, 5 * GIB }, .needs_areas = 2,
	}, {
		.name = "no TDMR",
		.mem = { { 4 * GIB, 5 * GIB, 0 } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.max_tdmrs = 0, .max_reserved = 16, .ret = -ENOSPC,
		.fault = { 4 * GIB, 5 * GIB }, .needs = 1,
	}, {
		.name = "no memory",
		.cmr = { { 4 * GIB, 5 * GIB } },
		.max_tdmrs = 64, .max_reserved = 16, .ret = -EINVAL,
	}, {
		.name = "memory that ends before it begins",
		.mem = { { 5 * GIB, 4 * GIB, 0 } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.max_tdmrs = 64, .max_reserved = 16, .ret = -EINVAL,
		.fault = { 5 * GIB, 4 * GIB },
	}, {
		.name = "memory whose last GiB has no end",
		.mem = { { 4 * GIB, 0xffffffffffffffff, 0 } },
		.cmr = { { 4 * GIB, 5 * GIB } },
		.max_tdmrs = 64, .max_reserved = 16, .ret = -EINVAL,
		.fault = { 4 * GIB, 0xffffffffffffffff },
	},
};

KUNIT_ARRAY_PARAM_DESC(plan, plan_cases, name);

/* All that a plan needs, for as long as the case runs */
static struct tdx_place *new_place(struct kunit *test, struct tdx_plan_in *in)
{
	struct tdx_place *place = kunit_kzalloc(test, sizeof(*place), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, place);
	place->plan = kunit_kzalloc(test, sizeof(*place->plan), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, place->plan);
	in->work = kunit_kzalloc(test, sizeof(*in->work), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, in->work);

	place->in = in;
	return place;
}

static void plan_tdmrs(struct kunit *test)
{
	const struct plan_case *c = test->param_value;
	struct tdx_plan_in in = {
		.mem = c->mem, .cmr = c->cmr,
		.wanted = c->wanted[0] ? c->wanted : NULL, .nr_nodes = 2,
		.max_tdmrs = c->max_tdmrs, .max_reserved = c->max_reserved,
		.pamt_entry_size = { 16, 16, 16 },
	};
	const struct tdx_plan *plan = new_place(test, &in)->plan;
	unsigned int i;

	while (in.nr_mem < MAX_ENTRIES && c->mem[in.nr_mem].end)
		in.nr_mem++;
	while (in.nr_cmrs < MAX_ENTRIES && c->cmr[in.nr_cmrs].end)
		in.nr_cmrs++;

	KUNIT_EXPECT_EQ(test, tdx_plan_tdmrs(&in, (struct tdx_plan *)plan), c->ret);
	KUNIT_EXPECT_EQ(test, plan->fault.start, c->fault.start);
	KUNIT_EXPECT_EQ(test, plan->fault.end, c->fault.end);
	KUNIT_EXPECT_EQ(test, plan->fault_needs, c->needs + c->needs_areas);
	KUNIT_EXPECT_EQ(test, plan->fault_is_area, c->needs_areas > 0);
	if (c->ret)
		return;

	for (i = 0; i < MAX_ENTRIES && c->tdmr[i].end; i++) {
		KUNIT_EXPECT_EQ(test, plan->tdmr[i].base, c->tdmr[i].start);
		KUNIT_EXPECT_EQ(test, plan->tdmr[i].base + plan->tdmr[i].size, c->tdmr[i].end);
		KUNIT_EXPECT_EQ(test, plan->tdmr[i].nid, c->tdmr[i].nid);
	}
	KUNIT_EXPECT_EQ(test, plan->nr_tdmrs, i);
}

/*
 * A GiB with 18 areas, 16 of which are allowed.  Holes of 1 MiB are 32 MiB apart,
 * and two of the pieces between them are slivers:
 *
 *	|###.###.###.###.###.s.###.###.###.s.###. ... ###|
 *	                     8K            4K
 */
static void plan_withholds(struct kunit *test)
{
	struct tdx_mem_range mem[19];
	struct tdx_range cmr[19], in_use;
	struct tdx_plan_in in = {
		.mem = mem, .nr_mem = 19, .cmr = cmr, .nr_cmrs = 19,
		.max_tdmrs = 64, .max_reserved = 16, .max_withheld = 12 * KIB,
		.pamt_entry_size = { 16, 16, 16 },
	};
	struct tdx_plan *plan = new_place(test, &in)->plan;
	unsigned int i;

	for (i = 0; i < 19; i++) {
		cmr[i].start = GIB + i * 32 * MIB + (i ? MIB : 0);
		cmr[i].end = GIB + (i + 1) * 32 * MIB;
	}
	cmr[18].end = 2 * GIB;
	cmr[5].start = cmr[5].end - 8 * KIB;
	cmr[9].end = cmr[9].start + 4 * KIB;
	for (i = 0; i < 19; i++)
		mem[i] = (struct tdx_mem_range){ cmr[i].start, cmr[i].end, 0 };

	KUNIT_EXPECT_EQ(test, tdx_plan_tdmrs(&in, plan), 0);
	KUNIT_EXPECT_EQ(test, plan->nr_tdmrs, 1);
	KUNIT_EXPECT_EQ(test, plan->nr_withheld, 2);
	KUNIT_EXPECT_EQ(test, plan->withheld[0].start, 0x52100000);
	KUNIT_EXPECT_EQ(test, plan->withheld[0].end, 0x52101000);
	KUNIT_EXPECT_EQ(test, plan->withheld[1].start, 0x4bffe000);
	KUNIT_EXPECT_EQ(test, plan->withheld[1].end, 0x4c000000);

	/* A byte less may be withheld */
	in.max_withheld = 12 * KIB - 1;
	KUNIT_EXPECT_EQ(test, tdx_plan_tdmrs(&in, plan), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, plan->fault_is_area);
	KUNIT_EXPECT_EQ(test, plan->fault_needs, 18);
	KUNIT_EXPECT_EQ(test, plan->fault.start, 0x40000000);
	KUNIT_EXPECT_EQ(test, plan->fault.end, 0x80000000);

	/* One of them is in use, and the next smallest piece has 31 MiB */
	in_use = (struct tdx_range){ 0x52100000, 0x52101000 };
	in.in_use = &in_use;
	in.nr_in_use = 1;
	in.max_withheld = MIB;
	KUNIT_EXPECT_EQ(test, tdx_plan_tdmrs(&in, plan), -ENOSPC);
}

/*
 *	4       +512M        5                6
 *	|aaaaaaaa|//////////a|bbbbbbbbbbbbbbbb|		'/' is busy
 *	        PP                          PP
 *
 * A PAMT is on its own node, as high as it can be: side by side the three tables
 * take 4 MiB, 8 KiB and 4 KiB.  Above busy memory there is a MiB, too little.
 */
static void plan_solved(struct kunit *test)
{
	static const struct tdx_mem_range mem[] = {
		{ 4 * GIB, 5 * GIB, 0 }, { 5 * GIB, 6 * GIB, 1 },
	};
	static const struct tdx_range cmr[] = { { 4 * GIB, 6 * GIB } };
	static const struct tdx_range busy[] = { { 4 * GIB + 512 * MIB, 5 * GIB - MIB } };
	static const unsigned int wanted[] = { 1, 2 };
	struct tdx_plan_in in = {
		.mem = mem, .nr_mem = 2, .cmr = cmr, .nr_cmrs = 1, .busy = busy, .nr_busy = 1,
		.wanted = wanted, .nr_nodes = 2,
		.max_tdmrs = 64, .max_reserved = 16, .pamt_entry_size = { 16, 16, 16 },
	};
	struct tdx_place *place = new_place(test, &in);
	const struct tdx_plan *plan = place->plan;
	bool away[2];

	place->away = away;
	KUNIT_ASSERT_EQ(test, tdx_plan_solve(place), 0);
	KUNIT_ASSERT_EQ(test, plan->nr_tdmrs, 2);

	KUNIT_EXPECT_EQ(test, plan->tdmr[0].pamt[0].base, 0x11fbfd000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].pamt[0].size, 0x400000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].pamt[1].base, 0x11fffd000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].pamt[2].base, 0x11ffff000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].nr_reserved, 1);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].reserved[0].offset, 0x1fbfd000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[0].reserved[0].size, 0x403000);

	KUNIT_EXPECT_EQ(test, plan->tdmr[1].pamt[0].base, 0x17fbfd000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[1].reserved[0].offset, 0x3fbfd000);
	KUNIT_EXPECT_EQ(test, plan->tdmr[1].reserved[0].size, 0x403000);
}

/* There is a MiB that is not busy, and PAMTs need 4 */
static void plan_no_room(struct kunit *test)
{
	static const struct tdx_mem_range mem[] = { { 4 * GIB, 5 * GIB, 0 } };
	static const struct tdx_range cmr[] = { { 4 * GIB, 5 * GIB } };
	static const struct tdx_range busy[] = { { 4 * GIB, 5 * GIB - MIB } };
	struct tdx_plan_in in = {
		.mem = mem, .nr_mem = 1, .cmr = cmr, .nr_cmrs = 1, .busy = busy, .nr_busy = 1,
		.nr_nodes = 1,
		.max_tdmrs = 64, .max_reserved = 16, .pamt_entry_size = { 16, 16, 16 },
	};
	struct tdx_place *place = new_place(test, &in);
	bool away[1];

	place->away = away;
	KUNIT_EXPECT_EQ(test, tdx_plan_solve(place), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, place->plan->fault_is_pamt);
	KUNIT_EXPECT_FALSE(test, place->plan->fault_is_area);
	KUNIT_EXPECT_EQ(test, place->plan->fault.start, 0x100000000);
	KUNIT_EXPECT_EQ(test, place->plan->fault.end, 0x140000000);
	/* Pages: 0x403000 bytes */
	KUNIT_EXPECT_EQ(test, place->plan->fault_needs, 0x403);
}

/**
 * struct want_case - CPUs and memory of two nodes, and the TDMRs they want
 * @name: what is special about them
 * @gibs: memory
 * @cpus: CPUs
 * @want: TDMRs
 */
struct want_case {
	const char *name;
	unsigned int gibs[2];
	unsigned int cpus[2];
	unsigned int want[2];
};

static const struct want_case want_cases[] = {
	{ "two for each CPU", { 64, 64 }, { 4, 4 }, { 8, 8 } },
	{ "one CPU shares with nobody", { 64, 64 }, { 1, 0 }, { 1, 1 } },
	/* 16 in all: 12 and 4 by share of memory, but 4 CPUs want 8 at least */
	{ "few CPUs and much memory", { 96, 32 }, { 4, 4 }, { 12, 8 } },
	{ "memory without CPUs", { 64, 64 }, { 8, 0 }, { 16, 8 } },
	{ "CPUs without memory", { 64, 0 }, { 4, 4 }, { 16, 8 } },
	{ "nothing at all", { 0, 0 }, { 0, 0 }, { 1, 1 } },
};

KUNIT_ARRAY_PARAM_DESC(want, want_cases, name);

static void plan_wanted(struct kunit *test)
{
	const struct want_case *c = test->param_value;
	const struct tdx_mem_range mem[] = {
		{ 4 * GIB, (4 + c->gibs[0]) * GIB, 0 },
		{ 256 * GIB, (256 + c->gibs[1]) * GIB, 1 },
	};
	const struct tdx_plan_in in = { .mem = mem, .nr_mem = 2, .nr_nodes = 2 };
	unsigned int wanted[2] = { 99, 99 };

	tdx_plan_want(&in, c->cpus, wanted);
	KUNIT_EXPECT_EQ(test, wanted[0], c->want[0]);
	KUNIT_EXPECT_EQ(test, wanted[1], c->want[1]);
}

static struct kunit_case plan_test_cases[] = {
	KUNIT_CASE_PARAM(plan_tdmrs, plan_gen_params),
	KUNIT_CASE(plan_withholds),
	KUNIT_CASE(plan_solved),
	KUNIT_CASE(plan_no_room),
	KUNIT_CASE_PARAM(plan_wanted, want_gen_params),
	{}
};

static struct kunit_suite plan_suite = {
	.name = "tdx_plan",
	.test_cases = plan_test_cases,
};

kunit_test_suite(plan_suite);
