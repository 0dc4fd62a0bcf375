// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: what TDH.SYS.INIT and TDH.SYS.LP.INIT demand.
 */
#include "test.h"

#define OK		0x0000000000000000
#define BUSY		0x8000020200000000
#define NO_ENTROPY	0x8000020300000000
#define CMR_INVALID	0xc0000a2200000000
#define SMRR_INVALID	0xc000091100000000

static u64 sys_init(void)
{
	return test_leaf(0, TDH_SYS_INIT, 0, 0, 0);
}

static void assert_sys_init(u64 status)
{
	machine_load();
	assert_int_equal(sys_init(), status);
	assert_int_equal(atomic_read(&machine.m.state), status ? 0 : 1);
}

/* All that a failed call has computed it computes again: it can be repeated */
static void test_outputs(void **state)
{
	struct seam_regs regs = { .rcx = 1, .rdx = 2, .r8 = 3, .r9 = 4, .r10 = 5 };

	machine_load();
	assert_int_equal(test_call(0, 33, &regs), 0xc000010000000001);
	assert_int_equal(regs.rcx | regs.rdx | regs.r8 | regs.r9 | regs.r10, 0);
	assert_int_equal(sys_init(), OK);
}

static void test_msrs(void **state)
{
	static const struct {
		u32 msr;
		u64 value;
		u64 status;
	} rows[] = {
		{ 0x10a, 0x20fd6a, 0xc00009210000010a },
		{ 0x10a, 0x00fd6b, 0xc00009210000010a },
		{ 0x10a, 0x20fd6f, 0xc00009210000010a },
		{ 0x10a, 0x24fd6b, 0xc00009210000010a },
		{ 0x10a, 0xffffffffffdbfd6b | BIT_ULL(21), OK },
		{ 0xbd, 0, 0xc0000921000000bd },
		{ 0xbc, 0xfffffffffffffffe, 0xc0000921000000bc },
		{ 0x345, 0x1000, 0xc000092100000345 },
		{ 0x345, 0x2000, 0xc000092100000345 },
		{ 0x345, 0x3000, OK },
		{ 0x1a0, 0x400081, 0xc000090100000000 },
		{ 0x1a0, 0x01, 0xc0000921000001a0 },
		{ 0x1a0, 0x880, 0xc0000921000001a0 },
		{ 0x1a0, 0x80, OK },
		{ 0x480, 0, 0xc000092100000480 },
		{ 0x48c, 0, 0xc00009210000048c },
		{ 0x981, 0, 0xc000092100000981 },
		{ 0x982, 0x3000600000002, 0xc000092100000982 },
		{ 0x982, 0x3000600000001, 0xc000092100000982 },
		{ 0x982, 0x0000600000003, 0xc000092100000982 },
		{ 0x982, 0xc000600000003, 0xc000092100000982 },
		{ 0x982, 0x2000600000003, OK },
		{ 0x98, 9, 0xc000092100000099 },
		{ 0x99, 9, 0xc000092100000099 },
		{ 0x3b, 0x1234, OK },
		/* 2048 KeyIDs with number 0 are one too many, however they are split */
		{ 0x87, 0x7ff00000000, OK },
		{ 0x87, 0x80000000000, 0xc000082500000800 },
		{ 0x87, 0x000007ff, OK },
		{ 0x87, 0x00000800, 0xc000082500000800 },
		{ 0x87, 0x400000003ff, OK },
		{ 0x87, 0x40000000400, 0xc000082500000800 },
		{ 0x87, 0xffffffffffffffff, 0xc000082500000800 },
		{ 0xfe, 0xf50a, 0xc000091400000000 },
		{ 0xfe, 0xbd0a, 0xc000091300000000 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		assert_true(machine_set_msr(0, rows[i].msr, rows[i].value));
		assert_sys_init(rows[i].status);
	}
}

static void test_cpuids(void **state)
{
	static const struct {
		u32 leaf, subleaf;
		unsigned int reg;
		u32 value;
		u64 status;
		u64 rcx, rdx, r8, r9, r10;
	} rows[] = {
		{ 0, 0, 0, 0x1e, 0xc000090800000000 },
		{ 0x80000000, 0, 0, 0x80000007, 0xc000090800000000 },
		/* EBX, EDX, ECX spell the vendor */
		{ 0, 0, 1, 0x68747541, 0xc000090000000000, 0xffffffff00000000,
		  0xffffffff00000000, U64_MAX, 0x756e654700000000, 0x49656e696c65746e },
		/* No TME */
		{ 7, 0, 2, 0x1b415f7e, 0xc000090000000000, 7, 0, 0x2004000010002000,
		  0, 0x2004000010002000 },
		{ 0xa, 0, 0, 4, 0xc000090000000000, 0xffffffff0000000a, 0xff, 0, 5, 0 },
		{ 0xa, 0, 3, 8, 0xc000090000000000, 0xffffffff0000000a, 0, 0x1f00000000,
		  0, 0x700000000 },
		{ 0xa, 0, 3, 7, OK },
		{ 0x15, 0, 1, 0, 0xc000090000000000, 0xffffffff00000015 },
		/* Level 0 is of cores, level 1 is numbered 2, levels without end */
		{ 0x1f, 0, 2, 0x200, 0xc000090400000000 },
		{ 0x1f, 1, 2, 0x202, 0xc000090400000000 },
		{ 0x1f, 0, 2, 0x000, 0xc000090400000000 },
	};
	struct seam_regs regs;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		assert_true(machine_set_cpuid(0, rows[i].leaf, rows[i].subleaf, rows[i].reg,
					      rows[i].value));
		machine_load();
		memset(&regs, 0, sizeof(regs));
		assert_int_equal(test_call(0, 33, &regs), rows[i].status);
		assert_int_equal(regs.rcx, rows[i].rcx);
		assert_int_equal(regs.rdx, rows[i].rdx);
		assert_int_equal(regs.r8, rows[i].r8);
		assert_int_equal(regs.r9, rows[i].r9);
		assert_int_equal(regs.r10, rows[i].r10);
	}
}

