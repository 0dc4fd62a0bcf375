// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: TDH.SYS.DISABLE.
 *
 * Not of module 1.5.05, and what is public about it is little: it takes no
 * inputs, ends in TDX_INTERRUPTED_RESUMABLE as long as it has more to do and in
 * TDX_SYS_BUSY while a processor is inside, and keeps new TDH.SYS leaves out
 * from its first call on.  Once it has succeeded there is no module until one is
 * loaded.  The model offers it in every state, and lets it take as many calls as
 * the platform says.
 *
 * Lock: the global one, exclusively.  disable_left says how many calls are to
 * come; it is not zero from the first call on until the module is disabled.
 */
#include "internal.h"

/* Pairs with the exchange of the busy flag in seam_call() */
static tdx_status_t seam_sys_disable_locked(struct seam_ctx *ctx)
{
	struct seam_module *m = ctx->m;

	if (!atomic_read(&m->disable_left))
		atomic_xchg(&m->disable_left, m->plat.disable_calls);

	if (seam_others_busy(m, ctx->lp))
		return TDX_SYS_BUSY;

	if (atomic_read(&m->disable_left) > 1) {
		atomic_dec(&m->disable_left);
		return TDX_INTERRUPTED_RESUMABLE;
	}

	seam_set_state(m, SEAM_SYS_DISABLED);
	atomic_set(&m->disable_left, 0);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_disable(struct seam_ctx *ctx)
{
	tdx_status_t status;

	if (!seam_trylock(&ctx->m->global))
		return TDX_SYS_BUSY;

	status = seam_sys_disable_locked(ctx);
	seam_unlock(&ctx->m->global);
	return status;
}
