/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A VM with mirror page tables, for tests: its private half is behind the
 * stand-in of arch/x86/kvm/mmu/mirror_test.c.
 *
 * Memory: slot 0 holds the guest's code, stacks and page tables, shared only.
 * Slot DATA_SLOT at DATA_GPA is shared at first and can be private.  The guest
 * runs from shared memory, so its CR3 and page tables contain the direct bit;
 * the library does not know, and gpa_tag_mask lets it read them all the same.
 */
#ifndef SELFTEST_KVM_MIRROR_TEST_UTIL_H
#define SELFTEST_KVM_MIRROR_TEST_UTIL_H

#include <linux/sizes.h>

#include "kvm_util.h"
#include "processor.h"
#include "ucall_common.h"
#include "../../../../../arch/x86/kvm/mmu/mirror_test_uapi.h"

#define DATA_SLOT	10
#define DATA_GPA	((uint64_t)SZ_1G)
/* Two tables of the last level, the second with one entry */
#define DATA_PAGES	(SZ_2M / SZ_4K + 1)
#define DATA_SIZE	(DATA_PAGES * SZ_4K)
#define MAX_VCPUS	8

#define DEFAULT_SLOT0_PAGES	4096

struct mirror_vm {
	struct kvm_vm *vm;
	struct kvm_vcpu *vcpus[MAX_VCPUS];
	int nr_vcpus;
	uint64_t direct_bit;
};

static inline int __mirror_ioctl(struct kvm_vm *vm, struct kvm_mirror_test *arg)
{
	return __vm_ioctl(vm, KVM_MIRROR_TEST, arg);
}

static inline void mirror_ioctl(struct kvm_vm *vm, struct kvm_mirror_test *arg)
{
	int ret = __mirror_ioctl(vm, arg);

	TEST_ASSERT(!ret, "KVM_MIRROR_TEST op %u: %s", arg->op, strerror(errno));
}

/* Let @times of @calls fail, from the @nth on. */
static inline void mirror_inject(struct kvm_vm *vm, uint32_t calls, uint32_t nth,
				 uint32_t times, int error, uint32_t delay_us)
{
	struct kvm_mirror_test arg = {
		.op = KVM_MIRROR_TEST_INJECT,
		.inject = { calls, nth, times, error, delay_us },
	};

	mirror_ioctl(vm, &arg);
}

static inline struct kvm_mirror_test mirror_stats(struct kvm_vm *vm)
{
	struct kvm_mirror_test arg = { .op = KVM_MIRROR_TEST_STATS };

	mirror_ioctl(vm, &arg);
	return arg;
}

/* The stand-in's tree is the mirror, and KVM broke no rule.  Returns leaves. */
static inline uint64_t mirror_check(struct kvm_vm *vm)
{
	struct kvm_mirror_test arg = { .op = KVM_MIRROR_TEST_CHECK };

	mirror_ioctl(vm, &arg);
	TEST_ASSERT(!arg.check.differences, "%llu entries differ",
		    (unsigned long long)arg.check.differences);
	TEST_ASSERT(!arg.check.violations, "%llu rules broken",
		    (unsigned long long)arg.check.violations);
	return arg.check.leaves;
}

static inline uint32_t mirror_mapped(struct kvm_vm *vm, uint64_t gpa)
{
	struct kvm_mirror_test arg = {
		.op = KVM_MIRROR_TEST_LOOKUP,
		.lookup.gpa = gpa,
	};

	mirror_ioctl(vm, &arg);
	return arg.lookup.mapped;
}

#define assert_mapped(vm, gpa, want) \
	TEST_ASSERT_EQ(mirror_mapped(vm, gpa), want)

/* One call of the ioctl.  Returns 0 if it got on, or an errno. */
static inline int pre_fault_once(struct kvm_vcpu *vcpu, uint64_t *gpa, uint64_t *size)
{
	struct kvm_pre_fault_memory range = { .gpa = *gpa, .size = *size };
	int ret = __vcpu_ioctl(vcpu, KVM_PRE_FAULT_MEMORY, &range);

	*gpa = range.gpa;
	*size = range.size;
	return ret ? errno : 0;
}

