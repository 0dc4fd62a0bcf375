// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim in a machine that goes to S3.
 *
 * S3 takes power from everything but memory: processors leave VMX operation,
 * the module is lost, and so are the keys that PAMTs and guests were encrypted
 * with.  The last step into S3 goes through a pointer, which is taken over.
 *
 * It is called on the only CPU left, with interrupts off.
 */
#include <linux/acpi.h>
#include <linux/init.h>
#include <linux/smp.h>

#include "front.h"

static int (*suspend_lowlevel)(void);

static int seam_suspend_lowlevel(void)
{
	int ret;

	if (seam_pamt_is_live(seam_module, 0, U64_MAX))
		seam_violation_emerg("the machine goes to S3 while the module is in use");

	seam_front_cpu_reset(smp_processor_id());

	ret = suspend_lowlevel();
	if (!ret)
		seam_module_lose(seam_module);

	return ret;
}

/**
 * seam_front_sleep_init() - watch the way into S3
 *
 * Context: boot.
 */
void __init seam_front_sleep_init(void)
{
	if (!acpi_suspend_lowlevel)
		return;

	suspend_lowlevel = acpi_suspend_lowlevel;
	acpi_suspend_lowlevel = seam_suspend_lowlevel;
}
