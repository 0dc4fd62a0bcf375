// SPDX-License-Identifier: GPL-2.0
/*
 * TDX and sleep states: they exclude each other, at run time.
 *
 * S3 and hibernation take the module, its keys and every guest away.  So:
 *
 *	TDX ready		S3, hibernation and the return into an image are
 *				refused
 *	being enabled		a transition waits for the outcome
 *	not enabled		every transition works.  It makes no difference
 *				whether the module was started or abandoned: no
 *				memory is private then
 *	transition under way	TDX cannot be enabled.  To wait would be a
 *				deadlock: who enables it holds cpus_read_lock(),
 *				and CPUs go offline on the way to sleep
 *	woke up from either	TDX stays off until the next reboot: what firmware
 *				does to the module on the way back is not known
 *
 * Suspend-to-idle and S1 keep processors powered, and always work.
 *
 * Which state is the target is not known when a transition is announced, and so
 * S3 is refused by a hook where the state is chosen.  It is called before and
 * after the announcement; a module enabled in between is seen by the second.
 *
 * power_lock guards the state below and is held while TDX is being enabled.  It
 * nests inside tdx_lock and, for a transition, inside system_transition_mutex,
 * which is never taken here.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/suspend.h>

#include "host.h"

static DEFINE_MUTEX(power_lock);

/* Transitions announced and not over; a snapshot device may keep one open */
static unsigned int nr_transitions;	/* power_lock */

/* The platform was in S3; never cleared, power_lock for writing */
static bool was_in_s3;

/*
 * Drawn at boot, twice the same.  A hibernation image brings one of them back;
 * the other is left as the kernel that loaded the image had it.
 */
static u64 boot_id __ro_after_init;
static u64 boot_id_unsaved __nosavedata;

/* CPUs that were told in this attempt that TDX is lost */
static struct cpumask told;		/* told_lock */
static DEFINE_RAW_SPINLOCK(told_lock);

/* The flag of the PM core is true from the end of S3 until the next transition */
static const char *lost_in(void)
{
	if (boot_id != boot_id_unsaved)
		return "hibernation";

	return READ_ONCE(was_in_s3) || pm_resume_via_firmware() ? "S3" : NULL;
}

/* One line for all CPUs; a CPU that asks again does so in a new attempt */
static bool tell_first(void)
{
	int cpu = smp_processor_id();
	bool first;

	raw_spin_lock(&told_lock);
	first = cpumask_empty(&told) || cpumask_test_cpu(cpu, &told);
	if (first)
		cpumask_clear(&told);
	cpumask_set_cpu(cpu, &told);
	raw_spin_unlock(&told_lock);

	return first;
}

static int say_lost(const char *state)
{
	tdx_report_begin();
	tdx_err("TDX cannot be enabled: the machine was in %s, which takes the module away; reboot, and enable TDX before the machine sleeps\n",
		state);

	return -ENODEV;
}

/**
 * tdx_power_check() - may this CPU start the module?
 *
 * A failure is printed, once for all CPUs.
 *
 * Context: interrupts off.
 * Return: 0, or -ENODEV when the machine was in S3 or hibernated.
 */
int tdx_power_check(void)
{
	const char *state = lost_in();

	if (!state)
		return 0;

	return tell_first() ? say_lost(state) : -ENODEV;
}

/**
 * tdx_power_begin_enable() - keep sleep states out while TDX is being enabled
 *
 * Context: process context; takes power_lock on success.
 * Return: 0; -EBUSY during a transition, -ENODEV after one that took the module
 * away, each with a line.
 */
int tdx_power_begin_enable(void)
{
	const char *state;
	int ret = 0;

	mutex_lock(&power_lock);

	state = lost_in();
	if (state) {
		ret = say_lost(state);
	} else if (nr_transitions) {
		tdx_err("TDX cannot be enabled now: the machine is entering or leaving a sleep state, or a hibernation image is being made; try again afterwards\n");
		ret = -EBUSY;
	}

	if (ret)
		mutex_unlock(&power_lock);
	return ret;
}

/**
 * tdx_power_end_enable() - let sleep states in again
 *
 * Context: after tdx_power_begin_enable() succeeded.
 */
void tdx_power_end_enable(void)
{
	mutex_unlock(&power_lock);
}

#ifdef CONFIG_SUSPEND
/**
 * arch_suspend_possible() - can this machine go to a sleep state now?
 * @state: the target
 *
 * Context: system_transition_mutex held.
 * Return: false for S3 while TDX is ready, after a line.
 */
bool arch_suspend_possible(suspend_state_t state)
{
	if (state != PM_SUSPEND_MEM || !tdx_is_ready())
		return true;

	pr_err("S3 is refused: TDX is in use until the next reboot and would be lost; use suspend-to-idle (echo s2idle >/sys/power/mem_sleep)\n");
	return false;
}
#endif

static int begin_transition(const char *hibernation)
{
	guard(mutex)(&power_lock);

	if (hibernation && tdx_is_ready()) {
		pr_err("%s is refused: TDX is in use until the next reboot, and an image cannot hold its memory; use suspend-to-idle, or shut down\n",
		       hibernation);
		return notifier_from_errno(-EBUSY);
	}

	nr_transitions++;
	return NOTIFY_OK;
}

static int end_transition(void)
{
	guard(mutex)(&power_lock);

	nr_transitions--;
	if (pm_resume_via_firmware())
		WRITE_ONCE(was_in_s3, true);

	return NOTIFY_OK;
}

static int tdx_pm_notify(struct notifier_block *nb, unsigned long action, void *unused)
{
	switch (action) {
	case PM_SUSPEND_PREPARE:
		return begin_transition(NULL);
	case PM_HIBERNATION_PREPARE:
		return begin_transition("hibernation");
	case PM_RESTORE_PREPARE:
		return begin_transition("resuming from a hibernation image");
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		return end_transition();
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block tdx_pm_nb = {
	.notifier_call = tdx_pm_notify,
};

/**
 * tdx_power_init() - watch sleep states
 *
 * Context: boot, on a TDX host.
 * Return: 0 or a negative errno.
 */
int __init tdx_power_init(void)
{
	boot_id = get_random_u64();
	boot_id_unsaved = boot_id;

	return tdx_fail("register_pm_notifier", -ENOMEM) ?: register_pm_notifier(&tdx_pm_nb);
}
