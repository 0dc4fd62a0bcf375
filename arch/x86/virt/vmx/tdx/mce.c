// SPDX-License-Identifier: GPL-2.0
/*
 * Machine checks in TDX private memory: told from others.
 *
 * Private memory is what lies in a PAMT, which the plan of TDX memory tells,
 * and what the module has given to a guest, which only the module can tell.
 *
 * A fatal machine check is explained from the #MC handler, on a CPU that may
 * have been stopped anywhere.  So nothing here takes a lock, allocates or waits:
 * the plan is constant once TDX is ready, and the one SEAMCALL is made once.
 * It may meet the module at work on the page (busy) or a CPU outside VMX
 * operation (#UD, which the exception table turns into a status).
 *
 * Machine checks that the kernel survives are explained when they are decoded,
 * in process context.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/cpufeature.h>
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/printk.h>

#include <asm/mce.h>

#include "host.h"
#include "seamcall.h"

/* Given to a guest, or used by the module for one? */
static bool is_private_page(phys_addr_t page)
{
	struct tdh_page_md md;
	tdx_status_t status;

	status = tdh_phymem_page_rdmd(page, &md);

	/* Only a page that is private, or about to be, is ever locked */
	if (tdx_status_is(status, TDX_OPERAND_BUSY))
		return true;

	return status == TDX_SUCCESS && md.type != TDX_PT_NDA && md.type != TDX_PT_RSVD;
}

/* Poison, not a corrected bit, is what a stray write leaves behind */
static bool is_poisoned_memory(struct mce *m)
{
	return m->status & MCI_STATUS_UC && mce_is_memory_error(m) && mce_usable_address(m);
}

/**
 * tdx_dump_mce_info() - explain a machine check in TDX memory
 * @m: the machine check, or NULL when there is none to blame
 *
 * On CPUs with the partial-write erratum a stray write by software poisons TDX
 * memory, so that a memory error there may well be a kernel bug.
 *
 * Context: any, machine check included; takes no lock and does not wait for
 * the module.
 * Return: a text for the log, or NULL.
 */
const char *tdx_dump_mce_info(struct mce *m)
{
	const struct tdx_plan *plan = tdx_ready_plan();
	phys_addr_t page;

	if (!plan || !m || !is_poisoned_memory(m))
		return NULL;

	page = m->addr & MCI_ADDR_PHYSADDR & PAGE_MASK;
	if (!tdx_pamt_contains(plan, page) && !is_private_page(page))
		return NULL;

	if (!boot_cpu_has_bug(X86_BUG_TDX_PW_MCE))
		return "memory error in TDX private memory";

	return "memory error in TDX private memory, possibly the result of a kernel bug";
}

static int tdx_mce_notify(struct notifier_block *nb, unsigned long unused, void *data)
{
	const char *text = tdx_dump_mce_info(data);

	/* In the words of a fatal one, which do not come by here */
	if (text)
		pr_emerg(HW_ERR "Machine check: %s\n", text);

	return NOTIFY_DONE;
}

static struct notifier_block tdx_mce_nb = {
	.notifier_call = tdx_mce_notify,
	.priority = MCE_PRIO_EDAC,
};

static int __init tdx_mce_init(void)
{
	if (boot_cpu_has(X86_FEATURE_TDX_HOST_PLATFORM))
		mce_register_decode_chain(&tdx_mce_nb);

	return 0;
}
subsys_initcall(tdx_mce_init);
