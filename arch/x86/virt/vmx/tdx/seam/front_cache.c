// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim watches whether caches are written back.
 *
 * Two rules of the host are checked.  Between TDH.SYS.CONFIG and the first use
 * of the global KeyID it must write back the caches of every CPU, or dirty
 * lines of KeyID 0 land on PAMTs later.  And a CPU that made a SEAMCALL must
 * write back before PAMT memory is converted and before the kernel ends, or
 * private lines land on what has become ordinary memory.
 *
 * WBINVD neither traps nor goes through pv_ops here, so kprobes watch the
 * instruction itself in the functions that are known to execute it for such a
 * reason.  A WBINVD anywhere else is not seen and would be reported as missing.
 * The one exception is a CPU that went offline: play_dead() writes back where a
 * probe cannot run any more, which is taken for granted.
 *
 * written_back is set by each CPU for itself, and cleared and compared by the
 * CPUs that execute the two leaves; those are serialised by the module.
 * seam_module->cache, by LP, is set and cleared by the CPU itself and read at
 * any time.  It lies beside the state of the module, so a kernel sees what the
 * one before it left.
 */
#define pr_fmt(fmt) "seam: " fmt

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/printk.h>
#include <linux/reboot.h>

#include <asm/insn.h>

#include "front.h"

static struct cpumask written_back;
static bool watching;

atomic_t seam_write_backs;

static int seen_wbinvd(struct kprobe *kp, struct pt_regs *regs)
{
	unsigned int cpu = raw_smp_processor_id();
	int lp = seam_front_lp(cpu);

	atomic_inc(&seam_write_backs);
	cpumask_set_cpu(cpu, &written_back);
	if (lp >= 0)
		atomic_set(&seam_module->cache[lp], 0);

	return 0;
}

/* Functions with one WBINVD: for all CPUs, and for a CPU on its way down */
static const char * const watched[] = { "__wbinvd", "tdx_cpu_stop" };
static struct kprobe wbinvd_probe[ARRAY_SIZE(watched)];

/* LPs whose caches may hold private lines; false if there are none */
static bool private_lps(unsigned long *lps)
{
	unsigned int lp;
	bool any = false;

	bitmap_zero(lps, SEAM_MAX_LPS);
	for (lp = 0; lp < seam_platform.nr_lps; lp++) {
		if (!atomic_read(&seam_module->cache[lp]))
			continue;
		__set_bit(lp, lps);
		any = true;
	}

	return any;
}

static void clear_private_lps(void)
{
	unsigned int lp;

	for (lp = 0; lp < SEAM_MAX_LPS; lp++)
		atomic_set(&seam_module->cache[lp], 0);
}

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
 * seam_front_cache_after() - look at a SEAMCALL that reached the module
 * @lp: logical processor
 * @leaf: number of the leaf
 * @status: its status
 *
 * Context: #UD handler.
 */
void seam_front_cache_after(unsigned int lp, u16 leaf, tdx_status_t status)
{
	if (watching)
		atomic_set(&seam_module->cache[lp], 1);
	if (leaf == TDH_SYS_CONFIG && status == TDX_SUCCESS)
		cpumask_clear(&written_back);
}

/**
 * seam_front_cache_convert() - look at a line that is about to be converted
 * @pa: its address
 *
 * Context: #UD handler.
 */
void seam_front_cache_convert(u64 pa)
{
	static DECLARE_BITMAP(lps, SEAM_MAX_LPS);
	static atomic_t told;

	if (!private_lps(lps) || !seam_pamt_is_live(seam_module, pa, 1))
		return;
	if (atomic_xchg(&told, 1))
		return;

	seam_violation_emerg("PAMT memory at 0x%llx is converted while caches of LP %*pbl are not written back",
			     pa, SEAM_MAX_LPS, lps);
}

/**
 * seam_front_cache_cpu_dead() - a CPU has gone offline
 * @cpu: that CPU
 *
 * Context: CPU hotplug, on another CPU.
 */
void seam_front_cache_cpu_dead(unsigned int cpu)
{
	int lp = seam_front_lp(cpu);

	if (lp >= 0)
		atomic_set(&seam_module->cache[lp], 0);
}

/**
 * seam_front_cache_inherit() - look at how the kernel before this one ended
 *
 * Context: boot, the module of that kernel is there.
 */
void __init seam_front_cache_inherit(void)
{
	static DECLARE_BITMAP(lps, SEAM_MAX_LPS) __initdata;

	if (private_lps(lps))
		seam_violation_emerg("caches of LP %*pbl were not written back before the kernel before this one ended",
				     SEAM_MAX_LPS, lps);
	clear_private_lps();
}

static int machine_goes_off(struct sys_off_data *data)
{
	static DECLARE_BITMAP(lps, SEAM_MAX_LPS);

	if (private_lps(lps))
		seam_violation_emerg("caches of LP %*pbl are not written back, and the machine is switched off",
				     SEAM_MAX_LPS, lps);

	return NOTIFY_DONE;
}

/* Of the first WBINVD of a function; NULL if there is none */
static kprobe_opcode_t * __init find_wbinvd(const char *function)
{
	unsigned long start = kallsyms_lookup_name(function);
	unsigned long size, offset, at;
	struct insn insn;

	if (!start || !kallsyms_lookup_size_offset(start, &size, &offset))
		return NULL;

	for (at = start; at < start + size; at += insn.length) {
		if (insn_decode_kernel(&insn, (void *)at))
			return NULL;
		if (insn.opcode.bytes[0] == 0x0f && insn.opcode.bytes[1] == 0x09)
			return (kprobe_opcode_t *)at;
	}

	return NULL;
}

static int __init watch(struct kprobe *probe, const char *function)
{
	int ret = -ENOENT;

	probe->addr = find_wbinvd(function);
	probe->pre_handler = seen_wbinvd;
	if (probe->addr)
		ret = register_kprobe(probe);
	if (ret)
		pr_info("cache write-back is not watched: no kprobe on the WBINVD of %s, error %d\n",
			function, ret);

	return ret;
}

/**
 * seam_front_cache_init() - begin to watch
 *
 * Context: boot, kprobes usable.
 */
void __init seam_front_cache_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(watched); i++) {
		if (!watch(&wbinvd_probe[i], watched[i]))
			continue;
		while (i)
			unregister_kprobe(&wbinvd_probe[--i]);
		return;
	}
	watching = true;

	if (IS_ERR(register_sys_off_handler(SYS_OFF_MODE_POWER_OFF, SYS_OFF_PRIO_HIGH,
					    machine_goes_off, NULL)))
		pr_info("power off is not watched\n");
}
