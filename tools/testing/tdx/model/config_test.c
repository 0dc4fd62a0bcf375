// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: TDH.SYS.CONFIG, KEY.CONFIG, SHUTDOWN and UPDATE.
 */
#include "test.h"

#define OK		0x0000000000000000
#define BUSY		0x8000020200000000
#define INVALID		0xc000010000000000
#define INVALID_TDMR	0xc0000a0000000000
#define NON_ORDERED	0xc0000a0100000000
#define TDMR_OUTSIDE	0xc0000a0200000000
#define INVALID_PAMT	0xc0000a1000000000
#define PAMT_OUTSIDE	0xc0000a1100000000
#define PAMT_OVERLAP	0xc0000a1200000000
#define INVALID_RSVD	0xc0000a2000000000
#define NON_ORDERED_RSVD 0xc0000a2100000000

/* KeyID 15 is shared, 16 is private: bits 51:46 */
#define SHARED_15	(15ULL << 46)
#define PRIVATE_16	(16ULL << 46)

static void test_operands(void **state)
{
	static const struct {
		u64 rcx, rdx, r8;
		u64 status;
	} rows[] = {
		{ TEST_ARRAY + 8, 2, TEST_HKID, INVALID | 1 },
		{ TEST_ARRAY + 0x100, 2, TEST_HKID, INVALID | 1 },
		{ BIT_ULL(52) | TEST_ARRAY, 2, TEST_HKID, INVALID | 1 },
		{ PRIVATE_16 | TEST_ARRAY, 2, TEST_HKID, INVALID | 1 },
		{ SHARED_15 | TEST_ARRAY, 2, TEST_HKID, OK },
		{ 0x80000000, 2, TEST_HKID, INVALID | 1 },
		{ 0x81fffe00, 2, TEST_HKID, INVALID | 1 },
		{ SHARED_15 | 0x80000000, 2, TEST_HKID, INVALID | 1 },
		{ TEST_ARRAY, 0, TEST_HKID, INVALID | 2 },
		{ TEST_ARRAY, 65, TEST_HKID, INVALID | 2 },
		{ TEST_ARRAY, BIT_ULL(32) | 2, TEST_HKID, INVALID | 2 },
		{ TEST_ARRAY, 2, 0, INVALID | 8 },
		{ TEST_ARRAY, 2, 15, INVALID | 8 },
		{ TEST_ARRAY, 2, 63, OK },
		{ TEST_ARRAY, 2, 64, INVALID | 8 },
		{ TEST_ARRAY, 2, BIT_ULL(16) | TEST_HKID, INVALID | 8 },
		{ TEST_ARRAY, 2, BIT_ULL(63) | TEST_HKID, INVALID | 8 },
		/* The first operand that is wrong */
		{ TEST_ARRAY + 8, 0, 0, INVALID | 1 },
		{ TEST_ARRAY, 0, 0, INVALID | 2 },
		/* Memory beyond the two addresses is zero, no TDMR */
		{ TEST_ARRAY, 3, TEST_HKID, NON_ORDERED | 2 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		test_reach(STAGE_LP_INIT);
		assert_int_equal(test_leaf(0, TDH_SYS_CONFIG, rows[i].rcx, rows[i].rdx, rows[i].r8),
				 rows[i].status);
		assert_int_equal(atomic_read(&machine.m.state), rows[i].status ? 1 : 2);
		assert_int_equal(machine.m.nr_tdmrs, rows[i].status ? 0 : 2);
	}
}

/* Without KeyID bits every address below 2^52 is plain */
static void test_no_keyid_bits(void **state)
{
	machine.plat.keyid_bits = 0;
	test_info[1].info.pamt_1g.base = 0x8000000000000;
	test_reach(STAGE_LP_INIT);
	assert_int_equal(test_config(), PAMT_OUTSIDE | 0x201);
	machine_write64(TEST_INFO(1) + 16, 0x10000000000000);
	assert_int_equal(test_config(), INVALID_PAMT | 0x201);
	machine_write64(TEST_INFO(1) + 16, TDMR1_PAMT_1G);
	assert_int_equal(test_config(), OK);
}

static void test_info_address(void **state)
{
	static const struct {
		u64 pa;
		u64 status;
	} rows[] = {
		{ TEST_INFO(1) + 8, INVALID | 1 },
		{ BIT_ULL(52) | TEST_INFO(1), INVALID | 1 },
		{ PRIVATE_16 | TEST_INFO(1), INVALID | 1 },
		{ 0x80000000, INVALID | 1 },
		{ SHARED_15 | TEST_INFO(1), OK },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		test_reach(STAGE_LP_INIT);
		machine_write64(TEST_ARRAY + 8, rows[i].pa);
		assert_int_equal(test_config(), rows[i].status);
	}
}

/* One value of a TDMR_INFO is another one */
struct info_row {
	unsigned int tdmr;
	unsigned int qword;
	u64 value;
	u64 status;
};

#define BASE		0
#define SIZE		1
#define PAMT_1G_BASE	2
#define PAMT_1G_SIZE	3
#define PAMT_2M_BASE	4
#define PAMT_2M_SIZE	5
#define PAMT_4K_BASE	6
#define PAMT_4K_SIZE	7
#define OFFSET(j)	(8 + 2 * (j))
#define RSIZE(j)	(9 + 2 * (j))

static const struct info_row info_rows[] = {
	{ 0, BASE, 0xffffffffc0000000, INVALID_TDMR },
	{ 0, BASE, TDMR0 + 0x1000, INVALID_TDMR },
	{ 0, BASE, BIT_ULL(52), INVALID_TDMR },
	{ 0, BASE, PRIVATE_16, INVALID_TDMR },
	{ 0, BASE, SHARED_15, INVALID_TDMR },
	{ 0, SIZE, 0, INVALID_TDMR },
	{ 0, SIZE, GIB / 2, INVALID_TDMR },
	{ 1, BASE, TDMR0, NON_ORDERED | 1 },
	{ 1, BASE, 0, NON_ORDERED | 1 },
	{ 0, SIZE, 2 * GIB, INVALID_PAMT | 0x100 },
	{ 1, SIZE, BIT_ULL(46), INVALID_TDMR | 1 },
	/* Reserved areas: 0 is [0, 0x3000), 1 is [0x3fffe000, 0x3ffff000) */
	{ 0, RSIZE(0), 0, NON_ORDERED_RSVD },
	{ 0, RSIZE(1), 0, OK },
	{ 0, RSIZE(3), 0x1000, NON_ORDERED_RSVD | 0x200 },
	{ 0, RSIZE(15), 0x1000, NON_ORDERED_RSVD | 0xe00 },
	{ 0, OFFSET(0), 0x40000000, INVALID_RSVD },
	{ 0, OFFSET(0), 0x40001000, INVALID_RSVD },
	{ 0, OFFSET(0), 0xfffffffffffff000, INVALID_RSVD },
	{ 0, OFFSET(0), 0x800, INVALID_RSVD },
	{ 0, RSIZE(0), 0x2800, INVALID_RSVD },
	{ 0, RSIZE(1), 0x2000, OK },
	{ 0, RSIZE(1), 0x3000, INVALID_RSVD | 0x100 },
	{ 0, OFFSET(1), 0x3000, OK },
	{ 0, OFFSET(1), 0x2000, NON_ORDERED_RSVD | 0x100 },
	{ 0, OFFSET(1), 0, NON_ORDERED_RSVD | 0x100 },
	/* PAMT geometry: 1G, then 2M, then 4K */
	{ 0, PAMT_1G_BASE, TDMR0_PAMT_1G + 0x800, INVALID_PAMT | 0x200 },
	{ 0, PAMT_1G_SIZE, 0, INVALID_PAMT | 0x200 },
	{ 0, PAMT_2M_SIZE, 0x1000, INVALID_PAMT | 0x100 },
	{ 0, PAMT_2M_BASE, 0xfffffffffffff000, INVALID_PAMT | 0x100 },
	{ 0, PAMT_4K_SIZE, 0x3ff000, INVALID_PAMT },
	{ 0, PAMT_4K_SIZE, 0x400800, INVALID_PAMT },
	{ 0, PAMT_4K_BASE, PRIVATE_16, INVALID_PAMT },
	{ 1, PAMT_4K_BASE, BIT_ULL(52), INVALID_PAMT | 1 },
	/* PAMTs with those of the TDMR before */
	{ 1, PAMT_4K_BASE, TDMR0_PAMT_1G, PAMT_OVERLAP | 1 },
	{ 1, PAMT_2M_BASE, TDMR0_PAMT_2M + 0x1000, PAMT_OVERLAP | 0x101 },
	{ 1, PAMT_1G_BASE, TDMR0_PAMT_4K + 0x3ff000, PAMT_OVERLAP | 0x201 },
	/* PAMTs of one TDMR with each other */
	{ 0, PAMT_2M_BASE, TDMR0_PAMT_4K + 0x3ff000, PAMT_OVERLAP },
	{ 0, PAMT_1G_BASE, TDMR0_PAMT_4K, PAMT_OVERLAP },
	{ 0, PAMT_1G_BASE, TDMR0_PAMT_2M, PAMT_OVERLAP | 0x100 },
	{ 1, PAMT_1G_BASE, TDMR1_PAMT_2M, PAMT_OVERLAP | 0x10101 },
	/* PAMTs and TDMRs: in a reserved area, in a usable part, of the other one */
	{ 0, PAMT_1G_BASE, TDMR0, OK },
	{ 0, PAMT_1G_BASE, TDMR0 + 0x2000, OK },
	{ 0, PAMT_1G_BASE, TDMR0 + 0x3000, PAMT_OVERLAP | 0x200 },
	{ 1, PAMT_1G_BASE, TDMR0 + 0x3fffd000, PAMT_OVERLAP | 0x201 },
	{ 1, PAMT_1G_BASE, TDMR0 + 0x3fffe000, OK },
	{ 1, PAMT_1G_BASE, TDMR1, PAMT_OVERLAP | 0x10201 },
	/* The earlier one's PAMT in the later TDMR: indices swapped */
	{ 0, PAMT_1G_BASE, TDMR1, PAMT_OVERLAP | 0x10200 },
	{ 0, PAMT_4K_BASE, TDMR1 + GIB, PAMT_OVERLAP | 0x10000 },
	/* CMRs; those at 4 and 8 GiB touch */
	{ 0, PAMT_1G_BASE, 0xff000, PAMT_OUTSIDE | 0x200 },
	{ 0, PAMT_2M_BASE, 0xff000, PAMT_OUTSIDE | 0x100 },
	{ 0, PAMT_4K_BASE, 0x80000000, PAMT_OUTSIDE },
	{ 1, PAMT_4K_BASE, 0x400000000, PAMT_OUTSIDE | 1 },
	{ 0, PAMT_4K_BASE, 0x1ffe00000 + GIB, OK },
	{ 1, BASE, 7 * GIB, OK },
	{ 1, BASE, 15 * GIB, TDMR_OUTSIDE | 1 },
	{ 1, BASE, 2 * GIB, TDMR_OUTSIDE | 1 },
	{ 0, BASE, 0, TDMR_OUTSIDE },
};

static void test_infos(void **state)
{
	unsigned int i;
	u64 status;

	for (i = 0; i < ARRAY_SIZE(info_rows); i++) {
		test_machine();
		test_reach(STAGE_LP_INIT);
		machine_write64(TEST_INFO(info_rows[i].tdmr) + 8 * info_rows[i].qword,
				info_rows[i].value);
		status = test_config();
		if (status != info_rows[i].status)
			fail_msg("row %u: expected %#llx, got %#llx", i, info_rows[i].status,
				 status);
	}
}

static void test_retry(void **state)
{
	test_reach(STAGE_LP_INIT);
	machine_write64(TEST_INFO(0), 1);
	assert_int_equal(test_leaf(0, 45, TEST_ARRAY, 2, 20), INVALID_TDMR);
	assert_int_equal(test_leaf(0, 45, TEST_ARRAY, 2, 21), INVALID_TDMR);
	machine_write64(TEST_INFO(0), TDMR0);
	assert_int_equal(test_leaf(0, 45, TEST_ARRAY, 2, 22), OK);
	assert_int_equal(machine.m.hkid, 22);
	/* KeyIDs of failed calls stay reserved */
	assert_int_equal(machine.m.kot[19], SEAM_KOT_FREE);
	assert_int_equal(machine.m.kot[20], SEAM_KOT_RESERVED);
	assert_int_equal(machine.m.kot[21], SEAM_KOT_RESERVED);
	assert_int_equal(machine.m.kot[22], SEAM_KOT_RESERVED);
}

static void test_limits(void **state)
{
	machine.plat.max_tdmrs = 1;
	test_reach(STAGE_LP_INIT);
	assert_int_equal(test_config(), INVALID | 2);
	assert_int_equal(test_leaf(0, 45, TEST_ARRAY, 1, TEST_HKID), OK);

	/* What is behind the last reserved area that the module knows is nothing */
	test_machine();
	machine.plat.max_reserved = 2;
	test_reach(STAGE_LP_INIT);
	machine_write64(TEST_INFO(0) + 8 * RSIZE(3), 0x1000);
	assert_int_equal(test_config(), OK);
	test_machine();
	machine.plat.max_reserved = 1;
	test_info[1].info.pamt_1g.base = TDMR0 + 0x3fffe000;
	test_reach(STAGE_LP_INIT);
	assert_int_equal(test_config(), PAMT_OVERLAP | 0x201);
}

static void test_missing_lp(void **state)
{
	unsigned int missing, lp;

	for (missing = 0; missing < TEST_LPS; missing++) {
		test_machine();
		test_reach(STAGE_SYS_INIT);
		for (lp = 0; lp < TEST_LPS; lp++) {
			if (lp != missing)
				assert_int_equal(test_leaf(lp, TDH_SYS_LP_INIT, 0, 0, 0), OK);
		}
		assert_int_equal(test_config(), 0xc000050c00000000);
		assert_int_equal(test_leaf(missing, TDH_SYS_LP_INIT, 0, 0, 0), OK);
		assert_int_equal(test_config(), OK);
	}
}

/* Addresses without memory: what is read there are all ones, no valid address */
static void test_no_memory(void **state)
{
	test_reach(STAGE_LP_INIT);
	machine_no_memory(TEST_ARRAY, TEST_ARRAY + 0x1000);
	assert_int_equal(test_config(), INVALID | 1);
	machine_no_memory(0, 0);
	assert_int_equal(test_config(), OK);
}

static void test_locks(void **state)
{
	static const u64 leaves[] = { 45, 31, 53 };
	unsigned int i, stage;

	for (i = 0; i < ARRAY_SIZE(leaves); i++) {
		for (stage = STAGE_LOADED; stage < STAGE_SHUTDOWN; stage++) {
			test_machine();
			test_reach(stage);
			assert_true(seam_trylock_shared(&machine.m.global));
			test_snapshot();
			assert_int_equal(test_leaf(0, leaves[i], 1, 1, 1), BUSY);
			test_assert_unchanged();
			seam_unlock_shared(&machine.m.global);
			assert_true(seam_trylock(&machine.m.global));
			test_snapshot();
			assert_int_equal(test_leaf(0, leaves[i], 1, 1, 1), BUSY);
			test_assert_unchanged();
		}
	}
}

static void test_key_config(void **state)
{
	static const unsigned int pconfig[] = { 5, 2, 0, 2, 5, 0 };

	test_reach(STAGE_CONFIG);
	memcpy(machine.pconfig, pconfig, sizeof(pconfig));
	machine.nr_pconfigs = ARRAY_SIZE(pconfig);

	test_snapshot();
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), 0x80000200000000bb);
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), 0x8000080000000000);
	test_assert_unchanged();
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), OK);
	/* The same package again, from either of its processors */
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), 0x0000081500000000);
	assert_int_equal(test_leaf(1, 31, 0, 0, 0), 0x0000081500000000);
	assert_int_equal(atomic_read(&machine.m.state), 2);
	assert_int_equal(test_leaf(3, 31, 0, 0, 0), 0x8000080000000000);
	assert_int_equal(test_leaf(3, 31, 0, 0, 0), 0x80000200000000bb);
	assert_int_equal(test_leaf(3, 31, 0, 0, 0), OK);
	assert_int_equal(atomic_read(&machine.m.state), 3);
	assert_int_equal(test_leaf(3, 31, 0, 0, 0), 0xc000050700000000);
}

