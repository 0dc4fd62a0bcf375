// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: states, versions, unknown leaves, VMfail, nesting.
 */
#include "test.h"

#define OK		0x0000000000000000
#define INVALID_RAX	0xc000010000000000
#define NOT_READY	0xc000050500000000
#define SHUTDOWN	0xc000050600000000
#define BUSY		0x8000020200000000

struct state_row {
	u64 rax;
	u64 rcx, rdx, r8, r9;
	u64 status[NR_STAGES];
};

/* Good operands; what each leaf answers depends on the stage only */
static const struct state_row state_rows[] = {
	{ 33, 0, 0, 0, 0,
	  { OK, 0xc000050000000000, 0xc000050000000000, 0xc000050000000000,
	    0xc000050000000000, SHUTDOWN } },
	{ 35, 0, 0, 0, 0,
	  { 0xc000050b00000000, OK, 0xc000050300000000, 0xc000050b00000000,
	    0xc000050b00000000, SHUTDOWN } },
	{ 45, TEST_ARRAY, 2, TEST_HKID, 0,
	  { 0xc000050c00000000, 0xc000050c00000000, OK, 0xc000050c00000000,
	    0xc000050c00000000, SHUTDOWN } },
	{ 31, 0, 0, 0, 0,
	  { 0xc000050700000000, 0xc000050700000000, 0xc000050700000000, OK,
	    0xc000050700000000, SHUTDOWN } },
	{ 36, TDMR0, 0, 0, 0, { NOT_READY, NOT_READY, NOT_READY, NOT_READY, OK, SHUTDOWN } },
	{ 34, 0, 0x9100000100000008, 0, 0,
	  { 0xc000050200000000, 0xc000050200000000, OK, OK, OK, SHUTDOWN } },
	{ 37, 0, TEST_BUFFER, U64_MAX, 0,
	  { 0xc000050200000000, 0xc000050200000000, OK, OK, OK, SHUTDOWN } },
	{ 32, TEST_BUFFER, 1024, TEST_BUFFER + 1024, 32,
	  { 0xc000050200000000, 0xc000050200000000, OK, OK, OK, SHUTDOWN } },
	/* Nothing is initialised yet */
	{ 24, TDMR0, 0, 0, 0,
	  { NOT_READY, NOT_READY, NOT_READY, NOT_READY, 0xc000010100000001, SHUTDOWN } },
	{ 27, 0, 0, 0, 0, { NOT_READY, NOT_READY, NOT_READY, NOT_READY, OK, SHUTDOWN } },
	{ 28, TDMR0, 0, 0, 0,
	  { NOT_READY, NOT_READY, NOT_READY, NOT_READY, 0xc000010100000001, SHUTDOWN } },
	/* No KeyID was used yet */
	{ 40, 0, 0, 0, 0,
	  { NOT_READY, NOT_READY, NOT_READY, NOT_READY, 0x0000082100000000, SHUTDOWN } },
	{ 41, TDMR0, 0, 0, 0,
	  { NOT_READY, NOT_READY, NOT_READY, NOT_READY, 0xc000010100000001, SHUTDOWN } },
	{ 44, 0, 0, 0, 0, { OK, OK, OK, OK, OK, OK } },
	{ 52, 0, 0, 0, 0, { NOT_READY, NOT_READY, NOT_READY, NOT_READY, OK, SHUTDOWN } },
	/* There is no predecessor to take over from */
	{ 53, 0, 0, 0, 0,
	  { 0xc000050800000000, 0xc000050800000000, 0xc000050900000000, 0xc000050800000000,
	    0xc000050800000000, SHUTDOWN } },
	/* Without a leaf: never in 1.5, removed, a gap, above the last one */
	{ 46, 0, 0, 0, 0, { NOT_READY, NOT_READY, NOT_READY, NOT_READY, INVALID_RAX, SHUTDOWN } },
	{ 42, 0, 0, 0, 0, { NOT_READY, NOT_READY, NOT_READY, NOT_READY, INVALID_RAX, SHUTDOWN } },
	{ 69, 0, 0, 0, 0, { NOT_READY, NOT_READY, NOT_READY, NOT_READY, INVALID_RAX, SHUTDOWN } },
	{ 97, 0, 0, 0, 0, { NOT_READY, NOT_READY, NOT_READY, NOT_READY, INVALID_RAX, SHUTDOWN } },
	{ 0xffff, 0, 0, 0, 0,
	  { NOT_READY, NOT_READY, NOT_READY, NOT_READY, INVALID_RAX, SHUTDOWN } },
	/* Known by name, not modelled: refused, never answered with success */
	{ 9, TDMR0, 17, 0, 0,
	  { NOT_READY, NOT_READY, NOT_READY, NOT_READY, INVALID_RAX, SHUTDOWN } },
	/* One that takes versions does so before the state is looked at */
	{ 0x1000b, 0, 0, 0, 0,
	  { NOT_READY, NOT_READY, NOT_READY, NOT_READY, INVALID_RAX, SHUTDOWN } },
};

