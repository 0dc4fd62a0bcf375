// SPDX-License-Identifier: GPL-2.0
/*
 * Typed wrappers of the TDH.* leaves, one function a leaf.
 *
 * They own the mapping from arguments to registers and the retries that every
 * user of a leaf would have to write again: the module never waits, it reports
 * lack of entropy and lost races for its locks, and asks the host to repeat the
 * call.  Both are repeated a bounded number of times.  No wrapper sleeps, takes
 * a lock or prints, so all may be called with interrupts off.
 *
 * Once the system goes down, see gate.c, no call is made any more; the
 * wrappers answer as a module that was shut down.
 */
#include <kunit/static_stub.h>
#include <kunit/visibility.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/preempt.h>

#include "host.h"
#include "seamcall.h"

/* The random number generator refills within microseconds */
#define TDH_ENTROPY_TRIES	10

/* Longest wait for another CPU's call: tries times the pause, 20 ms */
#define TDH_BUSY_TRIES		1000
#define TDH_BUSY_PAUSE_US	20

typedef tdx_status_t (*seamcall_fn)(u64 fn, struct tdx_module_args *args);

/*
 * Caches of the CPU that makes a call hold private lines afterwards, so it must
 * be known which one that was.
 */
static tdx_status_t gated(seamcall_fn call, enum tdx_host_leaf leaf,
			  struct tdx_module_args *args)
{
	guard(preempt)();

	return tdx_seamcall_begin() ? call(leaf, args) : TDX_SYS_SHUTDOWN;
}

static bool is_busy(tdx_status_t status)
{
	return tdx_status_is(status, TDX_SYS_BUSY) || tdx_status_is(status, TDX_OPERAND_BUSY);
}

static bool lacks_entropy(tdx_status_t status)
{
	return tdx_status_is(status, TDX_RND_NO_ENTROPY) ||
	       tdx_status_is(status, TDX_KEY_GENERATION_FAILED);
}

/*
 * Repeat @call while the module asks for it.  Outputs of a failed try overwrite
 * inputs, which is why each try starts from a copy.
 */
static tdx_status_t repeat(seamcall_fn call, enum tdx_host_leaf leaf,
			   struct tdx_module_args *args)
{
	const struct tdx_module_args in = *args;
	unsigned int entropy = TDH_ENTROPY_TRIES;
	unsigned int busy = TDH_BUSY_TRIES;
	tdx_status_t status;

	for (;;) {
		status = gated(call, leaf, args);

		if (lacks_entropy(status) && --entropy)
			udelay(1);
		else if (is_busy(status) && --busy)
			udelay(TDH_BUSY_PAUSE_US);
		else
			return status;

		*args = in;
	}
}

/**
 * tdh_sys_init() - TDH.SYS.INIT: start the module
 *
 * Context: any, on a CPU in VMX operation.  Once in the life of the module.
 * Return: module status.
 */
tdx_status_t tdh_sys_init(void)
{
	struct tdx_module_args args = {};

	return repeat(__seamcall, TDH_SYS_INIT, &args);
}

/**
 * tdh_sys_lp_init() - TDH.SYS.LP.INIT: introduce this CPU to the module
 *
 * Context: interrupts off, on a CPU in VMX operation.  Once per CPU, before
 * TDH.SYS.CONFIG.
 * Return: module status.
 */
tdx_status_t tdh_sys_lp_init(void)
{
	struct tdx_module_args args = {};

	return repeat(__seamcall, TDH_SYS_LP_INIT, &args);
}

/**
 * tdh_sys_rd() - TDH.SYS.RD: read a global metadata field
 * @field: metadata field id
 * @value: set on success
 *
 * Context: any, on a CPU that is initialised.
 * Return: module status.
 */
tdx_status_t tdh_sys_rd(u64 field, u64 *value)
{
	struct tdx_module_args args = { .rdx = field };
	tdx_status_t status;

	KUNIT_STATIC_STUB_REDIRECT(tdh_sys_rd, field, value);

	status = repeat(__seamcall_ret, TDH_SYS_RD, &args);
	if (status == TDX_SUCCESS)
		*value = args.r8;

	return status;
}
EXPORT_SYMBOL_IF_KUNIT(tdh_sys_rd);

