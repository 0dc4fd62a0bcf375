// SPDX-License-Identifier: GPL-2.0
/*
 * Private KeyIDs: how many firmware gave to TDX.
 *
 * KeyIDs are partitioned once, by firmware, so the range is constant after
 * boot.  The first private KeyID is the global one, with which the module
 * protects the PAMTs; the others are for guests.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/bitfield.h>
#include <linux/limits.h>
#include <linux/printk.h>

#include <asm/msr.h>
#include <asm/msr-index.h>

#include "host.h"

/* Shared KeyIDs are 0 to N, private ones follow */
#define KEYID_PART_NR_SHARED	GENMASK_ULL(31, 0)
#define KEYID_PART_NR_PRIVATE	GENMASK_ULL(63, 32)

/* One for the module, and at least one for a guest */
#define TDX_MIN_KEYIDS		2

static u32 first_private_keyid __ro_after_init;
static u32 nr_private_keyids __ro_after_init;

/**
 * tdx_keyid_detect() - find the private KeyIDs of this platform
 *
 * Prints the range, or why it cannot be used; a platform without private KeyIDs
 * is no TDX host, and nothing is said about it.
 *
 * Context: boot, on the boot CPU.
 * Return: 0; -ENODEV without TDX; -EINVAL when the range cannot be used.
 *
 * See IA32_MKTME_KEYID_PARTITIONING of the TDX module base specification.
 */
int __init tdx_keyid_detect(void)
{
	u64 part, first, nr;

	if (rdmsrl_safe(MSR_IA32_MKTME_KEYID_PARTITIONING, &part))
		return -ENODEV;

	nr = FIELD_GET(KEYID_PART_NR_PRIVATE, part);
	first = FIELD_GET(KEYID_PART_NR_SHARED, part) + 1;
	if (!nr)
		return -ENODEV;

	if (nr < TDX_MIN_KEYIDS) {
		pr_err("BIOS enabled %llu private KeyID, %u are needed: give more KeyIDs to TDX in firmware setup\n",
		       nr, TDX_MIN_KEYIDS);
		return -EINVAL;
	}

	if (first + nr - 1 > U16_MAX) {
		pr_err("BIOS enabled: private KeyID range [%llu, %llu) exceeds 16 bits: update firmware\n",
		       first, first + nr);
		return -EINVAL;
	}

	first_private_keyid = first;
	nr_private_keyids = nr;
	pr_info("BIOS enabled: private KeyID range [%llu, %llu)\n", first, first + nr);
	return 0;
}

/**
 * tdx_nr_private_keyids() - number of private KeyIDs, the global one included
 *
 * Context: any.
 * Return: 0 when the platform is no TDX host.
 */
unsigned int tdx_nr_private_keyids(void)
{
	return nr_private_keyids;
}

/**
 * tdx_global_keyid() - the KeyID that protects the PAMTs
 *
 * Context: any, on a TDX host.
 * Return: KeyID.
 */
u16 tdx_global_keyid(void)
{
	return first_private_keyid;
}
