// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: TDH.PHYMEM.PAGE.RECLAIM, TDH.PHYMEM.PAGE.WBINVD,
 * TDH.PHYMEM.CACHE.WB and TDH.MNG.KEY.RECLAIMID. TDH.PHYMEM.PAGE.RDMD is
 * tested together with PAMTs.
 *
 * No leaf makes a TD yet: entries of pages and KeyIDs in use are written by
 * hand.
 */
#include "test.h"

#define OK		0x0000000000000000
#define INVALID_RCX	0xc000010000000001
#define ADDR_RANGE	0xc000010100000001
#define BUSY_RCX	0x8000020000000001
#define BUSY_KOT	0x80000200000000ba
#define BUSY_WBCACHE	0x80000200000000bc
#define BAD_PAGE	0xc000030000000001
#define NO_HKID		0x0000082100000000
#define RESUME_ERROR	0xc000082300000000
#define RESUMABLE	0x8000000300000000

/* An address in the page that @leaf answers with @status */
struct page_row {
	u64 rcx;
	u64 status;
};

/* Page 0 of TDMR 0 is reserved, page 3 is free, TDMR 1 is not initialised */
static const struct page_row reclaim_rows[] = {
	{ TDMR0 + 0x3800, INVALID_RCX },
	{ TDMR0 + 0x3000 + BIT_ULL(46), INVALID_RCX },
	{ TDMR0 + 0x3000 + BIT_ULL(51), INVALID_RCX },
	{ TDMR0 + 0x3000 + BIT_ULL(52), INVALID_RCX },
	{ TDMR0 - 0x1000, ADDR_RANGE },
	{ 2 * GIB, ADDR_RANGE },
	{ TDMR1, ADDR_RANGE },
	{ TDMR0, BAD_PAGE },
	{ TDMR0 + 0x3000, BAD_PAGE },
	{ TDMR0 + 0x200000, BAD_PAGE },
};

/* As above, but the KeyID in bits 51:46 may be any */
static const struct page_row wbinvd_rows[] = {
	{ TDMR0 + 0x3800, INVALID_RCX },
	{ TDMR0 + 0x3800 + BIT_ULL(46), INVALID_RCX },
	{ TDMR0 + 0x3000 + BIT_ULL(52), INVALID_RCX },
	{ TDMR0 + 0x3000 + BIT_ULL(63), INVALID_RCX },
	{ TDMR0 - 0x1000, ADDR_RANGE },
	{ TDMR1 + BIT_ULL(46), ADDR_RANGE },
	{ TDMR0, BAD_PAGE },
	{ TDMR0 + 0x2000 + BIT_ULL(50), BAD_PAGE },
	{ TDMR0 + 0x3000, OK },
	{ TDMR0 + 0x3000 + BIT_ULL(46), OK },
	{ TDMR0 + 0x3000 + (63ULL << 46), OK },
	{ TDMR0 + 0x200000 + (16ULL << 46), OK },
};

static void test_page_rows(u64 leaf, const struct page_row *rows, unsigned int nr)
{
	struct seam_regs regs;
	unsigned int i;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	test_snapshot();
	for (i = 0; i < nr; i++) {
		memset(&regs, 0x5a, sizeof(regs));
		regs.rcx = rows[i].rcx;
		if (test_call(0, leaf, &regs) != rows[i].status)
			fail_msg("leaf %llu, rcx %#llx: expected %#llx, got %#llx", leaf,
				 rows[i].rcx, rows[i].status, regs.rax);
		if (leaf == 28)
			assert_int_equal(regs.rcx | regs.rdx | regs.r8 | regs.r9 | regs.r10 |
					 regs.r11, 0);
		else
			assert_int_equal(regs.rcx, rows[i].rcx);
	}
	test_assert_unchanged();
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	assert_int_equal(machine.nr_reports, 0);
}

static void test_reclaim(void **state)
{
	test_page_rows(28, reclaim_rows, ARRAY_SIZE(reclaim_rows));
}

static void test_wbinvd(void **state)
{
	test_page_rows(41, wbinvd_rows, ARRAY_SIZE(wbinvd_rows));
}

