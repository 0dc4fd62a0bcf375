// SPDX-License-Identifier: GPL-2.0
/*
 * Enabling TDX: the states of the host, the order of the steps, unwinding.
 *
 *	state		entered by			left by
 *	ABSENT		no private KeyIDs		never
 *	PRESENT		private KeyIDs found at boot	tdx_enable()
 *	READY		every step succeeded		never (but see tdx_test_reset())
 *	DEAD		a step after TDH.SYS.CONFIG	never: the module cannot be
 *			failed				configured a second time
 *
 * A step that fails before TDH.SYS.CONFIG has succeeded leaves the state at
 * PRESENT and nothing behind, so tdx_enable() may be called again.
 *
 * tdx_lock guards the state, which state.c keeps, and everything the attempt
 * under way builds.  The order of locks is told in asm/tdx.h.  What READY
 * publishes (tdx_info, tdx_plan) is constant from then on.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/cpu.h>
#include <linux/cpufeature.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/ktime.h>
#include <linux/memory_hotplug.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string_choices.h>
#include <linux/topology.h>

#include <asm/cpu_device_id.h>
#include <asm/intel-family.h>

#include "host.h"
#include "parallel.h"
#include "seamcall.h"
#include "survey.h"
#include "withhold.h"

static DEFINE_MUTEX(tdx_lock);
static bool stopping;			/* tdx_lock, never cleared */

static struct tdx_sys_info tdx_info;	/* tdx_lock until READY */
static bool has_info;			/* tdx_lock: tdx_info is whole */
static struct tdx_plan *tdx_plan;	/* tdx_lock until READY */

static ktime_t step_start;		/* tdx_lock */

/* For whoever measures: the time since the step before */
static void step_done(const char *step)
{
	ktime_t now = ktime_get();

	pr_debug("step '%s': %lld us\n", step, ktime_us_delta(now, step_start));
	step_start = now;
}

/* Up to and including TDH.SYS.CONFIG: can be undone */
static int configure_module(void)
{
	struct tdx_memory *memory;
	int ret;

	tdx_plan = kvzalloc(sizeof(*tdx_plan), TDX_GFP);
	if (!tdx_plan)
		return tdx_no_memory("plan of TDMRs");

	/* No memory goes online between the snapshot and its publication */
	get_online_mems();

	memory = tdx_memory_snapshot(&tdx_info);
	if (!memory) {
		ret = tdx_no_memory("list of memory ranges");
		goto put_mems;
	}
	tdx_memory_print_left_out(&tdx_info);

	ret = tdx_configure(&tdx_info, memory, tdx_plan);
	if (ret)
		goto free_memory;

	tdx_memory_publish(memory);
	put_online_mems();
	return 0;

free_memory:
	kvfree(memory);
put_mems:
	put_online_mems();
	kvfree(tdx_plan);
	tdx_plan = NULL;
	return ret;
}

static int key_config(void *status)
{
	*(tdx_status_t *)status = tdh_sys_key_config();

	return 0;
}

/* The key is per package, and any CPU of a package can set it up */
static int configure_global_key(void)
{
	/* Not allocated, for this is too late to run out of memory; tdx_lock */
	static struct cpumask todo;
	unsigned int cpu;
	int ret = 0;

	cpumask_copy(&todo, cpu_online_mask);
	while (!cpumask_empty(&todo)) {
		tdx_status_t status;

		cpu = cpumask_first(&todo);
		ret = smp_call_on_cpu(cpu, key_config, &status, false);
		if (ret) {
			tdx_err("TDH.SYS.KEY.CONFIG cannot run on CPU %u: error %d: reboot\n",
				cpu, ret);
			break;
		}

		if (status != TDX_SUCCESS && !tdx_status_is(status, TDX_KEY_CONFIGURED)) {
			ret = tdx_seamcall_failed(status, "TDH.SYS.KEY.CONFIG on package %d",
						  topology_logical_package_id(cpu));
			break;
		}

		cpumask_andnot(&todo, &todo, topology_core_cpumask(cpu));
		cpumask_clear_cpu(cpu, &todo);
	}

	return ret;
}

/* After TDH.SYS.CONFIG: a failure here is for good */
static int start_module(void)
{
	int ret;

	/*
	 * Dirty lines of the PAMTs, written with KeyID 0, must not be evicted
	 * over what the module is about to write with the global KeyID.
	 */
	tdx_write_back_all(true);
	step_done("write back caches");

	ret = configure_global_key();
	if (ret)
		return ret;
	step_done("configure key");

	ret = tdx_tdmr_init_all(tdx_plan);
	step_done("initialise TDMRs");
	return ret;
}

