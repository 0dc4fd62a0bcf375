// SPDX-License-Identifier: GPL-2.0
/*
 * Mirror page tables with many actors at a time: vCPUs that pre-fault, against
 * each other, conversions, memslot updates, changes of the user mapping, holes
 * in the guest_memfd, a vendor that is busy or fails, and the end of the VM.
 * When they have come to rest the stand-in's tree must be the mirror.
 *
 * mirror_race_test [-t TEST] [-s SECONDS] [-r SEED]
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "mirror_test_util.h"

#define NR_VCPUS	4
#define FAULT_CALLS	(BIT(KVM_MIRROR_TEST_LINK) | BIT(KVM_MIRROR_TEST_SET))
#define ZAP_CALLS	(BIT(KVM_MIRROR_TEST_BLOCK) | BIT(KVM_MIRROR_TEST_REMOVE))

static struct mirror_vm m;
static atomic_bool stop;
static atomic_int next_racer;
static int seconds = 3;
static unsigned int seed;

static void guest_never(void)
{
}

static void *run_racer(void *arg)
{
	pthread_barrier_t *barrier = arg;
	struct kvm_vcpu *vcpu = m.vcpus[next_racer++ % NR_VCPUS];
	int i;

	for (i = 0; i < DATA_PAGES; i++) {
		pthread_barrier_wait(barrier);
		TEST_ASSERT_EQ(pre_fault(vcpu, DATA_GPA + i * SZ_4K, SZ_4K), 0);
	}
	return NULL;
}

/* All vCPUs fault on one page, then on the next: each entry is set once. */
static void test_one_entry(void)
{
	struct kvm_mirror_test arg;
	pthread_barrier_t barrier;
	pthread_t threads[NR_VCPUS];
	int i;

	m = mirror_vm_create(NR_VCPUS, guest_never);
	vm_mem_set_private(m.vm, DATA_GPA, DATA_SIZE);
	mirror_inject(m.vm, 0, 0, 0, 0, 200);
	pthread_barrier_init(&barrier, NULL, NR_VCPUS);
	for (i = 0; i < NR_VCPUS; i++)
		pthread_create(&threads[i], NULL, run_racer, &barrier);
	for (i = 0; i < NR_VCPUS; i++)
		pthread_join(threads[i], NULL);

	TEST_ASSERT_EQ(mirror_check(m.vm), DATA_PAGES);
	arg = mirror_stats(m.vm);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_SET], DATA_PAGES);
	TEST_ASSERT_EQ(arg.stats.calls[KVM_MIRROR_TEST_LINK], 4);
	mirror_vm_free(&m);
}

/* Pre-faults pieces of the data at random until told to stop. */
static void *run_vcpu(void *arg)
{
	struct kvm_vcpu *vcpu = arg;
	unsigned int rnd = seed + vcpu->id;

	while (!stop) {
		int first = rand_r(&rnd) % DATA_PAGES;
		int n = 1 + rand_r(&rnd) % (DATA_PAGES - first);
		int ret = pre_fault(vcpu, DATA_GPA + first * SZ_4K, n * SZ_4K);

		/* Attribute or memslot changed under it, or the vendor failed */
		TEST_ASSERT(!ret || ret == EFAULT || ret == EAGAIN || ret == ENOENT ||
			    ret == ENOMEM, "pre-fault: %s", strerror(ret));
	}
	return NULL;
}

static void convert(unsigned int *rnd)
{
	int first = rand_r(rnd) % DATA_PAGES;
	int n = 1 + rand_r(rnd) % (DATA_PAGES - first);

	vm_set_memory_attributes(m.vm, DATA_GPA + first * SZ_4K, n * SZ_4K,
				 rand_r(rnd) & 1 ? KVM_MEMORY_ATTRIBUTE_PRIVATE : 0);
}

static void replace_memslot(unsigned int *rnd)
{
	vm_mem_region_delete(m.vm, DATA_SLOT);
	vm_userspace_mem_region_add(m.vm, VM_MEM_SRC_ANONYMOUS, DATA_GPA, DATA_SLOT,
				    DATA_PAGES, KVM_MEM_GUEST_MEMFD);
	convert(rnd);
}

static void change_user_mapping(unsigned int *rnd)
{
	void *hva = addr_gpa2hva(m.vm, DATA_GPA);
	int first = rand_r(rnd) % DATA_PAGES;

	TEST_ASSERT(!madvise(hva + first * SZ_4K, DATA_SIZE - first * SZ_4K,
			     MADV_DONTNEED), "madvise");
	TEST_ASSERT(!mprotect(hva, DATA_SIZE, PROT_READ), "mprotect");
	TEST_ASSERT(!mprotect(hva, DATA_SIZE, PROT_READ | PROT_WRITE), "mprotect");
	if (!(rand_r(rnd) % 8))
		convert(rnd);
}

