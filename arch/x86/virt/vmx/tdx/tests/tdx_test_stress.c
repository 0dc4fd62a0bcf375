// SPDX-License-Identifier: GPL-2.0
/*
 * Many CPUs call the TDX module at once, and NMIs call it in between.
 *
 * Loaded while TDX is up and all CPUs are in VMX operation.  Each CPU issues
 * random system leaves for a while.  None of them changes anything in a module
 * that is ready, so for each leaf the set of legal answers is known: its regular
 * one, or that another CPU was busy.  NMIs, if the machine gets any, issue a leaf
 * of their own, on top of whatever the CPU is doing.
 *
 * Loading succeeds when every answer was legal.  Each CPU has its own counters;
 * the NMI handler uses atomics.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/smp.h>

#include <asm/asm.h>
#include <asm/nmi.h>

#include "../tdx_abi.h"
#include "each_cpu.h"

static unsigned int seconds = 5;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "how long");

static u64 seed = 1;
module_param(seed, ullong, 0444);
MODULE_PARM_DESC(seed, "of the random sequence");

static unsigned int span_gib = 8;
module_param(span_gib, uint, 0444);
MODULE_PARM_DESC(span_gib, "GiB of physical addresses, from 0 on, that operands are taken from");

struct regs {
	u64 rcx, rdx, r8;
};

/* A SEAMCALL of its own: what is tested is the module, not the host's stubs */
static tdx_status_t seamcall(u64 leaf, struct regs *regs)
{
	register u64 r8 asm("r8") = regs->r8;
	u64 rax = leaf;
	bool cf;

	/* A fault leaves its number in RAX, which is no status of the module */
	asm volatile("	clc\n"
		     "1:	.byte 0x66, 0x0f, 0x01, 0xcf\n"
		     "2:	setc %[cf]\n"
		     _ASM_EXTABLE_TYPE(1b, 2b, EX_TYPE_FAULT)
		     : "+a" (rax), "+c" (regs->rcx), "+d" (regs->rdx), "+r" (r8), [cf] "=qm" (cf)
		     : : "r9", "r10", "r11", "cc", "memory");

	regs->r8 = r8;
	return cf ? TDX_SEAMCALL_VMFAIL : (__force tdx_status_t)rax;
}

/*
 * A leaf, how to fill in its operands, and what it may answer.  An NMI on the
 * same CPU, or another CPU, may hold what the leaf needs.
 */
struct shot {
	const char *name;
	u64 leaf;
	void (*fill)(struct rnd_state *rnd, struct regs *regs);
	tdx_status_t answers[4];
};

static u64 random_page(struct rnd_state *rnd)
{
	u64 bytes = (u64)span_gib * SZ_1G;
	u64 page = prandom_u32_state(rnd);

	return page % (bytes >> PAGE_SHIFT) << PAGE_SHIFT;
}

static void fill_field(struct rnd_state *rnd, struct regs *regs)
{
	static const u64 fields[] = {
		TDX_MD_MAJOR_VERSION, TDX_MD_FEATURES0, TDX_MD_MAX_TDMRS, TDX_MD_CMR_BASE + 3,
	};

	regs->rdx = fields[prandom_u32_state(rnd) % ARRAY_SIZE(fields)];
}

static void fill_no_field(struct rnd_state *rnd, struct regs *regs)
{
	regs->rdx = TDX_MD_CMR_BASE + 32 + prandom_u32_state(rnd) % 64;
}

static void fill_page(struct rnd_state *rnd, struct regs *regs)
{
	regs->rcx = random_page(rnd);
}

static void fill_tdmr(struct rnd_state *rnd, struct regs *regs)
{
	regs->rcx = ALIGN_DOWN(random_page(rnd), SZ_1G);
}

static const struct shot shots[] = {
	{ "TDH.SYS.RD", TDH_SYS_RD, fill_field,
	  { TDX_SUCCESS } },
	{ "TDH.SYS.RD without a field", TDH_SYS_RD, fill_no_field,
	  { TDX_METADATA_FIELD_ID_INCORRECT } },
	{ "TDH.PHYMEM.PAGE.RDMD", TDH_PHYMEM_PAGE_RDMD, fill_page,
	  { TDX_SUCCESS, TDX_OPERAND_ADDR_RANGE_ERROR, TDX_OPERAND_BUSY } },
	{ "TDH.SYS.TDMR.INIT", TDH_SYS_TDMR_INIT, fill_tdmr,
	  { TDX_TDMR_ALREADY_INITIALIZED, TDX_OPERAND_INVALID, TDX_OPERAND_BUSY } },
	{ "TDH.SYS.INIT", TDH_SYS_INIT, NULL,
	  { TDX_SYS_INIT_NOT_PENDING, TDX_SYS_BUSY } },
	{ "TDH.SYS.LP.INIT", TDH_SYS_LP_INIT, NULL,
	  { TDX_SYS_LP_INIT_NOT_PENDING, TDX_SYS_BUSY } },
	{ "TDH.SYS.CONFIG", TDH_SYS_CONFIG, NULL,
	  { TDX_SYS_CONFIG_NOT_PENDING, TDX_SYS_BUSY } },
	{ "TDH.SYS.KEY.CONFIG", TDH_SYS_KEY_CONFIG, NULL,
	  { TDX_SYS_KEY_CONFIG_NOT_PENDING, TDX_SYS_BUSY } },
	{ "unknown leaf", 63, NULL,
	  { TDX_OPERAND_INVALID } },
};