static void test_states(void **state)
{
	const struct state_row *row;
	struct seam_regs regs;
	unsigned int i, stage;
	u64 status;

	for (i = 0; i < ARRAY_SIZE(state_rows); i++) {
		for (stage = 0; stage < NR_STAGES; stage++) {
			row = &state_rows[i];
			test_machine();
			test_reach(stage);
			test_snapshot();
			memset(&regs, 0, sizeof(regs));
			regs.rcx = row->rcx;
			regs.rdx = row->rdx;
			regs.r8 = row->r8;
			regs.r9 = row->r9;
			status = test_call(3, row->rax, &regs);
			if (status != row->status[stage])
				fail_msg("leaf %llu in stage %u: expected %#llx, got %#llx",
					 row->rax, stage, row->status[stage], status);
			if (status)
				test_assert_unchanged();
		}
	}
}

static void test_rax_bits(void **state)
{
	static const u64 raxes[] = {
		/* Versions of leaves that have none */
		0x10021, 0xff0023, 0x2002d, 0x1001f, 0x10022, 0x1002c, 0x10018,
		0x1001b, 0x1001c, 0x10028, 0x10029,
		/* Reserved bits, P-SEAMLDR */
		BIT_ULL(24) | 33, BIT_ULL(32) | 33, BIT_ULL(62) | 44, BIT_ULL(63) | 33,
		BIT_ULL(63), U64_MAX,
	};
	unsigned int i, stage;

	for (i = 0; i < ARRAY_SIZE(raxes); i++) {
		for (stage = 0; stage < NR_STAGES; stage++) {
			test_machine();
			test_reach(stage);
			test_snapshot();
			assert_int_equal(test_leaf(3, raxes[i], 0, 0, 0), INVALID_RAX);
			test_assert_unchanged();
		}
	}
}

/* Registers that are no output keep their values, whatever happens */
static void test_other_registers(void **state)
{
	static const u64 raxes[] = {
		31, 32, 33, 34, 35, 36, 37, 44, 45, 52, 53, 24, 27, 28, 40, 41, 46,
	};
	struct seam_regs regs, in;
	unsigned int i, stage;

	for (i = 0; i < ARRAY_SIZE(raxes); i++) {
		for (stage = 0; stage < NR_STAGES; stage++) {
			test_machine();
			test_reach(stage);
			memset(&in, 0x5a, sizeof(in));
			regs = in;
			test_call(3, raxes[i], &regs);
			assert_int_equal(regs.rbx, in.rbx);
			assert_int_equal(regs.rbp, in.rbp);
			assert_int_equal(regs.rsi, in.rsi);
			assert_int_equal(regs.rdi, in.rdi);
			assert_memory_equal(&regs.r12, &in.r12, 4 * sizeof(u64));
			/* These come back changed from few leaves */
			if (raxes[i] != 24 && raxes[i] != 28)
				assert_int_equal(regs.r11, in.r11);
			if (raxes[i] != 24 && raxes[i] != 28 && raxes[i] != 33)
				assert_int_equal(regs.r10, in.r10);
		}
	}
}

static void test_no_module(void **state)
{
	struct seam_regs regs = { .rax = 33, .rcx = 7 }, in = regs;

	machine.plat.module_absent = true;
	machine_load();
	assert_int_equal(seam_call(&machine.m, 0, true, &regs), SEAM_VMFAIL);
	assert_memory_equal(&regs, &in, sizeof(in));

	/* The firmware decides first */
	machine.plat.firmware_off = true;
	machine_load();
	assert_int_equal(seam_call(&machine.m, 0, true, &regs), SEAM_GP);
	assert_memory_equal(&regs, &in, sizeof(in));
}

static void test_uncounted_processor(void **state)
{
	struct seam_regs regs = { .rax = 33 };

	machine_load();
	assert_int_equal(seam_call(&machine.m, TEST_LPS, true, &regs), SEAM_VMFAIL);
	assert_int_equal(seam_call(&machine.m, U32_MAX, true, &regs), SEAM_VMFAIL);
}

