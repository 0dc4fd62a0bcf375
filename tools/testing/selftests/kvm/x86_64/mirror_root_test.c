// SPDX-License-Identifier: GPL-2.0
/*
 * Mirror page tables with one actor at a time: which root a fault goes to, what
 * zaps what, what becomes of calls that fail, and a guest on the direct root.
 * After each step the stand-in's tree is compared with the mirror.
 */
#include <sys/mman.h>
#include <sys/wait.h>

#include "mirror_test_util.h"

#define PRIVATE	KVM_MIRROR_TEST_MAPPED_PRIVATE
#define DIRECT	KVM_MIRROR_TEST_MAPPED_DIRECT

static void guest_never(void)
{
}

static struct mirror_vm create(int nr_vcpus)
{
	return mirror_vm_create(nr_vcpus, guest_never);
}

static void test_enable(void)
{
	struct kvm_mirror_test arg = { .op = KVM_MIRROR_TEST_ENABLE };
	uint64_t bit;
	struct kvm_vm *vm;

	vm = vm_create_barebones();
	TEST_ASSERT(__mirror_ioctl(vm, &arg) && errno == EOPNOTSUPP, "ordinary VM");
	kvm_vm_free(vm);

	vm = vm_create_barebones_type(KVM_X86_SW_PROTECTED_VM);
	arg.op = KVM_MIRROR_TEST_CHECK;
	TEST_ASSERT(__mirror_ioctl(vm, &arg) && errno == EINVAL, "not enabled");
	arg.op = KVM_MIRROR_TEST_ENABLE;
	__vm_vcpu_add(vm, 0);
	TEST_ASSERT(__mirror_ioctl(vm, &arg) && errno == EBUSY, "has a vCPU");
	kvm_vm_free(vm);

	vm = mirror_vm_create_empty(&bit);
	TEST_ASSERT(__mirror_ioctl(vm, &arg) && errno == EBUSY, "twice");
	arg = (struct kvm_mirror_test){ .op = 77 };
	TEST_ASSERT(__mirror_ioctl(vm, &arg) && errno == EINVAL, "no such op");
	/* A memslot must not reach the direct bit. */
	TEST_ASSERT(__vm_set_user_memory_region(vm, 1, 0, bit - SZ_4K, 2 * SZ_4K,
						(void *)SZ_2M) && errno == EINVAL,
		    "memslot up to the direct bit");
	TEST_ASSERT(__vm_set_user_memory_region(vm, 1, 0, bit, SZ_4K,
						(void *)SZ_2M) && errno == EINVAL,
		    "memslot at the direct bit");
	TEST_ASSERT_EQ(mirror_check(vm), 0);
	kvm_vm_free(vm);
}

static void test_populate(void)
{
	struct mirror_vm m = create(1);
	struct kvm_mirror_test arg;

	/* Attributes alone map nothing. */
	vm_mem_set_private(m.vm, DATA_GPA, DATA_SIZE);
	TEST_ASSERT_EQ(mirror_check(m.vm), 0);

	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	TEST_ASSERT_EQ(mirror_check(m.vm), DATA_PAGES);
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	assert_mapped(m.vm, DATA_GPA + DATA_SIZE - SZ_4K, PRIVATE);

	/* 4K pages, one call each; tables: two of level 1, one of 2, one of 3. */
	arg = mirror_stats(m.vm);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_SET], DATA_PAGES);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_LINK], 4);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_BLOCK], 0);

	/* Once more is nothing new. */
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	arg = mirror_stats(m.vm);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_SET], DATA_PAGES);

	/* The direct bit is for KVM to set, a slot must have private memory. */
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA | m.direct_bit, SZ_4K), EINVAL);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], m.direct_bit, SZ_4K), EINVAL);
	vm_mem_set_private(m.vm, 0, SZ_4K);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], 0, SZ_4K), EFAULT);
	TEST_ASSERT_EQ(mirror_check(m.vm), DATA_PAGES);
	mirror_vm_free(&m);
}

static void test_shared(void)
{
	struct mirror_vm m = create(1);

	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	TEST_ASSERT_EQ(mirror_check(m.vm), 0);
	assert_mapped(m.vm, DATA_GPA, DIRECT);
	assert_mapped(m.vm, DATA_GPA + DATA_SIZE - SZ_4K, DIRECT);
	TEST_ASSERT_EQ(mirror_stats(m.vm).stats.calls[KVM_MIRROR_TEST_LINK], 0);
	mirror_vm_free(&m);
}

