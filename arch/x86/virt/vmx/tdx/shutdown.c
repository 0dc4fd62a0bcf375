// SPDX-License-Identifier: GPL-2.0
/*
 * The end of a kernel that has used the TDX module: kexec, crash, reboot.
 *
 * The module and its memory outlive the kernel.  What the next one finds must
 * not be damaged later: a cache line that was written with a private KeyID and
 * is evicted then destroys what is there by that time, and on CPUs with the
 * partial-write erratum a PAMT page stays poisoned until it is converted.
 *
 *	orderly				crash
 *	reboot notifier: no enabling	-
 *	  any more, TDH.SYS.DISABLE
 *	other CPUs: write back, halt	other CPUs: the same, from their NMI
 *	last CPU: close the gate,	crashing CPU: close the gate,
 *	  write back			  TDH.SYS.DISABLE, write back
 *	kexec: convert PAMTs back	-
 *
 * The gate (stopped) goes from open to closed, once.  It stands before every
 * SEAMCALL and covers what comes late: a machine check on the last CPU, a CPU
 * that did not stop when it was told to, any caller after TDH.SYS.DISABLE.
 *
 * cache_private is written by the CPU it belongs to: set before a SEAMCALL,
 * cleared when the CPU writes its caches back.  A CPU that is merely taken
 * offline does that in play_dead(), without this file.
 *
 * Locks: the orderly path waits for tdx_lock once, in the notifier.  The crash
 * path takes none, allocates nothing, prints nothing and has bounded loops: it
 * may have interrupted anything, tdx_enable() included.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/cleanup.h>
#include <linux/cpufeature.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kexec.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/reboot.h>
#include <linux/smp.h>

#include <asm/special_insns.h>

#include "host.h"
#include "seamcall.h"

/*
 * TDH.SYS.DISABLE goes on where it was interrupted; interrupts that come that
 * often are a storm.
 */
#define DISABLE_RESUMES		100000

/* Other CPUs leave the module within microseconds; together these are 20 ms */
#define DISABLE_BUSY_TRIES	1000
#define DISABLE_BUSY_PAUSE_US	20

static bool stopping;			/* tdx_lock for writing, never cleared */
static bool stopped;			/* never cleared */
static bool called __read_mostly;	/* this kernel has made a SEAMCALL */
static DEFINE_PER_CPU(bool, cache_private);

/**
 * tdx_seamcall_begin() - ask whether a SEAMCALL may be made
 *
 * Context: any, on the CPU that makes the call, preemption off until after it.
 * Return: false once the end of this kernel has begun.
 */
bool tdx_seamcall_begin(void)
{
	/* Before the call: a CPU that is stopped in between writes back in vain */
	this_cpu_write(cache_private, true);
	if (!READ_ONCE(called))
		WRITE_ONCE(called, true);

	return !READ_ONCE(stopped);
}

/**
 * tdx_is_stopping() - is it too late to enable TDX?
 *
 * Context: tdx_lock held.
 * Return: true once the system goes down.
 */
bool tdx_is_stopping(void)
{
	return stopping;
}

/**
 * tdx_set_stopping() - let nobody enable TDX any more
 *
 * Context: tdx_lock held.
 */
void tdx_set_stopping(void)
{
	stopping = true;
}

/**
 * tdx_cpu_stop() - write back what this CPU's caches hold of private memory
 *
 * For a CPU after its last SEAMCALL, on its way down or before PAMTs are converted.
 * There is one WBINVD for all callers, so that it can be probed.
 *
 * Context: any, NMI included; interrupts off.
 */
noinline void tdx_cpu_stop(void)
{
	if (!this_cpu_read(cache_private))
		return;

	native_wbinvd();
	this_cpu_write(cache_private, false);
}

static void write_back(void *always)
{
	if (always)
		this_cpu_write(cache_private, true);
	tdx_cpu_stop();
}

/**
 * tdx_write_back_all() - write back the caches of all CPUs, at once
 * @always: of those too that have made no SEAMCALL since the last time
 *
 * Context: process context, cpus_read_lock() held.
 */