/* An NMI that arrives in a leaf and makes a call itself */
static void test_nested_call(void **state)
{
	test_reach(STAGE_READY);
	atomic_set(&machine.m.lp[1].busy, 1);
	test_snapshot();
	assert_int_equal(test_leaf(1, TDH_SYS_RD, 0, U64_MAX, 0), BUSY);
	assert_int_equal(test_leaf(1, TDH_SYS_LP_SHUTDOWN, 0, 0, 0), BUSY);
	test_assert_unchanged();
	assert_int_equal(test_leaf(2, TDH_SYS_LP_SHUTDOWN, 0, 0, 0), OK);
}

static void test_old_module(void **state)
{
	machine.plat.version = 0x100;
	test_reach(STAGE_LP_INIT);
	assert_int_equal(test_leaf(0, TDH_SYS_RD, 0, U64_MAX, 0), INVALID_RAX);
	assert_int_equal(test_leaf(0, TDH_SYS_RDALL, 0, TEST_BUFFER, U64_MAX), INVALID_RAX);
	assert_int_equal(test_leaf(0, TDH_SYS_UPDATE, 0, 0, 0), INVALID_RAX);
	test_reach(STAGE_READY);
	assert_int_equal(test_leaf(0, TDH_SYS_SHUTDOWN, 0, 0, 0), INVALID_RAX);
	test_init_tdmr(TDMR0, 256);
	assert_int_equal(test_page_type(TDMR0 + 0x3000), 0);
}

static void test_statistics(void **state)
{
	struct seam_leaf_stats *rd, *key;

	test_reach(STAGE_READY);
	rd = &machine.m.stats[34];
	assert_int_equal(test_leaf(0, TDH_SYS_RD, 0, U64_MAX, 0), 0x00000c0b00000000);
	assert_int_equal(test_leaf(0, TDH_SYS_RD, 0, 0x9100000100000008, 0), 0);
	assert_int_equal(test_leaf(0, TDH_SYS_RD, 0, 0x1234, 0), 0xc0000c0000000000);
	assert_int_equal(seam_leaf_calls(rd), 3);
	assert_int_equal(atomic64_read(&rd->ok), 1);
	assert_int_equal(atomic64_read(&rd->info), 1);
	assert_int_equal(atomic64_read(&rd->error), 1);
	assert_int_equal(atomic64_read(&rd->busy), 0);

	key = &machine.m.stats[31];
	assert_int_equal(atomic64_read(&key->ok), 2);
	assert_true(seam_trylock(&machine.m.global));
	assert_int_equal(test_leaf(0, TDH_SYS_KEY_CONFIG, 0, 0, 0), BUSY);
	assert_int_equal(atomic64_read(&key->busy), 1);

	/* Numbers without a leaf are counted together */
	test_leaf(0, 46, 0, 0, 0);
	test_leaf(0, 0xffff, 0, 0, 0);
	assert_int_equal(atomic64_read(&machine.m.stats[SEAM_STATS_UNKNOWN].error), 2);
}

static void test_names(void **state)
{
	assert_string_equal(seam_leaf_name(36), "TDH.SYS.TDMR.INIT");
	assert_string_equal(seam_leaf_name(0), "TDH.VP.ENTER");
	assert_string_equal(seam_leaf_name(96), "TDH.MIG.STREAM.CREATE");
	assert_null(seam_leaf_name(42));
	assert_null(seam_leaf_name(97));
	assert_null(seam_leaf_name(0xffff));
}

static void test_present(void **state)
{
	memset(&machine.m, 0, sizeof(machine.m));
	assert_false(seam_module_present(&machine.m));
	machine_load();
	assert_true(seam_module_present(&machine.m));
	machine.m.struct_size++;
	assert_false(seam_module_present(&machine.m));
	machine_load();
	machine.m.layout++;
	assert_false(seam_module_present(&machine.m));
}

int run_dispatch_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_states, test_setup),
		cmocka_unit_test_setup(test_rax_bits, test_setup),
		cmocka_unit_test_setup(test_other_registers, test_setup),
		cmocka_unit_test_setup(test_no_module, test_setup),
		cmocka_unit_test_setup(test_uncounted_processor, test_setup),
		cmocka_unit_test_setup(test_nested_call, test_setup),
		cmocka_unit_test_setup(test_old_module, test_setup),
		cmocka_unit_test_setup(test_statistics, test_setup),
		cmocka_unit_test_setup(test_names, test_setup),
		cmocka_unit_test_setup(test_present, test_setup),
	};

	return cmocka_run_group_tests_name("dispatch", tests, NULL, NULL);
}
