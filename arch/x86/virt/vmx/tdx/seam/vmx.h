/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Virtual VMX of the SEAM shim: what its users see.
 *
 * Instructions of VMX root operation as functions of a processor's state and of
 * memory.  The same file is built into the kernel, where front_vmx.c traps the
 * instructions, and into the userspace tests.
 */
#ifndef _X86_VIRT_TDX_SEAM_VMX_H
#define _X86_VIRT_TDX_SEAM_VMX_H

#include <linux/types.h>

#define SEAM_VMX_NO_VMCS	U64_MAX

/**
 * struct seam_vmx_cpu - VMX state of a logical processor
 * @phys_bits: width of a physical address
 * @cr4_vmxe: CR4.VMXE
 * @root: between VMXON and VMXOFF
 * @vmxon: address of the VMXON region, in root operation
 * @vmcs: address of the current VMCS in root operation, or SEAM_VMX_NO_VMCS
 */
struct seam_vmx_cpu {
	u8 phys_bits;
	bool cr4_vmxe;
	bool root;
	u64 vmxon;
	u64 vmcs;
};

/**
 * enum seam_vmx_result - how a VMX instruction ends
 * @SEAM_VMX_OK: VMsucceed, all arithmetic flags are clear
 * @SEAM_VMX_FAIL_INVALID: VMfailInvalid, only CF is set
 * @SEAM_VMX_FAIL_VALID: VMfailValid, only ZF is set; the current VMCS has the
 *	error number
 * @SEAM_VMX_UD: #UD
 */
enum seam_vmx_result {
	SEAM_VMX_OK,
	SEAM_VMX_FAIL_INVALID,
	SEAM_VMX_FAIL_VALID,
	SEAM_VMX_UD,
};

/* VM-instruction error numbers, see "VM Instruction Error Numbers" of the SDM */
enum seam_vmx_error {
	SEAM_VMX_CLEAR_ADDRESS		= 2,
	SEAM_VMX_CLEAR_VMXON		= 3,
	SEAM_VMX_ENTRY_CONTROLS		= 7,
	SEAM_VMX_RESUME_NOT_LAUNCHED	= 5,
	SEAM_VMX_PTRLD_ADDRESS		= 9,
	SEAM_VMX_PTRLD_VMXON		= 10,
	SEAM_VMX_PTRLD_REVISION		= 11,
	SEAM_VMX_NO_FIELD		= 12,
	SEAM_VMX_ON_IN_ROOT		= 15,
	SEAM_VMX_INV_OPERAND		= 28,
};

void seam_vmx_reset(struct seam_vmx_cpu *cpu, u8 phys_bits);

enum seam_vmx_result seam_vmx_on(struct seam_vmx_cpu *cpu, u64 region);
enum seam_vmx_result seam_vmx_off(struct seam_vmx_cpu *cpu);
enum seam_vmx_result seam_vmx_clear(struct seam_vmx_cpu *cpu, u64 vmcs);
enum seam_vmx_result seam_vmx_ptrld(struct seam_vmx_cpu *cpu, u64 vmcs);
enum seam_vmx_result seam_vmx_ptrst(const struct seam_vmx_cpu *cpu, u64 *vmcs);
enum seam_vmx_result seam_vmx_read(const struct seam_vmx_cpu *cpu, u64 field, u64 *value);
enum seam_vmx_result seam_vmx_write(const struct seam_vmx_cpu *cpu, u64 field, u64 value);
enum seam_vmx_result seam_vmx_launch(const struct seam_vmx_cpu *cpu);
enum seam_vmx_result seam_vmx_resume(const struct seam_vmx_cpu *cpu);
enum seam_vmx_result seam_vmx_invept(const struct seam_vmx_cpu *cpu, u64 type, const u64 desc[2]);
enum seam_vmx_result seam_vmx_invvpid(const struct seam_vmx_cpu *cpu, u64 type, const u64 desc[2]);

bool seam_vmx_msr(u32 msr, u64 *value);

#endif /* _X86_VIRT_TDX_SEAM_VMX_H */
