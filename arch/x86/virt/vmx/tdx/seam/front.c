// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim's way into a running kernel: traps, MSRs and CPUID.
 *
 * A CPU without SEAM raises #UD on SEAMCALL, and so it does here on VMXON,
 * VMXOFF and MOVDIR64B.  A die notifier sees every #UD before the exception
 * table is searched.  It recognises the four instructions, executes them in
 * software and resumes behind them; the code that issued them is not aware of
 * it.  An instruction that would fault on hardware too is left to the exception
 * table, as the same or another fault.
 *
 * MSRs and CPUID bits that make a CPU a TDX host are shown through pv_ops,
 * which is replaced while early parameters are parsed: before the CPU is
 * identified a second time and before pv_ops calls are patched into direct ones.
 *
 * VMX operation is state of a CPU, kept per CPU and touched by it alone with
 * interrupts off; CR4.VMXE is virtual, because setting the real bit is not
 * possible on every emulator this runs on.
 *
 * The notifier may run in any context that executes SEAMCALL: it takes no
 * locks, allocates nothing and does not sleep, and neither does the model.
 */
#define pr_fmt(fmt) "seam: " fmt

#include <linux/atomic.h>
#include <linux/cpufeature.h>
#include <linux/cpuhotplug.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kdebug.h>
#include <linux/ktime.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/uaccess.h>

#include <asm/extable.h>
#include <asm/insn.h>
#include <asm/insn-eval.h>
#include <asm/msr.h>
#include <asm/msr-index.h>
#include <asm/paravirt.h>
#include <asm/processor-flags.h>
#include <asm/tlbflush.h>
#include <asm/trapnr.h>

#include "front.h"
#include "model_env.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

struct seam_platform seam_platform;
struct seam_module *seam_module;
bool seam_on;
atomic_t seam_violations;

struct vmx_cpu {
	bool cr4_vmxe;
	bool root;		/* between VMXON and VMXOFF */
};

static DEFINE_PER_CPU(struct vmx_cpu, vmx_cpu);

/* CPUs with the virtual CR4.VMXE set */
static atomic_t nr_cr4_vmxe;

/* Arithmetic flags, all cleared by VMX instructions that succeed */
#define FLAGS_ARITH	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			 X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_OF)

enum verdict {
	DONE,			/* executed: resume behind it */
	FAULT_UD,
	FAULT_GP,
	NOT_OURS,
};

static void set_arith_flags(struct pt_regs *regs, unsigned long flags)
{
	regs->flags = (regs->flags & ~FLAGS_ARITH) | flags;
}

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

static enum verdict do_seamcall(struct pt_regs *regs)
{
	int lp = seam_front_lp(smp_processor_id());
	enum seam_result result;
	struct seam_regs sr, in;
	u64 start = 0;

	if (!this_cpu_read(vmx_cpu.root) || lp < 0)
		return FAULT_UD;

	to_seam_regs(regs, &sr);

	/* There is no P-SEAMLDR on this platform, but SEAMRR comes first */
	if (sr.rax & TDX_RAX_SEAMLDR && !seam_platform.firmware_off) {
		set_arith_flags(regs, X86_EFLAGS_CF);
		return DONE;
	}

	in = sr;
	if (trace_seamcall_enabled())
		start = ktime_get_mono_fast_ns();

	seam_front_cache_before(in.rax & TDX_RAX_LEAF);
	result = seam_call(seam_module, lp, regs->flags & X86_EFLAGS_IF, &sr);

	seam_front_count(in.rax & TDX_RAX_LEAF, result_status(result, &sr));
	if (trace_seamcall_enabled())
		trace_seamcall(lp, &in, &sr, result_status(result, &sr),
			       ktime_get_mono_fast_ns() - start);

	switch (result) {
	case SEAM_RETURN:
		seam_front_cache_after(lp, in.rax & TDX_RAX_LEAF, (__force tdx_status_t)sr.rax);
		from_seam_regs(regs, &sr);
		set_arith_flags(regs, 0);
		return DONE;
	case SEAM_VMFAIL:
		set_arith_flags(regs, X86_EFLAGS_CF);
		return DONE;
	case SEAM_GP:
		break;
	}

