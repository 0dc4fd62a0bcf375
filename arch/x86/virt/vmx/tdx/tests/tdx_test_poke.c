// SPDX-License-Identifier: GPL-2.0
/*
 * Does to memory of the TDX module what a host must not do.
 *
 * Loading it writes a byte to a page, or frees the page, by physical address.
 * What the page is used for is not looked at: that is the point.  Or it makes
 * the kernel panic when it comes to a function.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/pfn.h>
#include <linux/ptrace.h>

static ulong pa;
module_param(pa, ulong, 0444);
MODULE_PARM_DESC(pa, "physical address, of memory");

static bool free;
module_param(free, bool, 0444);
MODULE_PARM_DESC(free, "give the page to the page allocator instead of writing to it");

static char *panic_at;
module_param(panic_at, charp, 0444);
MODULE_PARM_DESC(panic_at, "function in place of which the kernel panics");

static void __noreturn panic_here(void)
{
	panic(KBUILD_MODNAME ": at %s\n", panic_at);
}

/* Not in the probe itself, so that other probes work during the panic */
static int to_panic(struct kprobe *probe, struct pt_regs *regs)
{
	instruction_pointer_set(regs, (unsigned long)panic_here);

	return 1;
}

/* With a handler of this kind a probe is not optimised, and may change where it goes on */
static void not_reached(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
}

static struct kprobe panic_probe = {
	.pre_handler = to_panic,
	.post_handler = not_reached,
};

static int __init poke_init(void)
{
	u8 *byte;

	if (panic_at) {
		panic_probe.symbol_name = panic_at;
		return register_kprobe(&panic_probe);
	}

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
	if (panic_at)
		unregister_kprobe(&panic_probe);
}
module_exit(poke_exit);

MODULE_DESCRIPTION("Damages memory of the TDX module, for tests");
MODULE_LICENSE("GPL");