static bool is_legal(const struct shot *shot, tdx_status_t status)
{
	unsigned int i;

	/* TDX_SUCCESS is also what unused entries hold: it counts in the first place only */
	for (i = 0; i < ARRAY_SIZE(shot->answers); i++) {
		if (i && shot->answers[i] == TDX_SUCCESS)
			break;
		if (tdx_status_is(status, shot->answers[i]))
			return true;
	}

	return false;
}

static bool is_busy(tdx_status_t status)
{
	return tdx_status_is(status, TDX_SYS_BUSY) || tdx_status_is(status, TDX_OPERAND_BUSY);
}

static atomic_t nmi_calls, nmi_busy, nmi_illegal;

/* On top of a call that is half done, the module must answer busy, not hang */
static int stress_nmi(unsigned int cmd, struct pt_regs *pt_regs)
{
	struct regs regs = { .rcx = SZ_16M };
	tdx_status_t status = seamcall(TDH_PHYMEM_PAGE_RDMD, &regs);

	atomic_inc(&nmi_calls);
	if (is_busy(status))
		atomic_inc(&nmi_busy);
	else if (!tdx_status_is(status, TDX_SUCCESS))
		atomic_inc(&nmi_illegal);

	return NMI_HANDLED;
}

struct gunner {
	u64 calls, busy, illegal;
};

static DEFINE_PER_CPU(struct gunner, gunners);

static void fire(struct gunner *gunner, struct rnd_state *rnd)
{
	const struct shot *shot = &shots[prandom_u32_state(rnd) % ARRAY_SIZE(shots)];
	struct regs regs = { };
	tdx_status_t status;

	if (shot->fill)
		shot->fill(rnd, &regs);

	status = seamcall(shot->leaf, &regs);

	gunner->calls++;
	if (is_busy(status))
		gunner->busy++;
	if (is_legal(shot, status))
		return;

	if (!gunner->illegal++)
		pr_err("CPU %u: %s answers 0x%llx\n", smp_processor_id(), shot->name,
		       tdx_status_raw(status));
}

static void fire_for_a_while(struct work_struct *work)
{
	struct gunner *gunner = this_cpu_ptr(&gunners);
	unsigned long end = jiffies + seconds * HZ;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, seed + smp_processor_id());

	while (time_before(jiffies, end)) {
		fire(gunner, &rnd);
		cond_resched();
	}
}

static int fire_on_all_cpus(void)
{
	u64 calls = 0, busy = 0, illegal = 0;
	unsigned int cpu;
	int ret;

	ret = work_on_each_cpu(fire_for_a_while);
	if (ret)
		return ret;

	for_each_possible_cpu(cpu) {
		const struct gunner *gunner = per_cpu_ptr(&gunners, cpu);

		calls += gunner->calls;
		busy += gunner->busy;
		illegal += gunner->illegal;
	}

	pr_info("%llu calls, %llu of them busy, %llu answered wrongly; %d calls from NMIs, %d busy, %d answered wrongly\n",
		calls, busy, illegal, atomic_read(&nmi_calls), atomic_read(&nmi_busy),
		atomic_read(&nmi_illegal));

	return illegal || atomic_read(&nmi_illegal) ? -EIO : 0;
}

static int __init stress_init(void)
{
	int ret;

	if (!span_gib) {
		pr_err("span_gib=0 leaves no address to use\n");
		return -EINVAL;
	}

	ret = register_nmi_handler(NMI_UNKNOWN, stress_nmi, 0, KBUILD_MODNAME);
	if (ret)
		return ret;

	ret = fire_on_all_cpus();

	unregister_nmi_handler(NMI_UNKNOWN, KBUILD_MODNAME);

	/* What the host does not know of it will not write back either */
	wbinvd_on_all_cpus();
	return ret;
}
module_init(stress_init);

static void __exit stress_exit(void)
{
}
module_exit(stress_exit);

MODULE_DESCRIPTION("Calls the TDX module from all CPUs at once, for tests");
MODULE_LICENSE("GPL");
