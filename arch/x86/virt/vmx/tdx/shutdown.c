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
 * The gate before every SEAMCALL, and which caches hold something private, are
 * gate.c's.
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
#include <linux/kexec.h>
#include <linux/notifier.h>
#include <linux/preempt.h>
#include <linux/reboot.h>

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

	if (!tdx_seamcall_made())
		return NOTIFY_DONE;

	scoped_guard(preempt)
		status = disable_module();

	if (nothing_to_disable(status))
		return NOTIFY_DONE;

	tdx_seamcall_end();
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

	tdx_seamcall_end();
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
	if (!tdx_seamcall_made())
		return;

	/* Nobody is left to act on a failure; the caches are what counts */
	if (tdx_seamcall_end())
		(void)disable_module();

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
