// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: TDH.SYS.TDMR.INIT.
 *
 * Each call writes the PAMT entries of the next 4 MiB of a TDMR; the host
 * repeats it until the whole TDMR is done.  Memory becomes usable GiB by GiB.
 *
 * Lock: the mutex of the TDMR, so that different TDMRs can be initialised at
 * the same time.  The mark goes up with release semantics after the entries
 * below it were written.
 */
#include "internal.h"

#define TDMR_INIT_STEP		SZ_4M

static struct seam_tdmr *seam_tdmr_at(struct seam_module *m, u64 base)
{
	unsigned int i;

	for (i = 0; i < m->nr_tdmrs; i++) {
		if (m->tdmr[i].base == base)
			return &m->tdmr[i];
	}

	return NULL;
}

static bool seam_init_level(struct seam_ctx *ctx, struct seam_tdmr *tdmr, enum tdx_level level,
			    u64 from, u64 size)
{
	unsigned int shift = seam_pamt_page_shift(level);
	struct seam_pamt_pos pos = {
		.tdmr = tdmr,
		.level = level,
		.index = (from - tdmr->base) >> shift,
	};

	return seam_pamt_init_entries(ctx, &pos, size >> shift);
}

static tdx_status_t seam_tdmr_init_step(struct seam_ctx *ctx, struct seam_tdmr *tdmr)
{
	u64 from = atomic64_read(&tdmr->next);
	u64 next = from + TDMR_INIT_STEP;

	if (from == tdmr->base + tdmr->size)
		return TDX_TDMR_ALREADY_INITIALIZED;

	if (!seam_init_level(ctx, tdmr, TDX_LEVEL_4K, from, TDMR_INIT_STEP) ||
	    !seam_init_level(ctx, tdmr, TDX_LEVEL_2M, from, TDMR_INIT_STEP))
		return seam_fatal(ctx);
	if (IS_ALIGNED(next, SZ_1G) &&
	    !seam_init_level(ctx, tdmr, TDX_LEVEL_1G, next - SZ_1G, SZ_1G))
		return seam_fatal(ctx);

	/* Pairs with the acquire of those who look for an entry */
	atomic64_set_release(&tdmr->next, next);
	ctx->regs.rdx = ALIGN_DOWN(next, (u64)TDX_TDMR_ALIGN);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_tdmr_init(struct seam_ctx *ctx)
{
	u64 base = ctx->regs.rcx;
	struct seam_tdmr *tdmr;
	tdx_status_t status;

	ctx->regs.rdx = 0;

	if (!IS_ALIGNED(base, TDX_TDMR_ALIGN) || !seam_addr_is_plain(ctx->m, base))
		return seam_bad_operand(TDX_OPERAND_RCX);
	tdmr = seam_tdmr_at(ctx->m, base);
	if (!tdmr)
		return seam_bad_operand(TDX_OPERAND_RCX);
	if (!seam_trylock(&tdmr->mutex))
		return seam_busy_operand(TDX_OPERAND_RCX);

	status = seam_tdmr_init_step(ctx, tdmr);
	seam_unlock(&tdmr->mutex);
	return status;
}
