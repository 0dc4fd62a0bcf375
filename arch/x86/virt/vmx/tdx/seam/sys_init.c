// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: TDH.SYS.INIT and TDH.SYS.LP.INIT.
 *
 * TDH.SYS.INIT runs once, on any processor, and judges the platform: KeyIDs,
 * CMRs, SMRRs.  TDH.SYS.LP.INIT then runs once on each processor, on all of
 * them at the same time if the host likes.  A failed call leaves the state as
 * it was and can be repeated.
 *
 * Locks: the global one, exclusively for TDH.SYS.INIT, shared for
 * TDH.SYS.LP.INIT.  A processor that misses its turn before TDH.SYS.CONFIG can
 * never be initialised until the module is loaded again.
 */
#include "internal.h"

#define MTRRCAP_SMRR		BIT_ULL(11)
#define MTRRCAP_SMRR2		BIT_ULL(13)
#define MTRRCAP_SMRR_LOCK	BIT_ULL(14)

#define SMRR_MASK_LOCKED	BIT_ULL(10)
#define SMRR_MASK_VALID		BIT_ULL(11)
#define SMRR_ADDR		GENMASK_ULL(31, 12)

/* Bytes 0 and 1 of the detail of TDX_SMRR_OVERLAPS_CMR */
#define SMRR_DETAIL_CMR		GENMASK(15, 8)

#define TME_ACTIVATE_KEYID_BITS	GENMASK_ULL(35, 32)

#define XFAM_KNOWN		0x6dbe7ULL
#define ATTRIBUTES_KNOWN	0x8000000070000001ULL
#define ATTRIBUTES_LASS		BIT_ULL(27)
#define CPUID_7_1_EAX_LASS	BIT(6)

static tdx_status_t seam_keyid_check(struct seam_module *m)
{
	u64 partitioning = m->msr[SEAM_MSR_KEYID_PARTITIONING];
	u64 shared = lower_32_bits(partitioning);
	u64 private = upper_32_bits(partitioning);

	if (shared + private >= SEAM_MAX_HKIDS)
		return tdx_status_with(TDX_NUM_ACTIVATED_HKIDS_NOT_SUPPORTED, SEAM_MAX_HKIDS);

	m->keyid_bits = FIELD_GET(TME_ACTIVATE_KEYID_BITS, m->msr[SEAM_MSR_TME_ACTIVATE]);
	m->first_private = shared + 1;
	m->end_private = shared + 1 + private;
	return TDX_SUCCESS;
}

static tdx_status_t seam_cmr_check(const struct seam_module *m)
{
	const struct tdx_cmr_info *cmr;
	unsigned int i;
	u64 end = 0;

	for (i = 0; i < TDX_MAX_CMRS; i++) {
		cmr = &m->plat.cmr[i];
		if (!cmr->size)
			continue;
		if (!seam_range_is_plain(m, cmr->base, cmr->size) ||
		    !IS_ALIGNED(cmr->base | cmr->size, TDX_CMR_ALIGN) || cmr->base < end)
			return TDX_CMR_LIST_INVALID;
		end = cmr->base + cmr->size;
	}

	return TDX_SUCCESS;
}

static tdx_status_t seam_smrr_overlap_check(const struct seam_module *m, unsigned int smrr,
					    u64 base, u64 size)
{
	const struct tdx_cmr_info *cmr;
	unsigned int i;

	for (i = 0; i < TDX_MAX_CMRS; i++) {
		cmr = &m->plat.cmr[i];
		if (base < cmr->base + cmr->size && cmr->base < base + size && cmr->size)
			return tdx_status_with(TDX_SMRR_OVERLAPS_CMR,
					       smrr | FIELD_PREP(SMRR_DETAIL_CMR, i));
	}

	return TDX_SUCCESS;
}

static tdx_status_t seam_smrr_range_check(const struct seam_module *m, unsigned int smrr)
{
	u64 base = m->msr[SEAM_MSR_SMRR_BASE + 2 * smrr] & SMRR_ADDR;
	u64 mask = m->msr[SEAM_MSR_SMRR_MASK + 2 * smrr];
	u64 size;

	if (!(mask & SMRR_MASK_VALID))
		return TDX_SUCCESS;

	/* The lowest bit of a mask without holes is the size */
	mask &= SMRR_ADDR;
	size = mask & -mask;
	if (!mask || mask + size != BIT_ULL(32) || (base & ~mask))
		return tdx_status_with(TDX_INVALID_SMRR_CONFIGURATION, smrr);

	return seam_smrr_overlap_check(m, smrr, base, size);
}

