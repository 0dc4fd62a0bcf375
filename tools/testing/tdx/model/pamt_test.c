// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: TDH.SYS.TDMR.INIT, TDH.PHYMEM.PAGE.RDMD, and catching a
 * host that writes into PAMTs.
 */
#include "test.h"

#define OK		0x0000000000000000
#define INVALID_RCX	0xc000010000000001
#define ADDR_RANGE	0xc000010100000001
#define BUSY_RCX	0x8000020000000001
#define COMPLETE	0x00000a0300000000

static void test_init_operands(void **state)
{
	static const u64 rcx[] = {
		0, 2 * GIB, TDMR1 + GIB, TDMR0 + 0x1000, TDMR0 | BIT_ULL(46), TDMR0 | BIT_ULL(52),
		TDMR0 | BIT_ULL(63), TDMR0 + 1,
	};
	struct seam_regs regs;
	unsigned int i;

	test_reach(STAGE_READY);
	test_snapshot();
	for (i = 0; i < ARRAY_SIZE(rcx); i++) {
		regs = (struct seam_regs){ .rcx = rcx[i], .rdx = 0x1234 };
		assert_int_equal(test_call(0, 36, &regs), INVALID_RCX);
		assert_int_equal(regs.rdx, 0);
		assert_int_equal(regs.rcx, rcx[i]);
	}
	test_assert_unchanged();
}

/* 256 calls for a GiB; RDX goes up with the last of them */
static void test_init_progress(void **state)
{
	struct seam_regs regs;
	unsigned int call;

	test_reach(STAGE_READY);
	for (call = 1; call <= 512; call++) {
		regs = (struct seam_regs){ .rcx = TDMR1, .rdx = 7 };
		assert_int_equal(test_call(call % TEST_LPS, 36, &regs), OK);
		assert_int_equal(regs.rdx, call < 256 ? 0x180000000 :
					   call < 512 ? 0x1c0000000 : 0x200000000);
	}
	for (call = 0; call < 2; call++) {
		regs = (struct seam_regs){ .rcx = TDMR1, .rdx = 7 };
		assert_int_equal(test_call(0, 36, &regs), COMPLETE);
		assert_int_equal(regs.rdx, 0);
	}
	assert_int_equal(test_leaf(0, 24, TDMR0 + 0x3000, 0, 0), ADDR_RANGE);
}

static void test_init_locks(void **state)
{
	test_reach(STAGE_READY);
	assert_true(seam_trylock(&machine.m.tdmr[0].mutex));
	test_snapshot();
	assert_int_equal(test_leaf(0, 36, TDMR0, 0, 0), BUSY_RCX);
	/* Wrong operands come first */
	assert_int_equal(test_leaf(0, 36, TDMR0 + 1, 0, 0), INVALID_RCX);
	test_assert_unchanged();
	assert_int_equal(test_leaf(0, 36, TDMR1, 0, 0), OK);
	seam_unlock(&machine.m.tdmr[0].mutex);
	assert_true(seam_trylock(&machine.m.global));
	assert_int_equal(test_leaf(0, 36, TDMR0, 0, 0), OK);
}

static void test_page_types(void **state)
{
	/* Reserved: [0, 0x3000) and [0x3fffe000, 0x3ffff000) */
	static const struct {
		u64 offset;
		u64 type;
	} rows[] = {
		{ 0, 1 }, { 0x2000, 1 }, { 0x3000, 0 }, { 0x4000, 0 }, { 0x200000, 0 },
		{ 0x3fffd000, 0 }, { 0x3fffe000, 1 }, { 0x3ffff000, 0 },
	};
	struct seam_regs regs;
	unsigned int i;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 255);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(test_leaf(0, 24, TDMR0 + rows[i].offset, 0, 0), ADDR_RANGE);
	test_init_tdmr(TDMR0, 1);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&regs, 0x5a, sizeof(regs));
		regs.rcx = TDMR0 + rows[i].offset;
		assert_int_equal(test_call(2, 24, &regs), OK);
		assert_int_equal(regs.rcx, rows[i].type);
		assert_int_equal(regs.rdx | regs.r8 | regs.r9 | regs.r10 | regs.r11, 0);
	}
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
}

