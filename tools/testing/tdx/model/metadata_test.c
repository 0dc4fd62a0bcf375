// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the model: TDH.SYS.RD, TDH.SYS.RDALL and TDH.SYS.INFO.
 */
#include "test.h"

#define OK		0x0000000000000000
#define FIRST_ID	0x00000c0b00000000
#define ID_INCORRECT	0xc0000c0000000000
#define INVALID		0xc000010000000000

static u64 rd(u64 id, u64 *value, u64 *next)
{
	struct seam_regs regs = { .rdx = id, .r8 = 0x5a };
	u64 status = test_call(0, 34, &regs);

	*value = regs.r8;
	*next = regs.rdx;
	return status;
}

static u64 rd_value(u64 id)
{
	u64 value, next;

	assert_int_equal(rd(id, &value, &next), OK);
	return value;
}

static void test_values(void **state)
{
	static const struct {
		u64 id;
		u64 value;
	} rows[] = {
		{ 0x0000000200000000, 2 },
		{ 0x0000000200000001, 0x806f8 },
		{ 0x0000000200000002, 0x806f8 },
		{ 0x0000000200000003, 0 },
		{ 0x0800000200000000, 0x8086 },
		{ 0x8800000200000001, 20240129 },
		{ 0x8800000100000002, 698 },
		{ 0x0800000100000003, 5 },
		{ 0x0800000100000004, 1 },
		{ 0x0800000100000005, 5 },
		{ 0x0a00000300000008, 0x1f0fbf },
		{ 0x9000000100000000, 32 },
		{ 0x9000000300000080, 0x100000 },
		{ 0x9000000300000100, 0x7ff00000 },
		{ 0x9000000300000082, 0 },
		{ 0x9000000300000083, 0x200000000 },
		{ 0x900000030000011f, 0 },
		{ 0x9100000100000008, 64 },
		{ 0x9100000100000009, 16 },
		{ 0x9100000100000010, 16 },
		{ 0x9100000100000011, 16 },
		{ 0x9100000100000012, 16 },
		{ 0x9800000100000000, 4096 },
		{ 0x9800000100000100, 24576 },
		{ 0x9800000100000200, 24576 },
		{ 0x1900000300000003, 3 },
		{ 0x9900000100000004, 18 },
		{ 0x9900000100000008, 576 },
		{ 0x9900000300000400, 0xffffffff00000001 },
		{ 0x9900000300000411, 0x000000050000001f },
		{ 0x9900000300000412, 0xffffffffffffffff },
		{ 0x9900000300000502, 0xfffff000ffffc3ff },
		{ 0x9900000300000525, 0 },
		{ 0x9900000300000600, 0x1180010 },
	};
	unsigned int i;

	test_reach(STAGE_LP_INIT);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(rd_value(rows[i].id), rows[i].value);
}

static void test_overrides(void **state)
{
	machine.plat.features0 = 0x1b0fbf;
	machine.plat.max_tdmrs = 7;
	machine.plat.max_reserved = 3;
	test_reach(STAGE_LP_INIT);
	assert_int_equal(rd_value(0x0a00000300000008), 0x1b0fbf);
	assert_int_equal(rd_value(0x9100000100000008), 7);
	assert_int_equal(rd_value(0x9100000100000009), 3);
}

/* LASS decides on one bit of the attributes */
static void test_attributes(void **state)
{
	test_reach(STAGE_LP_INIT);
	assert_int_equal(rd_value(0x1900000300000000), 0x8000000070000001);
	test_machine();
	assert_true(machine_set_cpuid(MACHINE_ALL_LPS, 7, 1, 0, 0x1c70));
	test_reach(STAGE_LP_INIT);
	assert_int_equal(rd_value(0x1900000300000000), 0x8000000078000001);
}

/* From the null id to the null id: 355 values, none twice, all by themselves too */
static void test_walk(void **state)
{
	u64 id, next, value, again, ignored;
	unsigned int n = 0;

	test_reach(STAGE_LP_INIT);
	assert_int_equal(rd(U64_MAX, &value, &id), FIRST_ID);
	assert_int_equal(value, 0);
	assert_int_equal(id, 0x0000000200000000);
	for (; id != U64_MAX; id = next, n++) {
		assert_true(n < 1000);
		assert_int_equal(rd(id, &value, &next), OK);
		assert_int_equal(rd(id, &again, &ignored), OK);
		assert_int_equal(again, value);
	}
	assert_int_equal(n, 355);
}