/* Take memory back from a module that will never be asked again */
static void abandon_module(void)
{
	/* Nobody outside tdx_lock uses what was built before the state is READY */
	tdx_set_state(TDX_DEAD);

	/* CPUs that have made no SEAMCALL since start_module() hold nothing private */
	tdx_write_back_all(false);
	tdx_pamt_convert_back_all(tdx_plan);
	step_done("convert PAMTs back");
	tdx_pamt_free(tdx_plan);
	tdx_withhold_give_back();
	tdx_survey_unpublish();
	tdx_memory_unpublish();
	kvfree(tdx_plan);
	tdx_plan = NULL;

	tdx_err("TDX cannot be enabled any more, its PAMTs were given back: the module starts anew only with a reboot\n");
}

static unsigned int count_reserved(void)
{
	unsigned int i, nr = 0;

	for (i = 0; i < tdx_plan->nr_tdmrs; i++)
		nr += tdx_plan->tdmr[i].nr_reserved;

	return nr;
}

static int enable_locked(void)
{
	ktime_t start = ktime_get();
	unsigned int nr_reserved, workers;
	int ret;

	step_start = start;

	ret = tdx_cpu_check_all();
	if (ret)
		return ret;
	step_done("check CPUs");

	ret = tdx_sysinfo_read(&tdx_info);
	has_info = !ret;
	if (ret)
		return ret;
	step_done("read metadata");

	ret = configure_module();
	if (ret)
		return ret;
	step_done("configure module");

	workers = tdx_parallel_workers();
	ret = start_module();
	if (ret)
		abandon_module();
	tdx_parallel_end();
	if (ret)
		return ret;

	tdx_set_ready(&tdx_info, tdx_plan);

	nr_reserved = count_reserved();
	pr_info("ready: %u TDMR%s, %u reserved area%s, %llu KiB PAMT, %lld ms on %u CPU%s\n",
		tdx_plan->nr_tdmrs, str_plural(tdx_plan->nr_tdmrs),
		nr_reserved, str_plural(nr_reserved),
		tdx_plan_pamt_bytes(tdx_plan) / SZ_1K, ktime_ms_delta(ktime_get(), start),
		workers, str_plural(workers));
	return 0;
}

/**
 * tdx_enable() - make TDX usable on this host
 *
 * Before, tdx_cpu_enable() must have succeeded on every CPU that firmware
 * enabled.  Of several callers at once, one does the work and all get its
 * result.  After success further calls do nothing.
 *
 * Every failure is printed: the step, the value and what to do.  A failure
 * before TDH.SYS.CONFIG has succeeded leaves nothing behind and the call may be
 * repeated; after a later one TDX stays off until the next reboot.
 *
 * Context: process context, cpus_read_lock() held, all CPUs in VMX operation.
 * Return: 0; -ENODEV without TDX, with a module that cannot be used or after the
 * machine was in S3 or hibernated; -EBUSY while it goes there; -ENXIO,
 * -EACCES or -EPERM when a CPU is offline, outside VMX operation or not
 * initialised; -EINVAL when memory is not convertible; -ENOSPC when it does not
 * fit the limits of the module; -ENOMEM; -ESHUTDOWN when the system goes down;
 * or the errno of a module status.
 *
 * See "Intel TDX Module Initialization" of the TDX module base specification.
 */
int tdx_enable(void)
{
	int ret;

	lockdep_assert_cpus_held();

	guard(mutex)(&tdx_lock);

	if (stopping)
		return -ESHUTDOWN;

	switch (tdx_host_state()) {
	case TDX_PRESENT:
		tdx_report_begin();
		ret = tdx_power_begin_enable();
		if (!ret) {
			ret = enable_locked();
			tdx_power_end_enable();
		}
		tdx_sysfs_changed();
		return ret;
	case TDX_READY:
		return 0;
	case TDX_DEAD:
		pr_err("an earlier attempt failed after the module was configured: reboot to try again\n");
		return -EIO;
	case TDX_ABSENT:
	default:
		return -ENODEV;
	}
}
EXPORT_SYMBOL_GPL(tdx_enable);

#if IS_ENABLED(CONFIG_TDX_TEST_SWEEP)
/**
 * tdx_test_reset() - forget that TDX was enabled, or that this failed
 *
 * For a test that enables TDX again and again.  The caller has put a new module
 * in the place of the one that was used, and that one left nothing private in
 * memory and caches: hence PAMTs are not converted.  Nobody looks at what READY
 * published, in sysfs, debugfs or KVM.
 *
 * Context: process context, cpus_read_lock() held.
 * Return: 0; -ENODEV without TDX; -EBUSY while guests have KeyIDs.
 */