/* Entries on the way to a page, and what a lock there does: RCX, sharers */
static void test_page_locks(void **state)
{
	static const struct {
		u64 leaf, entry, lock, status;
	} rows[] = {
		{ 28, TDMR0_PAMT_1G, 1, BUSY_RCX },
		{ 28, TDMR0_PAMT_1G, 4, BAD_PAGE },
		{ 28, TDMR0_PAMT_2M, 1, BUSY_RCX },
		{ 28, TDMR0_PAMT_2M, 4, BAD_PAGE },
		{ 28, TDMR0_PAMT_4K + 3 * 16, 1, BUSY_RCX },
		{ 28, TDMR0_PAMT_4K + 3 * 16, 4, BUSY_RCX },
		{ 41, TDMR0_PAMT_1G, 1, BUSY_RCX },
		{ 41, TDMR0_PAMT_1G, 4, OK },
		{ 41, TDMR0_PAMT_2M, 1, BUSY_RCX },
		{ 41, TDMR0_PAMT_2M, 4, OK },
		{ 41, TDMR0_PAMT_4K + 3 * 16, 1, BUSY_RCX },
		{ 41, TDMR0_PAMT_4K + 3 * 16, 4, OK },
	};
	unsigned int i;
	u64 before;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		before = machine_read64(rows[i].entry);
		machine_write64(rows[i].entry, before + rows[i].lock);
		assert_int_equal(test_leaf(1, rows[i].leaf, TDMR0 + 0x3000, 0, 0), rows[i].status);
		assert_int_equal(machine_read64(rows[i].entry), before + rows[i].lock);
		machine_write64(rows[i].entry, before);
	}
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
}

/* A page of a TD has not come about here: what the host may still be told is */
static void test_pages_in_use(void **state)
{
	static const struct {
		u64 entry, pa, type, level;
	} rows[] = {
		{ TDMR0_PAMT_2M + 16, TDMR0 + 2 * MIB + 0x1000, 3, 1 },
		{ TDMR0_PAMT_2M + 16, TDMR0 + 3 * MIB, 3, 1 },
		{ TDMR0_PAMT_1G, TDMR0 + 2 * MIB, 3, 2 },
	};
	static const u64 types[] = { 3, 4, 5, 6, 8 };
	struct seam_regs regs, in;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		test_reach(STAGE_READY);
		test_init_tdmr(TDMR0, 256);
		test_forge_entry(rows[i].entry, rows[i].type, 0x123456, 0x1234);
		assert_int_equal(test_leaf(0, 41, rows[i].pa, 0, 0), BAD_PAGE);
		memset(&regs, 0x5a, sizeof(regs));
		regs.rcx = rows[i].pa;
		assert_int_equal(test_call(0, 28, &regs), INVALID_RCX);
		assert_int_equal(regs.rcx, rows[i].type);
		assert_int_equal(regs.rdx, 0x123456000);
		assert_int_equal(regs.r8, rows[i].level);
		assert_int_equal(regs.r9 | regs.r10 | regs.r11, 0);
		assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	}

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		test_machine();
		test_reach(STAGE_READY);
		test_init_tdmr(TDMR0, 256);
		test_forge_entry(TDMR0_PAMT_4K + 3 * 16, types[i], 0x123456, 0);
		assert_int_equal(test_leaf(0, 41, TDMR0 + 0x3000, 0, 0), BAD_PAGE);
		regs = (struct seam_regs){ .rax = 28, .rcx = TDMR0 + 0x3000, .rdx = 7 };
		in = regs;
		assert_int_equal(seam_call(&machine.m, 0, true, &regs), SEAM_VMFAIL);
		assert_memory_equal(&regs, &in, sizeof(in));
		assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	}
}

static void test_page_corruption(void **state)
{
	static const u64 leaves[] = { 28, 41 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(leaves); i++) {
		test_machine();
		test_reach(STAGE_READY);
		test_init_tdmr(TDMR0, 256);
		machine_fill(TDMR0_PAMT_4K + 3 * 16, 0x11, 16);
		test_assert_fatal(leaves[i], TDMR0 + 0x3000, SEAM_PAMT_CORRUPTED,
				  TDMR0_PAMT_4K + 3 * 16, TDMR0 + 0x3000);
	}
}

static void test_cache_wb_operands(void **state)
{
	static const struct {
		u64 rcx, status;
	} rows[] = {
		{ 0, NO_HKID }, { 1, RESUME_ERROR }, { 2, INVALID_RCX }, { 3, INVALID_RCX },
		{ 0x100000000, INVALID_RCX }, { 0x100000001, INVALID_RCX },
		{ U64_MAX, INVALID_RCX },
	};
	unsigned int i;

	test_reach(STAGE_READY);
	test_snapshot();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(test_leaf(1, 40, rows[i].rcx, 0, 0), rows[i].status);
		test_assert_unchanged();
	}
}