static void test_endless_topology(void **state)
{
	unsigned int i;

	for (i = 2; i < 7; i++)
		assert_true(machine_set_cpuid(MACHINE_ALL_LPS, 0x1f, i, 2, 0x300 + i));
	assert_sys_init(0xc000090300000000);
	machine.cpuids[machine.nr_cpuids - 1].value = 6;
	assert_sys_init(OK);
}

static void test_cmrs(void **state)
{
	static const struct {
		struct tdx_cmr_info cmr[3];
		u64 status;
	} rows[] = {
		{ { { 0, 0x1000 }, { 0x1000, 0x1000 }, { 0x2000, 0x1000 } }, OK },
		{ { { 0x5001, 0 }, { 0x1000, 0x1000 }, { 0, 0 } }, OK },
		{ { { 0x1000, 0x1000 }, { 0, 0 }, { 0x1000, 0x1000 } }, CMR_INVALID },
		{ { { 0x1000, 0x2000 }, { 0x2000, 0x1000 } }, CMR_INVALID },
		{ { { 0x4000, 0x1000 }, { 0x2000, 0x1000 } }, CMR_INVALID },
		{ { { 0x1001, 0x1000 } }, CMR_INVALID },
		{ { { 0x1000, 0x1001 } }, CMR_INVALID },
		{ { { 0x1000, 0xfff } }, CMR_INVALID },
		{ { { 0xfffffffffffff000, 0x2000 } }, CMR_INVALID },
		/* KeyID bits are 51:46 */
		{ { { 0x3ffffffff000, 0x1000 } }, OK },
		{ { { 0x3ffffffff000, 0x2000 } }, CMR_INVALID },
		{ { { 0x400000000000, 0x1000 } }, CMR_INVALID },
		{ { { 0x10000000000000, 0x1000 } }, CMR_INVALID },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		memset(machine.plat.cmr, 0, sizeof(machine.plat.cmr));
		memcpy(machine.plat.cmr, rows[i].cmr, sizeof(rows[i].cmr));
		assert_sys_init(rows[i].status);
	}
}