	return FAULT_GP;
}

/* The memory operand's value, or false when it cannot be read */
static bool read_operand(struct insn *insn, struct pt_regs *regs, void *buf, size_t size)
{
	const void *addr = (__force const void *)insn_get_addr_ref(insn, regs);

	return addr != (void *)-1L && !copy_from_kernel_nofault(buf, addr, size);
}

static bool vmxon_region_is_valid(u64 pa)
{
	u64 basic = seam_refcpu_msr(&seam_platform, 0, MSR_IA32_VMX_BASIC);
	const u32 *region;

	if (!IS_ALIGNED(pa, SZ_4K) || pa >> boot_cpu_data.x86_phys_bits)
		return false;

	/* The revision is 31 bits, and bit 31 of the region must be clear */
	region = seam_env_page(pa);
	return region && *region == (basic & GENMASK_ULL(30, 0));
}

static enum verdict do_vmxon(struct insn *insn, struct pt_regs *regs)
{
	u64 pa;

	if (!this_cpu_read(vmx_cpu.cr4_vmxe))
		return FAULT_UD;

	if (!read_operand(insn, regs, &pa, sizeof(pa)))
		return NOT_OURS;

	/* Without a current VMCS, every failure is VMfailInvalid */
	if (this_cpu_read(vmx_cpu.root) || !vmxon_region_is_valid(pa)) {
		set_arith_flags(regs, X86_EFLAGS_CF);
		return DONE;
	}

	this_cpu_write(vmx_cpu.root, true);
	set_arith_flags(regs, 0);
	return DONE;
}

static enum verdict do_vmxoff(struct pt_regs *regs)
{
	if (!this_cpu_read(vmx_cpu.root))
		return FAULT_UD;

	this_cpu_write(vmx_cpu.root, false);
	set_arith_flags(regs, 0);
	return DONE;
}

static enum verdict do_movdir64b(struct insn *insn, struct pt_regs *regs)
{
	const unsigned long *reg = insn_get_modrm_reg_ptr(insn, regs);
	u64 line[8];

	if (!reg || !read_operand(insn, regs, line, sizeof(line)))
		return NOT_OURS;

	if (!IS_ALIGNED(*reg, sizeof(line)))
		return FAULT_GP;

	if (virt_addr_valid(*reg))
		seam_front_cache_convert(__pa(*reg));
	if (copy_to_kernel_nofault((void *)*reg, line, sizeof(line)))
		return NOT_OURS;

	if (virt_addr_valid(*reg))
		seam_host_movdir64b(seam_module, __pa(*reg));
	return DONE;
}

static bool has_prefix(const struct insn *insn, u8 byte)
{
	unsigned int i;

	for (i = 0; i < insn->prefixes.nbytes; i++) {
		if (insn->prefixes.bytes[i] == byte)
			return true;
	}

	return false;
}

static enum verdict execute(struct insn *insn, struct pt_regs *regs)
{
	const u8 *op = insn->opcode.bytes;
	u8 modrm = insn->modrm.value;

	if (insn->opcode.nbytes < 2 || op[0] != 0x0f)
		return NOT_OURS;

	if (op[1] == 0x01 && modrm == 0xcf && has_prefix(insn, 0x66))
		return do_seamcall(regs);
	if (op[1] == 0x01 && modrm == 0xc4)
		return do_vmxoff(regs);
	if (op[1] == 0xc7 && X86_MODRM_MOD(modrm) != 3 && X86_MODRM_REG(modrm) == 6 &&
	    has_prefix(insn, 0xf3))
		return do_vmxon(insn, regs);
	if (op[1] == 0x38 && op[2] == 0xf8 && X86_MODRM_MOD(modrm) != 3 && has_prefix(insn, 0x66))
		return do_movdir64b(insn, regs);

