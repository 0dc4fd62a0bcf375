// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: writing caches back before a KeyID is used
 * again.
 *
 * TDH.PHYMEM.CACHE.WB runs on each package once a KeyID is flushed, and tells
 * the key table that the caches of that package hold no more of its lines.  A
 * run can be interrupted between sub-blocks of the cache and resumed; it stands
 * for all KeyIDs that were flushed when it began.  The caches themselves are
 * not modelled: what can be seen is the bookkeeping.
 *
 * Owns the write-back table.  Locks: the mutex of the package, then the key
 * table shared.  The key table is written by leaves that lock it exclusively.
 *
 * TDH.MNG.KEY.RECLAIMID does nothing, as in the module.
 */
#include "internal.h"

#define MSR_INTR_PENDING	0x9a
#define INTR_PENDING_INTR	BIT_ULL(0)

/* RCX; zero starts a run */
#define CACHE_WB_RESUME		1

/* More than processors have; a run must end whatever the MSR says */
#define CACHE_WB_MAX_BLOCKS	4096

/* An interrupt counts only if the caller would get it */
static bool seam_event_is_pending(struct seam_ctx *ctx)
{
	u64 pending = seam_read_msr(ctx, MSR_INTR_PENDING);

	if (!ctx->irqs_were_on)
		pending &= ~INTR_PENDING_INTR;

	return pending;
}

/* False when there is none */
static bool seam_cover_flushed(const struct seam_module *m, struct seam_wbt *wbt)
{
	unsigned int hkid;
	bool any = false;

	memset(wbt->covered, 0, sizeof(wbt->covered));
	for (hkid = 0; hkid < SEAM_MAX_HKIDS; hkid++) {
		if (m->kot[hkid] != SEAM_KOT_FLUSHED)
			continue;
		wbt->covered[hkid / 64] |= BIT_ULL(hkid % 64);
		any = true;
	}

	return any;
}

static tdx_status_t seam_write_back(struct seam_ctx *ctx, struct seam_wbt *wbt, u32 block)
{
	u64 blocks = min_t(u64, ctx->m->msr[SEAM_MSR_WBINVDP], CACHE_WB_MAX_BLOCKS);
	unsigned int i;

	for (block++; block < blocks; block++) {
		if (!seam_event_is_pending(ctx))
			continue;
		wbt->resume = block;
		return TDX_INTERRUPTED_RESUMABLE;
	}

	for (i = 0; i < SEAM_HKID_WORDS; i++)
		wbt->dirty[i] &= ~wbt->covered[i];
	return TDX_SUCCESS;
}

static tdx_status_t seam_cache_wb_locked(struct seam_ctx *ctx, struct seam_wbt *wbt, u64 command)
{
	u32 block = wbt->resume;

	/* Also a run that does not begin ends the one before */
	wbt->resume = 0;

	if (command == CACHE_WB_RESUME)
		return block ? seam_write_back(ctx, wbt, block) : TDX_WBCACHE_RESUME_ERROR;
	if (!seam_cover_flushed(ctx->m, wbt))
		return TDX_NO_HKID_READY_TO_WBCACHE;

	return seam_write_back(ctx, wbt, 0);
}

tdx_status_t seam_phymem_cache_wb(struct seam_ctx *ctx)
{
	struct seam_module *m = ctx->m;
	struct seam_wbt *wbt = &m->wbt[m->plat.lp_pkg[ctx->lp]];
	u64 command = ctx->regs.rcx;
	tdx_status_t status;

	if (command > CACHE_WB_RESUME)
		return seam_bad_operand(TDX_OPERAND_RCX);
	if (!seam_trylock(&wbt->mutex))
		return seam_busy_operand(TDX_OPERAND_WBCACHE);

	if (seam_trylock_shared(&m->kot_lock)) {
		status = seam_cache_wb_locked(ctx, wbt, command);
		seam_unlock_shared(&m->kot_lock);
	} else {
		status = seam_busy_operand(TDX_OPERAND_KOT);
	}

	seam_unlock(&wbt->mutex);
	return status;
}

tdx_status_t seam_mng_key_reclaimid(struct seam_ctx *ctx)
{
	return TDX_SUCCESS;
}