static void test_smrrs(void **state)
{
	static const struct {
		u64 smrr[SEAM_NR_SMRR];
		u64 status;
	} rows[] = {
		/* Not valid: anything goes, if it is locked */
		{ { 0x12345006, 0x5a000400, 0, 0x400 }, OK },
		{ { 0, 0, 0, 0x400 }, 0xc000091000000000 },
		{ { 0, 0x400, 0, 0 }, 0xc000091000000001 },
		{ { 0, 0x400, 0, 0x800 }, 0xc000091000000001 },
		/* 8 MiB below 4 GiB, which is no CMR */
		{ { 0xff800006, 0xff800c00, 0, 0x400 }, OK },
		{ { 0, 0x400, 0xff800006, 0xff800c00 }, OK },
		/* Hole, empty mask, base not a multiple of the size */
		{ { 0xff800006, 0xef800c00, 0, 0x400 }, SMRR_INVALID },
		{ { 0xff800006, 0x7f800c00, 0, 0x400 }, SMRR_INVALID },
		{ { 0xff800006, 0xc00, 0, 0x400 }, SMRR_INVALID },
		{ { 0xff801006, 0xff800c00, 0, 0x400 }, SMRR_INVALID },
		{ { 0, 0x400, 0xff801006, 0xff800c00 }, SMRR_INVALID | 1 },
		/* 8 MiB at 1 GiB, in CMR 0; the last 4 KiB of it; right behind it */
		{ { 0x40000006, 0xff800c00, 0, 0x400 }, 0xc000091200000000 },
		{ { 0, 0x400, 0x7ffff006, 0xfffffc00 }, 0xc000091200000001 },
		{ { 0x80000006, 0xff800c00, 0, 0x400 }, OK },
		/* Locks come before ranges */
		{ { 0xff801006, 0xff800c00, 0, 0 }, 0xc000091000000001 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		memcpy(machine.plat.smrr, rows[i].smrr, sizeof(rows[i].smrr));
		assert_sys_init(rows[i].status);
	}

	/* Number of the CMR in byte 1 */
	test_machine();
	machine.plat.smrr[SEAM_SMRR_BASE] = 0xff800006;
	machine.plat.smrr[SEAM_SMRR_MASK] = 0xff800c00;
	machine.plat.cmr[1] = (struct tdx_cmr_info){};
	machine.plat.cmr[2] = (struct tdx_cmr_info){ 0xfffff000, 0x1000 };
	assert_sys_init(0xc000091200000200);

	/* A processor without SMRR2 has nothing to lock there */
	test_machine();
	machine.plat.smrr[SEAM_SMRR2_MASK] = 0;
	assert_true(machine_set_msr(MACHINE_ALL_LPS, 0xfe, 0xdd0a));
	assert_sys_init(OK);
}

static void test_loader(void **state)
{
	machine.plat.td_preserving = false;
	assert_sys_init(0xc000050d00000000);
	machine.plat.td_preserving = true;
	machine.plat.handoff_pages = 0;
	assert_sys_init(0xc000050a00000000);
}

static void test_entropy(void **state)
{
	machine_load();
	machine.rndfail = 2;
	assert_int_equal(sys_init(), NO_ENTROPY);
	assert_int_equal(sys_init(), NO_ENTROPY);
	assert_int_equal(sys_init(), OK);
	machine.rndfail = 1;
	test_snapshot();
	assert_int_equal(test_leaf(1, TDH_SYS_LP_INIT, 0, 0, 0), NO_ENTROPY);
	test_assert_unchanged();
	assert_int_equal(test_leaf(1, TDH_SYS_LP_INIT, 0, 0, 0), OK);
}

static void test_locks(void **state)
{
	struct seam_regs regs = { .rcx = 1, .rdx = 2, .r8 = 3, .r9 = 4 };

	machine_load();
	assert_true(seam_trylock_shared(&machine.m.global));
	assert_int_equal(test_call(0, 33, &regs), BUSY);
	assert_int_equal(regs.rcx | regs.rdx | regs.r8 | regs.r9, 0);
	seam_unlock_shared(&machine.m.global);
	assert_int_equal(sys_init(), OK);

	/* Processors may be initialised side by side */
	assert_true(seam_trylock_shared(&machine.m.global));
	assert_int_equal(test_leaf(1, TDH_SYS_LP_INIT, 0, 0, 0), OK);
	seam_unlock_shared(&machine.m.global);
	assert_true(seam_trylock(&machine.m.global));
	regs.rcx = 1;
	assert_int_equal(test_call(2, 35, &regs), BUSY);
	assert_int_equal(regs.rcx, 0);
	seam_unlock(&machine.m.global);
	assert_int_equal(test_leaf(2, TDH_SYS_LP_INIT, 0, 0, 0), OK);
}

static void test_unequal_msrs(void **state)
{
	static const u32 msrs[] = {
		0xcf, 0x10a, 0xbc, 0xbd, 0x3b, 0xfe, 0x1f2, 0x1f3, 0x1f6, 0x1f7,
		0x480, 0x48d, 0x48e, 0x48b, 0x492, 0x48f, 0x490, 0x485, 0x48c,
		0x486, 0x487, 0x488, 0x489, 0x345, 0x981, 0x982, 0x87, 0x98, 0x99,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msrs); i++) {
		test_machine();
		assert_true(machine_set_msr(3, msrs[i], 0x123456789abcdef0));
		test_reach(STAGE_SYS_INIT);
		test_snapshot();
		assert_int_equal(test_leaf(3, TDH_SYS_LP_INIT, 0, 0, 0),
				 0xc000092000000000 | msrs[i]);
		test_assert_unchanged();
		assert_int_equal(test_leaf(2, TDH_SYS_LP_INIT, 0, 0, 0), OK);
	}
}

