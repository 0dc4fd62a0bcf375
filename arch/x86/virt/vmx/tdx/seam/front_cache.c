// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim watches whether caches are written back.
 *
 * Between TDH.SYS.CONFIG and the first use of the global KeyID the host must
 * write back the caches of every CPU, or dirty lines of KeyID 0 land on PAMTs
 * later.  WBINVD neither traps nor goes through pv_ops here, so a kprobe watches
 * the helper that the kernel's cross-CPU functions call it from.  A WBINVD that
 * is executed anywhere else is not seen and would be reported as missing.
 *
 * written_back is set by each CPU for itself, and cleared and compared by the
 * CPUs that execute the two leaves; those are serialised by the module.
 */
#define pr_fmt(fmt) "seam: " fmt

#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/kprobes.h>
#include <linux/printk.h>

#include "front.h"

static struct cpumask written_back;
static bool watching;

static int seen_wbinvd(struct kprobe *kp, struct pt_regs *regs)
{
	cpumask_set_cpu(raw_smp_processor_id(), &written_back);

	return 0;
}

static struct kprobe wbinvd_probe = {
	.symbol_name = "__wbinvd",
	.pre_handler = seen_wbinvd,
};

/**
 * seam_front_cache_before() - look at a SEAMCALL before it is executed
 * @leaf: number of the leaf
 *
 * Context: #UD handler.
 */
void seam_front_cache_before(u16 leaf)
{
	/* Too large for the stack; a race costs no more than a garbled line */
	static struct cpumask missing;

	if (!watching || leaf != TDH_SYS_KEY_CONFIG)
		return;

	if (!cpumask_andnot(&missing, cpu_online_mask, &written_back))
		return;

	seam_violation_emerg("caches of CPU %*pbl were not written back between TDH.SYS.CONFIG and TDH.SYS.KEY.CONFIG",
			     cpumask_pr_args(&missing));

	/* Once is enough: the next package will not be told again */
	cpumask_or(&written_back, &written_back, &missing);
}

/**
 * seam_front_cache_after() - look at a SEAMCALL that was executed
 * @leaf: number of the leaf
 * @status: its status
 *
 * Context: #UD handler.
 */
void seam_front_cache_after(u16 leaf, tdx_status_t status)
{
	if (leaf == TDH_SYS_CONFIG && status == TDX_SUCCESS)
		cpumask_clear(&written_back);
}

/**
 * seam_front_cache_init() - begin to watch
 *
 * Context: boot, kprobes usable.
 */
void __init seam_front_cache_init(void)
{
	int ret = register_kprobe(&wbinvd_probe);

	if (ret)
		pr_info("cache write-back is not watched: no kprobe on %s, error %d\n",
			wbinvd_probe.symbol_name, ret);
	else
		watching = true;
}
