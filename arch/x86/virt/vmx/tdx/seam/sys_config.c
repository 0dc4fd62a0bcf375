// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: TDH.SYS.CONFIG and TDH.SYS.KEY.CONFIG.
 *
 * TDH.SYS.CONFIG takes the list of TDMRs over.  Every TDMR_INFO is copied into
 * the table of the module first and only the copy is looked at, as the host
 * can write its own at any time.  The table counts once nr_tdmrs is set, by
 * the call that succeeds.  TDH.SYS.KEY.CONFIG then gives the global private
 * KeyID a key on each package.
 *
 * Locks: the global one, exclusively.
 */
#include "internal.h"

/**
 * seam_pamt_page_shift() - size of the memory that a PAMT entry describes
 * @level: table
 *
 * Return: log2 of bytes.
 */
unsigned int seam_pamt_page_shift(enum tdx_level level)
{
	static const u8 shifts[TDX_NR_LEVELS] = {
		[TDX_LEVEL_4K] = 12, [TDX_LEVEL_2M] = 21, [TDX_LEVEL_1G] = 30,
	};

	return shifts[level];
}

static void seam_read_tdmr_info(struct seam_module *m, unsigned int index, u64 pa)
{
	struct seam_tdmr *tdmr = &m->tdmr[index];
	struct tdx_tdmr_info info;

	memset(tdmr, 0, sizeof(*tdmr));
	seam_mem_read(m, pa, &info, sizeof(info));
	tdmr->base = info.base;
	tdmr->size = info.size;
	tdmr->pamt[TDX_LEVEL_4K] = info.pamt_4k;
	tdmr->pamt[TDX_LEVEL_2M] = info.pamt_2m;
	tdmr->pamt[TDX_LEVEL_1G] = info.pamt_1g;
	atomic64_set(&tdmr->next, info.base);
	seam_mem_read(m, pa + offsetof(struct tdx_tdmr_info, reserved), tdmr->reserved,
		      m->plat.max_reserved * sizeof(tdmr->reserved[0]));
}

static tdx_status_t seam_take_tdmrs(struct seam_module *m, u64 array_pa, unsigned int nr)
{
	tdx_status_t status;
	unsigned int i;
	u64 pa;

	for (i = 0; i < nr; i++) {
		seam_mem_read(m, array_pa + i * sizeof(pa), &pa, sizeof(pa));
		if (!seam_addr_is_shared(m, pa, TDX_TDMR_INFO_ALIGN))
			return seam_bad_operand(TDX_OPERAND_RCX);
		seam_read_tdmr_info(m, i, pa);
		status = seam_tdmr_check(m, i);
		if (status != TDX_SUCCESS)
			return status;
	}

	return TDX_SUCCESS;
}

static tdx_status_t seam_sys_config_locked(struct seam_ctx *ctx)
{
	struct seam_module *m = ctx->m;
	u64 array_pa = ctx->regs.rcx;
	u64 nr = ctx->regs.rdx;
	u64 hkid = ctx->regs.r8;
	tdx_status_t status;

	if (seam_state(m) != SEAM_SYS_INIT_DONE || !seam_all_lps_initialised(m))
		return TDX_SYS_CONFIG_NOT_PENDING;
	if (!seam_addr_is_shared(m, array_pa, TDX_TDMR_INFO_ALIGN))
		return seam_bad_operand(TDX_OPERAND_RCX);
	if (!nr || nr > m->plat.max_tdmrs)
		return seam_bad_operand(TDX_OPERAND_RDX);
	if (!seam_hkid_is_private(m, hkid))
		return seam_bad_operand(TDX_OPERAND_R8);

	/* As in the module, a failure below does not free the KeyID again */
	m->kot[hkid] = SEAM_KOT_RESERVED;
	m->hkid = hkid;

	status = seam_take_tdmrs(m, array_pa, nr);
	if (status != TDX_SUCCESS)
		return status;

	m->nr_tdmrs = nr;
	m->pkg_bitmap = 0;
	seam_set_state(m, SEAM_SYS_CONFIG_DONE);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_config(struct seam_ctx *ctx)
{
	tdx_status_t status;

	if (!seam_trylock(&ctx->m->global))
		return TDX_SYS_BUSY;

	status = seam_sys_config_locked(ctx);
	seam_unlock(&ctx->m->global);
	return status;
}

static tdx_status_t seam_sys_key_config_locked(struct seam_ctx *ctx)
{
	struct seam_module *m = ctx->m;
	u32 pkg = BIT(m->plat.lp_pkg[ctx->lp]);

	if (seam_state(m) != SEAM_SYS_CONFIG_DONE)
		return TDX_SYS_KEY_CONFIG_NOT_PENDING;
	if (m->pkg_bitmap & pkg)
		return TDX_KEY_CONFIGURED;

	switch (seam_env_pconfig(ctx->lp, m->hkid)) {
	case SEAM_PCONFIG_OK:
		break;
	case SEAM_PCONFIG_BUSY:
		return seam_busy_operand(TDX_OPERAND_KET);
	case SEAM_PCONFIG_ENTROPY:
		return TDX_KEY_GENERATION_FAILED;
	default:
		return seam_fatal(ctx);
	}

	m->pkg_bitmap |= pkg;
	if (hweight32(m->pkg_bitmap) == m->plat.nr_pkgs)
		seam_set_state(m, SEAM_SYS_READY);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_key_config(struct seam_ctx *ctx)
{
	tdx_status_t status;

	if (!seam_trylock(&ctx->m->global))
		return TDX_SYS_BUSY;

	status = seam_sys_key_config_locked(ctx);
	seam_unlock(&ctx->m->global);
	return status;
}
