// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of virtual VMX: two processors, a VMXON region for each, three VMCSs.
 */
#include "test.h"

#include "../../../../arch/x86/virt/vmx/tdx/seam/vmx.h"

#define REVISION	4
#define PHYS_BITS	40
#define VMXON_0		0x200000ULL
#define VMXON_1		0x201000ULL
#define VMCS_A		0x300000ULL
#define VMCS_B		0x301000ULL
#define NO_MEMORY	0x500000ULL
#define NONE		0xffffffffffffffffULL

#define INSN_ERROR	0x4400

static struct seam_vmx_cpu cpu[2];

static void in_root(struct seam_vmx_cpu *c, u64 region)
{
	c->cr4_vmxe = true;
	assert_int_equal(seam_vmx_on(c, region), SEAM_VMX_OK);
}

static u64 current(const struct seam_vmx_cpu *c)
{
	u64 vmcs = 0;

	assert_int_equal(seam_vmx_ptrst(c, &vmcs), SEAM_VMX_OK);
	return vmcs;
}

static u64 field(const struct seam_vmx_cpu *c, u64 encoding)
{
	u64 value = 0x5555555555555555;

	assert_int_equal(seam_vmx_read(c, encoding, &value), SEAM_VMX_OK);
	return value;
}

static int setup(void **state)
{
	static const u64 regions[] = { VMXON_0, VMXON_1, VMCS_A, VMCS_B };
	unsigned int i;

	machine_reset();
	machine_no_memory(NO_MEMORY, NO_MEMORY + 0x1000);
	for (i = 0; i < ARRAY_SIZE(regions); i++) {
		machine_fill(regions[i], 0xa5, 0x1000);
		machine_write64(regions[i], REVISION);
	}
	seam_vmx_reset(&cpu[0], PHYS_BITS);
	seam_vmx_reset(&cpu[1], PHYS_BITS);
	return 0;
}

static int setup_root(void **state)
{
	setup(state);
	in_root(&cpu[0], VMXON_0);
	in_root(&cpu[1], VMXON_1);
	return 0;
}

static int setup_vmcs(void **state)
{
	setup_root(state);
	assert_int_equal(seam_vmx_clear(&cpu[0], VMCS_A), SEAM_VMX_OK);
	assert_int_equal(seam_vmx_ptrld(&cpu[0], VMCS_A), SEAM_VMX_OK);
	return 0;
}

/* The error number stays until the next failure */
static void assert_vmfail(enum seam_vmx_result result, u64 error)
{
	assert_int_equal(result, SEAM_VMX_FAIL_VALID);
	assert_int_equal(field(&cpu[0], INSN_ERROR), error);
	assert_int_equal(current(&cpu[0]), VMCS_A);
}

static void test_outside(void **state)
{
	static const u64 desc[2];
	struct seam_vmx_cpu *c = &cpu[0];
	u64 value = 7;

	assert_int_equal(seam_vmx_on(c, VMXON_0), SEAM_VMX_UD);
	c->cr4_vmxe = true;
	assert_int_equal(seam_vmx_off(c), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_clear(c, VMCS_A), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_ptrld(c, VMCS_A), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_ptrst(c, &value), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_read(c, INSN_ERROR, &value), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_write(c, INSN_ERROR, 1), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_launch(c), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_resume(c), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_invept(c, 2, desc), SEAM_VMX_UD);
	assert_int_equal(seam_vmx_invvpid(c, 2, desc), SEAM_VMX_UD);
	assert_int_equal(value, 7);
	assert_false(c->root);
}

