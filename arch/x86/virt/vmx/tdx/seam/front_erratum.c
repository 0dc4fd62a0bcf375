// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim on a platform with the partial-write erratum.
 *
 * There, memory that was private stays poisoned until it is converted with
 * MOVDIR64B, so a PAMT page must not go back to the page allocator before.
 * Page frees do not trap, but they pass a tracepoint.
 */
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include <trace/events/kmem.h>

#include "front.h"

static void seen_page_free(void *unused, struct page *page, unsigned int order)
{
	u64 pa = page_to_phys(page);

	if (seam_pamt_is_live(seam_module, pa, PAGE_SIZE << order))
		seam_violation_emerg("memory of a PAMT at 0x%llx, %lu KiB, was freed without being converted",
				     pa, PAGE_SIZE << order >> 10);
}

/**
 * seam_front_erratum_init() - watch memory that is freed, if the platform has
 * the erratum
 *
 * Context: boot.
 */
void __init seam_front_erratum_init(void)
{
	if (!seam_platform.pw_erratum)
		return;

	if (register_trace_mm_page_free(seen_page_free, NULL))
		pr_warn("seam: freed memory is not watched: the tracepoint cannot be used\n");
}
