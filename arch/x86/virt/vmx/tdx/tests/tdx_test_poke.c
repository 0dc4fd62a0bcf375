// SPDX-License-Identifier: GPL-2.0
/*
 * Does to memory of the TDX module what a host must not do.
 *
 * Loading it writes a byte to a page, or frees the page, by physical address.
 * What the page is used for is not looked at: that is the point.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>

static ulong pa;
module_param(pa, ulong, 0444);
MODULE_PARM_DESC(pa, "physical address, of memory");

static bool free;
module_param(free, bool, 0444);
MODULE_PARM_DESC(free, "give the page to the page allocator instead of writing to it");

static int __init poke_init(void)
{
	u8 *byte;

	if (!pa || !pfn_valid(PHYS_PFN(pa))) {
		pr_err("pa=0x%lx is not the address of memory\n", pa);
		return -EINVAL;
	}

	if (free) {
		__free_page(pfn_to_page(PHYS_PFN(pa)));
		return 0;
	}

	byte = __va(pa);
	WRITE_ONCE(*byte, ~READ_ONCE(*byte));
	return 0;
}
module_init(poke_init);

static void __exit poke_exit(void)
{
}
module_exit(poke_exit);

MODULE_DESCRIPTION("Damages memory of the TDX module, for tests");
MODULE_LICENSE("GPL");