/* A rule changes one field, the others are as they were; no rule makes an answer of an error */
static void test_injected_values(void **state)
{
	static const char * const rules[] = {
		"leaf=SYS.RD field=0x9100000100000008 nth=2 out=r8:0xffffffffffffffff",
		"leaf=SYS.RD field=0x9000000300000081 out=r8:0",
		"leaf=SYS.RD field=0x9000000300000082 out=rdx:7",
		"leaf=SYS.RD field=0x0900000100000008 out=r8:1",
	};
	u64 value, next;
	unsigned int i;

	test_reach(STAGE_LP_INIT);
	for (i = 0; i < ARRAY_SIZE(rules); i++)
		assert_int_equal(seam_inject_parse(&machine.m, rules[i]), 0);

	assert_int_equal(rd_value(0x9100000100000008), 64);
	assert_int_equal(rd_value(0x9100000100000009), 16);
	assert_int_equal(rd_value(0x9100000100000008), U64_MAX);
	assert_int_equal(rd_value(0x9100000100000008), 64);
	assert_int_equal(rd_value(0x9000000300000080), 0x100000);
	assert_int_equal(rd_value(0x9000000300000081), 0);
	assert_int_equal(rd(0x9000000300000082, &value, &next), OK);
	assert_int_equal(value, 0);
	assert_int_equal(next, 7);
	assert_int_equal(rd(0x0900000100000008, &value, &next), ID_INCORRECT);
	assert_int_equal(value, 0);

	/* Any leaf, any output; what was done is done */
	test_reach(STAGE_READY);
	assert_int_equal(seam_inject_parse(&machine.m, "leaf=any nth=2 out=r11:5"), 0);
	for (i = 0; i < 3; i++) {
		struct seam_regs regs = { .rcx = TDMR0, .r11 = 1 };

		assert_int_equal(test_call(0, 36, &regs), OK);
		assert_int_equal(regs.r11, i == 1 ? 5 : 1);
	}
}

static void test_ids(void **state)
{
	static const struct {
		u64 id;
		u64 status;
		u64 next;
	} rows[] = {
		/* Context does not matter for the null id */
		{ 0xff8fffffffffffff, FIRST_ID, 0x0000000200000000 },
		{ 0x7fffffffffffffff, ID_INCORRECT, U64_MAX },
		/* Size, step, write mask and bit 63 are kept inside a field */
		{ 0x900c000000000080, OK, 0x900c000000000081 },
		{ 0x1070000300000080, OK, 0x1000000300000081 },
		{ 0x900000030000009f, OK, 0x9000000300000100 },
		{ 0xa200000300000006, OK, U64_MAX },
		/* Reserved bits, and counts that only lists have */
		{ 0x9000000301000080, ID_INCORRECT, U64_MAX },
		{ 0x9000000380000080, ID_INCORRECT, U64_MAX },
		{ 0x9000800300000080, ID_INCORRECT, U64_MAX },
		{ 0x9002000300000080, ID_INCORRECT, U64_MAX },
		{ 0x9080000300000080, ID_INCORRECT, U64_MAX },
		{ 0xd000000300000080, ID_INCORRECT, U64_MAX },
		{ 0x9000000700000080, ID_INCORRECT, U64_MAX },
		{ 0x9000400300000080, ID_INCORRECT, U64_MAX },
		/* No such class, between fields, behind the last one */
		{ 0x0100000200000000, ID_INCORRECT, U64_MAX },
		{ 0x90000003000000a0, ID_INCORRECT, U64_MAX },
		{ 0x9000000300000120, ID_INCORRECT, U64_MAX },
		{ 0x9000000300ffffff, ID_INCORRECT, U64_MAX },
	};
	u64 value, next;
	unsigned int i;

	test_reach(STAGE_LP_INIT);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(rd(rows[i].id, &value, &next), rows[i].status);
		assert_int_equal(next, rows[i].next);
		if (rows[i].status)
			assert_int_equal(value, 0);
	}
}