/* All of the range. */
static inline int pre_fault(struct kvm_vcpu *vcpu, uint64_t gpa, uint64_t size)
{
	int ret;

	do {
		ret = pre_fault_once(vcpu, &gpa, &size);
	} while ((!ret && size) || ret == EINTR);

	return ret;
}

static inline struct kvm_vm *mirror_vm_create_empty(uint64_t *direct_bit)
{
	struct kvm_mirror_test arg = { .op = KVM_MIRROR_TEST_ENABLE };
	struct vm_shape shape = {
		.mode = VM_MODE_DEFAULT,
		.type = KVM_X86_SW_PROTECTED_VM,
	};
	struct kvm_vm *vm = ____vm_create(shape);
	int ret = __mirror_ioctl(vm, &arg);

	__TEST_REQUIRE(!ret || errno != ENOTTY, "kernel without CONFIG_KVM_MIRROR_TEST");
	TEST_ASSERT(!ret, "no direct bit: %s", strerror(errno));
	*direct_bit = arg.enable.direct_bit;
	vm->gpa_tag_mask = arg.enable.direct_bit;
	vm->max_gfn = (arg.enable.direct_bit >> vm->page_shift) - 1;
	return vm;
}

/* Add the direct bit to all entries of the guest's page tables. */
static inline void mirror_tag_table(struct mirror_vm *m, uint64_t gpa, int level)
{
	uint64_t *table = addr_gpa2hva(m->vm, gpa);
	int i;

	for (i = 0; i < 512; i++) {
		if (!(table[i] & PTE_PRESENT_MASK))
			continue;
		table[i] |= m->direct_bit;
		if (level > PG_LEVEL_4K && !(table[i] & PTE_LARGE_MASK))
			mirror_tag_table(m, PTE_GET_PA(table[i]), level - 1);
	}
}

/* Call it when all is mapped, before the guest runs. */
static inline void mirror_vm_tag(struct mirror_vm *m)
{
	struct kvm_sregs sregs;
	int i;

	mirror_tag_table(m, m->vm->pgd, PG_LEVEL_512G);
	for (i = 0; i < m->nr_vcpus; i++) {
		vcpu_sregs_get(m->vcpus[i], &sregs);
		sregs.cr3 |= m->direct_bit;
		vcpu_sregs_set(m->vcpus[i], &sregs);
	}
}

static inline struct mirror_vm mirror_vm_create(int nr_vcpus, void *guest_code)
{
	struct mirror_vm m = { .nr_vcpus = nr_vcpus };
	struct kvm_vm *vm;
	int i;

	vm = mirror_vm_create_empty(&m.direct_bit);
	m.vm = vm;
	vm_userspace_mem_region_add(vm, VM_MEM_SRC_ANONYMOUS, 0, 0,
				    DEFAULT_SLOT0_PAGES, 0);
	for (i = 0; i < NR_MEM_REGIONS; i++)
		vm->memslots[i] = 0;
	kvm_vm_elf_load(vm, program_invocation_name);
	ucall_init(vm, DEFAULT_SLOT0_PAGES * SZ_4K);
	kvm_arch_vm_post_create(vm);

	vm_userspace_mem_region_add(vm, VM_MEM_SRC_ANONYMOUS, DATA_GPA, DATA_SLOT,
				    DATA_PAGES, KVM_MEM_GUEST_MEMFD);

	for (i = 0; i < nr_vcpus; i++)
		m.vcpus[i] = vm_vcpu_add(vm, i, guest_code);
	return m;
}

/* With the rules of the contract kept to the end. */
static inline void mirror_vm_free(struct mirror_vm *m)
{
	mirror_check(m->vm);
	kvm_vm_free(m->vm);
}

#endif /* SELFTEST_KVM_MIRROR_TEST_UTIL_H */
