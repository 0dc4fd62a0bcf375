// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: a second kernel finds the module as the first one left it.
 */
#include "test.h"

#define OK		0x0000000000000000

/* Where a second kernel may find it: state has no addresses of its own */
static struct seam_module elsewhere;

static void test_every_stage(void **state)
{
	/* TDH.SYS.RD on LP 1, as dispatch_test.c has it */
	static const u64 rd[NR_STAGES] = {
		0xc000050200000000, 0xc000050200000000, OK, OK, OK, 0xc000050600000000,
	};
	unsigned int stage;

	for (stage = 0; stage < NR_STAGES; stage++) {
		test_machine();
		test_reach(stage);
		test_snapshot();
		assert_true(seam_module_adopt(&machine.m));
		test_assert_unchanged();
		assert_int_equal(test_leaf(1, 34, 0, 0x9100000100000008, 0), rd[stage]);
	}
}

static void test_moved(void **state)
{
	struct seam_regs regs = { .rax = 24, .rcx = TDMR0 + 0x2000 };

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	test_init_tdmr(TDMR1, 3);
	elsewhere = machine.m;
	memset(&machine.m, 0xff, sizeof(machine.m));
	assert_true(seam_module_adopt(&elsewhere));
	assert_int_equal(seam_call(&elsewhere, 0, true, &regs), SEAM_RETURN);
	assert_int_equal(regs.rax, OK);
	assert_int_equal(regs.rcx, 1);
	assert_int_equal(seam_pamt_sweep(&elsewhere), 0);
}

static void test_no_module(void **state)
{
	static const struct {
		size_t offset, size;
		u64 value;
	} rows[] = {
		{ offsetof(struct seam_module, magic), 8, 0 },
		{ offsetof(struct seam_module, struct_size), 8, sizeof(struct seam_module) - 8 },
		{ offsetof(struct seam_module, layout), 8, 0 },
		{ offsetof(struct seam_module, plat.nr_lps), 4, 0 },
		{ offsetof(struct seam_module, plat.nr_lps), 4, 513 },
		{ offsetof(struct seam_module, plat.nr_pkgs), 4, 9 },
		{ offsetof(struct seam_module, plat.max_reserved), 2, 17 },
		{ offsetof(struct seam_module, plat.version), 2, 0x200 },
		{ offsetof(struct seam_module, state), 4, 6 },
		{ offsetof(struct seam_module, state), 4, 0xffffffff },
		{ offsetof(struct seam_module, keyid_bits), 1, 16 },
		{ offsetof(struct seam_module, end_private), 4, 2049 },
		{ offsetof(struct seam_module, nr_tdmrs), 4, 65 },
		{ offsetof(struct seam_module, handoff.nr_tdmrs), 4, 65 },
	};
	static const u8 bytes[] = { 0x00, 0xff, 0xa5 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bytes); i++) {
		memset(&machine.m, bytes[i], sizeof(machine.m));
		test_snapshot();
		assert_false(seam_module_adopt(&machine.m));
		test_assert_unchanged();
	}
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		test_reach(STAGE_READY);
		memcpy((u8 *)&machine.m + rows[i].offset, &rows[i].value, rows[i].size);
		atomic_set(&machine.m.lp[1].busy, 1);
		test_snapshot();
		if (seam_module_adopt(&machine.m))
			fail_msg("row %u is adopted", i);
		test_assert_unchanged();
	}
}

/* Every lock is held by someone who is no more */
static void test_locks(void **state)
{
	static const u64 entries[] = { TDMR0_PAMT_1G, TDMR0_PAMT_2M, TDMR0_PAMT_4K + 3 * 16 };
	unsigned int i;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	assert_true(seam_trylock(&machine.m.global));
	assert_true(seam_trylock(&machine.m.kot_lock));
	for (i = 0; i < 2; i++) {
		assert_true(seam_trylock(&machine.m.tdmr[i].mutex));
		assert_true(seam_trylock(&machine.m.wbt[i].mutex));
	}
	assert_true(seam_trylock(&machine.m.rules.change));
	for (i = 0; i < TEST_LPS; i++)
		atomic_set(&machine.m.lp[i].busy, 1);
	/* Two sharers and an exclusive holder above a broken entry, which stays */
	machine_write64(entries[0], machine_read64(entries[0]) + 2 * 4);
	machine_write64(entries[1], machine_read64(entries[1]) + 1 * 4);
	machine_write64(entries[2], machine_read64(entries[2]) | 1);
	machine_write64(TDMR0_PAMT_4K + 9 * 16, 0x1234567800000001);

	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(test_page_type(TDMR0 + 0x3000), 0);
	assert_int_equal(test_leaf(3, 28, TDMR0 + 0x3000, 0, 0), 0xc000030000000001);
	test_init_tdmr(TDMR1, 1);
	assert_int_equal(test_leaf(1, 40, 0, 0, 0), 0x0000082100000000);
	assert_int_equal(test_leaf(2, 40, 0, 0, 0), 0x0000082100000000);
	assert_int_equal(seam_inject_parse(&machine.m, "clear"), 0);
	assert_int_equal(machine.nr_reports, 0);
	assert_int_equal(seam_pamt_sweep(&machine.m), 1);
	assert_int_equal(machine.last_report.entry_pa, TDMR0_PAMT_4K + 9 * 16);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), OK);
}

