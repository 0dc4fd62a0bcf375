// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of the memory list (memory.c): what memblock has, what of it is
 * online, which CMRs there are, and the list that comes of it; then the veto on
 * memory that is not in a list.
 *
 * memblock and the sections that are online are the case's own.  Pictures are in
 * sections of 128 MiB, counted from 0: '#' is memory, online, 'o' is offline.
 */
#include <kunit/static_stub.h>
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/sizes.h>

#include "../host.h"

#define KIB	0x400ULL
#define MIB	0x100000ULL
#define SECTION	0x8000000ULL

static_assert((u64)PAGES_PER_SECTION << PAGE_SHIFT == SECTION);

#define MAX_ENTRIES	4

/**
 * struct memory_case - a machine, and its memory list
 * @name: what is special about it
 * @block: what memblock has
 * @nr_blocks: entries in @block
 * @offline: ranges of it that are offline
 * @nr_offline: entries in @offline
 * @cmr: convertible memory
 * @nr_cmrs: entries in @cmr
 * @no_info: there is no metadata, and so no CMR, yet
 * @want: the list
 * @nr_want: entries in @want
 */
struct memory_case {
	const char *name;
	struct tdx_mem_range block[MAX_ENTRIES];
	int nr_blocks;
	struct tdx_range offline[MAX_ENTRIES];
	unsigned int nr_offline;
	struct tdx_sys_cmr cmr[MAX_ENTRIES];
	u16 nr_cmrs;
	bool no_info;
	struct tdx_mem_range want[MAX_ENTRIES];
	unsigned int nr_want;
};

static void next_block(int *i, unsigned long *start_pfn, unsigned long *end_pfn, int *nid)
{
	const struct memory_case *c = kunit_get_current_test()->priv;

	if (++*i >= c->nr_blocks) {
		*i = -1;
		return;
	}

	*start_pfn = PHYS_PFN(c->block[*i].start);
	*end_pfn = PHYS_PFN(c->block[*i].end);
	*nid = c->block[*i].nid;
}

static bool is_online(u64 start)
{
	const struct memory_case *c = kunit_get_current_test()->priv;
	unsigned int i;

	for (i = 0; i < c->nr_offline; i++) {
		if (c->offline[i].start <= start && start < c->offline[i].end)
			return false;
	}

	return true;
}

