// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-run - what KVM does on a CPU that has VMX but cannot run guests.
 *
 * Creates VMs and vCPUs, moves the vCPUs from CPU to CPU, looks whether their
 * state went with them, and runs them: KVM must report that the CPU refused the
 * VM entry, and go on.  No type of VM may exist that KVM does not report.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kvm.h>

#define BIT(n)	(1U << (n))

#define NR_VMS		3
#define NR_VCPUS	2
#define NR_ROUNDS	8
#define MEM_SIZE	0x10000UL

/* "VM entry with invalid control field(s)" */
#define ENTRY_CONTROLS	7

struct vcpu {
	int fd;
	struct kvm_run *run;
	struct kvm_regs regs;
	struct kvm_sregs sregs;
};

static struct vcpu vcpus[NR_VMS][NR_VCPUS];

static int ioctl_ok(int fd, unsigned long nr, void *arg, const char *what)
{
	int ret = ioctl(fd, nr, arg);

	if (ret < 0)
		err(1, "%s", what);
	return ret;
}

static void check_vm_types(int kvm)
{
	unsigned int types = ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_VM_TYPES);
	unsigned int type;
	int fd;

	printf("VM types: 0x%x\n", types);
	for (type = 0; type < 32; type++) {
		fd = ioctl(kvm, KVM_CREATE_VM, type);
		if (fd < 0 && errno != EINVAL)
			err(1, "VM type %u", type);
		if (types >> type & 1 ? fd < 0 : fd >= 0)
			errx(1, "VM type %u: reported %u, created %d", type, types >> type & 1, fd);
		if (fd >= 0)
			close(fd);
	}
	/* The default one, and software-protected VMs where they are configured */
	if ((types & ~BIT(KVM_X86_SW_PROTECTED_VM)) != BIT(KVM_X86_DEFAULT_VM))
		errx(1, "VM types are 0x%x: there is one too many", types);
}

static void make_vcpu(int kvm, int vm, unsigned int id, struct vcpu *vcpu)
{
	int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);

	vcpu->fd = ioctl(vm, KVM_CREATE_VCPU, id);
	if (vcpu->fd < 0)
		err(1, "KVM_CREATE_VCPU");
	vcpu->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED)
		err(1, "mmap of a vCPU");

	ioctl_ok(vcpu->fd, KVM_GET_REGS, &vcpu->regs, "KVM_GET_REGS");
	vcpu->regs.rip = 0x100 + id;
	vcpu->regs.rsp = 0x8000 + id;
	vcpu->regs.rbx = 0x1122334455667788 + id;
	ioctl_ok(vcpu->fd, KVM_SET_REGS, &vcpu->regs, "KVM_SET_REGS");

	ioctl_ok(vcpu->fd, KVM_GET_SREGS, &vcpu->sregs, "KVM_GET_SREGS");
	vcpu->sregs.cs.base = 0;
	vcpu->sregs.cs.selector = 0;
	vcpu->sregs.gdt.base = 0x12345000ULL + id;
	vcpu->sregs.gdt.limit = 0x1234;
	vcpu->sregs.ldt.base = 0x7fff12345000ULL + id;
	ioctl_ok(vcpu->fd, KVM_SET_SREGS, &vcpu->sregs, "KVM_SET_SREGS");
	ioctl_ok(vcpu->fd, KVM_GET_SREGS, &vcpu->sregs, "KVM_GET_SREGS");
	if (vcpu->sregs.gdt.base != 0x12345000ULL + id ||
	    vcpu->sregs.ldt.base != 0x7fff12345000ULL + id)
		errx(1, "a vCPU does not keep its descriptor tables");
}

static void make_vm(int kvm, struct vcpu *vcpu)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEM_SIZE };
	int vm = ioctl(kvm, KVM_CREATE_VM, 0);
	unsigned int id;
	uint8_t *mem;

	if (vm < 0)
		err(1, "KVM_CREATE_VM");
	mem = mmap(NULL, MEM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		err(1, "mmap of memory");
	/* hlt */
	memset(mem, 0xf4, MEM_SIZE);
	region.userspace_addr = (uintptr_t)mem;
	ioctl_ok(vm, KVM_SET_USER_MEMORY_REGION, &region, "KVM_SET_USER_MEMORY_REGION");
	for (id = 0; id < NR_VCPUS; id++)
		make_vcpu(kvm, vm, id, &vcpu[id]);
}

static void check_state(const struct vcpu *vcpu)
{
	struct kvm_sregs sregs;
	struct kvm_regs regs;

	ioctl_ok(vcpu->fd, KVM_GET_REGS, &regs, "KVM_GET_REGS");
	ioctl_ok(vcpu->fd, KVM_GET_SREGS, &sregs, "KVM_GET_SREGS");
	if (memcmp(&regs, &vcpu->regs, sizeof(regs)) || memcmp(&sregs, &vcpu->sregs, sizeof(sregs)))
		errx(1, "a vCPU has lost its state");
}

static void run_vcpu(struct vcpu *vcpu)
{
	ioctl_ok(vcpu->fd, KVM_RUN, NULL, "KVM_RUN");
	if (vcpu->run->exit_reason != KVM_EXIT_FAIL_ENTRY ||
	    vcpu->run->fail_entry.hardware_entry_failure_reason != ENTRY_CONTROLS)
		errx(1, "KVM_RUN ended with exit reason %u, %llu", vcpu->run->exit_reason,
		     vcpu->run->fail_entry.hardware_entry_failure_reason);
}

static void move_to(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "moving to CPU %u", cpu);
}

int main(void)
{
	unsigned int nr_cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int round, vm, id, runs = 0;
	int kvm = open("/dev/kvm", O_RDWR);

	if (kvm < 0)
		err(1, "/dev/kvm");

	check_vm_types(kvm);
	for (vm = 0; vm < NR_VMS; vm++)
		make_vm(kvm, vcpus[vm]);

	for (round = 0; round < NR_ROUNDS; round++) {
		for (vm = 0; vm < NR_VMS; vm++) {
			for (id = 0; id < NR_VCPUS; id++) {
				move_to((round + vm + 2 * id) % nr_cpus);
				check_state(&vcpus[vm][id]);
				run_vcpu(&vcpus[vm][id]);
				check_state(&vcpus[vm][id]);
				runs++;
			}
		}
	}

	printf("%u VM entries refused\n", runs);
	return 0;
}
