// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of KeyIDs (keyid.c): which range the platform has, and the pool.
 *
 * Pools are the suite's own, so KeyIDs that guests have are not touched.
 */
#include <kunit/test.h>
#include <linux/errno.h>

#include "../host.h"
#include "../keyid.h"
#include "kunit_report.h"

/*
 * IA32_MKTME_KEYID_PARTITIONING: the high half counts private KeyIDs, the low
 * half shared ones, without KeyID 0.  Private ones follow.
 */
struct range_case {
	const char *name;
	u64 part;
	int ret;
	u32 first;
	u32 nr;
	const char *line;
};

static const struct range_case range_cases[] = {
	{ .name = "15 shared, 48 private", .part = 0x000000300000000f, .first = 16, .nr = 48 },
	{ .name = "no shared", .part = 0x0000000400000000, .first = 1, .nr = 4 },
	{ .name = "two are enough", .part = 0x000000020000003d, .first = 62, .nr = 2 },
	{ .name = "the last has 16 bits", .part = 0x0000fff00000000f, .first = 16, .nr = 65520 },
	{ .name = "none", .part = 0x0, .ret = -ENODEV },
	{ .name = "shared ones only", .part = 0x000000000000003f, .ret = -ENODEV },
	{
		.name = "one for the module, none for guests",
		.part = 0x000000010000003e,
		.ret = -EINVAL,
		.line = "BIOS enabled 1 private KeyID, 2 are needed",
	}, {
		.name = "the last has 17 bits",
		.part = 0x0000fff10000000f,
		.ret = -EINVAL,
		.line = "private KeyID range [16, 65537) exceeds 16 bits",
	}, {
		.name = "as many as can be",
		.part = 0xffffffffffffffff,
		.ret = -EINVAL,
		.line = "private KeyID range [4294967296, 8589934591) exceeds 16 bits",
	},
};

KUNIT_ARRAY_PARAM_DESC(range, range_cases, name);

static void keyid_range(struct kunit *test)
{
	const struct range_case *c = test->param_value;
	u32 first = 0, nr = 0;

	KUNIT_EXPECT_EQ(test, tdx_keyid_range(c->part, &first, &nr), c->ret);
	/* An error leaves them alone */
	KUNIT_EXPECT_EQ(test, first, c->first);
	KUNIT_EXPECT_EQ(test, nr, c->nr);

	if (c->line)
		tdx_kunit_expect_line(test, c->line);
	else
		tdx_kunit_expect_silence(test);
}

static void destroy_pool(void *data)
{
	struct tdx_keyid_pool *pool = data;

	xa_destroy(&pool->held);
}

/* An empty pool, for as long as the case runs */
static struct tdx_keyid_pool *new_pool(struct kunit *test)
{
	struct tdx_keyid_pool *pool = kunit_kzalloc(test, sizeof(*pool), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pool);
	xa_init_flags(&pool->held, XA_FLAGS_ALLOC);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_pool, pool), 0);

	return pool;
}

static void expect_in_use(struct kunit *test, struct tdx_keyid_pool *pool, int nr)
{
	KUNIT_EXPECT_EQ(test, atomic_read(&pool->in_use), nr);
	KUNIT_EXPECT_EQ(test, xa_empty(&pool->held), nr == 0);
}

/* Each once, the lowest first, then -ENOSPC until one comes back */
static void keyid_exhausted(struct kunit *test)
{
	struct tdx_keyid_pool *pool = new_pool(test);

	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 17, 19), 17);
	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 17, 19), 18);
	expect_in_use(test, pool, 2);
	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 17, 19), 19);
	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 17, 19), -ENOSPC);
	expect_in_use(test, pool, 3);

	KUNIT_EXPECT_TRUE(test, tdx_keyid_give(pool, 18));
	expect_in_use(test, pool, 2);
	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 17, 19), 18);
	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 17, 19), -ENOSPC);

	KUNIT_EXPECT_TRUE(test, tdx_keyid_give(pool, 19));
	KUNIT_EXPECT_TRUE(test, tdx_keyid_give(pool, 17));
	KUNIT_EXPECT_TRUE(test, tdx_keyid_give(pool, 18));
	expect_in_use(test, pool, 0);
}

/* What nobody has does not come back, and nothing is counted */
static void keyid_not_held(struct kunit *test)
{
	static const u32 others[] = { 0, 16, 18, 64, 0xffff, 0xffffffff };
	struct tdx_keyid_pool *pool = new_pool(test);
	unsigned int i;

	KUNIT_EXPECT_FALSE(test, tdx_keyid_give(pool, 17));
	expect_in_use(test, pool, 0);

	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 17, 63), 17);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		KUNIT_EXPECT_FALSE_MSG(test, tdx_keyid_give(pool, others[i]), "KeyID %u",
				       others[i]);
	expect_in_use(test, pool, 1);

	KUNIT_EXPECT_TRUE(test, tdx_keyid_give(pool, 17));
	KUNIT_EXPECT_FALSE(test, tdx_keyid_give(pool, 17));
	expect_in_use(test, pool, 0);
}

/* The smallest pool, and one at the end of 16 bits */
static void keyid_bounds(struct kunit *test)
{
	struct tdx_keyid_pool *pool = new_pool(test);

	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 65535, 65535), 65535);
	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 65535, 65535), -ENOSPC);
	expect_in_use(test, pool, 1);
	KUNIT_EXPECT_TRUE(test, tdx_keyid_give(pool, 65535));
	KUNIT_EXPECT_EQ(test, tdx_keyid_take(pool, 65535, 65535), 65535);
	KUNIT_EXPECT_TRUE(test, tdx_keyid_give(pool, 65535));
	expect_in_use(test, pool, 0);
}

static struct kunit_case keyid_cases[] = {
	KUNIT_CASE_PARAM(keyid_range, range_gen_params),
	KUNIT_CASE(keyid_exhausted),
	KUNIT_CASE(keyid_not_held),
	KUNIT_CASE(keyid_bounds),
	{}
};

static struct kunit_suite keyid_suite = {
	.name = "tdx_keyid",
	.init = tdx_kunit_report_init,
	.test_cases = keyid_cases,
};

kunit_test_suite(keyid_suite);
