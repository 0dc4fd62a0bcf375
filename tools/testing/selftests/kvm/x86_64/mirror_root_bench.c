// SPDX-License-Identifier: GPL-2.0
/*
 * What a mirror costs: pre-faults of shared and of private memory in one VM, page
 * by page, and the calls to the vendor that the private ones take. The stand-in
 * takes no time of its own unless told to: -d MICROSECONDS, per call.
 *
 * An ordinary VM comes first. A kernel without mirrors can do that much, to be
 * compared with: -o does nothing else.
 *
 * Lines of "name value", for scripts.
 */
#include <sys/mman.h>
#include <time.h>

#include "mirror_test_util.h"

#define ROUNDS	20

static void guest_never(void)
{
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static uint64_t sum(const struct kvm_mirror_test *stats)
{
	uint64_t n = 0;
	int i;

	for (i = 0; i < KVM_MIRROR_TEST_CALLS; i++)
		n += stats->stats.calls[i];
	return n;
}

/* Seconds to map all of the data, then to unmap it by conversion */
static void measure(struct mirror_vm *m, bool private, double *map, double *unmap)
{
	double t = now();

	TEST_ASSERT_EQ(pre_fault(m->vcpus[0], DATA_GPA, DATA_SIZE), 0);
	*map += now() - t;
	t = now();
	if (private)
		vm_mem_set_shared(m->vm, DATA_GPA, DATA_SIZE);
	else
		vm_mem_set_private(m->vm, DATA_GPA, DATA_SIZE);
	*unmap += now() - t;
}

/* Seconds for one call per page that takes it from the process, and so from the VM */
static double unmap_pages(void *hva)
{
	double t = now();
	int i;

	for (i = 0; i < DATA_PAGES; i++)
		TEST_ASSERT(!madvise(hva + i * PAGE_SIZE, PAGE_SIZE, MADV_DONTNEED), "madvise");
	return now() - t;
}

/* Map and unmap memory of a VM without a direct bit. */
static void measure_ordinary(void)
{
	double map = 0, unmap = 0, unmap_single = 0, unmap_none = 0, t;
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;
	void *hva;
	int i;

	vm = vm_create_with_one_vcpu(&vcpu, guest_never);
	vm_userspace_mem_region_add(vm, VM_MEM_SRC_ANONYMOUS, DATA_GPA, DATA_SLOT,
				    DATA_PAGES, 0);
	hva = addr_gpa2hva(vm, DATA_GPA);
	memset(hva, 1, DATA_SIZE);
	for (i = 0; i < 2 * ROUNDS; i++) {
		t = now();
		TEST_ASSERT_EQ(pre_fault(vcpu, DATA_GPA, DATA_SIZE), 0);
		map += now() - t;
		t = now();
		TEST_ASSERT(!mprotect(hva, DATA_SIZE, PROT_READ), "mprotect");
		unmap += now() - t;
		TEST_ASSERT(!mprotect(hva, DATA_SIZE, PROT_READ | PROT_WRITE), "mprotect");
		memset(hva, 1, DATA_SIZE);
	}
	for (i = 0; i < 2 * ROUNDS; i++) {
		TEST_ASSERT_EQ(pre_fault(vcpu, DATA_GPA, DATA_SIZE), 0);
		unmap_single += unmap_pages(hva);
		unmap_none += unmap_pages(hva);
	}
	printf("ordinary-faults-per-second %.0f\n", 2 * ROUNDS * DATA_PAGES / map);
	printf("ordinary-zaps-per-second %.0f\n", 2 * ROUNDS * DATA_PAGES / unmap);
	printf("ordinary-unmaps-per-second %.0f\n", 2 * ROUNDS * DATA_PAGES / unmap_single);
	printf("ordinary-empty-unmaps-per-second %.0f\n",
	       2 * ROUNDS * DATA_PAGES / unmap_none);
	fflush(stdout);
	kvm_vm_free(vm);
}

int main(int argc, char *argv[])
{
	double map[2] = {}, unmap[2] = {};
	struct kvm_mirror_test before, after;
	struct mirror_vm m;
	int i, delay = 0;

	if (argc == 3 && !strcmp(argv[1], "-d"))
		delay = atoi_non_negative("microseconds", argv[2]);

	measure_ordinary();
	if (argc == 2 && !strcmp(argv[1], "-o"))
		return 0;

	m = mirror_vm_create(1, guest_never);
	mirror_inject(m.vm, 0, 0, 0, 0, delay);
	/* The first round allocates what stays: user pages and tables. */
	memset(addr_gpa2hva(m.vm, DATA_GPA), 1, DATA_SIZE);
	vm_guest_mem_allocate(m.vm, DATA_GPA, DATA_SIZE);
	for (i = 0; i < 2; i++)
		measure(&m, i & 1, &map[i & 1], &unmap[i & 1]);

	memset(map, 0, sizeof(map));
	memset(unmap, 0, sizeof(unmap));
	before = mirror_stats(m.vm);
	for (i = 0; i < 2 * ROUNDS; i++)
		measure(&m, i & 1, &map[i & 1], &unmap[i & 1]);
	after = mirror_stats(m.vm);

	printf("pages %d\n", ROUNDS * DATA_PAGES);
	printf("direct-faults-per-second %.0f\n", ROUNDS * DATA_PAGES / map[0]);
	printf("private-faults-per-second %.0f\n", ROUNDS * DATA_PAGES / map[1]);
	printf("direct-zaps-per-second %.0f\n", ROUNDS * DATA_PAGES / unmap[0]);
	printf("private-zaps-per-second %.0f\n", ROUNDS * DATA_PAGES / unmap[1]);
	printf("vendor-calls-per-private-fault %.3f\n",
	       (double)(after.stats.calls[KVM_MIRROR_TEST_LINK] +
			after.stats.calls[KVM_MIRROR_TEST_SET] -
			before.stats.calls[KVM_MIRROR_TEST_LINK] -
			before.stats.calls[KVM_MIRROR_TEST_SET]) / (ROUNDS * DATA_PAGES));
	printf("vendor-calls-per-page-mapped-and-zapped %.3f\n",
	       (double)(sum(&after) - sum(&before)) / (ROUNDS * DATA_PAGES));
	printf("flushes-per-private-zap %.3f\n",
	       (double)(after.stats.calls[KVM_MIRROR_TEST_FLUSH] -
			before.stats.calls[KVM_MIRROR_TEST_FLUSH]) / (ROUNDS * DATA_PAGES));
	mirror_vm_free(&m);
	return 0;
}