static void punch_holes(unsigned int *rnd)
{
	int first = rand_r(rnd) % DATA_PAGES;

	vm_guest_mem_punch_hole(m.vm, DATA_GPA + first * SZ_4K,
				DATA_SIZE - first * SZ_4K);
	if (!(rand_r(rnd) % 8))
		convert(rnd);
}

static void disturb_vendor(unsigned int *rnd)
{
	bool busy = rand_r(rnd) & 1;

	mirror_inject(m.vm, FAULT_CALLS | (busy ? ZAP_CALLS : 0),
		      1 + rand_r(rnd) % 20, 1 + rand_r(rnd) % 8,
		      busy ? -EBUSY : -ENOMEM, rand_r(rnd) % 20);
	convert(rnd);
}

static uint64_t count_private(void)
{
	uint64_t n = 0;
	int i;

	for (i = 0; i < DATA_PAGES; i++)
		n += mirror_mapped(m.vm, DATA_GPA + i * SZ_4K) ==
		     KVM_MIRROR_TEST_MAPPED_PRIVATE;
	return n;
}

static void storm(void (*disturb)(unsigned int *rnd))
{
	pthread_t threads[NR_VCPUS];
	unsigned int rnd = seed;
	time_t end;
	int i;

	m = mirror_vm_create(NR_VCPUS, guest_never);
	vm_mem_set_private(m.vm, DATA_GPA, DATA_SIZE);
	stop = false;
	for (i = 0; i < NR_VCPUS; i++)
		pthread_create(&threads[i], NULL, run_vcpu, m.vcpus[i]);

	for (end = time(NULL) + seconds; time(NULL) < end; ) {
		disturb(&rnd);
		mirror_check(m.vm);
	}
	stop = true;
	for (i = 0; i < NR_VCPUS; i++)
		pthread_join(threads[i], NULL);

	/* At rest each page is mapped where its attribute says, and only there. */
	mirror_inject(m.vm, 0, 0, 0, 0, 0);
	TEST_ASSERT_EQ(pre_fault(m.vcpus[0], DATA_GPA, DATA_SIZE), 0);
	TEST_ASSERT_EQ(mirror_check(m.vm), count_private());
	mirror_vm_free(&m);
}

static void test_conversion(void)
{
	storm(convert);
}

static void test_memslot(void)
{
	storm(replace_memslot);
}

static void test_user_mapping(void)
{
	storm(change_user_mapping);
}

static void test_punch_hole(void)
{
	storm(punch_holes);
}

static void test_vendor(void)
{
	storm(disturb_vendor);
}

/* Kill the process that owns the VM at any time. */
static void test_destruction(void)
{
	unsigned int rnd = seed;
	pid_t child;
	int i, status;

	for (i = 0; i < 10 * seconds; i++) {
		fflush(stdout);
		child = fork();
		TEST_ASSERT(child >= 0, "fork");
		if (!child) {
			seconds = 60;
			seed += i;
			storm(i % 2 ? disturb_vendor : convert);
			_exit(1);
		}
		usleep(rand_r(&rnd) % 600000);
		kill(child, SIGKILL);
		TEST_ASSERT_EQ(waitpid(child, &status, 0), child);
		TEST_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
			    "it ended by itself, status 0x%x", status);
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "one_entry", test_one_entry },
	{ "conversion", test_conversion },
	{ "memslot", test_memslot },
	{ "user_mapping", test_user_mapping },
	{ "punch_hole", test_punch_hole },
	{ "vendor", test_vendor },
	{ "destruction", test_destruction },
};

int main(int argc, char *argv[])
{
	const char *name = NULL;
	int i, opt;

	TEST_REQUIRE(kvm_check_cap(KVM_CAP_VM_TYPES) & BIT(KVM_X86_SW_PROTECTED_VM));

	seed = time(NULL);
	while ((opt = getopt(argc, argv, "t:s:r:")) != -1) {
		switch (opt) {
		case 't':
			name = optarg;
			break;
		case 's':
			seconds = atoi_positive("seconds", optarg);
			break;
		case 'r':
			seed = atoi_positive("seed", optarg);
			break;
		default:
			return KSFT_FAIL;
		}
	}
	printf("seed %u\n", seed);

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		if (name && strcmp(name, tests[i].name))
			continue;
		tests[i].run();
		printf("ok %s\n", tests[i].name);
	}
	return 0;
}