/* The operand comes first, then the package, then the key table */
static void test_cache_wb_locks(void **state)
{
	test_reach(STAGE_READY);
	assert_true(seam_trylock(&machine.m.kot_lock));
	assert_int_equal(test_leaf(1, 40, 0, 0, 0), BUSY_KOT);
	assert_true(seam_trylock(&machine.m.wbt[0].mutex));
	test_snapshot();
	assert_int_equal(test_leaf(1, 40, 0, 0, 0), BUSY_WBCACHE);
	assert_int_equal(test_leaf(1, 40, 1, 0, 0), BUSY_WBCACHE);
	assert_int_equal(test_leaf(1, 40, 2, 0, 0), INVALID_RCX);
	assert_int_equal(test_leaf(2, 40, 0, 0, 0), BUSY_KOT);
	test_assert_unchanged();
	seam_unlock(&machine.m.kot_lock);

	assert_true(seam_trylock_shared(&machine.m.kot_lock));
	assert_int_equal(test_leaf(2, 40, 0, 0, 0), NO_HKID);
	seam_unlock_shared(&machine.m.kot_lock);
	seam_unlock(&machine.m.wbt[0].mutex);
	assert_int_equal(test_leaf(1, 40, 0, 0, 0), NO_HKID);
}

/* As TDH.MNG.VPFLUSHDONE will do it */
static void flush_hkid(unsigned int hkid)
{
	unsigned int pkg;

	machine.m.kot[hkid] = SEAM_KOT_FLUSHED;
	for (pkg = 0; pkg < TEST_PKGS; pkg++)
		machine.m.wbt[pkg].dirty[hkid / 64] |= BIT_ULL(hkid % 64);
}

static bool is_dirty(unsigned int pkg, unsigned int hkid)
{
	return machine.m.wbt[pkg].dirty[hkid / 64] >> hkid % 64 & 1;
}

static u64 cache_wb(unsigned int lp, bool irqs_on, u64 command)
{
	struct seam_regs regs = { .rax = 40, .rcx = command };

	assert_int_equal(seam_call(&machine.m, lp, irqs_on, &regs), SEAM_RETURN);
	assert_int_equal(regs.rcx, command);
	return regs.rax;
}

static void test_cache_wb(void **state)
{
	test_reach(STAGE_READY);
	flush_hkid(17);
	flush_hkid(2047);
	assert_int_equal(cache_wb(0, true, 0), OK);
	assert_false(is_dirty(0, 17));
	assert_false(is_dirty(0, 2047));
	assert_true(is_dirty(1, 17));
	/* Again and again, until the KeyID is free */
	assert_int_equal(cache_wb(1, true, 0), OK);
	assert_int_equal(cache_wb(1, true, 1), RESUME_ERROR);
	assert_int_equal(cache_wb(2, true, 0), OK);
	assert_false(is_dirty(1, 17));
	machine.m.kot[17] = SEAM_KOT_FREE;
	assert_int_equal(cache_wb(0, true, 0), OK);
	machine.m.kot[2047] = SEAM_KOT_FREE;
	assert_int_equal(cache_wb(0, true, 0), NO_HKID);
}

/* A run stands for what is flushed when it begins, not for what was before */
static void test_cache_wb_again(void **state)
{
	test_reach(STAGE_READY);
	flush_hkid(17);
	flush_hkid(18);
	assert_int_equal(cache_wb(0, true, 0), OK);
	flush_hkid(17);
	machine.m.kot[17] = SEAM_KOT_ASSIGNED;
	assert_int_equal(cache_wb(0, true, 0), OK);
	assert_true(is_dirty(0, 17));
	assert_false(is_dirty(0, 18));
}