int tdx_test_reset(void)
{
	lockdep_assert_cpus_held();

	guard(mutex)(&tdx_lock);

	if (stopping || tdx_host_state() == TDX_ABSENT)
		return -ENODEV;
	if (tdx_guest_keyids_in_use())
		return -EBUSY;

	if (tdx_host_state() == TDX_READY) {
		tdx_set_state(TDX_PRESENT);
		tdx_sysfs_forget();
		tdx_pamt_free(tdx_plan);
		tdx_withhold_give_back();
		tdx_survey_unpublish();
		tdx_memory_unpublish();
		kvfree(tdx_plan);
		tdx_plan = NULL;
	}

	has_info = false;
	tdx_set_state(TDX_PRESENT);
	tdx_cpu_forget();
	tdx_report_begin();
	return 0;
}
EXPORT_SYMBOL_GPL(tdx_test_reset);
#endif

/**
 * tdx_stop_enabling() - let an attempt under way end, and no other begin
 *
 * Context: process context, tdx_lock not held; the system goes down.
 */
void tdx_stop_enabling(void)
{
	guard(mutex)(&tdx_lock);

	stopping = true;
}

/**
 * tdx_last_sysinfo() - metadata of the module as the last attempt read it
 * @info: filled in
 *
 * For whoever wants to know what a failed attempt had to work with.
 *
 * Context: process context, tdx_lock not held; waits for an attempt under way.
 * Return: 0; -ENODATA when there was no attempt, or the metadata cannot be used;
 * -EINTR when the wait was interrupted.
 */
int tdx_last_sysinfo(struct tdx_sys_info *info)
{
	scoped_cond_guard(mutex_intr, return -EINTR, &tdx_lock) {
		if (!has_info)
			return -ENODATA;
		*info = tdx_info;
	}

	return 0;
}

/* CPUs on which a partial write to private memory poisons it */
static const struct x86_cpu_id partial_write_cpus[] __initconst = {
	X86_MATCH_VFM(INTEL_SAPPHIRERAPIDS_X, 0),
	X86_MATCH_VFM(INTEL_EMERALDRAPIDS_X, 0),
	{}
};

struct needed_feature {
	unsigned int feature;
	const char *name;
};

static const struct needed_feature needed_features[] __initconst = {
	{ X86_FEATURE_MOVDIR64B, "MOVDIR64B" },
	{ X86_FEATURE_SELFSNOOP, "self-snoop" },
	{ X86_FEATURE_XSAVE, "XSAVE" },
};

static bool __init has_needed_features(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(needed_features); i++) {
		if (boot_cpu_has(needed_features[i].feature))
			continue;
		tdx_err("CPU lacks %s, which TDX needs: do not disable it with clearcpuid= or in firmware setup\n",
			needed_features[i].name);
		return false;
	}

	return true;
}

/**
 * tdx_init() - find out whether this platform is a TDX host
 *
 * Prints nothing on any other platform.
 *
 * Context: boot CPU, while it is identified; before alternatives are patched.
 */
void __init tdx_init(void)
{
	if (tdx_keyid_detect() || !has_needed_features())
		return;

	if (x86_match_cpu(partial_write_cpus))
		setup_force_cpu_bug(X86_BUG_TDX_PW_MCE);

	setup_force_cpu_cap(X86_FEATURE_TDX_HOST_PLATFORM);
	tdx_set_state(TDX_PRESENT);
}

struct watcher {
	int (*init)(void);
	const char *what;
};

/* Each is needed for TDX to be safe; none has anything to do without TDX */
static const struct watcher watchers[] __initconst = {
	{ tdx_cpu_init, "CPU hotplug" },
	{ tdx_memory_init, "memory hotplug" },
	{ tdx_power_init, "sleep states" },
	{ tdx_shutdown_init, "the end of this kernel" },
};

/* What needs kmalloc(), ACPI tables and notifier chains */
static int __init tdx_late_init(void)
{
	unsigned int i;
	int ret;

	if (tdx_host_state() != TDX_PRESENT)
		return 0;

	for (i = 0; i < ARRAY_SIZE(watchers); i++) {
		ret = watchers[i].init();
		if (!ret)
			continue;

		tdx_err("%s cannot be watched: error %d: TDX stays off, reboot to try again\n",
			watchers[i].what, ret);
		tdx_set_state(TDX_ABSENT);
		return ret;
	}

	return 0;
}
subsys_initcall(tdx_late_init);