/* Page 0 private, page 1 shared, both mapped. */
static struct mirror_vm create_mapped(void)
{
	struct mirror_vm m = create(1);

	vm_mem_set_private(m.vm, DATA_GPA, SZ_4K);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, 2 * SZ_4K), 0);
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, DIRECT);
	TEST_ASSERT_EQ(mirror_check(m.vm), 1);
	return m;
}

static void test_conversion(void)
{
	struct mirror_vm m = create_mapped();
	struct kvm_mirror_test arg;

	/* To private and to shared: the other half is not asked. */
	vm_mem_set_private(m.vm, DATA_GPA + SZ_4K, SZ_4K);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, 0);
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	TEST_ASSERT_EQ(mirror_stats(m.vm).stats.calls[KVM_MIRROR_TEST_BLOCK], 0);

	vm_mem_set_shared(m.vm, DATA_GPA, SZ_4K);
	assert_mapped(m.vm, DATA_GPA, 0);
	TEST_ASSERT_EQ(mirror_check(m.vm), 0);
	arg = mirror_stats(m.vm);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_BLOCK], 1);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_FLUSH], 1);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_REMOVE], 1);

	/* Nobody is left behind in the old half by a conversion of a range. */
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	vm_mem_set_private(m.vm, DATA_GPA, DATA_SIZE);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	TEST_ASSERT_EQ(mirror_check(m.vm), DATA_PAGES);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, PRIVATE);
	vm_mem_set_shared(m.vm, DATA_GPA, DATA_SIZE);
	TEST_ASSERT_EQ(mirror_check(m.vm), 0);

	/* One flush for a batch of pages. */
	arg = mirror_stats(m.vm);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_REMOVE], DATA_PAGES + 1);
	TEST_ASSERT(arg.stats.calls[KVM_MIRROR_TEST_FLUSH] < DATA_PAGES / 4,
		    "%llu flushes", (unsigned long long)arg.stats.calls[KVM_MIRROR_TEST_FLUSH]);
	mirror_vm_free(&m);
}

static void test_user_mapping(void)
{
	struct mirror_vm m = create_mapped();
	void *hva = addr_gpa2hva(m.vm, DATA_GPA);

	/* Shared only, although both pages are in the range. */
	TEST_ASSERT(!madvise(hva, 2 * SZ_4K, MADV_DONTNEED), "madvise");
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, 0);
	TEST_ASSERT(!mprotect(hva, DATA_SIZE, PROT_READ), "mprotect");
	TEST_ASSERT(!mprotect(hva, DATA_SIZE, PROT_READ | PROT_WRITE), "mprotect");
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	mirror_vm_free(&m);
}

static void test_punch_hole(void)
{
	struct mirror_vm m = create_mapped();

	/* Private only. */
	vm_guest_mem_punch_hole(m.vm, DATA_GPA, 2 * SZ_4K);
	assert_mapped(m.vm, DATA_GPA, 0);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, DIRECT);
	TEST_ASSERT_EQ(mirror_check(m.vm), 0);
	mirror_vm_free(&m);
}

static void test_memslot(void)
{
	struct mirror_vm m = create_mapped();
	struct userspace_mem_region *region = memslot2region(m.vm, DATA_SLOT);

	/* A slot with private memory cannot be moved, only deleted. */
	TEST_ASSERT(__vm_set_user_memory_region2(m.vm, DATA_SLOT, KVM_MEM_GUEST_MEMFD,
						 DATA_GPA + SZ_2M, DATA_SIZE,
						 (void *)region->region.userspace_addr,
						 region->region.guest_memfd, 0),
		    "moved");
	assert_mapped(m.vm, DATA_GPA, PRIVATE);

	/* Both halves go, the tables stay. */
	vm_mem_region_delete(m.vm, DATA_SLOT);
	assert_mapped(m.vm, DATA_GPA, 0);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, 0);
	TEST_ASSERT_EQ(mirror_check(m.vm), 0);
	TEST_ASSERT_EQ(mirror_stats(m.vm).stats.calls[KVM_MIRROR_TEST_FREE], 0);

	/* Another slot's deletion or move is not the first one's. */
	vm_userspace_mem_region_add(m.vm, VM_MEM_SRC_ANONYMOUS, DATA_GPA, DATA_SLOT,
				    DATA_PAGES, KVM_MEM_GUEST_MEMFD);
	vm_userspace_mem_region_add(m.vm, VM_MEM_SRC_ANONYMOUS, 2 * DATA_GPA,
				    DATA_SLOT + 1, DATA_PAGES, 0);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, 2 * SZ_4K), 0);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], 2 * DATA_GPA, SZ_4K), 0);
	vm_mem_region_move(m.vm, DATA_SLOT + 1, 3 * DATA_GPA);
	assert_mapped(m.vm, 2 * DATA_GPA, 0);
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	vm_mem_region_delete(m.vm, DATA_SLOT + 1);
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	TEST_ASSERT_EQ(mirror_check(m.vm), 1);
	mirror_vm_free(&m);
}

