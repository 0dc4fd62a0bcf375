/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_ASM_FRAME_H
#define _TDX_TEST_ASM_FRAME_H

#define FRAME_BEGIN	push %rbp; mov %rsp, %rbp
#define FRAME_END	pop %rbp

#endif /* _TDX_TEST_ASM_FRAME_H */
