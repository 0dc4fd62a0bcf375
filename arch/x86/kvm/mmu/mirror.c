// SPDX-License-Identifier: GPL-2.0
/*
 * Mirror page tables: how one entry changes together with the external entry
 * that it mirrors.
 *
 * A mirror entry and its external entry cannot be written in one step, and the
 * vendor may refuse.  So the mirror entry is frozen first, which locks it:
 * whoever meets FROZEN_SPTE comes again later.  Then the vendor is called.  Then
 * the mirror entry gets its new value, or its old one if the call failed.
 *
 *   not present -> table     link                    mmu_lock held for read
 *   not present -> leaf      set                     mmu_lock held for read
 *   leaf -> not present      block, flush, remove    mmu_lock held for write
 *   table -> not present     free, when the VM dies  mmu_lock held for write
 *
 * There is no other change: a leaf is never replaced, nor its permissions, size
 * or Accessed and Dirty bits touched.  The processor does not use these tables.
 *
 * A page that a leaf maps is pinned, by a reference of the leaf's own.  When the
 * vendor does not give a page back, the leaf stays, and so does the page; it
 * must not reach the page allocator while a guest may still own it.
 *
 * The callers are in the middle of a walk: they hold rcu_read_lock() too, and
 * nothing here sleeps.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "external.h"
#include "mirror.h"
#include "spte.h"

/*
 * Tries to block or to remove a leaf while the vendor finds it busy.  mmu_lock
 * is held for write, hence only a guest that runs can be in the way, for the
 * time of one operation on one entry; each try makes it exit.
 */
#define MIRROR_ZAP_TRIES	64

static int mirror_populate(struct kvm *kvm, struct tdp_iter *iter, u64 new_spte)
{
	struct page *page;
	int ret;

	if (!is_last_spte(new_spte, iter->level))
		return kvm_external_link_spt(kvm, iter->gfn, iter->level,
					     spte_to_child_sp(new_spte)->external_spt);

	page = pfn_to_page(spte_to_pfn(new_spte));
	get_page(page);
	ret = kvm_external_set_spte(kvm, iter->gfn, iter->level,
				    spte_to_pfn(new_spte));
	if (ret)
		put_page(page);
	return ret;
}

/**
 * kvm_mirror_set_spte - Put a table or a page behind an empty mirror entry
 * @kvm: the VM
 * @iter: a walk that stands at the entry
 * @new_spte: the value to set, shadow-present
 *
 * Return: 0; -EBUSY if the entry or the vendor was busy, with the value that
 * the entry has now in @iter; or the error of the vendor, with the entry as it
 * was.
 */
int kvm_mirror_set_spte(struct kvm *kvm, struct tdp_iter *iter, u64 new_spte)
{
	u64 *sptep = rcu_dereference(iter->sptep);
	int ret;

	lockdep_assert_held_read(&kvm->mmu_lock);

	/* Only a zap empties an entry, and a zap holds mmu_lock for write. */
	if (KVM_BUG_ON(is_shadow_present_pte(iter->old_spte) ||
		       !is_shadow_present_pte(new_spte), kvm))
		return -EIO;

	if (!try_cmpxchg64(sptep, &iter->old_spte, FROZEN_SPTE))
		return -EBUSY;

	ret = mirror_populate(kvm, iter, new_spte);

	/*
	 * Unlock the entry.  Pairs with the address dependency of the walks,
	 * for the contents of the table that new_spte may point to.
	 */
	smp_store_release(sptep, ret ? iter->old_spte : new_spte);
	return ret;
}

/* After a call that returned @ret: is it worth another try? */
static bool mirror_try_again(struct kvm *kvm, int ret, int *tries)
{
	if (ret != -EBUSY || ++*tries >= MIRROR_ZAP_TRIES)
		return false;

	kvm_make_all_cpus_request(kvm, KVM_REQ_OUTSIDE_GUEST_MODE);
	return true;
}

/**
 * kvm_mirror_block_leaf - Forbid new translations by an external leaf
 * @kvm: the VM
 * @iter: a walk that stands at the leaf that mirrors it
 *
 * Nothing changes in the mirror.  After the next flush of the external TLBs the
 * leaf can be removed.
 *
 * Return: 0 or the error of the vendor.
 */
int kvm_mirror_block_leaf(struct kvm *kvm, struct tdp_iter *iter)
{
	int tries = 0;
	int ret;

	lockdep_assert_held_write(&kvm->mmu_lock);

	do {
		ret = kvm_external_block_spte(kvm, iter->gfn, iter->level);
	} while (mirror_try_again(kvm, ret, &tries));

	return ret;
}

/**
 * kvm_mirror_remove_leaf - Empty an external leaf and the one that mirrors it
 * @kvm: the VM
 * @iter: a walk that stands at the leaf, which was blocked before the last flush
 *
 * Return: 0, after which the caller unpins the page, or the error of the vendor,
 * with both leaves in place.
 */
int kvm_mirror_remove_leaf(struct kvm *kvm, struct tdp_iter *iter)
{
	u64 *sptep = rcu_dereference(iter->sptep);
	kvm_pfn_t pfn = spte_to_pfn(iter->old_spte);
	int tries = 0;
	int ret;

	lockdep_assert_held_write(&kvm->mmu_lock);

	WRITE_ONCE(*sptep, FROZEN_SPTE);

	do {
		ret = kvm_external_remove_spte(kvm, iter->gfn, iter->level, pfn);
	} while (mirror_try_again(kvm, ret, &tries));

	WRITE_ONCE(*sptep, ret ? iter->old_spte : SHADOW_NONPRESENT_VALUE);
	return ret;
}

/**
 * kvm_mirror_unpin_leaf - Let go of the page of a leaf that was removed
 * @spte: what the leaf was
 *
 * The last to be done: in a VM that failed before, this may free the page.
 */
void kvm_mirror_unpin_leaf(u64 spte)
{
	put_page(pfn_to_page(spte_to_pfn(spte)));
}

/**
 * kvm_mirror_free_spt - Take back the external table that @sp mirrors
 * @kvm: the VM, which is being destroyed
 * @sp: a mirror table that was unlinked and is empty
 *
 * Tables of a live VM stay: those of a TDX guest can be taken back only in a way
 * that the guest notices, and a guest will use the range again.
 */
void kvm_mirror_free_spt(struct kvm *kvm, struct kvm_mmu_page *sp)
{
	int ret;

	ret = kvm_external_free_spt(kvm, sp->gfn, sp->role.level + 1,
				    sp->external_spt);
	if (!ret)
		return;

	pr_err_ratelimited("private page table at gfn 0x%llx level %d is not given back: %pe; its page is lost until the next boot\n",
			   sp->gfn, sp->role.level, ERR_PTR(ret));
	/* Leak it on purpose: it is the vendor's, and may still be in use. */
	sp->external_spt = NULL;
}

/**
 * kvm_mirror_zap_failed - End a VM that keeps private memory it must give up
 * @kvm: the VM
 * @gfn: the page
 * @ret: the error of the vendor
 *
 * The caller cannot fail, and must not go on as if the page were free.
 */
void kvm_mirror_zap_failed(struct kvm *kvm, gfn_t gfn, int ret)
{
	pr_err_ratelimited("private page at gfn 0x%llx cannot be removed: %pe; destroy the VM, it cannot go on\n",
			   gfn, ERR_PTR(ret));
	kvm_vm_bugged(kvm);
}