static void test_vmxon(void **state)
{
	struct seam_vmx_cpu *c = &cpu[0];

	c->cr4_vmxe = true;
	assert_int_equal(seam_vmx_on(c, VMXON_0 + 8), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_on(c, VMXON_0 | 1ULL << PHYS_BITS), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_on(c, NO_MEMORY), SEAM_VMX_FAIL_INVALID);
	machine_write64(VMXON_0, REVISION + 1);
	assert_int_equal(seam_vmx_on(c, VMXON_0), SEAM_VMX_FAIL_INVALID);
	machine_write64(VMXON_0, REVISION | 1U << 31);
	assert_int_equal(seam_vmx_on(c, VMXON_0), SEAM_VMX_FAIL_INVALID);
	assert_false(c->root);

	machine_write64(VMXON_0, REVISION);
	assert_int_equal(seam_vmx_on(c, VMXON_0), SEAM_VMX_OK);
	assert_true(c->root);
	assert_int_equal(current(c), NONE);
	assert_int_equal(seam_vmx_on(c, VMXON_1), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_off(c), SEAM_VMX_OK);
	assert_int_equal(seam_vmx_off(c), SEAM_VMX_UD);
}

static void test_vmxon_twice(void **state)
{
	assert_vmfail(seam_vmx_on(&cpu[0], VMXON_1), 15);
}

/* Leaving VMX operation forgets which VMCS was current, not what is in it */
static void test_vmxoff(void **state)
{
	assert_int_equal(seam_vmx_write(&cpu[0], 0x681e, 0x1234), SEAM_VMX_OK);
	assert_int_equal(seam_vmx_off(&cpu[0]), SEAM_VMX_OK);
	in_root(&cpu[0], VMXON_0);
	assert_int_equal(current(&cpu[0]), NONE);
	assert_int_equal(seam_vmx_ptrld(&cpu[0], VMCS_A), SEAM_VMX_OK);
	assert_int_equal(field(&cpu[0], 0x681e), 0x1234);
}

static void test_pointers_fail(void **state)
{
	struct seam_vmx_cpu *c = &cpu[0];

	assert_vmfail(seam_vmx_clear(c, VMCS_B + 1), 2);
	assert_vmfail(seam_vmx_clear(c, 1ULL << PHYS_BITS), 2);
	assert_vmfail(seam_vmx_clear(c, VMXON_0), 3);
	assert_vmfail(seam_vmx_ptrld(c, VMCS_B + 0x800), 9);
	assert_vmfail(seam_vmx_ptrld(c, 1ULL << PHYS_BITS), 9);
	assert_vmfail(seam_vmx_ptrld(c, VMXON_0), 10);
	assert_vmfail(seam_vmx_ptrld(c, NO_MEMORY), 11);
	machine_write64(VMCS_B, REVISION + 1);
	assert_vmfail(seam_vmx_ptrld(c, VMCS_B), 11);
}

