// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: leaves about single physical pages that
 * need no TD.
 *
 * TDH.PHYMEM.PAGE.RDMD shows the PAMT entry of a page.  It changes nothing and
 * holds the entry shared meanwhile.
 */
#include "internal.h"

static bool seam_has_epoch(enum tdx_page_type type)
{
	return type == TDX_PT_REG || type == TDX_PT_EPT;
}

tdx_status_t seam_phymem_page_rdmd(struct seam_ctx *ctx)
{
	struct seam_pamt_walk walk;
	u64 pa = ctx->regs.rcx;
	tdx_status_t status;

	ctx->regs.rcx = 0;
	ctx->regs.rdx = 0;
	ctx->regs.r8 = 0;
	ctx->regs.r9 = 0;
	ctx->regs.r10 = 0;
	ctx->regs.r11 = 0;

	if (!IS_ALIGNED(pa, SZ_4K) || !seam_addr_is_plain(ctx->m, pa))
		return seam_bad_operand(TDX_OPERAND_RCX);
	status = seam_pamt_lock(ctx, pa, false, TDX_OPERAND_RCX, &walk);
	if (status != TDX_SUCCESS)
		return status;

	ctx->regs.rcx = walk.entry.type;
	ctx->regs.rdx = walk.entry.owner << 12;
	ctx->regs.r8 = walk.pos.level;
	if (seam_has_epoch(walk.entry.type))
		ctx->regs.r9 = walk.entry.epoch;
	seam_pamt_unlock(ctx, &walk);
	return TDX_SUCCESS;
}
