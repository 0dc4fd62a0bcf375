// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests ask of the stand-in of mirror_test.c, through an ioctl of the
 * VM: to be there, to fail, to count, and to compare its tree with the mirror.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": mirror_test: " fmt

#include <linux/uaccess.h>

#include "mirror_test_priv.h"
#include "spte.h"
#include "tdp_iter.h"
#include "tdp_mmu.h"

static bool has_memslots(struct kvm *kvm)
{
	return !kvm_memslots_empty(__kvm_memslots(kvm, 0));
}

static int enable(struct kvm *kvm, struct kvm_mirror_test *arg)
{
	struct kvm_mirror_test_vm *vm;

	guard(mutex)(&kvm->lock);
	guard(mutex)(&kvm->slots_lock);

	if (kvm->arch.vm_type != KVM_X86_SW_PROTECTED_VM || !tdp_mmu_enabled)
		return -EOPNOTSUPP;
	if (kvm->created_vcpus || has_memslots(kvm) || kvm_has_mirrored_tdp(kvm))
		return -EBUSY;

	vm = kzalloc(sizeof(*vm), GFP_KERNEL_ACCOUNT);
	if (!vm)
		return -ENOMEM;
	vm->root = (u64 *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!vm->root) {
		kfree(vm);
		return -ENOMEM;
	}
	spin_lock_init(&vm->lock);

	kvm->arch.mirror_test = vm;
	kvm->arch.gfn_direct_bits = gpa_to_gfn(BIT_ULL(kvm_host.maxphyaddr - 1));
	arg->enable.direct_bit = gfn_to_gpa(kvm_gfn_direct_bits(kvm));
	pr_notice_once("a VM gets page tables that are for tests only\n");
	add_taint(TAINT_TEST, LOCKDEP_STILL_OK);
	return 0;
}

static int inject(struct kvm_mirror_test_vm *vm, struct kvm_mirror_test *arg)
{
	if (arg->inject.error > 0 || arg->inject.error < -MAX_ERRNO ||
	    (arg->inject.times && !arg->inject.error) || arg->inject.delay_us > 1000)
		return -EINVAL;

	spin_lock(&vm->lock);
	vm->inject = *arg;
	spin_unlock(&vm->lock);
	return 0;
}

static int stats(struct kvm_mirror_test_vm *vm, struct kvm_mirror_test *arg)
{
	spin_lock(&vm->lock);
	memcpy(arg->stats.calls, vm->calls, sizeof(vm->calls));
	arg->stats.injected = vm->injected;
	spin_unlock(&vm->lock);
	return 0;
}

/* The valid root of the kind, NULL if no vCPU has loaded one yet. */
static struct kvm_mmu_page *find_root(struct kvm *kvm, bool mirror)
{
	struct kvm_mmu_page *root;

	list_for_each_entry(root, &kvm->arch.tdp_mmu_roots, link)
		if (!root->role.invalid && is_mirror_sp(root) == mirror)
			return root;
	return NULL;
}

/* Compares a table of ours with one of the mirror, and those below them. */
static void compare(struct kvm_mirror_test *arg, u64 *ours, u64 *mirror, int level)
{
	int i;

	for (i = 0; i < SPTE_ENT_PER_PAGE; i++) {
		u64 spte = mirror ? READ_ONCE(mirror[i]) : SHADOW_NONPRESENT_VALUE;
		bool present = is_shadow_present_pte(spte);
		enum entry_state want = !present ? ENTRY_NONE :
					is_last_spte(spte, level) ? ENTRY_LEAF : ENTRY_TABLE;
		u64 entry = ours[i];

		if (entry & ENTRY_BUSY || FIELD_GET(ENTRY_STATE, entry) != want ||
		    (!present && spte != SHADOW_NONPRESENT_VALUE)) {
			arg->check.differences++;
		} else if (want == ENTRY_LEAF) {
			arg->check.leaves++;
			if ((entry & ENTRY_ADDR) != PFN_PHYS(spte_to_pfn(spte)))
				arg->check.differences++;
		} else if (want == ENTRY_TABLE) {
			struct kvm_mmu_page *sp = spte_to_child_sp(spte);

			arg->check.tables++;
			if (sp->external_spt != mirror_test_table(entry)) {
				arg->check.differences++;
				continue;
			}
			compare(arg, mirror_test_table(entry), sp->spt, level - 1);
		}
	}
}