	return NOT_OURS;
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
	case DONE:
		regs->ip += insn.length;
		return NOTIFY_STOP;
	case FAULT_GP:
		/* Without a fixup it is the #UD that gets reported: near enough */
		return fixup_exception(regs, X86_TRAP_GP, 0, 0) ? NOTIFY_STOP : NOTIFY_DONE;
	case FAULT_UD:
	case NOT_OURS:
		break;
	}

	return NOTIFY_DONE;
}

static struct notifier_block seam_die_nb = {
	.notifier_call = seam_die_notify,
	.priority = INT_MAX,
};

/* MSRs that describe the platform; all others are the real CPU's */
static bool is_platform_msr(unsigned int msr)
{
	switch (msr) {
	case MSR_IA32_MKTME_KEYID_PARTITIONING:
	case MSR_IA32_VMX_BASIC:
		return true;
	default:
		return false;
	}
}

static u64 seam_read_msr(unsigned int msr)
{
	if (is_platform_msr(msr))
		return seam_refcpu_msr(&seam_platform, 0, msr);

	return native_read_msr(msr);
}

static u64 seam_read_msr_safe(unsigned int msr, int *err)
{
	if (is_platform_msr(msr)) {
		*err = 0;
		return seam_refcpu_msr(&seam_platform, 0, msr);
	}

	return native_read_msr_safe(msr, err);
}

static void seam_cpuid(unsigned int *eax, unsigned int *ebx, unsigned int *ecx, unsigned int *edx)
{
	unsigned int leaf = *eax, subleaf = *ecx;

	native_cpuid(eax, ebx, ecx, edx);

	if (leaf == 1)
		*edx |= BIT(X86_FEATURE_SELFSNOOP % 32);
	else if (leaf == 7 && !subleaf)
		*ecx |= BIT(X86_FEATURE_MOVDIR64B % 32);
}

static void set_cr4_vmxe(struct vmx_cpu *vmx, bool on)
{
	if (vmx->cr4_vmxe == on)
		return;

	vmx->cr4_vmxe = on;
	atomic_add(on ? 1 : -1, &nr_cr4_vmxe);
}

/*
 * A CPU that returns from S3 or into a hibernation image writes CR4 before it
 * can reach its per-CPU data.  No CPU has the bit then.
 */
static notrace void seam_write_cr4(unsigned long cr4)
{
	bool on = cr4 & X86_CR4_VMXE;

	if (on || atomic_read(&nr_cr4_vmxe)) {
		set_cr4_vmxe(this_cpu_ptr(&vmx_cpu), on);

		/* Hardware raises #GP instead */
		WARN_ONCE(this_cpu_read(vmx_cpu.root) && !on,
			  "CR4.VMXE cleared in VMX operation\n");
	}

	native_write_cr4(cr4 & ~X86_CR4_VMXE);
}

/*
 * The native flush writes the shadow of CR4, virtual VMXE bit and all, straight
 * to the register.
 */
static void seam_flush_tlb_global(void)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	__native_tlb_flush_global(cr4_read_shadow() & ~X86_CR4_VMXE);
	raw_local_irq_restore(flags);
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
	pv_ops.cpu.write_cr4 = seam_write_cr4;
	pv_ops.mmu.flush_tlb_kernel = seam_flush_tlb_global;
}

/**
 * seam_front_cpu_reset() - a CPU goes through INIT, which ends VMX operation
 * @cpu: the CPU, which executes nothing or this with interrupts off
 *
 * Context: any.
 * Return: 0.
 */
int seam_front_cpu_reset(unsigned int cpu)
{
	struct vmx_cpu *vmx = per_cpu_ptr(&vmx_cpu, cpu);

	set_cr4_vmxe(vmx, false);
	vmx->root = false;

	return 0;
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

	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x86/seam:prepare",
					seam_front_cpu_reset, seam_cpu_dead);
	if (ret < 0) {
		pr_err("CPU hotplug cannot be watched: error %d: the shim stays off\n", ret);
		return ret;
	}

	seam_front_module();
	seam_front_inject();
	seam_front_cache_init();
	seam_front_erratum_init();
	seam_front_sleep_init();
	seam_front_debugfs();

	return register_die_notifier(&seam_die_nb);
}
subsys_initcall(seam_front_init);