static void test_rdmd_operands(void **state)
{
	static const struct {
		u64 rcx;
		u64 status;
	} rows[] = {
		{ TDMR0 + 0x800, INVALID_RCX },
		{ TDMR0 | BIT_ULL(46), INVALID_RCX },
		{ TDMR0 | BIT_ULL(51), INVALID_RCX },
		{ TDMR0 | BIT_ULL(52), INVALID_RCX },
		{ TDMR0 - 0x1000, ADDR_RANGE },
		{ 2 * GIB, ADDR_RANGE },
		{ TDMR1, ADDR_RANGE },
	};
	struct seam_regs regs;
	unsigned int i;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&regs, 0x5a, sizeof(regs));
		regs.rcx = rows[i].rcx;
		assert_int_equal(test_call(0, 24, &regs), rows[i].status);
		assert_int_equal(regs.rcx | regs.rdx | regs.r8 | regs.r9 | regs.r10 | regs.r11, 0);
	}
}

/* Locks of entries, set by hand: bit 0 exclusive, one sharer is 4 */
static void test_rdmd_locks(void **state)
{
	static const u64 entries[] = { TDMR0_PAMT_1G, TDMR0_PAMT_2M, TDMR0_PAMT_4K + 3 * 16 };
	unsigned int i, j;
	u64 before[ARRAY_SIZE(entries)];

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	for (i = 0; i < ARRAY_SIZE(entries); i++)
		before[i] = machine_read64(entries[i]);

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		machine_write64(entries[i], before[i] | 1);
		assert_int_equal(test_leaf(0, 24, TDMR0 + 0x3000, 0, 0), BUSY_RCX);
		machine_write64(entries[i], before[i] + 4);
		assert_int_equal(test_leaf(0, 24, TDMR0 + 0x3000, 0, 0), OK);
		machine_write64(entries[i], before[i]);
		for (j = 0; j < ARRAY_SIZE(entries); j++)
			assert_int_equal(machine_read64(entries[j]), before[j]);
	}

	/* Without anybody in the module a lock is nobody's */
	machine_write64(entries[1], before[1] + 4);
	atomic_set(&machine.m.lp[1].busy, 1);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	atomic_set(&machine.m.lp[1].busy, 0);
	assert_int_equal(seam_pamt_sweep(&machine.m), 1);
}

/*
 * An entry that does not fit and looks locked: somebody is about to change it,
 * unless there is nobody
 */
static void test_rdmd_in_change(void **state)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	machine_write64(TDMR0_PAMT_4K + 3 * 16, 0x1234567800030001);
	atomic_set(&machine.m.lp[1].busy, 1);
	assert_int_equal(test_leaf(0, 24, TDMR0 + 0x3000, 0, 0), BUSY_RCX);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	atomic_set(&machine.m.lp[1].busy, 0);
	test_assert_fatal(24, TDMR0 + 0x3000, SEAM_PAMT_CORRUPTED, TDMR0_PAMT_4K + 3 * 16,
			  TDMR0 + 0x3000);
}

/* Both kinds of lock on an entry, as leaves with exclusive operands will take it */
static void test_exclusive(void **state)
{
	struct seam_ctx ctx = { .m = &machine.m, .lp = 1 };
	struct seam_pamt_walk walk, other;
	u64 pa = TDMR0 + 0x3000;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	assert_int_equal(seam_pamt_lock(&ctx, pa, true, TDX_OPERAND_RDX, &walk), OK);
	assert_int_equal(seam_pamt_lock(&ctx, pa, true, TDX_OPERAND_RDX, &other),
			 0x8000020000000002);
	assert_int_equal(test_leaf(0, 24, pa, 0, 0), BUSY_RCX);
	/* Neighbours share the levels above */
	assert_int_equal(test_leaf(0, 24, pa + 0x1000, 0, 0), OK);
	seam_pamt_unlock(&ctx, &walk);

	assert_int_equal(seam_pamt_lock(&ctx, pa, false, TDX_OPERAND_RDX, &walk), OK);
	assert_int_equal(seam_pamt_lock(&ctx, pa, true, TDX_OPERAND_RDX, &other),
			 0x8000020000000002);
	assert_int_equal(test_leaf(0, 24, pa, 0, 0), OK);
	seam_pamt_unlock(&ctx, &walk);
	assert_int_equal(seam_pamt_lock(&ctx, pa, true, TDX_OPERAND_RDX, &walk), OK);
	seam_pamt_unlock(&ctx, &walk);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	assert_false(ctx.fatal);
}

