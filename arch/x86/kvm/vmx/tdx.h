/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TDX in kvm_intel: what vmx.c calls.
 */
#ifndef __KVM_X86_VMX_TDX_H
#define __KVM_X86_VMX_TDX_H

#include <linux/init.h>

#ifdef CONFIG_INTEL_TDX_HOST
void __init kvm_tdx_init(void);
void kvm_tdx_exit(void);
#else
static inline void kvm_tdx_init(void) { }
static inline void kvm_tdx_exit(void) { }
#endif

#endif /* __KVM_X86_VMX_TDX_H */
