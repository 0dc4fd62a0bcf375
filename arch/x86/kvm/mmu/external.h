/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way to the owner of the external page tables of a VM: the vendor module,
 * or, in a VM that asked for it, the stand-in for tests.  What each call must
 * do is written at struct kvm_x86_ops.
 */

#ifndef __KVM_X86_MMU_EXTERNAL_H
#define __KVM_X86_MMU_EXTERNAL_H

#include <linux/kvm_host.h>

#include "mirror_test.h"

static inline int kvm_external_link_spt(struct kvm *kvm, gfn_t gfn, int level,
					void *external_spt)
{
	if (kvm_is_mirror_test_vm(kvm))
		return kvm_mirror_test_link_spt(kvm, gfn, level, external_spt);
	return kvm_x86_call(link_external_spt)(kvm, gfn, level, external_spt);
}

static inline int kvm_external_set_spte(struct kvm *kvm, gfn_t gfn, int level,
					kvm_pfn_t pfn)
{
	if (kvm_is_mirror_test_vm(kvm))
		return kvm_mirror_test_set_spte(kvm, gfn, level, pfn);
	return kvm_x86_call(set_external_spte)(kvm, gfn, level, pfn);
}

static inline int kvm_external_block_spte(struct kvm *kvm, gfn_t gfn, int level)
{
	if (kvm_is_mirror_test_vm(kvm))
		return kvm_mirror_test_block_spte(kvm, gfn, level);
	return kvm_x86_call(block_external_spte)(kvm, gfn, level);
}

static inline void kvm_external_flush_tlbs(struct kvm *kvm)
{
	if (kvm_is_mirror_test_vm(kvm))
		kvm_mirror_test_flush_tlbs(kvm);
	else if (kvm_x86_ops.flush_external_tlbs)
		kvm_x86_call(flush_external_tlbs)(kvm);
	else
		kvm_flush_remote_tlbs(kvm);
}

static inline int kvm_external_remove_spte(struct kvm *kvm, gfn_t gfn, int level,
					   kvm_pfn_t pfn)
{
	if (kvm_is_mirror_test_vm(kvm))
		return kvm_mirror_test_remove_spte(kvm, gfn, level, pfn);
	return kvm_x86_call(remove_external_spte)(kvm, gfn, level, pfn);
}

static inline int kvm_external_free_spt(struct kvm *kvm, gfn_t gfn, int level,
					void *external_spt)
{
	if (kvm_is_mirror_test_vm(kvm))
		return kvm_mirror_test_free_spt(kvm, gfn, level, external_spt);
	return kvm_x86_call(free_external_spt)(kvm, gfn, level, external_spt);
}

#endif /* __KVM_X86_MMU_EXTERNAL_H */