static const struct memory_case list_cases[] = {
	{
		/*
		 *	0   640K 1M       3G
		 *	|####|...|########|
		 */
		.name = "the first MiB is firmware's",
		.block = { { 4 * KIB, 640 * KIB, 0 }, { MIB, 24 * SECTION, 0 } },
		.nr_blocks = 2,
		.cmr = { { MIB, 24 * SECTION - MIB } },
		.nr_cmrs = 1,
		.want = { { MIB, 24 * SECTION, 0 } },
		.nr_want = 1,
	}, {
		/* As above, but one block goes over the border */
		.name = "a block is cut at the first MiB",
		.block = { { 4 * KIB, 2 * MIB, 0 } },
		.nr_blocks = 1,
		.cmr = { { MIB, MIB } },
		.nr_cmrs = 1,
		.want = { { MIB, 2 * MIB, 0 } },
		.nr_want = 1,
	}, {
		.name = "nothing above the first MiB",
		.block = { { 0, MIB, 0 } },
		.nr_blocks = 1,
	}, {
		.name = "no memory",
	}, {
		/*
		 *	4      6      8      10
		 *	|##0###|##0###|##1###|
		 */
		.name = "what touches is one range, on one node",
		.block = {
			{ 4 * SECTION, 6 * SECTION, 0 },
			{ 6 * SECTION, 8 * SECTION, 0 },
			{ 8 * SECTION, 10 * SECTION, 1 },
		},
		.nr_blocks = 3,
		.cmr = { { 4 * SECTION, 6 * SECTION } },
		.nr_cmrs = 1,
		.want = { { 4 * SECTION, 8 * SECTION, 0 }, { 8 * SECTION, 10 * SECTION, 1 } },
		.nr_want = 2,
	}, {
		/* A page between them, as ACPI tables leave it */
		.name = "what does not touch is two",
		.block = {
			{ 4 * SECTION, 5 * SECTION, 0 },
			{ 5 * SECTION + 4 * KIB, 6 * SECTION, 0 },
		},
		.nr_blocks = 2,
		.cmr = { { 4 * SECTION, 2 * SECTION } },
		.nr_cmrs = 1,
		.want = {
			{ 4 * SECTION, 5 * SECTION, 0 },
			{ 5 * SECTION + 4 * KIB, 6 * SECTION, 0 },
		},
		.nr_want = 2,
	}, {
		/*
		 *	8     10    12    14
		 *	|#####|ooooo|#####|
		 *	'-CMR-'     '-CMR-'
		 */
		.name = "offline and in no CMR is left out",
		.block = { { 8 * SECTION, 14 * SECTION, 0 } },
		.nr_blocks = 1,
		.offline = { { 10 * SECTION, 12 * SECTION } },
		.nr_offline = 1,
		.cmr = { { 8 * SECTION, 2 * SECTION }, { 12 * SECTION, 2 * SECTION } },
		.nr_cmrs = 2,
		.want = { { 8 * SECTION, 10 * SECTION, 0 }, { 12 * SECTION, 14 * SECTION, 0 } },
		.nr_want = 2,
	}, {
		/* The same memory, and nobody knows what is convertible */
		.name = "nothing is left out without metadata",
		.block = { { 8 * SECTION, 14 * SECTION, 0 } },
		.nr_blocks = 1,
		.offline = { { 10 * SECTION, 12 * SECTION } },
		.nr_offline = 1,
		.no_info = true,
		.want = { { 8 * SECTION, 14 * SECTION, 0 } },
		.nr_want = 1,
	}, {
		/* May go online at any time, and TDX can protect it */
		.name = "offline and in a CMR is listed",
		.block = { { 8 * SECTION, 14 * SECTION, 1 } },
		.nr_blocks = 1,
		.offline = { { 10 * SECTION, 12 * SECTION } },
		.nr_offline = 1,
		.cmr = { { 8 * SECTION, 6 * SECTION } },
		.nr_cmrs = 1,
		.want = { { 8 * SECTION, 14 * SECTION, 1 } },
		.nr_want = 1,
	}, {
		/* A guest could be given it: that is for the planner to refuse */
		.name = "online and in no CMR is listed",
		.block = { { 8 * SECTION, 10 * SECTION, 0 } },
		.nr_blocks = 1,
		.cmr = { { 8 * SECTION, SECTION } },
		.nr_cmrs = 1,
		.want = { { 8 * SECTION, 10 * SECTION, 0 } },
		.nr_want = 1,
	}, {
		/* A section is left out as a whole: a page of it is in no CMR */
		.name = "a page less than a section of CMR",
		.block = { { 8 * SECTION, 10 * SECTION, 0 } },
		.nr_blocks = 1,
		.offline = { { 9 * SECTION, 10 * SECTION } },
		.nr_offline = 1,
		.cmr = { { 8 * SECTION, 2 * SECTION - 4 * KIB } },
		.nr_cmrs = 1,
		.want = { { 8 * SECTION, 9 * SECTION, 0 } },
		.nr_want = 1,
	}, {
		/*
		 *	8           9           10
		 *	|ooooooooooooooooooooooo|
		 *	'- CMR -''--- CMR ------'
		 */
		.name = "two CMRs that touch protect a section together",
		.block = { { 8 * SECTION, 10 * SECTION, 0 } },
		.nr_blocks = 1,
		.offline = { { 8 * SECTION, 10 * SECTION } },
		.nr_offline = 1,
		.cmr = {
			{ 8 * SECTION, SECTION - 64 * MIB },
			{ 9 * SECTION - 64 * MIB, SECTION + 64 * MIB },
		},
		.nr_cmrs = 2,
		.want = { { 8 * SECTION, 10 * SECTION, 0 } },
		.nr_want = 1,
	}, {
		.name = "all of it is left out",
		.block = { { 8 * SECTION, 10 * SECTION, 0 } },
		.nr_blocks = 1,
		.offline = { { 8 * SECTION, 10 * SECTION } },
		.nr_offline = 1,
	},
};

