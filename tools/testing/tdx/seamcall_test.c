// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the SEAMCALL stubs (seamcall.S), in userspace.
 *
 * The instruction traps here as well.  The signal handler plays the module: it
 * notes the registers it is given, then returns new ones, fails with CF, or
 * goes to the fixup as the kernel does for a fault.  A trampoline checks that
 * the registers a C function must keep are kept.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#include <cmocka.h>

#include <linux/array_size.h>

#include "tdx_abi.h"

#include <asm/asm-offsets.h>

#include "seamcall_test.h"

static_assert(offsetof(struct tdx_module_args, rcx) == TDX_MODULE_rcx);
static_assert(offsetof(struct tdx_module_args, r11) == TDX_MODULE_r11);
static_assert(offsetof(struct tdx_module_args, r12) == TDX_MODULE_r12);
static_assert(offsetof(struct tdx_module_args, rbx) == TDX_MODULE_rbx);
static_assert(offsetof(struct tdx_module_args, rsi) == TDX_MODULE_rsi);

#define NR_KEPT	6

asm(".text\n"
	".globl trampoline\n"
	"trampoline:\n"
	"	push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
	"	push %rcx\n"
	"	mov %rdi, %rax\n"
	"	mov %rsi, %rdi\n"
	"	mov %rdx, %rsi\n"
	"	mov $0x11, %rbx; mov $0x22, %rbp; mov $0x33, %r12\n"
	"	mov $0x44, %r13; mov $0x55, %r14; mov $0x66, %r15\n"
	"	call *%rax\n"
	"	pop %rcx\n"
	"	mov %rbx, 0(%rcx); mov %rbp, 8(%rcx); mov %r12, 16(%rcx)\n"
	"	mov %r13, 24(%rcx); mov %r14, 32(%rcx); mov %r15, 40(%rcx)\n"
	"	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
	"	ret\n");

/* What the module does with the next call, and what it was given */
static struct {
	enum { RETURN, VMFAIL, FAULT } what;
	unsigned int vector;
	u64 rax_out;
	u64 rax_in;
	struct tdx_module_args in, out;
	unsigned int calls;
} module;

/* The order of struct tdx_module_args */
static const int greg[] = {
	REG_RCX, REG_RDX, REG_R8, REG_R9, REG_R10, REG_R11,
	REG_R12, REG_R13, REG_R14, REG_R15, REG_RBX, REG_RDI, REG_RSI,
};

#define NR_REGS		ARRAY_SIZE(greg)
#define NR_PLAIN	6
#define FLAG_CF		1

static const struct fixup *find_fixup(u64 ip)
{
	const struct fixup *fixup;

	for (fixup = __start_seam_extable; fixup < __stop_seam_extable; fixup++) {
		if (fixup->from == ip)
			return fixup;
	}
	return NULL;
}

static void trap(int sig, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	const struct fixup *fixup = find_fixup(regs[REG_RIP]);
	static const u8 seamcall[] = { 0x66, 0x0f, 0x01, 0xcf };
	u64 *in = (u64 *)&module.in, *out = (u64 *)&module.out;
	unsigned int i;

	/* Anything else is a crash, and stays one */
	if (!fixup || memcmp((void *)regs[REG_RIP], seamcall, sizeof(seamcall))) {
		signal(sig, SIG_DFL);
		return;
	}

	module.calls++;
	module.rax_in = regs[REG_RAX];
	for (i = 0; i < NR_REGS; i++)
		in[i] = regs[greg[i]];

	switch (module.what) {
	case RETURN:
		regs[REG_RAX] = module.rax_out;
		for (i = 0; i < NR_REGS; i++)
			regs[greg[i]] = out[i];
		regs[REG_EFL] &= ~FLAG_CF;
		regs[REG_RIP] += sizeof(seamcall);
		break;
	case VMFAIL:
		regs[REG_EFL] |= FLAG_CF;
		regs[REG_RIP] += sizeof(seamcall);
		break;
	case FAULT:
		regs[REG_RAX] = module.vector;
		regs[REG_RIP] = fixup->to;
		break;
	}
}

static void fill(struct tdx_module_args *args, u64 base)
{
	u64 *reg = (u64 *)args;
	unsigned int i;

	for (i = 0; i < NR_REGS; i++)
		reg[i] = base + i;
}

