/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_ERRNO_H
#define _TDX_TEST_LINUX_ERRNO_H

#include_next <linux/errno.h>

#endif /* _TDX_TEST_LINUX_ERRNO_H */