static void test_rdmd_other_pages(void **state)
{
	static const struct {
		u64 entry, pa, type, level, epoch;
	} rows[] = {
		{ TDMR0_PAMT_4K + 5 * 16, TDMR0 + 0x5000, 3, 0, 0x1234 },
		{ TDMR0_PAMT_4K + 5 * 16, TDMR0 + 0x5000, 8, 0, 0x1234 },
		/* Pages without an epoch */
		{ TDMR0_PAMT_4K + 5 * 16, TDMR0 + 0x5000, 4, 0, 0 },
		{ TDMR0_PAMT_4K + 5 * 16, TDMR0 + 0x5000, 5, 0, 0 },
		{ TDMR0_PAMT_4K + 5 * 16, TDMR0 + 0x5000, 6, 0, 0 },
		/* Anywhere in a large page it is that page's entry */
		{ TDMR0_PAMT_2M + 16, TDMR0 + 2 * MIB, 3, 1, 0x1234 },
		{ TDMR0_PAMT_2M + 16, TDMR0 + 3 * MIB, 3, 1, 0x1234 },
		{ TDMR0_PAMT_1G, TDMR0 + 0x1000, 3, 2, 0x1234 },
	};
	struct seam_ctx ctx = { .m = &machine.m, .lp = 1 };
	struct seam_pamt_walk walk, other;
	struct seam_regs regs;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		test_machine();
		test_reach(STAGE_READY);
		test_init_tdmr(TDMR0, 256);
		test_forge_entry(rows[i].entry, rows[i].type, 0x123456, 0x1234);
		regs = (struct seam_regs){ .rcx = rows[i].pa };
		assert_int_equal(test_call(0, 24, &regs), OK);
		assert_int_equal(regs.rcx, rows[i].type);
		assert_int_equal(regs.rdx, 0x123456000);
		assert_int_equal(regs.r8, rows[i].level);
		assert_int_equal(regs.r9, rows[i].epoch);

		assert_int_equal(seam_pamt_lock(&ctx, rows[i].pa, true, TDX_OPERAND_R8, &walk), OK);
		assert_int_equal(walk.pos.level, rows[i].level);
		assert_int_equal(walk.entry.type, rows[i].type);
		assert_int_equal(walk.entry.owner, 0x123456);
		assert_int_equal(seam_pamt_lock(&ctx, rows[i].pa, true, TDX_OPERAND_R8, &other),
				 0x8000020000000008);
		assert_int_equal(test_leaf(0, 24, rows[i].pa, 0, 0), BUSY_RCX);
		seam_pamt_unlock(&ctx, &walk);
		assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	}
}

static void test_corruption(void **state)
{
	static const struct {
		u64 entry, page;
	} entries[] = {
		{ TDMR0_PAMT_1G, TDMR0 },
		{ TDMR0_PAMT_2M, TDMR0 },
		{ TDMR0_PAMT_4K + 3 * 16, TDMR0 + 0x3000 },
	};
	static const u8 bytes[] = { 0x00, 0xff, 0xa5 };
	unsigned int i, j, bit;
	u64 word;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		/* Whole entries overwritten */
		for (j = 0; j < ARRAY_SIZE(bytes); j++) {
			test_machine();
			test_reach(STAGE_READY);
			test_init_tdmr(TDMR0, 256);
			machine_fill(entries[i].entry, bytes[j], 16);
			test_assert_fatal(24, TDMR0 + 0x3000, SEAM_PAMT_CORRUPTED, entries[i].entry,
					  entries[i].page);
		}
		/* Single bits, those of the lock aside */
		for (bit = 16; bit < 128; bit += 7) {
			test_machine();
			test_reach(STAGE_READY);
			test_init_tdmr(TDMR0, 256);
			word = machine_read64(entries[i].entry + bit / 64 * 8);
			machine_write64(entries[i].entry + bit / 64 * 8,
					word ^ BIT_ULL(bit % 64));
			assert_int_equal(seam_pamt_sweep(&machine.m), 1);
			assert_int_equal(machine.last_report.entry_pa, entries[i].entry);
			assert_int_equal(machine.last_report.lp, SEAM_NO_LP);
			assert_false(machine.last_report.fatal);
			test_assert_fatal(24, TDMR0 + 0x3000, SEAM_PAMT_CORRUPTED, entries[i].entry,
					  entries[i].page);
		}
	}
}

