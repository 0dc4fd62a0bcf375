/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_ASM_SHARED_TDX_H
#define _TDX_TEST_ASM_SHARED_TDX_H

#include <linux/types.h>

#define TDX_PS_4K	0
#define TDX_PS_2M	1
#define TDX_PS_1G	2
#define TDX_PS_NR	(TDX_PS_1G + 1)

struct tdx_module_args {
	u64 rcx, rdx, r8, r9, r10, r11;
	u64 r12, r13, r14, r15, rbx, rdi, rsi;
};

#endif /* _TDX_TEST_ASM_SHARED_TDX_H */