static void test_pointers_fail_without_vmcs(void **state)
{
	static const u64 desc[2];
	struct seam_vmx_cpu *c = &cpu[0];
	u64 value = 7;

	assert_int_equal(seam_vmx_clear(c, VMCS_A + 1), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_clear(c, VMXON_0), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_ptrld(c, VMCS_A + 1), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_read(c, INSN_ERROR, &value), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_write(c, INSN_ERROR, 1), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_launch(c), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_resume(c), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_invept(c, 0, desc), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(seam_vmx_invvpid(c, 4, desc), SEAM_VMX_FAIL_INVALID);
	assert_int_equal(value, 7);
}

static void test_current(void **state)
{
	struct seam_vmx_cpu *c = &cpu[0];

	/* VMCLEAR of another one leaves the current one alone */
	assert_int_equal(seam_vmx_clear(c, VMCS_B), SEAM_VMX_OK);
	assert_int_equal(current(c), VMCS_A);
	assert_int_equal(current(&cpu[1]), NONE);

	assert_int_equal(seam_vmx_clear(c, VMCS_A), SEAM_VMX_OK);
	assert_int_equal(current(c), NONE);

	/* A shadow VMCS can be current */
	machine_write64(VMCS_B, REVISION | 1U << 31);
	assert_int_equal(seam_vmx_ptrld(c, VMCS_B), SEAM_VMX_OK);
	assert_int_equal(current(c), VMCS_B);

	/* Where there is no memory nothing is kept, and nothing goes wrong */
	assert_int_equal(seam_vmx_clear(c, NO_MEMORY), SEAM_VMX_OK);
}

/* Two VMCSs, and two processors one after the other */
static void test_stores(void **state)
{
	assert_int_equal(seam_vmx_clear(&cpu[0], VMCS_B), SEAM_VMX_OK);
	assert_int_equal(seam_vmx_write(&cpu[0], 0x4000, 0x11), SEAM_VMX_OK);
	assert_int_equal(seam_vmx_ptrld(&cpu[0], VMCS_B), SEAM_VMX_OK);
	assert_int_equal(field(&cpu[0], 0x4000), 0);
	assert_int_equal(seam_vmx_write(&cpu[0], 0x4000, 0x22), SEAM_VMX_OK);

	assert_int_equal(seam_vmx_clear(&cpu[0], VMCS_B), SEAM_VMX_OK);
	assert_int_equal(seam_vmx_ptrld(&cpu[1], VMCS_B), SEAM_VMX_OK);
	assert_int_equal(field(&cpu[1], 0x4000), 0x22);
	assert_int_equal(seam_vmx_ptrld(&cpu[0], VMCS_A), SEAM_VMX_OK);
	assert_int_equal(field(&cpu[0], 0x4000), 0x11);
}

/* Fields of a processor with these controls, first and last of each run */
static const struct run {
	u16 first;
	u16 last;
	u8 bytes;
} runs[] = {
	{ 0x0000, 0x0002, 2 }, { 0x0800, 0x0812, 2 }, { 0x0c00, 0x0c0c, 2 },
	{ 0x2000, 0x2028, 8 }, { 0x202c, 0x2032, 8 }, { 0x2036, 0x203a, 8 },
	{ 0x2400, 0x2400, 8 }, { 0x2800, 0x2812, 8 }, { 0x2c00, 0x2c04, 8 },
	{ 0x4000, 0x4022, 4 }, { 0x4400, 0x440e, 4 }, { 0x4800, 0x482a, 4 },
	{ 0x482e, 0x482e, 4 }, { 0x4c00, 0x4c00, 4 },
	{ 0x6000, 0x600e, 8 }, { 0x6400, 0x640a, 8 }, { 0x6800, 0x6826, 8 },
	{ 0x6c00, 0x6c16, 8 },
};

static unsigned int bytes_of(u64 encoding)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(runs); i++) {
		if (encoding >= runs[i].first && encoding <= (runs[i].last | 1))
			return encoding & 1 && runs[i].first >> 13 != 1 ? 0 : runs[i].bytes;
	}

	return 0;
}

static u64 pattern(u64 encoding)
{
	return 0x0123456789abcdef * (encoding + 1);
}

static u64 cut(u64 value, unsigned int bytes)
{
	return bytes == 8 ? value : value & ((1ULL << 8 * bytes) - 1);
}

/* Every field keeps its own value, and what is no field is refused */
static void test_fields(void **state)
{
	u64 encoding, value = 7;
	unsigned int bytes;

	for (encoding = 0; encoding < 0x10000; encoding++) {
		if (bytes_of(encoding)) {
			if (!(encoding & 1))
				assert_int_equal(seam_vmx_write(&cpu[0], encoding,
								pattern(encoding)), SEAM_VMX_OK);
			continue;
		}
		assert_vmfail(seam_vmx_read(&cpu[0], encoding, &value), 12);
		assert_int_equal(seam_vmx_write(&cpu[0], INSN_ERROR, 0), SEAM_VMX_OK);
		assert_vmfail(seam_vmx_write(&cpu[0], encoding, 1), 12);
		assert_int_equal(value, 7);
	}

	assert_int_equal(seam_vmx_write(&cpu[0], INSN_ERROR, pattern(INSN_ERROR)), SEAM_VMX_OK);
	for (encoding = 0; encoding < 0x10000; encoding++) {
		bytes = bytes_of(encoding);
		if (bytes && !(encoding & 1))
			assert_int_equal(field(&cpu[0], encoding), cut(pattern(encoding), bytes));
		else if (bytes)
			assert_int_equal(field(&cpu[0], encoding), pattern(encoding - 1) >> 32);
	}
}