/* Reasons of KVM's own: all of the shared half, none of the private one. */
static void test_own_reasons(void)
{
	struct kvm_mirror_test zap = { .op = KVM_MIRROR_TEST_ZAP_RANGE };
	struct mirror_vm m = create_mapped();
	char old, other;
	int fd;

	/* APIC virtualization, cache types */
	mirror_ioctl(m.vm, &zap);
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, 0);

	/* A change of nx_huge_pages zaps all VMs with kvm_mmu_zap_all_fast(). */
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, 2 * SZ_4K), 0);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, DIRECT);
	fd = open("/sys/module/kvm/parameters/nx_huge_pages", O_RDWR);
	TEST_ASSERT(fd >= 0 && read(fd, &old, 1) == 1, "nx_huge_pages");
	other = old == 'Y' ? 'N' : 'Y';
	TEST_ASSERT(pwrite(fd, &other, 1, 0) == 1, "nx_huge_pages");
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, 0);
	TEST_ASSERT(pwrite(fd, &old, 1, 0) == 1, "nx_huge_pages");
	close(fd);

	/* The vCPU gets a new direct root beside its old mirror root. */
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	assert_mapped(m.vm, DATA_GPA + SZ_4K, DIRECT);

	/* A context reset frees the roots of the vCPU, not what they map. */
	vcpu_init_cpuid(m.vcpus[0], kvm_get_supported_cpuid());
	assert_mapped(m.vm, DATA_GPA, PRIVATE);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	TEST_ASSERT_EQ(mirror_check(m.vm), 1);
	TEST_ASSERT_EQ(mirror_stats(m.vm).stats.calls[KVM_MIRROR_TEST_BLOCK], 0);
	mirror_vm_free(&m);
}

#define FAULT_CALLS	(BIT(KVM_MIRROR_TEST_LINK) | BIT(KVM_MIRROR_TEST_SET))
#define ZAP_CALLS	(BIT(KVM_MIRROR_TEST_BLOCK) | BIT(KVM_MIRROR_TEST_REMOVE))
#define FREE_CALLS	BIT(KVM_MIRROR_TEST_FREE)
#define SWEEP_PAGES	12

/*
 * Map SWEEP_PAGES private pages with the nth call failing, for every n: three
 * for tables, then one for each page.  The ioctl hides an error that comes after
 * the first page, but stops there.
 */
static void sweep_faults(int error, bool retried)
{
	int nth, ret, mapped;

	for (nth = 1; nth <= 3 + SWEEP_PAGES; nth++) {
		uint64_t gpa = DATA_GPA, size = SWEEP_PAGES * SZ_4K;
		struct mirror_vm m = create(1);

		mapped = retried ? SWEEP_PAGES : nth <= 3 ? 0 : nth - 4;
		vm_mem_set_private(m.vm, DATA_GPA, DATA_SIZE);
		mirror_inject(m.vm, FAULT_CALLS, nth, 1, -error, 0);
		ret = pre_fault_once(m.vcpus[0], &gpa, &size);
		TEST_ASSERT_EQ(ret, mapped ? 0 : error);
		TEST_ASSERT_EQ(gpa, DATA_GPA + mapped * SZ_4K);
		TEST_ASSERT_EQ(mirror_stats(m.vm).stats.injected, 1);
		TEST_ASSERT_EQ(mirror_check(m.vm), mapped);
		/* Nothing is half made: the rest can follow. */
		ret = pre_fault(m.vcpus[0], DATA_GPA, SWEEP_PAGES * SZ_4K);
		TEST_ASSERT_EQ(ret, 0);
		TEST_ASSERT_EQ(mirror_check(m.vm), SWEEP_PAGES);
		mirror_vm_free(&m);
	}
}

