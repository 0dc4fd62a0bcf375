// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: what PAMTs say, in short. Equal content gives an equal
 * digest, and any other content another one.
 */
#include "test.h"

static struct seam_pamt_digest digest_of(unsigned int tdmr, enum tdx_level level)
{
	struct seam_pamt_digest digest;

	seam_pamt_digest(&machine.m, tdmr, level, &digest);
	return digest;
}

static void assert_digest(unsigned int tdmr, enum tdx_level level, u64 entries, u64 unsound)
{
	struct seam_pamt_digest digest = digest_of(tdmr, level);

	assert_int_equal(digest.entries, entries);
	assert_int_equal(digest.unsound, unsound);
}

static void reach_complete(void)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	test_init_tdmr(TDMR1, 512);
}

static void test_entries(void **state)
{
	test_reach(STAGE_LP_INIT);
	assert_digest(0, TDX_LEVEL_4K, 0, 0);
	test_machine();
	test_reach(STAGE_READY);
	assert_digest(0, TDX_LEVEL_4K, 0, 0);
	test_init_tdmr(TDMR0, 255);
	assert_digest(0, TDX_LEVEL_4K, 261120, 0);
	assert_digest(0, TDX_LEVEL_2M, 510, 0);
	assert_digest(0, TDX_LEVEL_1G, 0, 0);
	test_init_tdmr(TDMR0, 1);
	assert_digest(0, TDX_LEVEL_4K, 262144, 0);
	assert_digest(0, TDX_LEVEL_2M, 512, 0);
	assert_digest(0, TDX_LEVEL_1G, 1, 0);
	assert_digest(1, TDX_LEVEL_4K, 0, 0);
	test_init_tdmr(TDMR1, 512);
	assert_digest(1, TDX_LEVEL_4K, 524288, 0);
	assert_digest(1, TDX_LEVEL_1G, 2, 0);
	/* There is no third TDMR */
	assert_digest(2, TDX_LEVEL_4K, 0, 0);
}

/* Another module writes other bytes, and in another order, and elsewhere */
static void test_same(void **state)
{
	struct seam_pamt_digest first[2][TDX_NR_LEVELS];
	unsigned int i, level, call;
	u64 check;

	reach_complete();
	check = machine_read64(TDMR0_PAMT_2M + 8);
	for (i = 0; i < 2; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++)
			first[i][level] = digest_of(i, level);
	}

	test_machine();
	test_info[0].info.pamt_2m.base = TDMR0_PAMT_1G;
	test_info[0].info.pamt_1g.base = TDMR0_PAMT_1G + 0x2000;
	test_reach(STAGE_READY);
	machine.m.pamt_seed ^= 0x5eed;
	for (call = 0; call < 512; call++) {
		test_init_tdmr(TDMR1, 1);
		test_init_tdmr(TDMR0, call % 2);
	}
	assert_int_not_equal(machine_read64(TDMR0_PAMT_1G + 8), check);
	for (i = 0; i < 2; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			struct seam_pamt_digest second = digest_of(i, level);

			assert_memory_equal(&first[i][level], &second, sizeof(second));
		}
	}
}

static void test_other_content(void **state)
{
	static const struct {
		u64 index, type, owner, epoch;
	} rows[] = {
		{ 0, 0, 0, 0 }, { 3, 1, 0, 0 }, { 262143, 1, 0, 0 }, { 7, 0, 1, 0 },
		{ 7, 0, BIT_ULL(39), 0 }, { 7, 0, 0, 1 }, { 7, 0, 0, BIT_ULL(39) }, { 8, 0, 0, 1 },
	};
	u64 seen[ARRAY_SIZE(rows) + 1], saved[2];
	unsigned int i, j;

	reach_complete();
	seen[ARRAY_SIZE(rows)] = digest_of(0, TDX_LEVEL_4K).hash;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u64 entry = TDMR0_PAMT_4K + 16 * rows[i].index;

		machine_read(entry, saved, sizeof(saved));
		test_forge_entry(entry, rows[i].type, rows[i].owner, rows[i].epoch);
		assert_digest(0, TDX_LEVEL_4K, 262144, 0);
		seen[i] = digest_of(0, TDX_LEVEL_4K).hash;
		machine_write(entry, saved, sizeof(saved));
	}
	assert_int_equal(digest_of(0, TDX_LEVEL_4K).hash, seen[ARRAY_SIZE(rows)]);

	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		for (j = 0; j < i; j++)
			assert_int_not_equal(seen[i], seen[j]);
	}
}

/* Reserved areas are content of the 4 KiB level, and of no other */
static void test_reserved(void **state)
{
	struct seam_pamt_digest first[TDX_NR_LEVELS];
	unsigned int level;

	reach_complete();
	for (level = 0; level < TDX_NR_LEVELS; level++)
		first[level] = digest_of(0, level);

	test_machine();
	test_info[0].reserved[1].offset -= 0x1000;
	reach_complete();
	for (level = 0; level < TDX_NR_LEVELS; level++) {
		assert_int_equal(digest_of(0, level).entries, first[level].entries);
		if (level == TDX_LEVEL_4K)
			assert_int_not_equal(digest_of(0, level).hash, first[level].hash);
		else
			assert_int_equal(digest_of(0, level).hash, first[level].hash);
	}
}

/* Reading is no reason to report, or to kill the module */
static void test_unsound(void **state)
{
	u64 hash;

	reach_complete();
	hash = digest_of(0, TDX_LEVEL_4K).hash;
	machine_fill(TDMR0_PAMT_4K + 0x1000, 0, 0x30);
	assert_digest(0, TDX_LEVEL_4K, 262144, 3);
	assert_int_not_equal(digest_of(0, TDX_LEVEL_4K).hash, hash);
	assert_digest(0, TDX_LEVEL_2M, 512, 0);

	machine_movdir64b(TDMR0_PAMT_2M, 0x2000);
	assert_digest(0, TDX_LEVEL_2M, 512, 512);

	machine_no_memory(TDMR0_PAMT_1G, TDMR0_PAMT_1G + 0x1000);
	assert_digest(0, TDX_LEVEL_1G, 1, 1);
	assert_digest(1, TDX_LEVEL_4K, 524288, 0);
	assert_int_equal(machine.nr_reports, 0);
	assert_int_equal(test_page_type(TDMR1), 0);
}

int run_digest_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_entries, test_setup),
		cmocka_unit_test_setup(test_same, test_setup),
		cmocka_unit_test_setup(test_other_content, test_setup),
		cmocka_unit_test_setup(test_reserved, test_setup),
		cmocka_unit_test_setup(test_unsound, test_setup),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
