/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_GFP_H
#define _TDX_TEST_LINUX_GFP_H

#include <stdlib.h>
#include <string.h>

#include <linux/sizes.h>

#define GFP_KERNEL	0
#define __GFP_NOWARN	0

static inline unsigned long get_zeroed_page(unsigned int gfp)
{
	void *page = aligned_alloc(SZ_4K, SZ_4K);

	return page ? (unsigned long)memset(page, 0, SZ_4K) : 0;
}

static inline void free_page(unsigned long page)
{
	free((void *)page);
}

#endif /* _TDX_TEST_LINUX_GFP_H */