/* An entry that is fine elsewhere is not here: tables copied or used twice */
static void test_moved_entry(void **state)
{
	u64 entry[2];

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	machine_read(TDMR0_PAMT_4K + 4 * 16, entry, sizeof(entry));
	machine_write(TDMR0_PAMT_4K + 5 * 16, entry, sizeof(entry));
	test_assert_fatal(24, TDMR0 + 0x5000, SEAM_PAMT_CORRUPTED, TDMR0_PAMT_4K + 5 * 16,
			  TDMR0 + 0x5000);
}

/* What the module before this one wrote is no PAMT of this one */
static void test_stale_table(void **state)
{
	u8 table[SZ_4K];

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	machine_read(TDMR0_PAMT_4K, table, sizeof(table));
	machine_load();
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	machine_write(TDMR0_PAMT_4K, table, sizeof(table));
	assert_int_equal(seam_pamt_sweep(&machine.m), 256);
}

/* All are counted, the first ones are reported one by one */
static void test_sweep_many(void **state)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	test_init_tdmr(TDMR1, 1);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	machine_fill(TDMR0_PAMT_4K, 0, 0x400000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 262144);
	assert_int_equal(machine.nr_reports, 16);
	assert_int_equal(atomic64_read(&machine.m.nr_reports), 262144);
	/* Not written yet: anything may be there */
	machine_fill(TDMR1_PAMT_4K + 0x4000, 0x77, 0x1000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 262144);
}

static void test_give_back(void **state)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	machine_movdir64b(TDMR0_PAMT_4K, 0x400000);
	machine_movdir64b(TDMR0_PAMT_2M, 0x2000);
	machine_movdir64b(TDMR0_PAMT_1G, 0x1000);
	machine_fill(TDMR0_PAMT_4K, 0x11, 0x403000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	/* The host goes on using it, possibly for the same purpose */
	machine_movdir64b(TDMR0_PAMT_4K + 0x1000, 0x1000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	/* The other TDMR still works */
	test_init_tdmr(TDMR1, 256);
	assert_int_equal(test_page_type(TDMR1), 0);
	assert_int_equal(machine.nr_reports, 0);
	test_assert_fatal(24, TDMR0 + 0x3000, SEAM_PAMT_GIVEN_BACK, TDMR0_PAMT_1G, TDMR0);
}

/* Also while no module is there to ask, and the next one knows */
static void test_give_back_after_shutdown(void **state)
{
	unsigned int lp;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	assert_int_equal(test_leaf(0, 52, 0, 0, 0), OK);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	machine_movdir64b(TDMR0_PAMT_4K, 0x400000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);

	seam_module_update(&machine.m, &machine.plat);
	assert_int_equal(test_leaf(0, 33, 0, 0, 0), OK);
	for (lp = 0; lp < TEST_LPS; lp++)
		assert_int_equal(test_leaf(lp, 35, 0, 0, 0), OK);
	assert_int_equal(test_leaf(0, 53, 0, 0, 0), OK);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	test_assert_fatal(24, TDMR0 + 0x3000, SEAM_PAMT_GIVEN_BACK, TDMR0_PAMT_4K + 3 * 16,
			  TDMR0 + 0x3000);
}

static void test_give_back_then_init(void **state)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 1);
	machine_movdir64b(TDMR0_PAMT_4K, 0x400000);
	test_assert_fatal(36, TDMR0, SEAM_PAMT_GIVEN_BACK, TDMR0_PAMT_4K + 1024 * 16,
			  TDMR0 + 4 * MIB);
}