/* PCONFIG fails in a way that it must not: the module is gone for everybody */
static void test_key_config_fatal(void **state)
{
	static const unsigned int unexpected[] = { 1, 3, 4, 6, 0xffffffff };
	struct seam_regs regs, in = { .rax = 31, .rcx = 5, .r15 = 6 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unexpected); i++) {
		test_machine();
		test_reach(STAGE_CONFIG);
		machine.pconfig[0] = unexpected[i];
		machine.nr_pconfigs = 1;
		regs = in;
		assert_int_equal(seam_call(&machine.m, 2, true, &regs), SEAM_VMFAIL);
		assert_memory_equal(&regs, &in, sizeof(in));
		regs.rax = TDH_SYS_LP_SHUTDOWN;
		assert_int_equal(seam_call(&machine.m, 0, true, &regs), SEAM_VMFAIL);
		assert_int_equal(seam_call(&machine.m, 2, true, &regs), SEAM_VMFAIL);
	}
}

static void test_shutdown(void **state)
{
	test_reach(STAGE_READY);
	test_snapshot();
	assert_int_equal(test_leaf(0, 52, 1, 0, 0), INVALID | 1);
	assert_int_equal(test_leaf(0, 52, BIT_ULL(32), 0, 0), INVALID | 1);

	/* The operand comes before the lock */
	assert_true(seam_trylock_shared(&machine.m.global));
	assert_int_equal(test_leaf(0, 52, 1, 0, 0), INVALID | 1);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), BUSY);
	seam_unlock_shared(&machine.m.global);

	/* Somebody is inside: undone */
	atomic_set(&machine.m.lp[3].busy, 1);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), BUSY);
	atomic_set(&machine.m.lp[3].busy, 0);
	test_assert_unchanged();

	assert_int_equal(test_leaf(0, 52, 0, 0, 0), OK);
	assert_true(machine.m.handoff.valid);
}

