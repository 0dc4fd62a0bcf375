// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: TDH.SYS.DISABLE. That a platform without the leaf refuses
 * it as an unknown one is in dispatch_test.c.
 */
#include "test.h"

#define DISABLE		69
#define RD		34
#define RDMD		24
#define FIELD		0x9100000100000008	/* MAX_TDMRS */

#define OK		0x0000000000000000
#define RESUMABLE	0x8000000300000000
#define SYS_BUSY	0x8000020200000000

static void reach(enum test_stage stage, unsigned int calls)
{
	test_machine();
	machine.plat.disable_calls = calls;
	test_reach(stage);
}

static void assert_no_module(void)
{
	static const u64 leaves[] = { 31, 32, 33, 34, 35, 44, 45, 52, 53, 69, 24, 1000 };
	struct seam_regs regs, in;
	unsigned int i, lp;

	for (i = 0; i < ARRAY_SIZE(leaves); i++) {
		for (lp = 0; lp < TEST_LPS; lp++) {
			regs = (struct seam_regs){ .rax = leaves[i], .rcx = 1, .rdx = 2, .r8 = 3 };
			in = regs;
			assert_int_equal(seam_call(&machine.m, lp, true, &regs), SEAM_VMFAIL);
			assert_memory_equal(&regs, &in, sizeof(in));
		}
	}
}

static void test_every_stage(void **state)
{
	unsigned int stage;

	for (stage = 0; stage < NR_STAGES; stage++) {
		reach(stage, 1);
		assert_int_equal(test_leaf(2, DISABLE, 0, 0, 0), OK);
		assert_no_module();
		/* Neither another kernel nor time changes that, only a loader does */
		assert_true(seam_module_adopt(&machine.m));
		assert_no_module();
		machine_load();
		assert_int_equal(test_leaf(0, 33, 0, 0, 0), OK);
	}
}

static void test_interrupted(void **state)
{
	reach(STAGE_READY, 3);
	test_init_tdmr(TDMR0, 256);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), RESUMABLE);
	assert_int_equal(test_leaf(1, RD, 0, FIELD, 0), SYS_BUSY);
	assert_int_equal(test_leaf(1, 52, 0, 0, 0), SYS_BUSY);
	/* Not of its family */
	assert_int_equal(test_leaf(1, RDMD, TDMR0 + 0x3000, 0, 0), OK);
	/* It goes on wherever it is called */
	assert_int_equal(test_leaf(3, DISABLE, 0, 0, 0), RESUMABLE);
	assert_int_equal(test_leaf(1, RD, 0, FIELD, 0), SYS_BUSY);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), OK);
	assert_no_module();
}

static void test_somebody_inside(void **state)
{
	reach(STAGE_READY, 2);
	atomic_set(&machine.m.lp[1].busy, 1);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), SYS_BUSY);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), SYS_BUSY);
	/* From the first try on nobody else comes in */
	assert_int_equal(test_leaf(2, RD, 0, FIELD, 0), SYS_BUSY);
	atomic_set(&machine.m.lp[1].busy, 0);
	assert_int_equal(test_leaf(1, RD, 0, FIELD, 0), SYS_BUSY);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), RESUMABLE);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), OK);
	assert_no_module();
}

/* A try that fails before it begins leaves everything as it was */
static void test_refused(void **state)
{
	unsigned int stage;

	for (stage = 0; stage < NR_STAGES; stage++) {
		reach(stage, 1);
		assert_true(seam_trylock(&machine.m.global));
		test_snapshot();
		assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), SYS_BUSY);
		assert_int_equal(test_leaf(0, DISABLE | 1 << 16, 0, 0, 0), 0xc000010000000000);
		assert_int_equal(test_leaf(0, DISABLE | 1 << 24, 0, 0, 0), 0xc000010000000000);
		test_assert_unchanged();
	}
}

/* A second kernel that finds it half done can finish it */
static void test_cut_short(void **state)
{
	reach(STAGE_READY, 3);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), RESUMABLE);
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(test_leaf(0, RD, 0, FIELD, 0), SYS_BUSY);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), RESUMABLE);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), OK);
}

/* PAMT memory stays what it is until it is converted */
static void test_pamts_remain(void **state)
{
	u64 line;

	reach(STAGE_READY, 1);
	assert_int_equal(test_leaf(0, DISABLE, 0, 0, 0), OK);
	assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_1G, 0x1000));
	for (line = 0; line < 0x1000; line += 64)
		seam_host_movdir64b(&machine.m, TDMR0_PAMT_1G + line);
	assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_1G, 0x1000));
	assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_2M, 0x1000));
}

int run_disable_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_every_stage, test_setup),
		cmocka_unit_test_setup(test_interrupted, test_setup),
		cmocka_unit_test_setup(test_somebody_inside, test_setup),
		cmocka_unit_test_setup(test_refused, test_setup),
		cmocka_unit_test_setup(test_cut_short, test_setup),
		cmocka_unit_test_setup(test_pamts_remain, test_setup),
	};

	return cmocka_run_group_tests_name("disable", tests, NULL, NULL);
}
