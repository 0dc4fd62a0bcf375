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

.macro seamcall_func name:req out=0 saved=0
SYM_FUNC_START(\name)
	FRAME_BEGIN
	.if \saved
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rsi
	.endif

	movq	%rdi, %rax
	movq	TDX_MODULE_rcx(%rsi), %rcx
	movq	TDX_MODULE_rdx(%rsi), %rdx
	movq	TDX_MODULE_r8(%rsi), %r8
	movq	TDX_MODULE_r9(%rsi), %r9
	movq	TDX_MODULE_r10(%rsi), %r10
	movq	TDX_MODULE_r11(%rsi), %r11
	.if \saved
	movq	TDX_MODULE_r12(%rsi), %r12
	movq	TDX_MODULE_r13(%rsi), %r13
	movq	TDX_MODULE_r14(%rsi), %r14
	movq	TDX_MODULE_r15(%rsi), %r15
	movq	TDX_MODULE_rbx(%rsi), %rbx
	movq	TDX_MODULE_rdi(%rsi), %rdi
	movq	TDX_MODULE_rsi(%rsi), %rsi
	.endif

.Lcall_\name:
	SEAMCALL
	jc	.Lvmfail_\name

	.if \saved
	/* Every register holds an output: take *args from the stack for RSI */
	xchgq	%rsi, (%rsp)
	.endif
	.if \out
	movq	%rcx, TDX_MODULE_rcx(%rsi)
	movq	%rdx, TDX_MODULE_rdx(%rsi)
	movq	%r8, TDX_MODULE_r8(%rsi)
	movq	%r9, TDX_MODULE_r9(%rsi)
	movq	%r10, TDX_MODULE_r10(%rsi)
	movq	%r11, TDX_MODULE_r11(%rsi)
	.endif
	.if \saved
	movq	%r12, TDX_MODULE_r12(%rsi)
	movq	%r13, TDX_MODULE_r13(%rsi)
	movq	%r14, TDX_MODULE_r14(%rsi)
	movq	%r15, TDX_MODULE_r15(%rsi)
	movq	%rbx, TDX_MODULE_rbx(%rsi)
	movq	%rdi, TDX_MODULE_rdi(%rsi)
	popq	TDX_MODULE_rsi(%rsi)
	/*
	 * What a guest has put into registers must not steer speculation in the
	 * caller.  The callee-saved ones are about to be overwritten.
	 */
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%edi, %edi
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
.Lrestore_\name:
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	.endif
.Lreturn_\name:
	FRAME_END
	RET

	/* The fixup left the number of the exception in RAX */
.Lfault_\name:
	movq	$TDX_SW_FAULT, %rcx
	orq	%rcx, %rax
	jmp	.Lfailed_\name
.Lvmfail_\name:
	movq	$TDX_SW_VMFAIL, %rax
.Lfailed_\name:
	.if \saved
	popq	%rsi
	jmp	.Lrestore_\name
	.else
	jmp	.Lreturn_\name
	.endif

	_ASM_EXTABLE_FAULT(.Lcall_\name, .Lfault_\name)
SYM_FUNC_END(\name)
.endm

.text

seamcall_func __seamcall
seamcall_func __seamcall_ret out=1
seamcall_func __seamcall_saved_ret out=1 saved=1
