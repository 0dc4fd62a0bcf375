// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: leaving, and taking over from a module
 * that left.
 *
 * TDH.SYS.SHUTDOWN writes the handoff data, which the loader keeps;
 * TDH.SYS.UPDATE of the next module reads them and is ready at once.  The
 * handoff data are valid from a successful TDH.SYS.SHUTDOWN to a successful
 * TDH.SYS.UPDATE.
 *
 * Lock: the global one, exclusively.  TDH.SYS.SHUTDOWN sets the state first
 * and then looks for processors that are still inside; those that come in
 * meanwhile see the state and leave, even if the shutdown is then undone.
 */
#include "internal.h"

/* Handoff versions: the only one that there is, so also the lowest to update from */
#define SEAM_MODULE_HV		0

/* Kept for old hosts, does nothing in any state */
tdx_status_t seam_sys_lp_shutdown(struct seam_ctx *ctx)
{
	return TDX_SUCCESS;
}

static tdx_status_t seam_sys_shutdown_locked(struct seam_ctx *ctx)
{
	struct seam_module *m = ctx->m;
	struct seam_handoff *handoff = &m->handoff;

	/* A loser of the race for the lock may find the module gone */
	if (seam_state(m) != SEAM_SYS_READY)
		return TDX_SYS_SHUTDOWN;

	/* Pairs with the exchange of the busy flag in seam_call() */
	atomic_xchg(&m->state, SEAM_SYS_SHUTDOWN);
	if (seam_others_busy(m, ctx->lp)) {
		seam_set_state(m, SEAM_SYS_READY);
		return TDX_SYS_BUSY;
	}

	handoff->hv = SEAM_MODULE_HV;
	handoff->hkid = m->hkid;
	handoff->nr_tdmrs = m->nr_tdmrs;
	handoff->pkg_bitmap = m->pkg_bitmap;
	handoff->pamt_seed = m->pamt_seed;
	memcpy(handoff->kot, m->kot, sizeof(handoff->kot));
	memcpy(handoff->wbt, m->wbt, sizeof(handoff->wbt));
	memcpy(handoff->tdmr, m->tdmr, sizeof(handoff->tdmr));
	WRITE_ONCE(handoff->valid, true);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_shutdown(struct seam_ctx *ctx)
{
	u64 hv = ctx->regs.rcx;
	tdx_status_t status;

	if (hv != SEAM_MODULE_HV)
		return seam_bad_operand(TDX_OPERAND_RCX);
	if (!seam_trylock(&ctx->m->global))
		return TDX_SYS_BUSY;

	status = seam_sys_shutdown_locked(ctx);
	seam_unlock(&ctx->m->global);
	return status;
}

static tdx_status_t seam_sys_update_locked(struct seam_ctx *ctx)
{
	struct seam_module *m = ctx->m;
	struct seam_handoff *handoff = &m->handoff;

	if (seam_state(m) != SEAM_SYS_INIT_DONE || !seam_all_lps_initialised(m))
		return TDX_SYS_STATE_INCORRECT;
	if (!handoff->valid || handoff->hv != SEAM_MODULE_HV)
		return TDX_SYS_INVALID_HANDOFF;

	m->hkid = handoff->hkid;
	m->nr_tdmrs = handoff->nr_tdmrs;
	m->pkg_bitmap = handoff->pkg_bitmap;
	m->pamt_seed = handoff->pamt_seed;
	memcpy(m->kot, handoff->kot, sizeof(m->kot));
	memcpy(m->wbt, handoff->wbt, sizeof(m->wbt));
	memcpy(m->tdmr, handoff->tdmr, sizeof(m->tdmr));
	seam_set_state(m, SEAM_SYS_READY);
	/* Not earlier: somebody has to know the PAMTs at any time */
	WRITE_ONCE(handoff->valid, false);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_update(struct seam_ctx *ctx)
{
	tdx_status_t status;

	if (!seam_trylock(&ctx->m->global))
		return TDX_SYS_BUSY;

	status = seam_sys_update_locked(ctx);
	seam_unlock(&ctx->m->global);
	return status;
}