/* The list has what a walk finds */
static void test_rdall(void **state)
{
	struct seam_regs regs = { .rdx = TEST_BUFFER, .r8 = U64_MAX };
	u64 id, next, value, header, first;
	unsigned int at = 8, left = 0;

	machine_fill(TEST_BUFFER, 0xee, SZ_4K);
	test_reach(STAGE_LP_INIT);
	assert_int_equal(test_call(0, 37, &regs), OK);
	assert_int_equal(regs.r8, U64_MAX);
	assert_int_equal(regs.rdx, TEST_BUFFER);
	first = machine_read64(TEST_BUFFER);
	assert_int_equal(first, 0x250c48);

	for (id = 0x0000000200000000; id != U64_MAX; id = next, left--, at += 8) {
		assert_int_equal(rd(id, &value, &next), OK);
		if (!left) {
			header = machine_read64(TEST_BUFFER + at);
			assert_int_equal(header & 0x3f00000300ffffff, id & 0x3f00000300ffffff);
			left = ((header >> 34 & 15) + 1) * ((header >> 38 & 0x1ff) + 1);
			at += 8;
		}
		/* Second values of CPUID configurations that are not there */
		if ((id & 0x3f00000000ffffff) >= 0x1900000000000524 &&
		    (id & 0x3f00000000ffffff) <= 0x190000000000053f && (id & 1))
			assert_int_equal(machine_read64(TEST_BUFFER + at), 0xeeeeeeeeeeeeeeee);
		else
			assert_int_equal(machine_read64(TEST_BUFFER + at), value);
	}
	assert_int_equal(left, 0);
	assert_int_equal(at, 0xc48);
	assert_int_equal(machine_read64(TEST_BUFFER + at), 0xeeeeeeeeeeeeeeee);
}

static void test_rdall_operands(void **state)
{
	static const struct {
		u64 rdx, r8;
		u64 status;
	} rows[] = {
		{ TEST_BUFFER + 8, U64_MAX, INVALID | 2 },
		{ TEST_BUFFER | BIT_ULL(52), U64_MAX, INVALID | 2 },
		{ TEST_BUFFER | 16ULL << 46, U64_MAX, INVALID | 2 },
		{ 0x80000000, U64_MAX, INVALID | 2 },
		{ TEST_BUFFER, 0x9000000200000080, ID_INCORRECT },
		{ TEST_BUFFER, 0x9900000300000501, ID_INCORRECT },
		{ TEST_BUFFER, 0x0100000200000000, ID_INCORRECT },
		{ TEST_BUFFER + 8, 0x1234, INVALID | 2 },
		{ TEST_BUFFER, 0xa200000300000006, OK },
		{ TEST_BUFFER, 0xff8fffffffffffff, OK },
	};
	struct seam_regs regs;
	unsigned int i;

	test_reach(STAGE_LP_INIT);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		machine_fill(TEST_BUFFER, 0xee, SZ_4K);
		regs = (struct seam_regs){ .rdx = rows[i].rdx, .r8 = rows[i].r8 };
		assert_int_equal(test_call(0, 37, &regs), rows[i].status);
		assert_int_equal(regs.r8, U64_MAX);
		if (rows[i].status)
			assert_int_equal(machine_read64(TEST_BUFFER), 0xeeeeeeeeeeeeeeee);
	}
}

static void test_sys_info(void **state)
{
	struct seam_regs regs = {
		.rcx = TEST_BUFFER, .rdx = 0x1000, .r8 = TEST_BUFFER + 1024, .r9 = 40,
	};

	machine_fill(TEST_BUFFER, 0xee, SZ_4K);
	test_reach(STAGE_LP_INIT);
	assert_int_equal(test_call(0, 32, &regs), OK);
	assert_int_equal(regs.rdx, 1024);
	assert_int_equal(regs.r9, 32);
	assert_int_equal(machine_read64(TEST_BUFFER), 0x0000808600000000);
	assert_int_equal(machine_read64(TEST_BUFFER + 8), 0x000502ba0134d701);
	assert_int_equal(machine_read64(TEST_BUFFER + 16), 0x0000000000010001);
	assert_int_equal(machine_read64(TEST_BUFFER + 32), 0x0000001000100040);
	assert_int_equal(machine_read64(TEST_BUFFER + 128) & U32_MAX, 18);
	assert_int_equal(machine_read64(TEST_BUFFER + 1016), 0);
	assert_int_equal(machine_read64(TEST_BUFFER + 1024), 0x100000);
	assert_int_equal(machine_read64(TEST_BUFFER + 1024 + 3 * 16), 0x200000000);
	assert_int_equal(machine_read64(TEST_BUFFER + 1536), 0xeeeeeeeeeeeeeeee);
}