/* Given back without conversion: what the next user writes is found */
static void test_give_back_half(void **state)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	machine_movdir64b(TDMR0_PAMT_4K, 0x200000);
	machine_fill(TDMR0_PAMT_4K, 0x11, 0x200000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	machine_fill(TDMR0_PAMT_4K + 0x200000, 0x11, 0x40);
	assert_int_equal(seam_pamt_sweep(&machine.m), 4);
}

/* What the host must not give away; TDMR0's 4 KiB PAMT is 4 MiB long */
static void test_live(void **state)
{
	static const struct {
		u64 pa, size;
		bool live;
	} rows[] = {
		{ TDMR0_PAMT_4K, 0x1000, true },
		{ TDMR0_PAMT_4K, 1, true },
		{ TDMR0_PAMT_4K, 0, false },
		{ TDMR0_PAMT_4K - 0x1000, 0x1000, false },
		{ TDMR0_PAMT_4K - 0x1000, 0x1001, true },
		{ TDMR0_PAMT_4K + 0x3ff000, 0x1000, true },
		{ TDMR0_PAMT_2M + 0x1000, 0x1000, true },
		{ TDMR0_PAMT_1G, 0x1000, true },
		{ TDMR0_PAMT_1G + 0x1000, 0x1000, false },
		{ TDMR1_PAMT_1G, 0x1000, true },
		{ TDMR1_PAMT_4K, 0x800000, true },
		{ TDMR0, 0x1000, false },
		{ TDMR0, GIB, false },
		{ 0, U64_MAX, true },
		{ TDMR1_PAMT_1G, U64_MAX, true },
		{ TDMR1_PAMT_1G + 0x1000, U64_MAX, false },
	};
	unsigned int i, stage;

	for (stage = 0; stage < NR_STAGES; stage++) {
		test_machine();
		test_reach(stage);
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			if (seam_pamt_is_live(&machine.m, rows[i].pa, rows[i].size) !=
			    (stage >= STAGE_CONFIG && rows[i].live))
				fail_msg("stage %u, row %u", stage, i);
		}
	}
}

static void test_live_given_back(void **state)
{
	u64 pa;

	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	for (pa = TDMR0_PAMT_4K; pa < TDMR0_PAMT_4K + 0x400000; pa += 0x1000) {
		machine_movdir64b(pa, 0xfc0);
		assert_true(seam_pamt_is_live(&machine.m, pa, 0x1000));
		machine_movdir64b(pa + 0xfc0, 0x40);
		assert_false(seam_pamt_is_live(&machine.m, pa, 0x1000));
		assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_4K,
					       pa + 0x1000 - TDMR0_PAMT_4K));
		assert_true(seam_pamt_is_live(&machine.m, pa, 0x1001));
	}
	assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_4K, 0x403000));
	assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_2M, 0x1000));
	machine_movdir64b(TDMR0_PAMT_2M, 0x2000);
	/* Not from its start: what came before is not known */
	machine_movdir64b(TDMR0_PAMT_1G + 0x800, 0x800);
	assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_1G, 0x1000));
	assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_1G + 0x800, 0x800));
	machine_movdir64b(TDMR0_PAMT_1G, 0x1000);
	assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_4K, 0x403000));
	assert_true(seam_pamt_is_live(&machine.m, TDMR1_PAMT_4K, 0x1000));
}

/* From the module to its successor there is no moment when nobody needs them */
static void test_live_handed_off(void **state)
{
	unsigned int lp;

	test_reach(STAGE_SHUTDOWN);
	machine_movdir64b(TDMR0_PAMT_1G, 0x1000);
	assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_1G, 0x1000));
	seam_module_update(&machine.m, &machine.plat);
	machine_movdir64b(TDMR0_PAMT_2M, 0x1000);
	for (lp = 0; lp < 4; lp++) {
		assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_4K, 0x1000));
		assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_2M + 0x1000, 0x1000));
		assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_2M, 0x1000));
		assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_1G, 0x1000));
		if (!lp)
			assert_int_equal(test_leaf(0, 33, 0, 0, 0), OK);
		assert_int_equal(test_leaf(lp, 35, 0, 0, 0), OK);
	}
	assert_int_equal(test_leaf(0, 53, 0, 0, 0), OK);
	assert_true(seam_pamt_is_live(&machine.m, TDMR0_PAMT_4K, 0x1000));
	assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_2M, 0x1000));
	/* A module that was loaded anew needs nothing */
	machine_load();
	assert_false(seam_pamt_is_live(&machine.m, TDMR0_PAMT_4K, 0x1000));
}

