/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What seamcall_test.c takes from assembly and from the linker.
 */
#ifndef _TDX_TEST_SEAMCALL_TEST_H
#define _TDX_TEST_SEAMCALL_TEST_H

#include <linux/types.h>

/* As in the kernel's asm/shared/tdx.h */
struct tdx_module_args {
	u64 rcx, rdx, r8, r9, r10, r11;
	u64 r12, r13, r14, r15, rbx, rdi, rsi;
};

typedef u64 (*stub)(u64 fn, struct tdx_module_args *args);

u64 __seamcall(u64 fn, struct tdx_module_args *args);
u64 __seamcall_ret(u64 fn, struct tdx_module_args *args);
u64 __seamcall_saved_ret(u64 fn, struct tdx_module_args *args);

/* Calls @call with patterns in the registers it must keep; they come back in @kept */
u64 trampoline(stub call, u64 fn, struct tdx_module_args *args, u64 *kept);

struct fixup {
	u64 from;
	u64 to;
};

extern const struct fixup __start_seam_extable[], __stop_seam_extable[];

#endif /* _TDX_TEST_SEAMCALL_TEST_H */