static void test_info_operands(void **state)
{
	static const struct {
		u64 rcx, rdx, r8, r9;
		u64 status;
		bool zeroed;
	} rows[] = {
		{ TEST_BUFFER + 512, 1024, TEST_BUFFER + 1024, 32, INVALID | 1 },
		{ 0x80000000, 1024, TEST_BUFFER + 1024, 32, INVALID | 1 },
		{ TEST_BUFFER, 1023, TEST_BUFFER + 1024, 32, INVALID | 2 },
		{ TEST_BUFFER, 1024, TEST_BUFFER + 1280, 32, INVALID | 8, true },
		{ TEST_BUFFER, 1024, 0x80000000, 32, INVALID | 8, true },
		{ TEST_BUFFER, 1024, TEST_BUFFER + 1024, 31, INVALID | 9, true },
		{ TEST_BUFFER + 1, 0, 1, 0, INVALID | 1 },
		{ TEST_BUFFER, 0, 1, 0, INVALID | 2 },
		{ TEST_BUFFER, 1024, 1, 0, INVALID | 8, true },
	};
	struct seam_regs regs;
	unsigned int i;

	test_reach(STAGE_LP_INIT);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		machine_fill(TEST_BUFFER, 0xee, SZ_4K);
		regs = (struct seam_regs){
			.rcx = rows[i].rcx, .rdx = rows[i].rdx, .r8 = rows[i].r8, .r9 = rows[i].r9,
		};
		assert_int_equal(test_call(0, 32, &regs), rows[i].status);
		assert_int_equal(regs.rdx | regs.r9, 0);
		assert_int_equal(machine_read64(TEST_BUFFER),
				 rows[i].zeroed ? 0 : 0xeeeeeeeeeeeeeeee);
		assert_int_equal(machine_read64(TEST_BUFFER + 1024), 0xeeeeeeeeeeeeeeee);
	}
}

static void test_info_old(void **state)
{
	machine.plat.version = 0x100;
	test_reach(STAGE_LP_INIT);
	assert_int_equal(test_leaf(0, 32, TEST_BUFFER, 1024, TEST_BUFFER + 1024),
			 INVALID | 9);
	struct seam_regs regs = {
		.rcx = TEST_BUFFER, .rdx = 1024, .r8 = TEST_BUFFER + 1024, .r9 = 32,
	};
	assert_int_equal(test_call(0, 32, &regs), OK);
	/* Minor version 0, major 1, no TDH.SYS.RD */
	assert_int_equal(machine_read64(TEST_BUFFER + 8), 0x000002ba0134d701);
	assert_int_equal(machine_read64(TEST_BUFFER + 16), 0x0000000000000001);
}

int run_metadata_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_values, test_setup),
		cmocka_unit_test_setup(test_overrides, test_setup),
		cmocka_unit_test_setup(test_attributes, test_setup),
		cmocka_unit_test_setup(test_walk, test_setup),
		cmocka_unit_test_setup(test_injected_values, test_setup),
		cmocka_unit_test_setup(test_ids, test_setup),
		cmocka_unit_test_setup(test_rdall, test_setup),
		cmocka_unit_test_setup(test_rdall_operands, test_setup),
		cmocka_unit_test_setup(test_sys_info, test_setup),
		cmocka_unit_test_setup(test_info_operands, test_setup),
		cmocka_unit_test_setup(test_info_old, test_setup),
	};

	return cmocka_run_group_tests_name("metadata", tests, NULL, NULL);
}