/* Two calls get past the first look at the state, and the other one is quicker */
static void test_shutdown_race(void **state)
{
	struct seam_ctx ctx = { .m = &machine.m, .lp = 1 };

	test_reach(STAGE_READY);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), OK);
	test_snapshot();
	assert_int_equal(tdx_status_raw(seam_sys_shutdown(&ctx)), 0xc000050600000000);
	test_assert_unchanged();
}

/* A new module goes on where the old one stopped */
static void test_update(void **state)
{
	struct seam_regs regs = { .rdx = 0x8900000000000004 };
	unsigned int lp;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	test_init_tdmr(TDMR1, 10);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), OK);

	seam_module_update(&machine.m, &machine.plat);
	assert_int_equal(test_leaf(1, 33, 0, 0, 0), OK);
	assert_int_equal(test_leaf(0, 53, 0, 0, 0), 0xc000050800000000);
	for (lp = 0; lp < TEST_LPS; lp++)
		assert_int_equal(test_leaf(lp, 35, 0, 0, 0), OK);
	assert_int_equal(test_call(0, 34, &regs), OK);
	assert_int_equal(regs.r8, 1);
	assert_int_equal(test_leaf(0, 53, 0, 0, 0), OK);
	assert_int_equal(atomic_read(&machine.m.state), 3);
	regs.rdx = 0x8900000000000004;
	assert_int_equal(test_call(0, 34, &regs), OK);
	assert_int_equal(regs.r8, 0);

	assert_int_equal(test_page_type(TDMR0), 1);
	assert_int_equal(test_page_type(TDMR0 + 0x3000), 0);
	test_init_tdmr(TDMR1, 502);
	assert_int_equal(test_leaf(0, 36, TDMR1, 0, 0), 0x00000a0300000000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	assert_int_equal(machine.nr_reports, 0);

	/* Once only */
	seam_module_update(&machine.m, &machine.plat);
	assert_int_equal(test_leaf(1, 33, 0, 0, 0), OK);
	for (lp = 0; lp < TEST_LPS; lp++)
		assert_int_equal(test_leaf(lp, 35, 0, 0, 0), OK);
	assert_int_equal(test_leaf(0, 53, 0, 0, 0), 0xc000050900000000);
}

int run_config_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_operands, test_setup),
		cmocka_unit_test_setup(test_no_keyid_bits, test_setup),
		cmocka_unit_test_setup(test_info_address, test_setup),
		cmocka_unit_test_setup(test_infos, test_setup),
		cmocka_unit_test_setup(test_retry, test_setup),
		cmocka_unit_test_setup(test_limits, test_setup),
		cmocka_unit_test_setup(test_missing_lp, test_setup),
		cmocka_unit_test_setup(test_no_memory, test_setup),
		cmocka_unit_test_setup(test_locks, test_setup),
		cmocka_unit_test_setup(test_key_config, test_setup),
		cmocka_unit_test_setup(test_key_config_fatal, test_setup),
		cmocka_unit_test_setup(test_shutdown, test_setup),
		cmocka_unit_test_setup(test_shutdown_race, test_setup),
		cmocka_unit_test_setup(test_update, test_setup),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