void tdx_write_back_all(bool always)
{
	on_each_cpu(write_back, (void *)(unsigned long)always, true);
}

/* A module that never had the leaf, is gone already, or cannot be reached from here */
static bool nothing_to_disable(tdx_status_t status)
{
	return tdx_status_is(status, TDX_OPERAND_INVALID) ||
	       tdx_status_is(status, TDX_SYS_NOT_READY) ||
	       tdx_status_is(status, TDX_SYS_SHUTDOWN) ||
	       status == TDX_SEAMCALL_UD || status == TDX_SEAMCALL_GP ||
	       status == TDX_SEAMCALL_VMFAIL;
}

/*
 * Bounded: an interrupted call has made progress each time, and a busy module
 * lets nobody in any more.
 */
static tdx_status_t disable_module(void)
{
	unsigned int resumes = DISABLE_RESUMES;
	unsigned int tries = DISABLE_BUSY_TRIES;
	tdx_status_t status;

	for (;;) {
		/* The gate is for others */
		tdx_seamcall_begin();
		status = tdh_sys_disable();

		if (tdx_status_is(status, TDX_INTERRUPTED_RESUMABLE) && --resumes)
			continue;
		if (!tdx_status_is(status, TDX_SYS_BUSY) || !--tries)
			return status;
		udelay(DISABLE_BUSY_PAUSE_US);
	}
}

/*
 * Here and not later, because whoever brought CPUs into VMX operation is about
 * to take them out of it.
 */
static int going_down(struct notifier_block *nb, unsigned long action, void *data)
{
	tdx_status_t status;

	/* Enabling that is under way ends first: half of it could not be undone */
	tdx_stop_enabling();

	if (!READ_ONCE(called))
		return NOTIFY_DONE;

	scoped_guard(preempt)
		status = disable_module();

	if (nothing_to_disable(status))
		return NOTIFY_DONE;

	WRITE_ONCE(stopped, true);
	if (status == TDX_SUCCESS)
		pr_info("the module was disabled\n");
	else
		tdx_seamcall_failed(status, "TDH.SYS.DISABLE");

	return NOTIFY_DONE;
}

static struct notifier_block going_down_nb = {
	.notifier_call = going_down,
	.priority = INT_MAX,
};

/**
 * tdx_machine_shutdown() - leave the module, the other CPUs are stopped
 *
 * PAMTs are converted back for a kernel that is started by kexec.  A platform
 * reset needs no such thing.
 *
 * Context: last CPU, interrupts off; the PAMTs take seconds per hundred GiB of
 * TDMR.
 */
void tdx_machine_shutdown(void)
{
	const struct tdx_plan *plan = tdx_ready_plan();

	WRITE_ONCE(stopped, true);
	tdx_cpu_stop();

	if (plan && kexec_in_progress && boot_cpu_has_bug(X86_BUG_TDX_PW_MCE))
		tdx_pamt_convert_back(plan);
}

/**
 * tdx_crash_shutdown() - leave the module, this kernel is broken
 *
 * Other CPUs were told to stop.  The kernel that dumps this one keeps to its own
 * memory, in which there is no PAMT.
 *
 * Context: crashing CPU, any, interrupts off, still in VMX operation.
 */
void tdx_crash_shutdown(void)
{
	if (!READ_ONCE(called))
		return;

	if (!READ_ONCE(stopped)) {
		WRITE_ONCE(stopped, true);
		/* Nobody is left to act on a failure; the caches are what counts */
		(void)disable_module();
	}

	tdx_cpu_stop();
}

/**
 * tdx_shutdown_init() - watch the orderly end of this kernel
 *
 * Context: boot, on a TDX host.
 * Return: 0 or a negative errno.
 */
int __init tdx_shutdown_init(void)
{
	return tdx_fail("register_reboot_notifier", -ENOMEM) ?:
	       register_reboot_notifier(&going_down_nb);
}
