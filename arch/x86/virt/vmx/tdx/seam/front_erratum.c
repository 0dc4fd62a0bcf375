// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim on a platform with the partial-write erratum.
 *
 * There, memory that was private stays poisoned until it is converted with
 * MOVDIR64B, so a PAMT page must not go back to the page allocator before.
 * Page frees do not trap, but they pass a tracepoint.  Nor may the next kernel
 * find one in its memory.
 */
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include <asm/processor.h>

#include <trace/events/kmem.h>

#include "front.h"

/* Type of boot loader that stands for kexec, see Documentation/arch/x86/boot.rst */
#define KEXEC_LOADER	0xd

static void seen_page_free(void *unused, struct page *page, unsigned int order)
{
	u64 pa = page_to_phys(page);

	if (seam_pamt_is_live(seam_module, pa, PAGE_SIZE << order))
		seam_violation_emerg("memory of a PAMT at 0x%llx, %lu KiB, was freed without being converted",
				     pa, PAGE_SIZE << order >> 10);
}

static void __init check_pamt(const struct tdx_pamt_ref *pamt)
{
	if (memblock_overlaps_region(&memblock.memory, pamt->base, pamt->size) &&
	    seam_pamt_is_live(seam_module, pamt->base, pamt->size))
		seam_violation_emerg("memory of this kernel is a PAMT at 0x%llx, %llu KiB, that the kernel before it did not convert",
				     pamt->base, pamt->size >> 10);
}

/**
 * seam_front_erratum_inherit() - look for PAMTs of the kernel before this one
 *
 * After a reset of the platform memory is in order, so only a kernel that was
 * started by another one looks.  One that dumps another kernel has little memory
 * of its own, and none of it may be a PAMT.
 *
 * Context: boot, the module of that kernel is there.
 */
void __init seam_front_erratum_inherit(void)
{
	unsigned int i, level, nr = min_t(u32, seam_module->nr_tdmrs, TDX_MAX_TDMRS);

	if (!seam_platform.pw_erratum || bootloader_type >> 4 != KEXEC_LOADER)
		return;

	for (i = 0; i < nr; i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++)
			check_pamt(&seam_module->tdmr[i].pamt[level]);
	}
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