KUNIT_ARRAY_PARAM_DESC(list, list_cases, name);

static void memory_listed(struct kunit *test)
{
	const struct memory_case *c = test->param_value;
	struct tdx_memory *memory;
	struct tdx_sys_info *info;
	unsigned int i;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	memcpy(info->cmr, c->cmr, sizeof(c->cmr));
	info->nr_cmrs = c->nr_cmrs;

	test->priv = (void *)c;
	kunit_activate_static_stub(test, tdx_memory_next, next_block);
	kunit_activate_static_stub(test, tdx_memory_is_online, is_online);

	memory = tdx_memory_snapshot(c->no_info ? NULL : info);
	KUNIT_ASSERT_NOT_NULL(test, memory);

	KUNIT_EXPECT_EQ(test, memory->nr, c->nr_want);
	for (i = 0; i < min(memory->nr, c->nr_want); i++) {
		KUNIT_EXPECT_EQ(test, memory->range[i].start, c->want[i].start);
		KUNIT_EXPECT_EQ(test, memory->range[i].end, c->want[i].end);
		KUNIT_EXPECT_EQ(test, memory->range[i].nid, c->want[i].nid);
	}

	kvfree(memory);
}

/*
 *	1M     4      6          8
 *	|##0###|##1###|          |##1###|
 */
struct veto_case {
	const char *name;
	u64 start;
	u64 end;
	bool in_list;
};

static const struct veto_case veto_cases[] = {
	{ "a section", 2 * SECTION, 3 * SECTION, true },
	{ "from the first byte", MIB, SECTION, true },
	{ "to the last byte", 5 * SECTION, 6 * SECTION, true },
	{ "over the border of nodes", 3 * SECTION, 5 * SECTION, true },
	{ "the first section, firmware's part included", 0, SECTION, true },
	{ "firmware's part alone", 0, MIB, true },
	{ "the last range", 8 * SECTION, 9 * SECTION, true },
	{ "a page behind the end", 5 * SECTION, 6 * SECTION + 4 * KIB, false },
	{ "a page before the start", 8 * SECTION - 4 * KIB, 9 * SECTION, false },
	{ "in the hole", 6 * SECTION, 7 * SECTION, false },
	{ "over the hole", 5 * SECTION, 9 * SECTION, false },
	{ "behind all", 9 * SECTION, 10 * SECTION, false },
	{ "all there is, and more", 0, 1024 * SECTION, false },
};

KUNIT_ARRAY_PARAM_DESC(veto, veto_cases, name);

static void memory_veto(struct kunit *test)
{
	static const struct tdx_mem_range range[] = {
		{ MIB, 4 * SECTION, 0 },
		{ 4 * SECTION, 6 * SECTION, 1 },
		{ 8 * SECTION, 9 * SECTION, 1 },
	};
	const struct veto_case *c = test->param_value;
	struct tdx_memory *memory;

	memory = kunit_kzalloc(test, struct_size(memory, range, ARRAY_SIZE(range)), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	memory->nr = ARRAY_SIZE(range);
	memcpy(memory->range, range, sizeof(range));

	KUNIT_EXPECT_EQ(test, tdx_memory_contains(memory, c->start, c->end), c->in_list);

	/* An empty list has nothing but what is not asked about */
	memory->nr = 0;
	KUNIT_EXPECT_EQ(test, tdx_memory_contains(memory, c->start, c->end), c->end <= MIB);
}

static struct kunit_case memory_cases[] = {
	KUNIT_CASE_PARAM(memory_listed, list_gen_params),
	KUNIT_CASE_PARAM(memory_veto, veto_gen_params),
	{}
};

static struct kunit_suite memory_suite = {
	.name = "tdx_memory",
	.test_cases = memory_cases,
};

kunit_test_suite(memory_suite);
