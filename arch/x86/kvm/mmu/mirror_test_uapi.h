/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What tools/testing/selftests says to the stand-in of mirror_test.c.  No
 * interface for anybody else: it changes with the tests.
 */

#ifndef __KVM_X86_MMU_MIRROR_TEST_UAPI_H
#define __KVM_X86_MMU_MIRROR_TEST_UAPI_H

#include <linux/const.h>
#include <linux/kvm.h>
#include <linux/types.h>

/* Calls from KVM to the stand-in, in the order of struct kvm_x86_ops. */
enum kvm_mirror_test_call {
	KVM_MIRROR_TEST_LINK,
	KVM_MIRROR_TEST_SET,
	KVM_MIRROR_TEST_BLOCK,
	KVM_MIRROR_TEST_FLUSH,
	KVM_MIRROR_TEST_REMOVE,
	KVM_MIRROR_TEST_FREE,
	KVM_MIRROR_TEST_CALLS,
};

enum kvm_mirror_test_op {
	/* Make the VM one with a direct bit.  Out: enable. */
	KVM_MIRROR_TEST_ENABLE,
	/* Let calls fail.  In: inject; times = 0 ends it. */
	KVM_MIRROR_TEST_INJECT,
	/* Compare the stand-in's tree with the mirror.  Out: check. */
	KVM_MIRROR_TEST_CHECK,
	/* How often was what called?  Out: stats. */
	KVM_MIRROR_TEST_STATS,
	/* Is a page mapped?  In and out: lookup. */
	KVM_MIRROR_TEST_LOOKUP,
	/* Zap all of the VM as KVM does for reasons of its own. */
	KVM_MIRROR_TEST_ZAP_RANGE,
};

#define KVM_MIRROR_TEST_MAPPED_PRIVATE	_BITUL(0)
#define KVM_MIRROR_TEST_MAPPED_DIRECT	_BITUL(1)

struct kvm_mirror_test {
	__u32 op;
	__u32 reserved;
	union {
		struct {
			__u64 direct_bit;
		} enable;
		struct {
			/* Mask of calls, counted together from now on */
			__u32 calls;
			/* The first that fails, from 1 on */
			__u32 nth;
			/* How many fail from there on */
			__u32 times;
			/* What they return, a negative errno */
			__s32 error;
			/* What each call takes longer, whether it fails or not */
			__u32 delay_us;
		} inject;
		struct {
			__u64 leaves;
			__u64 tables;
			/* Entries in which the two trees differ */
			__u64 differences;
			/* Rules of the contract that KVM broke so far */
			__u64 violations;
		} check;
		struct {
			__u64 calls[KVM_MIRROR_TEST_CALLS];
			__u64 injected;
		} stats;
		struct {
			__u64 gpa;
			__u32 mapped;
		} lookup;
		__u64 pad[8];
	};
};

#define KVM_MIRROR_TEST	_IOWR(KVMIO, 0xf8, struct kvm_mirror_test)

#endif /* __KVM_X86_MMU_MIRROR_TEST_UAPI_H */
