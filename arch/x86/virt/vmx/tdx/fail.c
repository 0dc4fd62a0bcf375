// SPDX-License-Identifier: GPL-2.0
/*
 * Fault injection for what the kernel's own does not reach: memory that is not
 * allocated but taken from the page allocator, and registrations.
 *
 * A point of injection is a call of tdx_fail() in front of what may fail.  All
 * share the attributes fail_tdx, in debugfs and on the command line, where
 * fail_tdx=1,100,N,1 makes the Nth of them fail, while the kernel boots or later.
 * In a kernel without CONFIG_FAULT_INJECTION there are no such points.
 *
 * See Documentation/fault-injection/fault-injection.rst.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/printk.h>

#include "host.h"

static DECLARE_FAULT_ATTR(fail_tdx);

static int __init setup_fail_tdx(char *arg)
{
	return setup_fault_attr(&fail_tdx, arg);
}
__setup("fail_tdx=", setup_fail_tdx);

/**
 * tdx_fail() - a point of injection
 * @what: the function that is called next
 * @error: how it may fail
 *
 * Tests probe it to see what there is to fail.
 *
 * Context: any.
 * Return: @error if @what is to fail, 0 otherwise.
 */
noinline int tdx_fail(const char *what, int error)
{
	if (!should_fail_ex(&fail_tdx, 1, FAULT_NOWARN))
		return 0;

	pr_notice("fault injection: %s() fails with error %d\n", what, error);
	return error;
}

static int __init tdx_fail_init(void)
{
	struct dentry *dir = fault_create_debugfs_attr("fail_tdx", NULL, &fail_tdx);

	/* Without CONFIG_FAULT_INJECTION_DEBUG_FS there is the command line */
	return PTR_ERR(dir) == -ENODEV ? 0 : PTR_ERR_OR_ZERO(dir);
}
late_initcall(tdx_fail_init);