/* cmocka sets its own handlers before each test */
static void catch_traps(void)
{
	struct sigaction action = { .sa_sigaction = trap, .sa_flags = SA_SIGINFO };

	/* A CPU with SEAM raises #GP instead, outside ring 0 */
	assert_int_equal(sigaction(SIGILL, &action, NULL), 0);
	assert_int_equal(sigaction(SIGSEGV, &action, NULL), 0);
}

static u64 call(stub stub, struct tdx_module_args *args)
{
	static const u64 patterns[NR_KEPT] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };
	u64 kept[NR_KEPT], ret;

	catch_traps();
	module.calls = 0;
	ret = trampoline(stub, 0x8000000000030024, args, kept);

	assert_int_equal(module.calls, 1);
	assert_int_equal(module.rax_in, 0x8000000000030024);
	assert_memory_equal(kept, patterns, sizeof(kept));
	return ret;
}

/*
 * A module gives back what it does not change.  The two short forms rely on it
 * for RSI, RDI and what a C function must keep.
 */
static void module_keeps(struct tdx_module_args *args)
{
	module.out.r12 = 0x33;
	module.out.r13 = 0x44;
	module.out.r14 = 0x55;
	module.out.r15 = 0x66;
	module.out.rbx = 0x11;
	module.out.rsi = (u64)args;
}

static void without_outputs(void **state)
{
	struct tdx_module_args args, before;

	fill(&args, 0x100);
	before = args;
	fill(&module.out, 0x200);
	module_keeps(&args);
	module.what = RETURN;
	module.rax_out = 0xc000010000000001;

	assert_int_equal(call(__seamcall, &args), 0xc000010000000001);
	assert_memory_equal(&module.in, &before, NR_PLAIN * sizeof(u64));
	assert_memory_equal(&args, &before, sizeof(args));
}

static void with_outputs(void **state)
{
	struct tdx_module_args args, before;

	fill(&args, 0x100);
	before = args;
	fill(&module.out, 0x200);
	module_keeps(&args);
	module.what = RETURN;
	module.rax_out = 0;

	assert_int_equal(call(__seamcall_ret, &args), 0);
	assert_memory_equal(&module.in, &before, NR_PLAIN * sizeof(u64));
	assert_int_equal(args.rcx, 0x200);
	assert_int_equal(args.rdx, 0x201);
	assert_int_equal(args.r8, 0x202);
	assert_int_equal(args.r9, 0x203);
	assert_int_equal(args.r10, 0x204);
	assert_int_equal(args.r11, 0x205);
	/* The rest is not touched */
	assert_memory_equal(&args.r12, &before.r12, (NR_REGS - NR_PLAIN) * sizeof(u64));
}

static void with_saved_registers(void **state)
{
	struct tdx_module_args args, before;

	fill(&args, 0x100);
	before = args;
	fill(&module.out, 0x200);
	module.what = RETURN;
	module.rax_out = 0x1000000000000077;

	assert_int_equal(call(__seamcall_saved_ret, &args), 0x1000000000000077);
	assert_memory_equal(&module.in, &before, sizeof(before));
	assert_memory_equal(&args, &module.out, sizeof(args));
}

static void failures(void **state)
{
	static const stub stubs[] = { __seamcall, __seamcall_ret, __seamcall_saved_ret };
	struct tdx_module_args args, before;
	unsigned int i;

	fill(&args, 0x100);
	before = args;

	for (i = 0; i < 3; i++) {
		module.what = VMFAIL;
		assert_int_equal(call(stubs[i], &args), 0x8000ff00ffff0000);

		module.what = FAULT;
		module.vector = 6;
		assert_int_equal(call(stubs[i], &args), 0x8000ff0000000006);
		module.vector = 13;
		assert_int_equal(call(stubs[i], &args), 0x8000ff000000000d);

		assert_memory_equal(&args, &before, sizeof(args));
	}
}

/* The stubs' numbers and the names of tdx_abi.h are the same */
static void software_statuses(void **state)
{
	assert_int_equal(tdx_status_raw(TDX_SEAMCALL_UD), 0x8000ff0000000006);
	assert_int_equal(tdx_status_raw(TDX_SEAMCALL_GP), 0x8000ff000000000d);
	assert_int_equal(tdx_status_raw(TDX_SEAMCALL_VMFAIL), 0x8000ff00ffff0000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_outputs),
		cmocka_unit_test(with_outputs),
		cmocka_unit_test(with_saved_registers),
		cmocka_unit_test(failures),
		cmocka_unit_test(software_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
