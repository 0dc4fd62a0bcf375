/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_STRING_H
#define _TDX_TEST_LINUX_STRING_H

#include <linux/limits.h>
#include <linux/types.h>
#include <string.h>

#endif /* _TDX_TEST_LINUX_STRING_H */
