// SPDX-License-Identifier: GPL-2.0
/*
 * A stand-in for a vendor with external page tables, for tests of the mirror.
 * A software-protected VM that asks for it before it has vCPUs and memory gets a
 * direct bit, the highest address bit of the host, and external tables that this
 * file keeps in the pages that KVM hands over, in a format of its own.
 *
 * Every call is checked against what struct kvm_x86_ops promises.  A call that
 * breaks a rule is counted, reported and refused.  mirror_test_ctl.c lets calls
 * fail, and compares the tree with the mirror.
 *
 * Each entry is one call's own while the call lasts, as KVM's frozen entry makes
 * it: ENTRY_BUSY says so, and finding it set is a rule broken.  The spinlock is
 * held for the looks at the tree only, not for the delay between them, so that
 * calls for different entries do overlap.  Order: kvm->mmu_lock, then ->lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": mirror_test: " fmt

#include <linux/bitfield.h>
#include <linux/delay.h>

#include "mirror_test_priv.h"

static const char * const call_names[] = {
	[KVM_MIRROR_TEST_LINK]		= "link",
	[KVM_MIRROR_TEST_SET]		= "set",
	[KVM_MIRROR_TEST_BLOCK]		= "block",
	[KVM_MIRROR_TEST_FLUSH]		= "flush",
	[KVM_MIRROR_TEST_REMOVE]	= "remove",
	[KVM_MIRROR_TEST_FREE]		= "free",
};

static_assert(ARRAY_SIZE(call_names) == KVM_MIRROR_TEST_CALLS);

/* One call: to which entry, and what became of it. */
struct mirror_call {
	struct kvm *kvm;
	enum kvm_mirror_test_call what;
	gfn_t gfn;
	int level;
	u64 *entry;
};

static int broken(struct mirror_call *call, const char *rule)
{
	struct kvm_mirror_test_vm *vm = call->kvm->arch.mirror_test;

	vm->violations++;
	WARN_ONCE(1, "mirror_test: %s of gfn 0x%llx level %d: %s\n",
		  call_names[call->what], call->gfn, call->level, rule);
	return -EINVAL;
}

/* The entry for @gfn in the table of @level, NULL if there is no such table. */
static u64 *find_entry(struct kvm_mirror_test_vm *vm, gfn_t gfn, int level)
{
	int at = vm->root_level;
	u64 *table = vm->root;
	u64 *entry;

	if (level > at)
		return NULL;

	for (;;) {
		entry = &table[(gfn >> ((at - 1) * 9)) & 511];
		if (at == level)
			return entry;
		if (FIELD_GET(ENTRY_STATE, *entry) != ENTRY_TABLE)
			return NULL;
		table = mirror_test_table(*entry);
		at--;
	}
}

static int injected(struct kvm_mirror_test_vm *vm, enum kvm_mirror_test_call what)
{
	struct kvm_mirror_test *in = &vm->inject;

	if (!(in->inject.calls & BIT(what)) || !in->inject.times)
		return 0;
	if (in->inject.nth > 1) {
		in->inject.nth--;
		return 0;
	}
	in->inject.times--;
	vm->injected++;
	return in->inject.error;
}

/*
 * Begins a call: finds the entry and makes it the call's own.  @state is what
 * the entry must be in.  Returns the error to end the call with.
 */
static int begin(struct mirror_call *call, enum entry_state state)
{
	struct kvm_mirror_test_vm *vm = call->kvm->arch.mirror_test;
	enum entry_state is;
	unsigned int delay;
	int ret = 0;

	spin_lock(&vm->lock);
	vm->calls[call->what]++;
	delay = vm->inject.inject.delay_us;

	/* The first table of all tells how many levels there are. */
	if (!vm->root_level && call->what == KVM_MIRROR_TEST_LINK)
		vm->root_level = call->level;

	call->entry = find_entry(vm, call->gfn, call->level);
	is = call->entry ? FIELD_GET(ENTRY_STATE, *call->entry) : ENTRY_NONE;
	if (call->gfn >= kvm_gfn_direct_bits(call->kvm))
		ret = broken(call, "no private address");
	else if (call->gfn & (KVM_PAGES_PER_HPAGE(call->level) - 1))
		ret = broken(call, "address and level do not fit");
	else if (!call->entry)
		ret = broken(call, "there is no table for it");
	else if (*call->entry & ENTRY_BUSY)
		ret = broken(call, "two calls for an entry at once");
	else if (is != state && !(is == ENTRY_BLOCKED && call->what == KVM_MIRROR_TEST_BLOCK))
		ret = broken(call, is == ENTRY_NONE ? "not present" :
				   state == ENTRY_NONE ? "present already" :
				   "not blocked, or not a leaf");
	if (!ret)
		*call->entry |= ENTRY_BUSY;
	spin_unlock(&vm->lock);

	if (delay)
		udelay(delay);
	return ret;
}

/* Ends a call that begin() let through: sets the entry, unless @ret is an error. */
static int end(struct mirror_call *call, int ret, u64 value)
{
	struct kvm_mirror_test_vm *vm = call->kvm->arch.mirror_test;

	spin_lock(&vm->lock);
	if (!ret)
		ret = injected(vm, call->what);
	*call->entry = ret ? *call->entry & ~ENTRY_BUSY : value;
	spin_unlock(&vm->lock);
	return ret;
}