static void test_no_memory(void **state)
{
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 1);
	machine_no_memory(TDMR0_PAMT_4K + 0x4000, TDMR0_PAMT_4K + 0x5000);
	test_assert_fatal(36, TDMR0, SEAM_PAMT_NO_MEMORY, TDMR0_PAMT_4K + 0x4000, TDMR0 + 4 * MIB);

	test_machine();
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 255);
	machine_no_memory(TDMR0_PAMT_1G, TDMR0_PAMT_1G + 0x1000);
	test_assert_fatal(36, TDMR0, SEAM_PAMT_NO_MEMORY, TDMR0_PAMT_1G, TDMR0);

	test_machine();
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	machine_no_memory(TDMR0_PAMT_2M, TDMR0_PAMT_2M + 0x1000);
	assert_int_equal(seam_pamt_sweep(&machine.m), 256);
	assert_int_equal(machine.last_report.what, SEAM_PAMT_NO_MEMORY);
	test_assert_fatal(24, TDMR0 + 0x3000, SEAM_PAMT_NO_MEMORY, TDMR0_PAMT_2M, TDMR0);
}

/* The module writes its tables and nothing else */
static void test_writes(void **state)
{
	static const u64 around[] = {
		TDMR0_PAMT_1G + 0x1000, TDMR1_PAMT_4K - 0x1000, TDMR1_PAMT_1G + 0x1000,
		TDMR0, TDMR0 + 0x3000, TDMR1, TDMR0_PAMT_1G + 64, TDMR1_PAMT_1G + 64,
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(around); i++)
		machine_fill(around[i], 0xc3, 0xfc0);
	test_reach(STAGE_READY);
	test_init_tdmr(TDMR0, 256);
	test_init_tdmr(TDMR1, 512);
	for (i = 0; i < ARRAY_SIZE(around); i++) {
		for (j = 0; j < 0xfc0; j += 8)
			assert_int_equal(machine_read64(around[i] + j), 0xc3c3c3c3c3c3c3c3);
	}
}

int run_pamt_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_init_operands, test_setup),
		cmocka_unit_test_setup(test_init_progress, test_setup),
		cmocka_unit_test_setup(test_init_locks, test_setup),
		cmocka_unit_test_setup(test_page_types, test_setup),
		cmocka_unit_test_setup(test_rdmd_operands, test_setup),
		cmocka_unit_test_setup(test_rdmd_locks, test_setup),
		cmocka_unit_test_setup(test_rdmd_in_change, test_setup),
		cmocka_unit_test_setup(test_exclusive, test_setup),
		cmocka_unit_test_setup(test_rdmd_other_pages, test_setup),
		cmocka_unit_test_setup(test_corruption, test_setup),
		cmocka_unit_test_setup(test_moved_entry, test_setup),
		cmocka_unit_test_setup(test_stale_table, test_setup),
		cmocka_unit_test_setup(test_sweep_many, test_setup),
		cmocka_unit_test_setup(test_give_back, test_setup),
		cmocka_unit_test_setup(test_give_back_after_shutdown, test_setup),
		cmocka_unit_test_setup(test_give_back_then_init, test_setup),
		cmocka_unit_test_setup(test_give_back_half, test_setup),
		cmocka_unit_test_setup(test_live, test_setup),
		cmocka_unit_test_setup(test_live_given_back, test_setup),
		cmocka_unit_test_setup(test_live_handed_off, test_setup),
		cmocka_unit_test_setup(test_no_memory, test_setup),
		cmocka_unit_test_setup(test_writes, test_setup),
	};

	return cmocka_run_group_tests_name("pamt", tests, NULL, NULL);
}