/* Unmap them with the nth call failing. */
static struct mirror_vm zap_one(int error, int times, int nth)
{
	struct mirror_vm m = create(1);

	vm_mem_set_private(m.vm, DATA_GPA, DATA_SIZE);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, SWEEP_PAGES * SZ_4K), 0);
	mirror_inject(m.vm, ZAP_CALLS, nth, times, -error, 0);
	vm_mem_set_shared(m.vm, DATA_GPA, DATA_SIZE);
	return m;
}

static void sweep_zaps(int error, int times)
{
	int nth;

	for (nth = 1; nth <= 2 * SWEEP_PAGES; nth++) {
		struct mirror_vm m = zap_one(error, times, nth);

		TEST_ASSERT_EQ(mirror_stats(m.vm).stats.injected, times);
		TEST_ASSERT_EQ(mirror_check(m.vm), 0);
		mirror_vm_free(&m);
	}
}

/*
 * The VM cannot go on, but it can go: with the process, since the library would
 * still use it.  All that is left is taken back then; the kernel warns if not.
 */
static void sweep_fatal_zaps(int error, int times)
{
	struct kvm_mirror_test arg = { .op = KVM_MIRROR_TEST_CHECK };
	int nth, status;
	pid_t child;

	for (nth = 1; nth <= 2 * SWEEP_PAGES; nth++) {
		child = fork();
		TEST_ASSERT(child >= 0, "fork");
		if (!child) {
			struct mirror_vm m = zap_one(error, times, nth);

			TEST_ASSERT(__mirror_ioctl(m.vm, &arg) && errno == EIO,
				    "the VM goes on");
			_exit(0);
		}
		TEST_ASSERT_EQ(waitpid(child, &status, 0), child);
		TEST_ASSERT_EQ(status, 0);
	}
}

static void test_fault_busy(void)
{
	sweep_faults(EBUSY, true);
}

static void test_fault_fails(void)
{
	sweep_faults(EIO, false);
	sweep_faults(ENOMEM, false);
}

static void test_zap_busy(void)
{
	sweep_zaps(EBUSY, 1);
	sweep_zaps(EBUSY, 60);
}

static void test_zap_fails(void)
{
	sweep_fatal_zaps(EIO, 1);
	/* Busy without end is a failure, too. */
	sweep_fatal_zaps(EBUSY, 64);
}

/* A page that the vendor keeps must not be freed.  Loses a few on purpose. */
static void test_never_given_back(void)
{
	pid_t child = fork();
	int status;

	TEST_ASSERT(child >= 0, "fork");
	if (!child) {
		struct mirror_vm m = create_mapped();

		mirror_inject(m.vm, ZAP_CALLS | FREE_CALLS, 1, -1U, -EIO, 0);
		_exit(0);
	}
	TEST_ASSERT_EQ(waitpid(child, &status, 0), child);
	TEST_ASSERT_EQ(status, 0);
}

#define GUEST_VA	(4ULL * SZ_1G)
#define PRIVATE_VA	(8ULL * SZ_1G)

static void guest_main(void)
{
	uint64_t *shared = (uint64_t *)GUEST_VA;
	uint64_t *private = (uint64_t *)PRIVATE_VA;
	int i;

	for (;;) {
		for (i = 0; i < DATA_PAGES; i++)
			WRITE_ONCE(shared[i * 512], READ_ONCE(shared[i * 512]) + 1);
		GUEST_SYNC(1);
		for (i = 0; i < DATA_PAGES; i += 2)
			WRITE_ONCE(shared[i * 512], READ_ONCE(shared[i * 512]) + 1);
		GUEST_SYNC(2);
		WRITE_ONCE(*private, 1);
	}
}

static void run_to(struct kvm_vcpu *vcpu, uint64_t stage)
{
	struct ucall uc;

	vcpu_run(vcpu);
	TEST_ASSERT_EQ(get_ucall(vcpu, &uc), UCALL_SYNC);
	TEST_ASSERT_EQ(uc.args[1], stage);
}

/*
 * The guest on the direct root: memory with the direct bit works, with a dirty
 * log and through zaps, memory without it exits.
 */
