/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SEAMCALL, the instruction, as three C functions.
 *
 *	tdx_status_t __seamcall*(u64 fn, struct tdx_module_args *args)
 *
 * __seamcall()           inputs RCX, RDX, R8-R11; outputs are not stored
 * __seamcall_ret()       the same inputs; the same registers stored to *args
 * __seamcall_saved_ret() RBX, RDI, RSI and R12-R15 go both ways as well
 *
 * RAX carries the leaf in and the status out.  An instruction that did not
 * reach the module gives one of the software statuses of tdx_abi.h instead and
 * leaves *args as it was.
 *
 * Of the registers that are no output of a leaf, the module gives all back as
 * they were.  So RSI still points to *args after the first two forms.
 */
#include <linux/linkage.h>

#include <asm/asm.h>
#include <asm/asm-offsets.h>
#include <asm/frame.h>

#include "tdx_abi.h"

#define SEAMCALL	.byte 0x66, 0x0f, 0x01, 0xcf

/* RSI points to struct tdx_module_args */
#define LOAD(reg)	movq	TDX_MODULE_##reg(%rsi), %reg
#define STORE(reg)	movq	%reg, TDX_MODULE_##reg(%rsi)

.macro seamcall_func name:req out=0 saved=0
SYM_FUNC_START(\name)
	FRAME_BEGIN
	.if \saved
	pushq	%rbx; pushq %r12; pushq %r13; pushq %r14; pushq %r15
	pushq	%rsi
	.endif

	movq	%rdi, %rax
	LOAD(rcx); LOAD(rdx); LOAD(r8); LOAD(r9); LOAD(r10); LOAD(r11)
	.if \saved
	LOAD(rbx); LOAD(rdi); LOAD(r12); LOAD(r13); LOAD(r14); LOAD(r15)
	LOAD(rsi)
	.endif

.Lcall_\name:
	SEAMCALL
	jc	.Lvmfail_\name

	.if \saved
	/* Every register holds an output: put one aside to get at *args */
	pushq	%rsi
	movq	8(%rsp), %rsi
	.endif
	.if \out
	STORE(rcx); STORE(rdx); STORE(r8); STORE(r9); STORE(r10); STORE(r11)
	.endif
	.if \saved
	STORE(rbx); STORE(rdi); STORE(r12); STORE(r13); STORE(r14); STORE(r15)
	popq	TDX_MODULE_rsi(%rsi)
	/*
	 * What a guest has put into registers must not steer speculation in the
	 * caller.  The callee-saved ones are about to be overwritten.
	 */
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	xorl	%edi, %edi
	xorl	%r11d, %r11d
	xorl	%r10d, %r10d
	xorl	%r9d, %r9d
	xorl	%r8d, %r8d
.Lreturn_\name:
	popq	%rsi
	popq	%r15; popq %r14; popq %r13; popq %r12; popq %rbx
	.else
.Lreturn_\name:
	.endif
	FRAME_END
	RET

	/* The fixup left the number of the exception in RAX */
.Lfault_\name:
	movq	$TDX_SW_FAULT, %rcx
	orq	%rcx, %rax
	jmp	.Lreturn_\name
.Lvmfail_\name:
	movq	$TDX_SW_VMFAIL, %rax
	jmp	.Lreturn_\name

	_ASM_EXTABLE_FAULT(.Lcall_\name, .Lfault_\name)
SYM_FUNC_END(\name)
.endm

.text

seamcall_func __seamcall
seamcall_func __seamcall_ret out=1
seamcall_func __seamcall_saved_ret out=1 saved=1