/**
 * tdh_sys_info() - TDH.SYS.INFO: identify the module
 * @info: physical address of TDX_SYS_INFO_SIZE bytes, aligned to that size
 * @cmrs: physical address of TDX_MAX_CMRS entries, aligned to TDX_CMR_INFO_ALIGN
 *
 * Context: any, on a CPU that is initialised.
 * Return: module status.
 */
tdx_status_t tdh_sys_info(phys_addr_t info, phys_addr_t cmrs)
{
	struct tdx_module_args args = {
		.rcx = info,
		.rdx = TDX_SYS_INFO_SIZE,
		.r8 = cmrs,
		.r9 = TDX_MAX_CMRS,
	};

	KUNIT_STATIC_STUB_REDIRECT(tdh_sys_info, info, cmrs);

	return repeat(__seamcall, TDH_SYS_INFO, &args);
}
EXPORT_SYMBOL_IF_KUNIT(tdh_sys_info);

/**
 * tdh_sys_config() - TDH.SYS.CONFIG: give TDMRs and the global KeyID
 * @array: physical address of an array of physical addresses of TDMR_INFO,
 *	512 byte aligned as each of those is
 * @nr_tdmrs: entries of @array
 * @hkid: private KeyID that protects the PAMTs
 *
 * Context: any.  Success is final, failure may be followed by another try.
 * Return: module status.
 */
tdx_status_t tdh_sys_config(phys_addr_t array, unsigned int nr_tdmrs, u16 hkid)
{
	struct tdx_module_args args = {
		.rcx = array,
		.rdx = nr_tdmrs,
		.r8 = hkid,
	};

	return repeat(__seamcall, TDH_SYS_CONFIG, &args);
}

/**
 * tdh_sys_key_config() - TDH.SYS.KEY.CONFIG: set up the global key
 *
 * Context: any, on one CPU of each package, caches written back before.
 * Return: module status.
 */
tdx_status_t tdh_sys_key_config(void)
{
	struct tdx_module_args args = {};

	return repeat(__seamcall, TDH_SYS_KEY_CONFIG, &args);
}

/**
 * tdh_sys_tdmr_init() - TDH.SYS.TDMR.INIT: initialise the next part of a TDMR
 * @tdmr: base of the TDMR, physical address
 * @next: on success, the first address not usable yet; the end of the TDMR when
 *	it is complete
 *
 * Context: any.  One call does 4 MiB of memory: reschedule between calls.
 * Return: module status.
 */
tdx_status_t tdh_sys_tdmr_init(u64 tdmr, u64 *next)
{
	struct tdx_module_args args = { .rcx = tdmr };
	tdx_status_t status;

	status = repeat(__seamcall_ret, TDH_SYS_TDMR_INIT, &args);
	if (status == TDX_SUCCESS)
		*next = args.rdx;

	return status;
}

/**
 * tdh_sys_disable() - TDH.SYS.DISABLE: end the module for good
 *
 * Not of module 1.5.  Not repeated when interrupted or busy, and not stopped
 * when the system goes down: shutdown.c alone calls it.
 *
 * Context: any, on a CPU in VMX operation, preemption off.
 * Return: module status.
 */
tdx_status_t tdh_sys_disable(void)
{
	struct tdx_module_args args = {};

	return __seamcall(TDH_SYS_DISABLE, &args);
}

/**
 * tdh_phymem_page_rdmd() - TDH.PHYMEM.PAGE.RDMD: read the state of a page
 * @page: physical address, 4 KiB aligned
 * @md: filled in on success
 *
 * Context: any, machine checks included: it is not repeated when busy.
 * Return: module status.
 */
tdx_status_t tdh_phymem_page_rdmd(phys_addr_t page, struct tdh_page_md *md)
{
	struct tdx_module_args args = { .rcx = page };
	tdx_status_t status;

	status = gated(__seamcall_ret, TDH_PHYMEM_PAGE_RDMD, &args);
	if (status == TDX_SUCCESS) {
		md->type = args.rcx;
		md->owner = args.rdx;
		md->level = args.r8;
	}

	return status;
}
