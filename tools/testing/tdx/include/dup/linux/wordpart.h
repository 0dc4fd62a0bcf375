/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_WORDPART_H
#define _TDX_TEST_LINUX_WORDPART_H

#include <linux/types.h>

#define upper_32_bits(n)	((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n)	((u32)((n) & 0xffffffff))

#endif /* _TDX_TEST_LINUX_WORDPART_H */