/* Two things wrong: the one that is looked at first is reported */
static void test_lp_order(void **state)
{
	static const u32 order[] = {
		0xcf, 0x10a, 0xbc, 0xbd, 0x3b, 0xfe, 0x1f2, 0x1f3, 0x1f6, 0x1f7,
		0x480, 0x345, 0x981, 0x982, 0x87, 0x98, 0x99,
	};
	unsigned int i;

	for (i = 0; i + 1 < ARRAY_SIZE(order); i++) {
		test_machine();
		assert_true(machine_set_msr(3, order[i + 1], 0x123456789abcdef0));
		assert_true(machine_set_msr(3, order[i], 0x123456789abcdef0));
		test_reach(STAGE_SYS_INIT);
		assert_int_equal(test_leaf(3, TDH_SYS_LP_INIT, 0, 0, 0),
				 0xc000092000000000 | order[i]);
	}

	/* CPUID limit between the first MSRs and the others, then CPUID */
	test_machine();
	assert_true(machine_set_msr(3, 0x1a0, 0x400081));
	assert_true(machine_set_msr(3, 0x3b, 1));
	assert_true(machine_set_cpuid(3, 7, 0, 1, 0));
	test_reach(STAGE_SYS_INIT);
	assert_int_equal(test_leaf(3, TDH_SYS_LP_INIT, 0, 0, 0), 0xc000090100000000);
	machine.nr_msrs = 0;
	assert_true(machine_set_msr(3, 0x3b, 1));
	assert_int_equal(test_leaf(3, TDH_SYS_LP_INIT, 0, 0, 0), 0xc000090200000000);
}