static int check(struct kvm *kvm, struct kvm_mirror_test *arg)
{
	struct kvm_mirror_test_vm *vm = kvm->arch.mirror_test;
	struct kvm_mmu_page *root;

	memset(&arg->check, 0, sizeof(arg->check));

	write_lock(&kvm->mmu_lock);
	root = find_root(kvm, true);
	if (root && vm->root_level && vm->root_level != root->role.level)
		arg->check.differences++;
	else
		compare(arg, vm->root, root ? root->spt : NULL,
			root ? root->role.level : 0);
	arg->check.violations = vm->violations;
	write_unlock(&kvm->mmu_lock);
	return 0;
}

static bool is_mapped(struct kvm *kvm, gfn_t gfn, bool mirror)
{
	struct kvm_mmu_page *root = find_root(kvm, mirror);
	struct tdp_iter iter;
	bool mapped = false;

	if (!root)
		return false;

	rcu_read_lock();
	for_each_tdp_pte(iter, kvm, root, gfn, gfn + 1)
		mapped = is_shadow_present_pte(iter.old_spte) &&
			 is_last_spte(iter.old_spte, iter.level);
	rcu_read_unlock();
	return mapped;
}

static int lookup(struct kvm *kvm, struct kvm_mirror_test *arg)
{
	gfn_t gfn = gpa_to_gfn(arg->lookup.gpa);

	if (gfn >= kvm_mmu_gfn_limit(kvm))
		return -EINVAL;

	arg->lookup.mapped = 0;
	write_lock(&kvm->mmu_lock);
	if (is_mapped(kvm, gfn, true))
		arg->lookup.mapped |= KVM_MIRROR_TEST_MAPPED_PRIVATE;
	if (is_mapped(kvm, gfn, false))
		arg->lookup.mapped |= KVM_MIRROR_TEST_MAPPED_DIRECT;
	write_unlock(&kvm->mmu_lock);
	return 0;
}

static int do_op(struct kvm *kvm, struct kvm_mirror_test *arg)
{
	struct kvm_mirror_test_vm *vm = kvm->arch.mirror_test;

	if (arg->op == KVM_MIRROR_TEST_ENABLE)
		return enable(kvm, arg);
	if (!vm)
		return -EINVAL;

	switch (arg->op) {
	case KVM_MIRROR_TEST_INJECT:
		return inject(vm, arg);
	case KVM_MIRROR_TEST_CHECK:
		return check(kvm, arg);
	case KVM_MIRROR_TEST_STATS:
		return stats(vm, arg);
	case KVM_MIRROR_TEST_LOOKUP:
		return lookup(kvm, arg);
	case KVM_MIRROR_TEST_ZAP_RANGE:
		kvm_zap_gfn_range(kvm, 0, gpa_to_gfn(~0ULL));
		return 0;
	default:
		return -EINVAL;
	}
}

/**
 * kvm_mirror_test_ioctl - Serve KVM_MIRROR_TEST
 * @kvm: the VM
 * @argp: struct kvm_mirror_test of userspace
 *
 * Return: 0 or an error.
 */
long kvm_mirror_test_ioctl(struct kvm *kvm, void __user *argp)
{
	struct kvm_mirror_test arg;
	int ret;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.reserved)
		return -EINVAL;

	ret = do_op(kvm, &arg);
	if (!ret && copy_to_user(argp, &arg, sizeof(arg)))
		ret = -EFAULT;
	return ret;
}
