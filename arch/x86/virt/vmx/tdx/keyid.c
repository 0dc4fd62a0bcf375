// SPDX-License-Identifier: GPL-2.0
/*
 * Private KeyIDs: how many firmware gave to TDX, and which of them guests have.
 *
 * KeyIDs are partitioned once, by firmware, so the range is constant after
 * boot.  The first private KeyID is the global one, with which the module
 * protects the PAMTs and which is never handed out; the others are for guests.
 *
 * A KeyID that a guest has is an entry in the pool, from allocation to release.
 * The lock of its xarray makes both atomic.  The count of the pool is never below
 * the number of entries: it goes up before an entry is made and down after it is
 * gone, so whoever reads 0 knows that there is none.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <kunit/visibility.h>
#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/printk.h>
#include <linux/xarray.h>

#include <asm/msr.h>
#include <asm/msr-index.h>

#include "host.h"
#include "keyid.h"

/* Shared KeyIDs are 0 to N, private ones follow */
#define KEYID_PART_NR_SHARED	GENMASK_ULL(31, 0)
#define KEYID_PART_NR_PRIVATE	GENMASK_ULL(63, 32)

/* One for the module, and at least one for a guest */
#define TDX_MIN_KEYIDS		2

static bool switch_is_off __initdata;
static bool switched_off __ro_after_init;
static u32 first_private_keyid __ro_after_init;
static u32 nr_private_keyids __ro_after_init;

static struct tdx_keyid_pool guest_keyids = TDX_KEYID_POOL_INIT(guest_keyids);

static int __init parse_tdx_host(char *arg)
{
	bool on;
	int ret;

	ret = kstrtobool(arg, &on);
	if (!ret)
		switch_is_off = !on;

	return ret;
}
early_param("tdx_host", parse_tdx_host);

/**
 * tdx_is_switched_off() - does tdx_host=off keep TDX from being used?
 *
 * Context: any.
 * Return: true if so; there is nothing to keep off where there is no TDX.
 */
bool tdx_is_switched_off(void)
{
	return switched_off;
}

/*
 * What the MSR of this platform says: 0, -ENODEV when there are no private KeyIDs,
 * or -EINVAL, printed, when they cannot be used.
 */
VISIBLE_IF_KUNIT int tdx_keyid_range(u64 part, u32 *first_private, u32 *nr_private)
{
	u64 nr = FIELD_GET(KEYID_PART_NR_PRIVATE, part);
	u64 first = FIELD_GET(KEYID_PART_NR_SHARED, part) + 1;

	if (!nr)
		return -ENODEV;

	if (nr < TDX_MIN_KEYIDS) {
		tdx_err("BIOS enabled %llu private KeyID, %u are needed: give more KeyIDs to TDX in firmware setup\n",
			nr, TDX_MIN_KEYIDS);
		return -EINVAL;
	}

	if (first + nr - 1 > U16_MAX) {
		tdx_err("BIOS enabled: private KeyID range [%llu, %llu) exceeds 16 bits: update firmware\n",
			first, first + nr);
		return -EINVAL;
	}

	*first_private = first;
	*nr_private = nr;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_keyid_range);

/**
 * tdx_keyid_detect() - find the private KeyIDs of this platform
 *
 * Prints the range, or why it cannot be used; a platform without private KeyIDs
 * is no TDX host, and nothing is said about it.
 *
 * Context: boot, on the boot CPU.
 * Return: 0; -ENODEV without TDX or with tdx_host=off; -EINVAL when the range cannot be used.
 *
 * See IA32_MKTME_KEYID_PARTITIONING of the TDX module base specification.
 */
int __init tdx_keyid_detect(void)
{
	u32 first, nr;
	u64 part;
	int ret;

	if (rdmsrl_safe(MSR_IA32_MKTME_KEYID_PARTITIONING, &part))
		return -ENODEV;

	ret = tdx_keyid_range(part, &first, &nr);
	if (ret)
		return ret;

	if (switch_is_off) {
		switched_off = true;
		pr_info("switched off by tdx_host=off: private KeyID range [%u, %u) is not used\n",
			first, first + nr);
		return -ENODEV;
	}

	first_private_keyid = first;
	nr_private_keyids = nr;
	pr_info("BIOS enabled: private KeyID range [%u, %u)\n", first, first + nr);
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

/**
 * tdx_get_nr_guest_keyids() - number of KeyIDs there are for guests
 *
 * Those in use count, the global one does not.
 *
 * Context: any.
 * Return: 0 when the platform is no TDX host.
 */
u32 tdx_get_nr_guest_keyids(void)
{
	return nr_private_keyids ? nr_private_keyids - 1 : 0;
}
EXPORT_SYMBOL_GPL(tdx_get_nr_guest_keyids);

/**
 * tdx_guest_keyids_in_use() - number of KeyIDs that guests have
 *
 * For a short while during an allocation that fails, one too many.
 *
 * Context: any.
 * Return: 0 to tdx_get_nr_guest_keyids(), and more only for that while.
 */
unsigned int tdx_guest_keyids_in_use(void)
{
	return atomic_read(&guest_keyids.in_use);
}

/* A KeyID in [@first, @last] that nobody has, -ENOSPC or -ENOMEM; may sleep */
VISIBLE_IF_KUNIT int tdx_keyid_take(struct tdx_keyid_pool *pool, u32 first, u32 last)
{
	u32 keyid;
	int ret;

	atomic_inc(&pool->in_use);
	ret = xa_alloc(&pool->held, &keyid, xa_mk_value(0), XA_LIMIT(first, last), GFP_KERNEL);
	if (ret) {
		atomic_dec(&pool->in_use);
		return ret == -EBUSY ? -ENOSPC : ret;
	}

	return keyid;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_keyid_take);

/* Give a KeyID back; false, and nothing has changed, when nobody has it */
VISIBLE_IF_KUNIT bool tdx_keyid_give(struct tdx_keyid_pool *pool, u32 keyid)
{
	if (!xa_erase(&pool->held, keyid))
		return false;

	atomic_dec(&pool->in_use);
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_keyid_give);

/**
 * tdx_guest_keyid_alloc() - take a KeyID for a guest
 *
 * While it is in use, the last CPU of a package stays online.  A package that
 * was without CPUs before is no reason to fail here: whoever sets up the key on
 * every package holds cpus_read_lock() and looks whether each has a CPU.
 *
 * Context: process context, may sleep.
 * Return: a private KeyID that nobody else has and that is not the global one,
 * to be given back with tdx_guest_keyid_free(); -ENODEV while TDX is not ready;
 * -ENOSPC when guests have all of them; -ENOMEM.
 */
int tdx_guest_keyid_alloc(void)
{
	if (!tdx_is_ready())
		return -ENODEV;

	return tdx_keyid_take(&guest_keyids, first_private_keyid + 1,
			      first_private_keyid + nr_private_keyids - 1);
}
EXPORT_SYMBOL_GPL(tdx_guest_keyid_alloc);

/**
 * tdx_guest_keyid_free() - give a guest's KeyID back
 * @keyid: from tdx_guest_keyid_alloc(); the module holds nothing by it any more
 *
 * A KeyID that nobody has is a bug of the caller; it changes nothing.
 *
 * Context: process context.
 */
void tdx_guest_keyid_free(unsigned int keyid)
{
	/* Also NULL for a KeyID that is not for guests: it is never an entry */
	WARN_ON_ONCE(!tdx_keyid_give(&guest_keyids, keyid));
}
EXPORT_SYMBOL_GPL(tdx_guest_keyid_free);
