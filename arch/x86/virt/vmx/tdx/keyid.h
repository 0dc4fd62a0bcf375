/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A pool of KeyIDs: see keyid.c, which has the one of this host.  KUnit suites
 * make pools of their own.
 */
#ifndef _X86_VIRT_TDX_KEYID_H
#define _X86_VIRT_TDX_KEYID_H

#include <linux/atomic.h>
#include <linux/types.h>
#include <linux/xarray.h>

/**
 * struct tdx_keyid_pool - KeyIDs that are in use
 * @held: an entry for each, by KeyID
 * @in_use: number of entries, or more for a short while
 */
struct tdx_keyid_pool {
	struct xarray held;
	atomic_t in_use;
};

#define TDX_KEYID_POOL_INIT(_name) {				\
	.held = XARRAY_INIT(_name.held, XA_FLAGS_ALLOC),	\
	.in_use = ATOMIC_INIT(0),				\
}

#if IS_ENABLED(CONFIG_KUNIT)
int tdx_keyid_range(u64 part, u32 *first_private, u32 *nr_private);
int tdx_keyid_take(struct tdx_keyid_pool *pool, u32 first, u32 last);
bool tdx_keyid_give(struct tdx_keyid_pool *pool, u32 keyid);
#endif

#endif /* _X86_VIRT_TDX_KEYID_H */
