// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim's way into a running kernel: traps, MSRs and CPUID.
 *
 * A CPU without SEAM raises #UD on SEAMCALL, and so it does here on MOVDIR64B
 * and on the instructions of VMX, which are front_vmx.c's.  A die notifier sees
 * every #UD before the exception table is searched.  It recognises these
 * instructions, executes them in software and resumes behind them; the code
 * that issued them is not aware of it.  An instruction that would fault on
 * hardware too is left to the exception table, as the same or another fault.
 *
 * MSRs and CPUID bits that make a CPU a TDX host are shown through pv_ops,
 * which is replaced while early parameters are parsed: before the CPU is
 * identified a second time and before pv_ops calls are patched into direct ones.
 *
 * The notifier may run in any context that executes SEAMCALL: it takes no
 * locks, allocates nothing and does not sleep, and neither does the model.
 */
#define pr_fmt(fmt) "seam: " fmt

#include <linux/atomic.h>
#include <linux/cpufeature.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kdebug.h>
#include <linux/ktime.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include <asm/extable.h>
#include <asm/insn.h>
#include <asm/insn-eval.h>
#include <asm/msr.h>
#include <asm/msr-index.h>
#include <asm/paravirt.h>
#include <asm/trapnr.h>

#include "front.h"
#include "model_env.h"
#include "vmx.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

struct seam_platform seam_platform;
struct seam_module *seam_module;
bool seam_on;
bool seam_vmx_shown;
u64 seam_keyids_shown;
atomic_t seam_violations;

static void to_seam_regs(const struct pt_regs *regs, struct seam_regs *sr)
{
	sr->rax = regs->ax;
	sr->rcx = regs->cx;
	sr->rdx = regs->dx;
	sr->rbx = regs->bx;
	sr->rbp = regs->bp;
	sr->rsi = regs->si;
	sr->rdi = regs->di;
	sr->r8 = regs->r8;
	sr->r9 = regs->r9;
	sr->r10 = regs->r10;
	sr->r11 = regs->r11;
	sr->r12 = regs->r12;
	sr->r13 = regs->r13;
	sr->r14 = regs->r14;
	sr->r15 = regs->r15;
}

static void from_seam_regs(struct pt_regs *regs, const struct seam_regs *sr)
{
	regs->ax = sr->rax;
	regs->cx = sr->rcx;
	regs->dx = sr->rdx;
	regs->bx = sr->rbx;
	regs->bp = sr->rbp;
	regs->si = sr->rsi;
	regs->di = sr->rdi;
	regs->r8 = sr->r8;
	regs->r9 = sr->r9;
	regs->r10 = sr->r10;
	regs->r11 = sr->r11;
	regs->r12 = sr->r12;
	regs->r13 = sr->r13;
	regs->r14 = sr->r14;
	regs->r15 = sr->r15;
}

static tdx_status_t result_status(enum seam_result result, const struct seam_regs *sr)
{
	switch (result) {
	case SEAM_RETURN:
		return (__force tdx_status_t)sr->rax;
	case SEAM_VMFAIL:
		return TDX_SEAMCALL_VMFAIL;
	case SEAM_GP:
		break;
	}

	return TDX_SEAMCALL_GP;
}

static enum seam_verdict do_seamcall(struct pt_regs *regs)
{
	int lp = seam_front_lp(smp_processor_id());
	enum seam_result result;
	struct seam_regs sr, in;
	u64 start = 0, ticks;

	if (!seam_front_in_root() || lp < 0)
		return SEAM_FAULT_UD;

	to_seam_regs(regs, &sr);

	/* There is no P-SEAMLDR on this platform, but SEAMRR comes first */
	if (sr.rax & TDX_RAX_SEAMLDR && !seam_platform.firmware_off) {
		seam_front_set_flags(regs, X86_EFLAGS_CF);
		return SEAM_DONE;
	}

	in = sr;
	if (trace_seamcall_enabled())
		start = ktime_get_mono_fast_ns();

	seam_front_cache_before(in.rax & TDX_RAX_LEAF);
	ticks = seam_front_time_start();
	result = seam_call(seam_module, lp, regs->flags & X86_EFLAGS_IF, &sr);
	seam_front_time_end(in.rax & TDX_RAX_LEAF, ticks);

	seam_front_count(in.rax & TDX_RAX_LEAF, result_status(result, &sr));
	if (trace_seamcall_enabled())
		trace_seamcall(lp, &in, &sr, result_status(result, &sr),
			       ktime_get_mono_fast_ns() - start);