/* PAMT memory that the second kernel cannot see, or that the first took back */
static void test_pamts_gone(void **state)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	test_init_tdmr(TDMR1, 512);
	atomic_set(&machine.m.lp[0].busy, 1);
	machine_movdir64b(TDMR1_PAMT_4K, 0x800000);
	machine_fill(TDMR1_PAMT_4K, 0x11, 0x800000);
	machine_no_memory(TDMR0_PAMT_4K, TDMR0_PAMT_4K + 0x400000);
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(machine.nr_reports, 0);
	assert_int_equal(machine_read64(TDMR1_PAMT_4K), 0x1111111111111111);
}

/* The rules were made by a kernel that is no more */
static void test_rules(void **state)
{
	test_reach(STAGE_READY);
	assert_int_equal(seam_inject_parse(&machine.m, "leaf=any vmfail"), 0);
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(test_leaf(0, 44, 0, 0, 0), OK);
}

/* Calls that were cut short just before they would have returned */
static void test_cut_short(void **state)
{
	/* LP 2 initialised, not counted yet */
	test_reach(STAGE_SYS_INIT);
	assert_int_equal(test_leaf(2, 35, 0, 0, 0), OK);
	atomic_set(&machine.m.nr_lps_initialised, 0);
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(test_leaf(0, 35, 0, 0, 0), OK);
	assert_int_equal(test_leaf(1, 35, 0, 0, 0), OK);
	assert_int_equal(test_config(), 0xc000050c00000000);
	assert_int_equal(test_leaf(3, 35, 0, 0, 0), OK);
	assert_int_equal(test_config(), OK);

	/* One key is there, then both */
	assert_int_equal(test_leaf(0, 31, 0, 0, 0), OK);
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(atomic_read(&machine.m.state), 2);
	machine.m.pkg_bitmap = 3;
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(atomic_read(&machine.m.state), 3);
	test_init_tdmr(TDMR0, 1);

	/* A shutdown that was only tried */
	atomic_set(&machine.m.state, SEAM_SYS_SHUTDOWN);
	assert_true(seam_module_adopt(&machine.m));
	test_init_tdmr(TDMR0, 1);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), OK);
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(test_leaf(0, 36, TDMR0, 0, 0), 0xc000050600000000);

	/* A successor that is ready has no handoff data any more */
	test_machine();
	test_reach(STAGE_READY);
	machine.m.handoff.valid = true;
	assert_true(seam_module_adopt(&machine.m));
	assert_false(machine.m.handoff.valid);
}

/* A module that died stays dead */
static void test_dead(void **state)
{
	struct seam_regs regs = { .rax = 44 };

	test_reach(STAGE_READY);
	atomic_set(&machine.m.dead, 1);
	assert_true(seam_module_adopt(&machine.m));
	assert_int_equal(seam_call(&machine.m, 0, true, &regs), SEAM_VMFAIL);
}

int run_adopt_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_every_stage, test_setup),
		cmocka_unit_test_setup(test_moved, test_setup),
		cmocka_unit_test_setup(test_no_module, test_setup),
		cmocka_unit_test_setup(test_locks, test_setup),
		cmocka_unit_test_setup(test_pamts_gone, test_setup),
		cmocka_unit_test_setup(test_rules, test_setup),
		cmocka_unit_test_setup(test_cut_short, test_setup),
		cmocka_unit_test_setup(test_dead, test_setup),
	};

	return cmocka_run_group_tests_name("adopt", tests, NULL, NULL);
}
