/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_PRINTK_H
#define _TDX_TEST_LINUX_PRINTK_H

#include <stdio.h>

/* Checked against its arguments, and not printed */
#define pr_info(fmt, ...)	((void)(0 && printf(fmt, ##__VA_ARGS__)))

#endif /* _TDX_TEST_LINUX_PRINTK_H */
