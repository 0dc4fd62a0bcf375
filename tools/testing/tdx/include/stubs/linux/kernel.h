/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_KERNEL_H
#define _TDX_TEST_LINUX_KERNEL_H

#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/types.h>
#include <linux/wordpart.h>

#endif /* _TDX_TEST_LINUX_KERNEL_H */