static tdx_status_t seam_smrr_check(const struct seam_module *m)
{
	u64 mtrrcap = m->msr[SEAM_MSR_MTRRCAP];
	unsigned int nr = mtrrcap & MTRRCAP_SMRR2 ? 2 : 1;
	tdx_status_t status = TDX_SUCCESS;
	unsigned int i;

	if (!(mtrrcap & MTRRCAP_SMRR))
		return TDX_SMRR_NOT_SUPPORTED;
	if (!(mtrrcap & MTRRCAP_SMRR_LOCK))
		return TDX_SMRR_LOCK_NOT_SUPPORTED;

	for (i = 0; i < nr; i++) {
		if (!(m->msr[SEAM_MSR_SMRR_MASK + 2 * i] & SMRR_MASK_LOCKED))
			return tdx_status_with(TDX_SMRR_NOT_LOCKED, i);
	}
	for (i = 0; i < nr && status == TDX_SUCCESS; i++)
		status = seam_smrr_range_check(m, i);

	return status;
}

static tdx_status_t seam_loader_check(const struct seam_module *m)
{
	u64 handoff_size = (u64)m->plat.handoff_pages * SZ_4K;

	if (!m->plat.td_preserving)
		return TDX_INCOMPATIBLE_SEAM_CAPABILITIES;
	if (handoff_size < sizeof(struct seam_handoff))
		return TDX_SYS_INCOMPATIBLE_SIGSTRUCT;

	return TDX_SUCCESS;
}

static void seam_fixed_bits(struct seam_module *m)
{
	const struct seam_cpuid *xcr0 = seam_cpuid_sample(m, 0xd, 0);
	const struct seam_cpuid *xss = seam_cpuid_sample(m, 0xd, 1);
	const struct seam_cpuid *features = seam_cpuid_sample(m, 0x7, 1);

	m->xfam_fixed0 = XFAM_KNOWN & (xcr0->eax | xss->ecx);
	m->attributes_fixed0 = ATTRIBUTES_KNOWN;
	if (features->eax & CPUID_7_1_EAX_LASS)
		m->attributes_fixed0 |= ATTRIBUTES_LASS;
}

static tdx_status_t seam_sys_init_locked(struct seam_ctx *ctx, u64 attributes)
{
	struct seam_module *m = ctx->m;
	tdx_status_t status;

	if (attributes)
		return seam_bad_operand(TDX_OPERAND_RCX);
	if (seam_state(m) != SEAM_SYS_INIT_PENDING)
		return TDX_SYS_INIT_NOT_PENDING;

	status = seam_cpu_check(ctx);
	if (status != TDX_SUCCESS)
		return status;
	status = seam_keyid_check(m);
	if (status != TDX_SUCCESS)
		return status;
	if (m->msr[SEAM_MSR_WBINVDP] != m->msr[SEAM_MSR_WBNOINVDP])
		return tdx_status_with(TDX_INCORRECT_MSR_VALUE,
				       seam_msr_number(SEAM_MSR_WBNOINVDP));
	status = seam_cmr_check(m);
	if (status == TDX_SUCCESS)
		status = seam_smrr_check(m);
	if (status == TDX_SUCCESS)
		status = seam_loader_check(m);
	if (status != TDX_SUCCESS)
		return status;
	if (!seam_env_random(&m->canary))
		return TDX_RND_NO_ENTROPY;

	m->pamt_seed = m->canary;
	seam_fixed_bits(m);
	seam_set_state(m, SEAM_SYS_INIT_DONE);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_init(struct seam_ctx *ctx)
{
	u64 attributes = ctx->regs.rcx;
	tdx_status_t status;

	ctx->regs.rcx = 0;
	ctx->regs.rdx = 0;
	ctx->regs.r8 = 0;
	ctx->regs.r9 = 0;
	ctx->regs.r10 = 0;

	if (!seam_trylock(&ctx->m->global))
		return TDX_SYS_BUSY;

	status = seam_sys_init_locked(ctx, attributes);
	seam_unlock(&ctx->m->global);
	return status;
}

static tdx_status_t seam_sys_lp_init_locked(struct seam_ctx *ctx)
{
	struct seam_lp *lp = seam_this_lp(ctx);
	tdx_status_t status;
	u64 lfsr;

	if (seam_state(ctx->m) != SEAM_SYS_INIT_DONE)
		return TDX_SYS_LP_INIT_NOT_PENDING;
	if (lp->initialised)
		return TDX_SYS_LP_INIT_DONE;
	if (!seam_env_random(&lfsr))
		return TDX_RND_NO_ENTROPY;

	status = seam_cpu_compare(ctx);
	if (status != TDX_SUCCESS)
		return status;

	lp->lfsr = lfsr;
	lp->initialised = true;
	atomic_inc(&ctx->m->nr_lps_initialised);
	return TDX_SUCCESS;
}

tdx_status_t seam_sys_lp_init(struct seam_ctx *ctx)
{
	tdx_status_t status;

	ctx->regs.rcx = 0;
	ctx->regs.rdx = 0;
	ctx->regs.r8 = 0;

	if (!seam_trylock_shared(&ctx->m->global))
		return TDX_SYS_BUSY;

	status = seam_sys_lp_init_locked(ctx);
	seam_unlock_shared(&ctx->m->global);
	return status;
}
