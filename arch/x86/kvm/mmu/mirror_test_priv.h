/* SPDX-License-Identifier: GPL-2.0 */
/* Between mirror_test.c and mirror_test_ctl.c. */

#ifndef __KVM_X86_MMU_MIRROR_TEST_PRIV_H
#define __KVM_X86_MMU_MIRROR_TEST_PRIV_H

#include <linux/bitfield.h>
#include <linux/kvm_host.h>

#include "mirror_test.h"
#include "mirror_test_uapi.h"
#include "mmu.h"
#include "mmu_internal.h"

/* Entries of the external tables.  Nothing like an EPT or NPT entry. */
#define ENTRY_STATE	GENMASK_ULL(1, 0)
#define ENTRY_BUSY	BIT_ULL(2)
#define ENTRY_ADDR	GENMASK_ULL(51, PAGE_SHIFT)
#define ENTRY_EPOCH	GENMASK_ULL(63, 52)

enum entry_state {
	ENTRY_NONE,
	ENTRY_TABLE,
	ENTRY_LEAF,
	ENTRY_BLOCKED,
};

struct kvm_mirror_test_vm {
	/* Protects all that follows, and the entries of all tables. */
	spinlock_t lock;
	u64 *root;
	/* Of root; 0 as long as it is empty */
	int root_level;
	/* Of ENTRY_EPOCH, counts flushes */
	unsigned int epoch;
	u64 calls[KVM_MIRROR_TEST_CALLS];
	u64 violations;
	u64 injected;
	struct kvm_mirror_test inject;
};

static inline u64 mirror_test_entry(enum entry_state state, u64 address)
{
	return FIELD_PREP(ENTRY_STATE, state) | address;
}

static inline u64 *mirror_test_table(u64 entry)
{
	return __va(entry & ENTRY_ADDR);
}

#endif /* __KVM_X86_MMU_MIRROR_TEST_PRIV_H */