static void test_high_half(void **state)
{
	assert_int_equal(seam_vmx_write(&cpu[0], 0x201a, 0x1111111122222222), SEAM_VMX_OK);
	assert_int_equal(seam_vmx_write(&cpu[0], 0x201b, 0xffffffff33333333), SEAM_VMX_OK);
	assert_int_equal(field(&cpu[0], 0x201a), 0x3333333322222222);
	assert_int_equal(field(&cpu[0], 0x201b), 0x33333333);
	assert_int_equal(field(&cpu[0], 0x201c), 0);
}

/* Bits of the encoding that are reserved */
static void test_encoding(void **state)
{
	u64 value;
	unsigned int bit;

	for (bit = 12; bit < 64; bit++) {
		if (bit == 13 || bit == 14)
			continue;
		assert_vmfail(seam_vmx_read(&cpu[0], 0x4000 | 1ULL << bit, &value), 12);
	}
}

/* Nothing is kept behind what IA32_VMX_BASIC calls the size of a VMCS */
static void test_size(void **state)
{
	u64 encoding, basic, pa;

	assert_true(seam_vmx_msr(0x480, &basic));
	assert_int_equal(basic >> 32 & 0x1fff, 1024);
	assert_int_equal(basic & 0x7fffffff, REVISION);
	for (encoding = 0; encoding < 0x8000; encoding++)
		seam_vmx_write(&cpu[0], encoding, pattern(encoding));
	for (pa = VMCS_A + 1024; pa < VMCS_A + 4096; pa += 8)
		assert_int_equal(machine_read64(pa), 0xa5a5a5a5a5a5a5a5);
	assert_int_equal(machine_read64(VMCS_A), REVISION);
}

/* What was in memory before VMCLEAR is in no field */
static void test_garbage(void **state)
{
	u64 encoding;

	for (encoding = 0; encoding < 0x8000; encoding++) {
		if (bytes_of(encoding))
			assert_int_equal(field(&cpu[0], encoding), 0);
	}
}

static void test_entry(void **state)
{
	assert_vmfail(seam_vmx_launch(&cpu[0]), 7);
	assert_vmfail(seam_vmx_resume(&cpu[0]), 5);
	assert_vmfail(seam_vmx_launch(&cpu[0]), 7);
}

static const struct {
	bool vpid;
	u64 type;
	u64 desc[2];
	bool valid;
} inv_cases[] = {
	{ false, 0, { 0x1000 | 0x1e }, false },
	{ false, 1, { 0x1000 | 0x1e }, true },
	{ false, 1, { 0x1000 | 0x5e }, true },
	{ false, 1, { 0x1000 | 0x18 }, true },
	{ false, 1, { 0x1000 | 0x1d }, false },
	{ false, 1, { 0x1000 | 0x26 }, false },
	{ false, 1, { 0x1000 | 0x9e }, false },
	{ false, 1, { 1ULL << PHYS_BITS | 0x1e }, false },
	{ false, 2, { NONE, NONE }, true },
	{ false, 3, { 0x1000 | 0x1e }, false },
	{ false, 0x100000001, { 0x1000 | 0x1e }, false },
	{ true, 0, { 1, 0x7fffffffffff }, true },
	{ true, 0, { 1, 0xffff800000000000 }, true },
	{ true, 0, { 1, 0x800000000000 }, false },
	{ true, 0, { 1, 0x7fff800000000000 }, false },
	{ true, 0, { 0, 0x1000 }, false },
	{ true, 1, { 0xffff, NONE }, true },
	{ true, 1, { 0x10001, 0 }, false },
	{ true, 1, { 0, 0 }, false },
	{ true, 2, { 0, 0 }, true },
	{ true, 2, { 0x10000, 0 }, false },
	{ true, 3, { 5, 0 }, true },
	{ true, 3, { 0, 0 }, false },
	{ true, 4, { 5, 0 }, false },
	{ true, 0x100000001, { 5, 0 }, false },
};

