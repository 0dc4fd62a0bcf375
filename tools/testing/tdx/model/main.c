// SPDX-License-Identifier: GPL-2.0
/*
 * model_test - unit tests of the model of the TDX module.
 */
#include "test.h"

struct test_info test_info[2];

static struct seam_module before;

/* See test.h for a picture */
void test_machine(void)
{
	machine_reset();
	machine.plat.nr_lps = TEST_LPS;
	machine.plat.nr_pkgs = TEST_PKGS;
	machine.plat.lp_pkg[2] = 1;
	machine.plat.lp_pkg[3] = 1;
	machine.plat.pkg_fms[1] = 0x806f8;
	machine.plat.seamrr_base = 0x80000000;
	machine.plat.seamrr_size = 0x2000000;
	machine.plat.cmr[0] = (struct tdx_cmr_info){ 0x100000, 0x7ff00000 };
	machine.plat.cmr[1] = (struct tdx_cmr_info){ 0x100000000, 0x100000000 };
	machine.plat.cmr[3] = (struct tdx_cmr_info){ 0x200000000, 0x200000000 };

	memset(test_info, 0, sizeof(test_info));
	test_info[0].info = (struct tdx_tdmr_info){
		.base = TDMR0,
		.size = GIB,
		.pamt_1g = { TDMR0_PAMT_1G, 0x1000 },
		.pamt_2m = { TDMR0_PAMT_2M, 0x2000 },
		.pamt_4k = { TDMR0_PAMT_4K, 0x400000 },
	};
	test_info[0].reserved[0] = (struct tdx_reserved_area){ 0, 0x3000 };
	test_info[0].reserved[1] = (struct tdx_reserved_area){ 0x3fffe000, 0x1000 };
	test_info[1].info = (struct tdx_tdmr_info){
		.base = TDMR1,
		.size = 2 * GIB,
		.pamt_1g = { TDMR1_PAMT_1G, 0x1000 },
		.pamt_2m = { TDMR1_PAMT_2M, 0x4000 },
		.pamt_4k = { TDMR1_PAMT_4K, 0x800000 },
	};
}

void test_write_infos(void)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		machine_write64(TEST_ARRAY + 8 * i, TEST_INFO(i));
		machine_write(TEST_INFO(i), &test_info[i], sizeof(test_info[i]));
	}
}

/* All registers but RAX as given, and back; a status is expected */
u64 test_call(unsigned int lp, u64 rax, struct seam_regs *regs)
{
	regs->rax = rax;
	assert_int_equal(seam_call(&machine.m, lp, false, regs), SEAM_RETURN);
	return regs->rax;
}

u64 test_leaf(unsigned int lp, u64 rax, u64 rcx, u64 rdx, u64 r8)
{
	struct seam_regs regs = { .rcx = rcx, .rdx = rdx, .r8 = r8 };

	return test_call(lp, rax, &regs);
}

u64 test_config(void)
{
	return test_leaf(0, TDH_SYS_CONFIG, TEST_ARRAY, 2, TEST_HKID);
}

/* Load a module and bring it there, every call on the way succeeds */
void test_reach(enum test_stage stage)
{
	unsigned int lp;

	test_write_infos();
	machine_load();
	if (stage >= STAGE_SYS_INIT)
		assert_int_equal(test_leaf(0, TDH_SYS_INIT, 0, 0, 0), 0);
	for (lp = 0; lp < TEST_LPS && stage >= STAGE_LP_INIT; lp++)
		assert_int_equal(test_leaf(lp, TDH_SYS_LP_INIT, 0, 0, 0), 0);
	if (stage >= STAGE_CONFIG)
		assert_int_equal(test_config(), 0);
	if (stage >= STAGE_READY) {
		assert_int_equal(test_leaf(0, TDH_SYS_KEY_CONFIG, 0, 0, 0), 0);
		assert_int_equal(test_leaf(2, TDH_SYS_KEY_CONFIG, 0, 0, 0), 0);
	}
	if (stage >= STAGE_SHUTDOWN)
		assert_int_equal(test_leaf(1, TDH_SYS_SHUTDOWN, 0, 0, 0), 0);
}

void test_init_tdmr(u64 base, unsigned int calls)
{
	for (; calls; calls--)
		assert_int_equal(test_leaf(1, TDH_SYS_TDMR_INIT, base, 0, 0), 0);
}

u64 test_page_type(u64 pa)
{
	struct seam_regs regs = { .rcx = pa };

	assert_int_equal(test_call(0, TDH_PHYMEM_PAGE_RDMD, &regs), 0);
	return regs.rcx;
}

/* As no leaf makes such pages yet: write an entry that the module takes for its own */
void test_forge_entry(u64 entry_pa, u64 type, u64 owner, u64 epoch)
{
	u64 w0 = owner << 24 | type << 16;

	machine_write64(entry_pa, w0);
	machine_write64(entry_pa + 8,
			seam_pamt_check_value(machine.m.pamt_seed, entry_pa, w0, epoch) << 40 |
			epoch);
}

/* The call that meets the damage and all later ones find no module */
void test_assert_fatal(u64 rax, u64 rcx, enum seam_violation what, u64 entry_pa, u64 page_pa)
{
	struct seam_regs regs = { .rax = rax, .rcx = rcx }, in = regs;
	unsigned int reports = machine.nr_reports;

	assert_int_equal(seam_call(&machine.m, 3, true, &regs), SEAM_VMFAIL);
	assert_memory_equal(&regs, &in, sizeof(in));
	assert_int_equal(machine.nr_reports, reports + 1);
	assert_int_equal(machine.last_report.what, what);
	assert_int_equal(machine.last_report.entry_pa, entry_pa);
	assert_int_equal(machine.last_report.page_pa, page_pa);
	assert_int_equal(machine.last_report.lp, 3);
	assert_true(machine.last_report.fatal);
	regs.rax = TDH_SYS_LP_SHUTDOWN;
	assert_int_equal(seam_call(&machine.m, 0, true, &regs), SEAM_VMFAIL);
	assert_int_equal(machine.nr_reports, reports + 1);
}

/*
 * Statistics change with every call, everything else must not if one fails.
 * Rules are not the module's.
 */
void test_snapshot(void)
{
	before = machine.m;
}

void test_assert_unchanged(void)
{
	memcpy(before.stats, machine.m.stats, sizeof(before.stats));
	before.rules = machine.m.rules;
	assert_memory_equal(&before, &machine.m, sizeof(before));
}

int test_setup(void **state)
{
	test_machine();
	return 0;
}

int main(void)
{
	int failed = 0;

	failed += run_dispatch_tests();
	failed += run_sys_init_tests();
	failed += run_config_tests();
	failed += run_pamt_tests();
	failed += run_digest_tests();
	failed += run_phymem_tests();
	failed += run_inject_tests();
	failed += run_adopt_tests();
	failed += run_disable_tests();
	failed += run_metadata_tests();
	failed += run_vmx_tests();
	machine_reset();
	return failed ? 1 : 0;
}