/* 8 sub-blocks, an event between any two of them: 7 interruptions */
static void test_cache_wb_interrupted(void **state)
{
	static const struct {
		u64 pending;
		bool irqs_on;
		unsigned int interruptions;
	} rows[] = {
		{ 0, true, 0 }, { 1, false, 0 }, { 1, true, 7 }, { 2, false, 7 }, { 4, true, 7 },
		{ BIT_ULL(63), false, 7 }, { 3, false, 7 },
	};
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		assert_true(machine_set_msr(1, 0x9a, rows[i].pending));
		test_reach(STAGE_READY);
		flush_hkid(17);
		for (n = 0; n < rows[i].interruptions; n++) {
			assert_int_equal(cache_wb(1, rows[i].irqs_on, n ? 1 : 0), RESUMABLE);
			assert_true(is_dirty(0, 17));
		}
		assert_int_equal(cache_wb(1, rows[i].irqs_on, n ? 1 : 0), OK);
		assert_false(is_dirty(0, 17));
		assert_true(is_dirty(1, 17));
		assert_int_equal(cache_wb(1, rows[i].irqs_on, 1), RESUME_ERROR);
	}
}

static void test_cache_wb_resume(void **state)
{
	assert_true(machine_set_msr(1, 0x9a, 2));
	test_reach(STAGE_READY);
	flush_hkid(17);

	/* The run covers what was flushed when it began; another LP may resume it */
	assert_int_equal(cache_wb(1, true, 0), RESUMABLE);
	flush_hkid(18);
	assert_int_equal(cache_wb(2, true, 1), RESUME_ERROR);
	assert_int_equal(cache_wb(0, true, 1), OK);
	assert_false(is_dirty(0, 17));
	assert_true(is_dirty(0, 18));

	/* A start gives up the run before, even when it finds nothing to do */
	assert_int_equal(cache_wb(1, true, 0), RESUMABLE);
	machine.m.kot[17] = SEAM_KOT_FREE;
	machine.m.kot[18] = SEAM_KOT_FREE;
	assert_int_equal(cache_wb(0, true, 0), NO_HKID);
	assert_int_equal(cache_wb(0, true, 1), RESUME_ERROR);
	assert_true(is_dirty(0, 18));

	/* No processor has that many: a run ends all the same */
	machine.m.msr[SEAM_MSR_WBINVDP] = U64_MAX;
	flush_hkid(18);
	assert_int_equal(cache_wb(0, true, 0), OK);
	machine.m.msr[SEAM_MSR_WBINVDP] = 0;
	assert_int_equal(cache_wb(0, true, 0), OK);
}

/* A run that was interrupted goes on in the next module */
static void test_cache_wb_handoff(void **state)
{
	unsigned int lp;

	assert_true(machine_set_msr(1, 0x9a, 2));
	test_reach(STAGE_READY);
	flush_hkid(17);
	assert_int_equal(cache_wb(1, true, 0), RESUMABLE);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), OK);
	seam_module_update(&machine.m, &machine.plat);
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), OK);
	for (lp = 0; lp < TEST_LPS; lp++)
		assert_int_equal(test_leaf(lp, 35, 0, 0, 0), OK);
	assert_int_equal(test_leaf(0, 53, 0, 0, 0), OK);
	assert_true(is_dirty(0, 17));
	assert_int_equal(cache_wb(0, true, 1), OK);
	assert_false(is_dirty(0, 17));
	assert_true(is_dirty(1, 17));
}

static void test_reclaimid(void **state)
{
	struct seam_regs regs, in;

	test_reach(STAGE_READY);
	test_snapshot();
	memset(&regs, 0x5a, sizeof(regs));
	in = regs;
	assert_int_equal(test_call(1, 27, &regs), OK);
	in.rax = 0;
	assert_memory_equal(&regs, &in, sizeof(in));
	test_assert_unchanged();
}

int run_phymem_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_reclaim, test_setup),
		cmocka_unit_test_setup(test_wbinvd, test_setup),
		cmocka_unit_test_setup(test_page_locks, test_setup),
		cmocka_unit_test_setup(test_pages_in_use, test_setup),
		cmocka_unit_test_setup(test_page_corruption, test_setup),
		cmocka_unit_test_setup(test_cache_wb_operands, test_setup),
		cmocka_unit_test_setup(test_cache_wb_locks, test_setup),
		cmocka_unit_test_setup(test_cache_wb, test_setup),
		cmocka_unit_test_setup(test_cache_wb_again, test_setup),
		cmocka_unit_test_setup(test_cache_wb_interrupted, test_setup),
		cmocka_unit_test_setup(test_cache_wb_resume, test_setup),
		cmocka_unit_test_setup(test_cache_wb_handoff, test_setup),
		cmocka_unit_test_setup(test_reclaimid, test_setup),
	};

	return cmocka_run_group_tests_name("phymem", tests, NULL, NULL);
}