	switch (result) {
	case SEAM_RETURN:
		seam_front_cache_after(lp, in.rax & TDX_RAX_LEAF, (__force tdx_status_t)sr.rax);
		from_seam_regs(regs, &sr);
		seam_front_set_flags(regs, 0);
		return SEAM_DONE;
	case SEAM_VMFAIL:
		seam_front_set_flags(regs, X86_EFLAGS_CF);
		return SEAM_DONE;
	case SEAM_GP:
		break;
	}

	return SEAM_FAULT_GP;
}

static enum seam_verdict do_movdir64b(struct insn *insn, struct pt_regs *regs)
{
	const unsigned long *reg = insn_get_modrm_reg_ptr(insn, regs);
	u64 line[8];

	if (!reg || !seam_front_read_operand(insn, regs, line, sizeof(line)))
		return SEAM_NOT_OURS;

	if (!IS_ALIGNED(*reg, sizeof(line)))
		return SEAM_FAULT_GP;

	if (virt_addr_valid(*reg))
		seam_front_cache_convert(__pa(*reg));
	if (copy_to_kernel_nofault((void *)*reg, line, sizeof(line)))
		return SEAM_NOT_OURS;

	if (virt_addr_valid(*reg))
		seam_host_movdir64b(seam_module, __pa(*reg));
	return SEAM_DONE;
}

static enum seam_verdict execute(struct insn *insn, struct pt_regs *regs)
{
	const u8 *op = insn->opcode.bytes;
	u8 modrm = insn->modrm.value;

	if (insn->opcode.nbytes < 2 || op[0] != 0x0f)
		return SEAM_NOT_OURS;

	if (op[1] == 0x01 && modrm == 0xcf && seam_front_has_prefix(insn, 0x66))
		return do_seamcall(regs);
	if (op[1] == 0x38 && op[2] == 0xf8 && X86_MODRM_MOD(modrm) != 3 &&
	    seam_front_has_prefix(insn, 0x66))
		return do_movdir64b(insn, regs);

	return seam_front_vmx(insn, regs);
}

static int seam_die_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct die_args *args = data;
	struct pt_regs *regs = args->regs;
	u8 bytes[MAX_INSN_SIZE];
	struct insn insn;

	if (action != DIE_TRAP || args->trapnr != X86_TRAP_UD || user_mode(regs))
		return NOTIFY_DONE;

	if (copy_from_kernel_nofault(bytes, (void *)regs->ip, sizeof(bytes)) ||
	    insn_decode(&insn, bytes, sizeof(bytes), INSN_MODE_64))
		return NOTIFY_DONE;

	switch (execute(&insn, regs)) {
	case SEAM_DONE:
		regs->ip += insn.length;
		return NOTIFY_STOP;
	case SEAM_FAULT_GP:
		/* Without a fixup it is the #UD that gets reported: near enough */
		return fixup_exception(regs, X86_TRAP_GP, 0, 0) ? NOTIFY_STOP : NOTIFY_DONE;
	case SEAM_FAULT_UD:
	case SEAM_NOT_OURS:
		break;
	}

	return NOTIFY_DONE;
}

static struct notifier_block seam_die_nb = {
	.notifier_call = seam_die_notify,
	.priority = INT_MAX,
};

/* MSRs that describe the platform; all others are the real CPU's */
static bool read_platform_msr(unsigned int msr, u64 *value)
{
	switch (msr) {
	case MSR_IA32_MKTME_KEYID_PARTITIONING:
		*value = seam_keyids_shown ?: seam_refcpu_msr(&seam_platform, 0, msr);
		return true;
	case MSR_IA32_VMX_BASIC:
		*value = seam_refcpu_msr(&seam_platform, 0, msr);
		return true;
	default:
		return seam_vmx_shown && seam_vmx_msr(msr, value);
	}
}

static u64 seam_read_msr(unsigned int msr)
{
	u64 value;

	return read_platform_msr(msr, &value) ? value : native_read_msr(msr);
}

static u64 seam_read_msr_safe(unsigned int msr, int *err)
{
	u64 value;

	if (!read_platform_msr(msr, &value))
		return native_read_msr_safe(msr, err);

	*err = 0;
	return value;
}

/*
 * What identifies CPUs is not instrumented, so KMSAN knows nothing of the variables
 * that it points to.
 */
__no_kmsan_checks
static void seam_cpuid(unsigned int *eax, unsigned int *ebx, unsigned int *ecx, unsigned int *edx)
{
	unsigned int leaf = *eax, subleaf = *ecx;

	native_cpuid(eax, ebx, ecx, edx);

	if (leaf == 1) {
		*edx |= BIT(X86_FEATURE_SELFSNOOP % 32);
		if (seam_vmx_shown)
			*ecx |= BIT(X86_FEATURE_VMX % 32);
	} else if (leaf == 7 && !subleaf) {
		*ecx |= BIT(X86_FEATURE_MOVDIR64B % 32);
	}
}

