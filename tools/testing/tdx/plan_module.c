// SPDX-License-Identifier: GPL-2.0
/*
 * What the model of the module says to a plan.
 *
 * The machine is set up by the caller: machine_reset(), then CMRs and limits in
 * machine.plat.  There is one, so this is not for several threads.
 */
#include "plan_module.h"

#define ARRAY_PA	0x10000ULL
#define INFO_PA(i)	(0x20000ULL + 0x200 * (i))
#define HKID		16

static_assert(sizeof(struct module_tdmr) <= 0x200);

static tdx_status_t leaf(u64 rax, u64 rcx, u64 rdx, u64 r8)
{
	struct seam_regs regs = { .rax = rax, .rcx = rcx, .rdx = rdx, .r8 = r8 };

	if (seam_call(&machine.m, 0, false, &regs) != SEAM_RETURN)
		return TDX_SYS_SHUTDOWN;
	return (__force tdx_status_t)regs.rax;
}

/**
 * module_start() - load the module, as far as it wants to be configured
 *
 * Return: status of the call that failed, or TDX_SUCCESS.
 */
tdx_status_t module_start(void)
{
	tdx_status_t status;

	/* The module's own memory, out of the way of any layout */
	machine.plat.seamrr_base = BIT_ULL(45);
	machine.plat.seamrr_size = 0x2000000;
	machine_load();

	status = leaf(TDH_SYS_INIT, 0, 0, 0);
	return status == TDX_SUCCESS ? leaf(TDH_SYS_LP_INIT, 0, 0, 0) : status;
}

/**
 * module_config() - TDH.SYS.CONFIG
 * @tdmr: TDMRs
 * @nr: entries in @tdmr
 *
 * Return: what the module says.
 */
tdx_status_t module_config(const struct module_tdmr *tdmr, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		machine_write64(ARRAY_PA + i * sizeof(u64), INFO_PA(i));
		machine_write(INFO_PA(i), &tdmr[i], sizeof(tdmr[i]));
	}

	return leaf(TDH_SYS_CONFIG, ARRAY_PA, nr, HKID);
}