static void test_guest(void)
{
	struct mirror_vm m = mirror_vm_create(1, guest_main);
	struct kvm_mirror_test zap = { .op = KVM_MIRROR_TEST_ZAP_RANGE };
	uint64_t log_gpa = 2 * DATA_GPA, *page;
	unsigned long log[DATA_PAGES / 64 + 1];
	struct kvm_run *run = m.vcpus[0]->run;
	int i, ret;

	vm_userspace_mem_region_add(m.vm, VM_MEM_SRC_ANONYMOUS, log_gpa, DATA_SLOT + 1,
				    DATA_PAGES, 0);
	virt_map(m.vm, GUEST_VA, log_gpa, DATA_PAGES);
	virt_map(m.vm, PRIVATE_VA, DATA_GPA, 1);
	mirror_vm_tag(&m);
	/* All but this one */
	*vm_get_page_table_entry(m.vm, PRIVATE_VA) &= ~m.direct_bit;

	vm_mem_set_private(m.vm, DATA_GPA, DATA_SIZE);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);

	run_to(m.vcpus[0], 1);
	assert_mapped(m.vm, log_gpa, DIRECT);
	vm_mem_region_set_flags(m.vm, DATA_SLOT + 1, KVM_MEM_LOG_DIRTY_PAGES);
	kvm_vm_get_dirty_log(m.vm, DATA_SLOT + 1, log);
	run_to(m.vcpus[0], 2);
	kvm_vm_get_dirty_log(m.vm, DATA_SLOT + 1, log);
	for (i = 0; i < DATA_PAGES; i++) {
		page = addr_gpa2hva(m.vm, log_gpa + i * SZ_4K);
		TEST_ASSERT_EQ(*page, 2 - i % 2);
		TEST_ASSERT_EQ(!!(log[i / 64] & (1UL << (i % 64))), !(i % 2));
	}
	vm_mem_region_set_flags(m.vm, DATA_SLOT + 1, 0);

	/* Private memory is not logged. */
	TEST_ASSERT(__vm_set_user_memory_region2(m.vm, DATA_SLOT,
						 KVM_MEM_GUEST_MEMFD | KVM_MEM_LOG_DIRTY_PAGES,
						 DATA_GPA, DATA_SIZE,
						 addr_gpa2hva(m.vm, DATA_GPA), -1, 0),
		    "dirty log of private memory");

	ret = _vcpu_run(m.vcpus[0]);
	TEST_ASSERT(ret && errno == EFAULT, "private access");
	TEST_ASSERT_EQ(run->exit_reason, KVM_EXIT_MEMORY_FAULT);
	TEST_ASSERT_EQ(run->memory_fault.flags, KVM_MEMORY_EXIT_FLAG_PRIVATE);
	TEST_ASSERT_EQ(run->memory_fault.gpa, DATA_GPA);
	TEST_ASSERT_EQ(run->memory_fault.size, SZ_4K);

	/* The same page by its other name is shared memory to the guest. */
	*vm_get_page_table_entry(m.vm, PRIVATE_VA) |= m.direct_bit;
	mirror_ioctl(m.vm, &zap);
	ret = _vcpu_run(m.vcpus[0]);
	TEST_ASSERT(ret && errno == EFAULT, "shared access to private memory");
	TEST_ASSERT_EQ(run->memory_fault.flags, 0);
	vm_mem_set_shared(m.vm, DATA_GPA, SZ_4K);
	run_to(m.vcpus[0], 1);
	page = addr_gpa2hva(m.vm, DATA_GPA);
	TEST_ASSERT_EQ(*page, 1);
	TEST_ASSERT_EQ(mirror_check(m.vm), DATA_PAGES - 1);
	mirror_vm_free(&m);
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "enable", test_enable },
	{ "populate", test_populate },
	{ "shared", test_shared },
	{ "conversion", test_conversion },
	{ "user_mapping", test_user_mapping },
	{ "punch_hole", test_punch_hole },
	{ "memslot", test_memslot },
	{ "own_reasons", test_own_reasons },
	{ "fault_busy", test_fault_busy },
	{ "fault_fails", test_fault_fails },
	{ "zap_busy", test_zap_busy },
	{ "zap_fails", test_zap_fails },
	{ "guest", test_guest },
	{ "never_given_back", test_never_given_back },
};

int main(int argc, char *argv[])
{
	int i;

	TEST_REQUIRE(kvm_check_cap(KVM_CAP_VM_TYPES) & BIT(KVM_X86_SW_PROTECTED_VM));

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		if (argc > 1 && strcmp(argv[1], tests[i].name))
			continue;
		tests[i].run();
		printf("ok %s\n", tests[i].name);
	}
	return 0;
}
