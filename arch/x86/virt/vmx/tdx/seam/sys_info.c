// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: TDH.SYS.INFO.
 *
 * The way of module 1.0 to describe itself, kept by later ones: one structure
 * and the list of CMRs, written to the host's memory.  No locks; only a
 * processor that did TDH.SYS.LP.INIT may ask.
 */
#include "internal.h"

/* TDSYSINFO as far as the CPUID configurations, which follow from byte 132 on */
struct seam_sys_info {
	struct tdx_sys_info_buf head;
	u16 max_tdmrs;
	u16 max_reserved;
	u16 pamt_entry_size;
	u8 reserved1[10];
	u16 tdcs_base_size;
	u8 reserved2[2];
	u16 tdvps_base_size;
	u8 tdvps_size_depends_on_xfam;
	u8 reserved3[9];
	u64 attributes_fixed0;
	u64 attributes_fixed1;
	u64 xfam_fixed0;
	u64 xfam_fixed1;
	u8 reserved4[32];
	u32 num_cpuid_config;
} __packed;

static_assert(offsetof(struct seam_sys_info, max_tdmrs) == 32);
static_assert(offsetof(struct seam_sys_info, tdcs_base_size) == 48);
static_assert(offsetof(struct seam_sys_info, tdvps_base_size) == 52);
static_assert(offsetof(struct seam_sys_info, attributes_fixed0) == 64);
static_assert(offsetof(struct seam_sys_info, xfam_fixed1) == 88);
static_assert(offsetof(struct seam_sys_info, num_cpuid_config) == 128);
static_assert(sizeof(struct seam_sys_info) == 132);

struct seam_sys_info_cpuid {
	u64 leaf;
	u64 eax_ebx;
	u64 ecx_edx;
} __packed;

static_assert(sizeof(struct seam_sys_info_cpuid) == 24);
static_assert(sizeof(struct seam_sys_info) +
	      SEAM_NR_CPUID_CONFIG * sizeof(struct seam_sys_info_cpuid) <= TDX_SYS_INFO_SIZE);

static u64 seam_md_value(const struct seam_module *m, u64 id)
{
	const struct seam_md_entry *entry;
	unsigned int i;

	for (i = 0; (entry = seam_md_entry(i)); i++) {
		if (entry->id == id)
			return entry->get(m, 0);
	}

	return 0;
}

static void seam_write_sys_info(const struct seam_module *m, u64 pa)
{
	struct seam_sys_info info = {
		.head = {
			.vendor_id = seam_md_value(m, TDX_MD_VENDOR_ID),
			.build_date = seam_md_value(m, TDX_MD_BUILD_DATE),
			.build_num = seam_md_value(m, TDX_MD_BUILD_NUM),
			.minor_version = seam_md_value(m, TDX_MD_MINOR_VERSION),
			.major_version = seam_md_value(m, TDX_MD_MAJOR_VERSION),
			.sys_rd = m->plat.version >= SEAM_VERSION_1_5,
		},
		.max_tdmrs = m->plat.max_tdmrs,
		.max_reserved = m->plat.max_reserved,
		.pamt_entry_size = SEAM_PAMT_ENTRY_SIZE,
		.tdcs_base_size = 24576,
		.tdvps_base_size = 24576,
		.attributes_fixed0 = m->attributes_fixed0,
		.xfam_fixed0 = m->xfam_fixed0,
		.xfam_fixed1 = 3,
		.num_cpuid_config = SEAM_NR_CPUID_CONFIG,
	};
	struct seam_sys_info_cpuid cpuid;
	unsigned int i;

	seam_mem_write(m, pa, &info, sizeof(info));
	pa += sizeof(info);
	for (i = 0; i < SEAM_NR_CPUID_CONFIG; i++, pa += sizeof(cpuid)) {
		cpuid.leaf = seam_cpuid_config_leaf(i);
		cpuid.eax_ebx = seam_cpuid_config_value(m, i, 0);
		cpuid.ecx_edx = seam_cpuid_config_value(m, i, 1);
		seam_mem_write(m, pa, &cpuid, sizeof(cpuid));
	}
}

tdx_status_t seam_sys_info(struct seam_ctx *ctx)
{
	u64 info_pa = ctx->regs.rcx;
	u64 info_size = ctx->regs.rdx;
	u64 cmr_pa = ctx->regs.r8;
	u64 nr_cmrs = ctx->regs.r9;

	ctx->regs.rdx = 0;
	ctx->regs.r9 = 0;

	if (!seam_this_lp(ctx)->initialised)
		return TDX_SYS_LP_INIT_NOT_DONE;
	if (!seam_addr_is_shared(ctx->m, info_pa, TDX_SYS_INFO_SIZE))
		return seam_bad_operand(TDX_OPERAND_RCX);
	if (info_size < TDX_SYS_INFO_SIZE)
		return seam_bad_operand(TDX_OPERAND_RDX);
	seam_mem_zero(ctx->m, info_pa, TDX_SYS_INFO_SIZE);
	if (!seam_addr_is_shared(ctx->m, cmr_pa, TDX_CMR_INFO_ALIGN))
		return seam_bad_operand(TDX_OPERAND_R8);
	if (nr_cmrs < TDX_MAX_CMRS)
		return seam_bad_operand(TDX_OPERAND_R9);

	seam_write_sys_info(ctx->m, info_pa);
	seam_mem_write(ctx->m, cmr_pa, ctx->m->plat.cmr, sizeof(ctx->m->plat.cmr));
	ctx->regs.rdx = TDX_SYS_INFO_SIZE;
	ctx->regs.r9 = TDX_MAX_CMRS;
	return TDX_SUCCESS;
}
