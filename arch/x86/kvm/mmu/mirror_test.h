/* SPDX-License-Identifier: GPL-2.0 */
/* A stand-in for a vendor with external page tables, see mirror_test.c. */

#ifndef __KVM_X86_MMU_MIRROR_TEST_H
#define __KVM_X86_MMU_MIRROR_TEST_H

#include <linux/kvm_host.h>

#include "mmu.h"

#ifdef CONFIG_KVM_MIRROR_TEST
static inline bool kvm_is_mirror_test_vm(struct kvm *kvm)
{
	return kvm->arch.mirror_test;
}
#else
static inline bool kvm_is_mirror_test_vm(struct kvm *kvm)
{
	return false;
}
#endif

/* The calls of struct kvm_x86_ops. */
int kvm_mirror_test_link_spt(struct kvm *kvm, gfn_t gfn, int level, void *spt);
int kvm_mirror_test_set_spte(struct kvm *kvm, gfn_t gfn, int level, kvm_pfn_t pfn);
int kvm_mirror_test_block_spte(struct kvm *kvm, gfn_t gfn, int level);
void kvm_mirror_test_flush_tlbs(struct kvm *kvm);
int kvm_mirror_test_remove_spte(struct kvm *kvm, gfn_t gfn, int level, kvm_pfn_t pfn);
int kvm_mirror_test_free_spt(struct kvm *kvm, gfn_t gfn, int level, void *spt);

/* Called from KVM where a vendor is not asked. */
long kvm_mirror_test_ioctl(struct kvm *kvm, void __user *argp);
void kvm_mirror_test_destroy(struct kvm *kvm);

/*
 * SVM and VMX without TDX have one root, and the direct one it is: an access to
 * the private half always faults.  Send it to userspace, private memory is for
 * pre-faults alone.
 */
static inline bool kvm_mirror_test_refuses(struct kvm *kvm, gpa_t gpa)
{
	return !kvm_is_addr_direct(kvm, gpa) && kvm_is_mirror_test_vm(kvm);
}

#endif /* __KVM_X86_MMU_MIRROR_TEST_H */
