/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mirror page tables: how one entry changes together with the external entry
 * that it mirrors.  For tdp_mmu.c only.
 */

#ifndef __KVM_X86_MMU_MIRROR_H
#define __KVM_X86_MMU_MIRROR_H

#include <linux/kvm_host.h>

#include "mmu.h"
#include "mmu_internal.h"
#include "tdp_iter.h"

/*
 * Leaves that are blocked before one flush of the TLBs and then removed.  Also
 * a bound on the vendor calls between two chances to let go of mmu_lock.
 */
#define KVM_MIRROR_ZAP_BATCH	64

/* Asks for the VM first: others shall not pay for a look at struct page. */
static inline bool is_mirror_sptep(struct kvm *kvm, tdp_ptep_t sptep)
{
	return kvm_has_mirrored_tdp(kvm) &&
	       is_mirror_sp(sptep_to_sp(rcu_dereference(sptep)));
}

int __must_check kvm_mirror_set_spte(struct kvm *kvm, struct tdp_iter *iter,
				     u64 new_spte);
int __must_check kvm_mirror_block_leaf(struct kvm *kvm, struct tdp_iter *iter);
int __must_check kvm_mirror_remove_leaf(struct kvm *kvm, struct tdp_iter *iter);
void kvm_mirror_unpin_leaf(u64 spte);
void kvm_mirror_free_spt(struct kvm *kvm, struct kvm_mmu_page *sp);
void kvm_mirror_zap_failed(struct kvm *kvm, gfn_t gfn, int ret);

#endif /* __KVM_X86_MMU_MIRROR_H */
