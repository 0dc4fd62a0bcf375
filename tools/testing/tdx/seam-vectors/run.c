// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors: calls that more than one kind of vectors makes.
 */
#include "vec.h"

enum seam_result vec_call(unsigned int lp, struct seam_regs *regs)
{
	return seam_call(&machine.m, lp, false, regs);
}

/* The status, or one that no module gives when there was none */
static u64 vec_status(unsigned int lp, struct seam_regs *regs)
{
	if (vec_call(lp, regs) != SEAM_RETURN)
		return tdx_status_raw(TDX_SEAMCALL_VMFAIL);
	return regs->rax;
}

static u64 vec_simple_call(unsigned int lp, u64 leaf)
{
	struct seam_regs regs = { .rax = leaf };

	return vec_status(lp, &regs);
}

/**
 * vec_boot() - fresh module, initialised on all processors
 *
 * Return: false after a mismatch.
 */
bool vec_boot(void)
{
	unsigned int lp;

	machine_load();
	vec_check_status("TDH.SYS.INIT", 0, vec_simple_call(0, TDH_SYS_INIT));
	for (lp = 0; lp < machine.plat.nr_lps && !vec.failed; lp++)
		vec_check_status("TDH.SYS.LP.INIT", 0, vec_simple_call(lp, TDH_SYS_LP_INIT));

	return !vec.failed;
}

/* TDH.SYS.CONFIG on LP 0 */
u64 vec_config(u64 rcx, u64 rdx, u64 r8)
{
	struct seam_regs regs = { .rax = TDH_SYS_CONFIG, .rcx = rcx, .rdx = rdx, .r8 = r8 };

	return vec_status(0, &regs);
}