int kvm_mirror_test_link_spt(struct kvm *kvm, gfn_t gfn, int level, void *spt)
{
	struct mirror_call call = { kvm, KVM_MIRROR_TEST_LINK, gfn, level };
	int ret;

	lockdep_assert_held_read(&kvm->mmu_lock);

	ret = begin(&call, ENTRY_NONE);
	if (ret)
		return ret;
	if (level == PG_LEVEL_4K)
		ret = broken(&call, "a table below the last level");
	if (!ret)
		memset(spt, 0, PAGE_SIZE);
	return end(&call, ret, mirror_test_entry(ENTRY_TABLE, __pa(spt)));
}

int kvm_mirror_test_set_spte(struct kvm *kvm, gfn_t gfn, int level, kvm_pfn_t pfn)
{
	struct mirror_call call = { kvm, KVM_MIRROR_TEST_SET, gfn, level };
	int ret;

	lockdep_assert_held_read(&kvm->mmu_lock);

	ret = begin(&call, ENTRY_NONE);
	if (ret)
		return ret;
	if (level != PG_LEVEL_4K)
		ret = broken(&call, "a huge page");
	return end(&call, ret, mirror_test_entry(ENTRY_LEAF, PFN_PHYS(pfn)));
}

int kvm_mirror_test_block_spte(struct kvm *kvm, gfn_t gfn, int level)
{
	struct kvm_mirror_test_vm *vm = kvm->arch.mirror_test;
	struct mirror_call call = { kvm, KVM_MIRROR_TEST_BLOCK, gfn, level };
	u64 entry;
	int ret;

	lockdep_assert_held_write(&kvm->mmu_lock);

	ret = begin(&call, ENTRY_LEAF);
	if (ret)
		return ret;
	/* Blocked when?  The next flush makes it another epoch. */
	entry = mirror_test_entry(ENTRY_BLOCKED, *call.entry & ENTRY_ADDR);
	entry |= FIELD_PREP(ENTRY_EPOCH, vm->epoch);
	return end(&call, 0, entry);
}

void kvm_mirror_test_flush_tlbs(struct kvm *kvm)
{
	struct kvm_mirror_test_vm *vm = kvm->arch.mirror_test;

	lockdep_assert_held_write(&kvm->mmu_lock);

	kvm_flush_remote_tlbs(kvm);

	spin_lock(&vm->lock);
	vm->calls[KVM_MIRROR_TEST_FLUSH]++;
	vm->epoch = (vm->epoch + 1) & FIELD_MAX(ENTRY_EPOCH);
	spin_unlock(&vm->lock);
}

int kvm_mirror_test_remove_spte(struct kvm *kvm, gfn_t gfn, int level, kvm_pfn_t pfn)
{
	struct kvm_mirror_test_vm *vm = kvm->arch.mirror_test;
	struct mirror_call call = { kvm, KVM_MIRROR_TEST_REMOVE, gfn, level };
	int ret;

	lockdep_assert_held_write(&kvm->mmu_lock);

	ret = begin(&call, ENTRY_BLOCKED);
	if (ret)
		return ret;
	if (FIELD_GET(ENTRY_EPOCH, *call.entry) == vm->epoch)
		ret = broken(&call, "no flush since it was blocked");
	else if ((*call.entry & ENTRY_ADDR) != PFN_PHYS(pfn))
		ret = broken(&call, "another page is mapped there");
	return end(&call, ret, 0);
}

int kvm_mirror_test_free_spt(struct kvm *kvm, gfn_t gfn, int level, void *spt)
{
	struct mirror_call call = { kvm, KVM_MIRROR_TEST_FREE, gfn, level };
	int ret;

	lockdep_assert_held_write(&kvm->mmu_lock);

	ret = begin(&call, ENTRY_TABLE);
	if (ret)
		return ret;
	if (refcount_read(&kvm->users_count) && kvm->mm == current->mm)
		ret = broken(&call, "the VM is alive");
	else if (mirror_test_table(*call.entry) != spt)
		ret = broken(&call, "another table is there");
	else if (memchr_inv(spt, 0, PAGE_SIZE))
		/* Not broken: a leaf that was let fail may have stayed. */
		ret = -ENOTEMPTY;
	return end(&call, ret, 0);
}

/**
 * kvm_mirror_test_destroy - End of a VM
 * @kvm: the VM, whose page tables are gone
 *
 * By now everything must have been taken back, except what failures that were
 * asked for have kept.
 */
void kvm_mirror_test_destroy(struct kvm *kvm)
{
	struct kvm_mirror_test_vm *vm = kvm->arch.mirror_test;

	if (!vm)
		return;

	if (memchr_inv(vm->root, 0, PAGE_SIZE)) {
		WARN_ONCE(!vm->injected, "mirror_test: tables are left behind\n");
		pr_info("tables are left behind after %llu failures\n", vm->injected);
	}
	free_page((unsigned long)vm->root);
	kfree(vm);
	kvm->arch.mirror_test = NULL;
}