/**
 * seam_front_present() - show the kernel the CPU of a TDX host
 *
 * Context: while early parameters are parsed.
 */
void __init seam_front_present(void)
{
	pv_ops.cpu.read_msr = seam_read_msr;
	pv_ops.cpu.read_msr_safe = seam_read_msr_safe;
	pv_ops.cpu.cpuid = seam_cpuid;
	seam_front_vmx_present();
}

static int seam_cpu_dead(unsigned int cpu)
{
	seam_front_cache_cpu_dead(cpu);

	return 0;
}

void *seam_env_page(u64 pa)
{
	if (!memblock_is_map_memory(pa))
		return NULL;

	return __va(pa & PAGE_MASK);
}

u64 seam_env_rdmsr(const struct seam_module *m, unsigned int lp, u32 msr)
{
	return seam_refcpu_msr(&seam_platform, lp, msr);
}

void seam_env_cpuid(const struct seam_module *m, unsigned int lp, u32 leaf, u32 subleaf,
		    struct seam_cpuid *out)
{
	seam_refcpu_cpuid(&seam_platform, lp, leaf, subleaf, out);
}

void seam_env_resched(void)
{
	cond_resched();
}

bool seam_env_random(u64 *value)
{
	static atomic64_t counter = ATOMIC64_INIT(1);

	/* Different every time is all the model wants of it */
	*value = hash_64(atomic64_inc_return(&counter), 64);
	return true;
}

unsigned int seam_env_pconfig(unsigned int lp, u16 hkid)
{
	return SEAM_PCONFIG_OK;
}

void seam_env_report(const struct seam_report *report)
{
	static const char * const what[] = {
		[SEAM_PAMT_CORRUPTED] = "the host wrote to a PAMT",
		[SEAM_PAMT_NO_MEMORY] = "a PAMT lies where there is no memory",
		[SEAM_PAMT_GIVEN_BACK] = "the module needs a PAMT that the host took back",
	};

	seam_violation_emerg("%s: entry at 0x%llx for level %u page 0x%llx is %016llx %016llx, check should be 0x%llx; last owner: %s 0x%llx%s",
			     what[report->what], report->entry_pa, report->level, report->page_pa,
			     report->found[0], report->found[1], report->expected_check,
			     report->owner ? "TD with TDR" : "module, for TDMR",
			     report->owner ?: report->tdmr,
			     report->fatal ? "; the module is dead" : "");
}

/**
 * seam_violation_emerg() - make known that the host did something wrong
 * @what: format of a line
 *
 * Context: any.
 */
void seam_violation_emerg(const char *what, ...)
{
	struct va_format vaf = { .fmt = what };
	va_list args;

	atomic_inc(&seam_violations);

	va_start(args, what);
	vaf.va = &args;
	pr_emerg("VIOLATION: %pV\n", &vaf);
	va_end(args);
}

/* The module of an earlier kernel, which shows how that one ended, or another one */
static void __init seam_front_module(void)
{
	if (!seam_module_adopt(seam_module)) {
		seam_module_load(seam_module, &seam_platform);
		return;
	}

	seam_front_cache_inherit();
	seam_front_erratum_inherit();
	if (seam_front_reload()) {
		seam_module_load(seam_module, &seam_platform);
		pr_info("the module of an earlier kernel was replaced\n");
	} else {
		pr_info("the module is as an earlier kernel left it\n");
	}
}

static int __init seam_front_init(void)
{
	unsigned int cpu;
	int ret;

	if (!seam_on)
		return 0;

	pr_warn("the TDX module is a model inside this kernel: for tests only, nothing is protected\n");
	add_taint(TAINT_TEST, LOCKDEP_STILL_OK);

	ret = seam_front_setup();
	if (ret)
		return ret;

	seam_module = seam_front_state();
	if (!seam_module)
		return -EINVAL;

	for_each_possible_cpu(cpu)
		seam_front_cpu_reset(cpu);

	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x86/seam:prepare",
					seam_front_cpu_reset, seam_cpu_dead);
	if (ret < 0) {
		pr_err("CPU hotplug cannot be watched: error %d: the shim stays off\n", ret);
		return ret;
	}

	seam_front_module();
	seam_front_time_init();
	seam_front_inject();
	seam_front_cache_init();
	seam_front_erratum_init();
	seam_front_sleep_init();
	seam_front_debugfs();

	return register_die_notifier(&seam_die_nb);
}
subsys_initcall(seam_front_init);