static void test_unequal_cpuid(void **state)
{
	struct seam_regs regs = {};

	assert_true(machine_set_cpuid(3, 7, 1, 0, 0x1c70));
	test_reach(STAGE_SYS_INIT);
	assert_int_equal(test_call(3, 35, &regs), 0xc000090200000000);
	assert_int_equal(regs.rcx, 0x100000007);
	assert_int_equal(regs.rdx, U64_MAX);
	assert_int_equal(regs.r8, U64_MAX);

	/* OSXSAVE and the APIC id may differ */
	test_machine();
	assert_true(machine_set_cpuid(3, 1, 0, 2, 0x77fefbff & ~BIT(27)));
	test_reach(STAGE_SYS_INIT);
	assert_int_equal(test_leaf(3, TDH_SYS_LP_INIT, 0, 0, 0), OK);
}

static void test_package_number(void **state)
{
	machine.plat.lp_pkg[3] = SEAM_MAX_PKGS;
	machine.plat.pkg_fms[SEAM_MAX_PKGS - 1] = 0x806f8;
	test_reach(STAGE_SYS_INIT);
	assert_int_equal(test_leaf(3, TDH_SYS_LP_INIT, 0, 0, 0), 0xc000090600000008);
}

/* What the processor shows and the module does not look at */
static void test_default_processor(void **state)
{
	assert_int_equal(seam_refcpu_msr(&machine.plat, 1, 0x3a), 5);
	assert_int_equal(seam_refcpu_msr(&machine.plat, 1, 0x1400), 0x80000008);
	assert_int_equal(seam_refcpu_msr(&machine.plat, 1, 0x1401), 0xffffffe000c00);
	assert_int_equal(seam_refcpu_msr(&machine.plat, 1, 0x10), 0);
	assert_null(seam_cpuid_sample(&machine.m, 0x9, SEAM_NO_SUBLEAF));
	assert_null(seam_cpuid_sample(&machine.m, 0x1, 0));
}

static void test_platform_errors(void **state)
{
	assert_null(seam_platform_error(&machine.plat));
	machine.plat.nr_lps = 0;
	assert_string_equal(seam_platform_error(&machine.plat), "number of logical processors");
	machine.plat.nr_lps = SEAM_MAX_LPS + 1;
	assert_string_equal(seam_platform_error(&machine.plat), "number of logical processors");
	test_machine();
	machine.plat.nr_pkgs = 9;
	assert_string_equal(seam_platform_error(&machine.plat), "number of packages");
	test_machine();
	machine.plat.lp_pkg[3] = 2;
	assert_string_equal(seam_platform_error(&machine.plat), "package of a logical processor");
	test_machine();
	machine.plat.keyid_bits = 16;
	assert_string_equal(seam_platform_error(&machine.plat), "number of KeyID bits");
	test_machine();
	machine.plat.max_tdmrs = 65;
	assert_string_equal(seam_platform_error(&machine.plat), "limit of TDMRs");
	test_machine();
	machine.plat.max_reserved = 0;
	assert_string_equal(seam_platform_error(&machine.plat), "limit of reserved areas");
	test_machine();
	machine.plat.version = 0x106;
	assert_string_equal(seam_platform_error(&machine.plat), "module version");
}

int run_sys_init_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_outputs, test_setup),
		cmocka_unit_test_setup(test_msrs, test_setup),
		cmocka_unit_test_setup(test_cpuids, test_setup),
		cmocka_unit_test_setup(test_endless_topology, test_setup),
		cmocka_unit_test_setup(test_cmrs, test_setup),
		cmocka_unit_test_setup(test_smrrs, test_setup),
		cmocka_unit_test_setup(test_loader, test_setup),
		cmocka_unit_test_setup(test_entropy, test_setup),
		cmocka_unit_test_setup(test_locks, test_setup),
		cmocka_unit_test_setup(test_unequal_msrs, test_setup),
		cmocka_unit_test_setup(test_lp_order, test_setup),
		cmocka_unit_test_setup(test_unequal_cpuid, test_setup),
		cmocka_unit_test_setup(test_package_number, test_setup),
		cmocka_unit_test_setup(test_default_processor, test_setup),
		cmocka_unit_test_setup(test_platform_errors, test_setup),
	};

	return cmocka_run_group_tests_name("sys_init", tests, NULL, NULL);
}
