// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: leaves about single physical pages.
 *
 * TDH.PHYMEM.PAGE.RDMD shows the PAMT entry of a page.  TDH.PHYMEM.PAGE.WBINVD
 * writes the caches of a free page back, of which nothing can be seen in a
 * machine without private memory.  Both hold the entry shared and change
 * nothing.
 *
 * TDH.PHYMEM.PAGE.RECLAIM takes a page away from a TD that was torn down; it
 * holds the entry exclusively.  No leaf of this model makes a TD, so that it
 * finds no page to reclaim.
 */
#include "internal.h"

static bool seam_has_epoch(enum tdx_page_type type)
{
	return type == TDX_PT_REG || type == TDX_PT_EPT;
}

/* Also on failure */
static void seam_clear_page_outputs(struct seam_ctx *ctx)
{
	ctx->regs.rcx = 0;
	ctx->regs.rdx = 0;
	ctx->regs.r8 = 0;
	ctx->regs.r9 = 0;
	ctx->regs.r10 = 0;
	ctx->regs.r11 = 0;
}

static void seam_show_page(struct seam_ctx *ctx, const struct seam_pamt_walk *walk)
{
	ctx->regs.rcx = walk->entry.type;
	ctx->regs.rdx = walk->entry.owner << 12;
	ctx->regs.r8 = walk->pos.level;
}

static tdx_status_t seam_page_lock(struct seam_ctx *ctx, u64 pa, bool exclusive,
				   struct seam_pamt_walk *walk)
{
	if (!IS_ALIGNED(pa, SZ_4K) || !seam_addr_is_plain(ctx->m, pa))
		return seam_bad_operand(TDX_OPERAND_RCX);

	return seam_pamt_lock(ctx, pa, exclusive, TDX_OPERAND_RCX, walk);
}

tdx_status_t seam_phymem_page_rdmd(struct seam_ctx *ctx)
{
	struct seam_pamt_walk walk;
	u64 pa = ctx->regs.rcx;
	tdx_status_t status;

	seam_clear_page_outputs(ctx);

	status = seam_page_lock(ctx, pa, false, &walk);
	if (status != TDX_SUCCESS)
		return status;

	seam_show_page(ctx, &walk);
	if (seam_has_epoch(walk.entry.type))
		ctx->regs.r9 = walk.entry.epoch;
	seam_pamt_unlock(ctx, &walk);
	return TDX_SUCCESS;
}

/* The KeyID in the operand says whose lines to write back, not where */
tdx_status_t seam_phymem_page_wbinvd(struct seam_ctx *ctx)
{
	u64 pa = ctx->regs.rcx & ~seam_hkid_mask(ctx->m);
	struct seam_pamt_walk walk;
	tdx_status_t status;

	status = seam_page_lock(ctx, pa, false, &walk);
	if (status != TDX_SUCCESS)
		return status;

	if (walk.pos.level != TDX_LEVEL_4K || walk.entry.type != TDX_PT_NDA)
		status = tdx_status_with(TDX_PAGE_METADATA_INCORRECT, TDX_OPERAND_RCX);
	seam_pamt_unlock(ctx, &walk);
	return status;
}

static tdx_status_t seam_reclaim_locked(struct seam_ctx *ctx, const struct seam_pamt_walk *walk)
{
	if (walk->entry.type == TDX_PT_NDA || walk->entry.type == TDX_PT_RSVD)
		return tdx_status_with(TDX_PAGE_METADATA_INCORRECT, TDX_OPERAND_RCX);

	seam_show_page(ctx, walk);
	if (!IS_ALIGNED(walk->pa, BIT_ULL(seam_pamt_page_shift(walk->pos.level))))
		return seam_bad_operand(TDX_OPERAND_RCX);

	/* A page of a TD, and no leaf made one */
	return seam_fatal(ctx);
}

tdx_status_t seam_phymem_page_reclaim(struct seam_ctx *ctx)
{
	struct seam_pamt_walk walk;
	u64 pa = ctx->regs.rcx;
	tdx_status_t status;

	seam_clear_page_outputs(ctx);

	status = seam_page_lock(ctx, pa, true, &walk);
	if (status != TDX_SUCCESS)
		return status;

	status = seam_reclaim_locked(ctx, &walk);
	seam_pamt_unlock(ctx, &walk);
	return status;
}