static void test_invalidate(void **state)
{
	enum seam_vmx_result result;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(inv_cases); i++) {
		if (inv_cases[i].vpid)
			result = seam_vmx_invvpid(&cpu[0], inv_cases[i].type, inv_cases[i].desc);
		else
			result = seam_vmx_invept(&cpu[0], inv_cases[i].type, inv_cases[i].desc);
		if (inv_cases[i].valid)
			assert_int_equal(result, SEAM_VMX_OK);
		else
			assert_vmfail(result, 28);
		assert_int_equal(seam_vmx_write(&cpu[0], INSN_ERROR, 0), SEAM_VMX_OK);
	}
}

/* What must be one may be one, and true controls give more freedom, never less */
static void test_msrs(void **state)
{
	static const u32 controls[] = { 0x481, 0x482, 0x483, 0x484, 0x48d, 0x48e, 0x48f, 0x490 };
	u64 value, plain, with;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(controls); i++) {
		assert_true(seam_vmx_msr(controls[i], &value));
		assert_int_equal((u32)value & ~(value >> 32), 0);
	}
	for (i = 0; i < 4; i++) {
		assert_true(seam_vmx_msr(controls[i], &plain));
		assert_true(seam_vmx_msr(controls[i + 4], &with));
		assert_int_equal(with >> 32, plain >> 32);
		assert_int_equal((u32)with & ~(u32)plain, 0);
	}

	/* VMX outside SMX, locked */
	assert_true(seam_vmx_msr(0x3a, &value));
	assert_int_equal(value, 5);
	/* EPT, VPID, unrestricted guest */
	assert_true(seam_vmx_msr(0x48b, &value));
	assert_int_equal(value >> 32 & 0xa2, 0xa2);
	/* The highest index of test_fields() */
	assert_true(seam_vmx_msr(0x48a, &value));
	assert_int_equal(value, 0x3a);

	assert_false(seam_vmx_msr(0x3b, &value));
	assert_false(seam_vmx_msr(0x47f, &value));
	assert_false(seam_vmx_msr(0x492, &value));
}

int run_vmx_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_outside, setup),
		cmocka_unit_test_setup(test_vmxon, setup),
		cmocka_unit_test_setup(test_vmxon_twice, setup_vmcs),
		cmocka_unit_test_setup(test_vmxoff, setup_vmcs),
		cmocka_unit_test_setup(test_pointers_fail, setup_vmcs),
		cmocka_unit_test_setup(test_pointers_fail_without_vmcs, setup_root),
		cmocka_unit_test_setup(test_current, setup_vmcs),
		cmocka_unit_test_setup(test_stores, setup_vmcs),
		cmocka_unit_test_setup(test_fields, setup_vmcs),
		cmocka_unit_test_setup(test_high_half, setup_vmcs),
		cmocka_unit_test_setup(test_encoding, setup_vmcs),
		cmocka_unit_test_setup(test_size, setup_vmcs),
		cmocka_unit_test_setup(test_garbage, setup_vmcs),
		cmocka_unit_test_setup(test_entry, setup_vmcs),
		cmocka_unit_test_setup(test_invalidate, setup_vmcs),
		cmocka_unit_test_setup(test_msrs, setup),
	};

	return cmocka_run_group_tests_name("vmx", tests, NULL, NULL);
}
