// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: the global metadata fields.
 *
 * One table in the order in which the host walks the fields, and the CPUID
 * configuration that some of them show.  How the fields are addressed and
 * listed is sys_rd.c's subject.
 *
 * Values are constants of module 1.5.05 or follow from the platform; readers
 * need no lock, as what a value depends on is written once by TDH.SYS.INIT.
 * The exception is the validity of handoff data, one flag.
 */
#include "internal.h"

#define SEAM_VENDOR_ID		0x8086
#define SEAM_BUILD_DATE		20240129
#define SEAM_BUILD_NUM		698
#define SEAM_MAX_CPUID_CONFIG	32
#define SEAM_MAX_FMS		64

/**
 * struct seam_cpuid_config - a CPUID leaf that a TD's owner may configure
 * @leaf: EAX
 * @subleaf: ECX, or SEAM_NO_SUBLEAF
 * @direct: bits that may always be set
 * @allow: bits that may be set when the processor has them
 */
struct seam_cpuid_config {
	u32 leaf;
	u32 subleaf;
	struct seam_cpuid direct;
	struct seam_cpuid allow;
};

static const struct seam_cpuid_config seam_cpuid_configs[] = {
	{ 0x1, SEAM_NO_SUBLEAF, { 0x0fff3fff, 0x00ff0000, 0, 0 },
	  { 0, 0, 0x31044d88, 0xb8440000 } },
	{ 0x4, 0, { 0xffffc3ff, 0xfffff000, 0xffffffff, 0xfffffffb } },
	{ 0x4, 1, { 0xffffc3ff, 0xfffff000, 0xffffffff, 0xfffffffb } },
	{ 0x4, 2, { 0xffffc3ff, 0xfffff000, 0xffffffff, 0xfffffffb } },
	{ 0x4, 3, { 0xffffc3ff, 0xfffff000, 0xffffffff, 0x7 } },
	{ 0x7, 0, .allow = { 0, 0xdc2b9b18, 0x02417f65, 0x0005411c } },
	{ 0x7, 1, .allow = { 0x04001d30, 0, 0, 0x430 } },
	{ 0xa, SEAM_NO_SUBLEAF },
	{ 0x1c, SEAM_NO_SUBLEAF, .allow = { 0xff, 0, 0, 0 } },
	{ 0x80000008, SEAM_NO_SUBLEAF, .allow = { 0, 0x200, 0, 0 } },
	{ 0x7, 2, .allow = { 0, 0, 0, 0x28 } },
	{ 0x23, 0, .allow = { 0xf, 0, 0, 0 } },
	{ 0x1f, 0, { 0x1f, 0xffff, 0xffff, 0 } },
	{ 0x1f, 1, { 0x1f, 0xffff, 0xffff, 0 } },
	{ 0x1f, 2, { 0x1f, 0xffff, 0xffff, 0 } },
	{ 0x1f, 3, { 0x1f, 0xffff, 0xffff, 0 } },
	{ 0x1f, 4, { 0x1f, 0xffff, 0xffff, 0 } },
	{ 0x1f, 5, { 0x1f, 0xffff, 0xffff, 0 } },
};

static_assert(ARRAY_SIZE(seam_cpuid_configs) == SEAM_NR_CPUID_CONFIG);

/* Processors that a TD may be told it runs on, newest first */
static const u32 seam_known_fms[] = { 0xa06d0, 0xa06f3, 0xc06f2, 0x806f8 };

/**
 * seam_cpuid_config_leaf() - which leaf a CPUID configuration is about
 * @i: index, below SEAM_MAX_CPUID_CONFIG
 *
 * Return: leaf and, in the upper half, subleaf; all ones past the last.
 */
u64 seam_cpuid_config_leaf(unsigned int i)
{
	if (i >= SEAM_NR_CPUID_CONFIG)
		return U64_MAX;

	return (u64)seam_cpuid_configs[i].subleaf << 32 | seam_cpuid_configs[i].leaf;
}

/**
 * seam_cpuid_config_value() - which bits of a leaf may be configured
 * @m: the module
 * @i: index
 * @half: 0 for EAX and EBX, 1 for ECX and EDX
 *
 * Return: mask; zero past the last leaf.
 */
u64 seam_cpuid_config_value(const struct seam_module *m, unsigned int i, unsigned int half)
{
	static const struct seam_cpuid none;
	const struct seam_cpuid_config *config;
	const struct seam_cpuid *native;
	u32 lo, hi;

	if (i >= SEAM_NR_CPUID_CONFIG)
		return 0;

	config = &seam_cpuid_configs[i];
	native = seam_cpuid_sample(m, config->leaf, config->subleaf);
	if (!native)
		native = &none;

	if (!half) {
		lo = config->direct.eax | (config->allow.eax & native->eax);
		hi = config->direct.ebx | (config->allow.ebx & native->ebx);
	} else {
		lo = config->direct.ecx | (config->allow.ecx & native->ecx);
		hi = config->direct.edx | (config->allow.edx & native->edx);
	}

	return (u64)hi << 32 | lo;
}

/* The processor itself and, if it is a known one, those older than it */
static u32 seam_allowed_fms(const struct seam_module *m, unsigned int i)
{
	u32 native = m->plat.pkg_fms[0];
	unsigned int known;

	if (!i)
		return native;

	for (known = 0; known < ARRAY_SIZE(seam_known_fms); known++) {
		if (seam_known_fms[known] == native)
			break;
	}

	return known + i < ARRAY_SIZE(seam_known_fms) ? seam_known_fms[known + i] : 0;
}

#define SEAM_FIELD(_name, _value)						\
static u64 seam_md_##_name(const struct seam_module *m, unsigned int i)		\
{										\
	return _value;								\
}

SEAM_FIELD(zero, 0)
SEAM_FIELD(num_pkgs, m->plat.nr_pkgs)
SEAM_FIELD(pkg_fms, i < m->plat.nr_pkgs ? m->plat.pkg_fms[i] : 0)
SEAM_FIELD(vendor_id, SEAM_VENDOR_ID)
SEAM_FIELD(build_date, SEAM_BUILD_DATE)
SEAM_FIELD(build_num, SEAM_BUILD_NUM)
SEAM_FIELD(minor_version, m->plat.version & 0xff)
SEAM_FIELD(major_version, m->plat.version >> 8)
SEAM_FIELD(update_version, 5)
SEAM_FIELD(num_handoff_pages, m->plat.handoff_pages)
SEAM_FIELD(handoff_valid, READ_ONCE(m->handoff.valid))
SEAM_FIELD(handoff_hv, READ_ONCE(m->handoff.valid) ? m->handoff.hv : 0)
SEAM_FIELD(handoff_size, READ_ONCE(m->handoff.valid) ? sizeof(m->handoff) : 0)
SEAM_FIELD(num_features, 1)
SEAM_FIELD(features0, m->plat.features0)
SEAM_FIELD(num_cmrs, TDX_MAX_CMRS)
SEAM_FIELD(cmr_base, m->plat.cmr[i].base)
SEAM_FIELD(cmr_size, m->plat.cmr[i].size)
SEAM_FIELD(max_tdmrs, m->plat.max_tdmrs)
SEAM_FIELD(max_reserved, m->plat.max_reserved)
SEAM_FIELD(pamt_entry_size, SEAM_PAMT_ENTRY_SIZE)
SEAM_FIELD(tdr_base_size, 4096)
SEAM_FIELD(tdcs_base_size, 24576)
SEAM_FIELD(tdcs_size_per_l2_vm, 4096)
SEAM_FIELD(tdvps_base_size, 24576)
SEAM_FIELD(tdvps_size_per_l2_vm, 12288)
SEAM_FIELD(attributes_fixed0, m->attributes_fixed0)
SEAM_FIELD(xfam_fixed0, m->xfam_fixed0)
SEAM_FIELD(xfam_fixed1, 3)
SEAM_FIELD(num_cpuid_config, SEAM_NR_CPUID_CONFIG)
SEAM_FIELD(config_flags_fixed0, 7)
SEAM_FIELD(max_vcpus, 576)
SEAM_FIELD(cpuid_config_leaf, seam_cpuid_config_leaf(i))
SEAM_FIELD(cpuid_config_value, seam_cpuid_config_value(m, i / 2, i % 2))
SEAM_FIELD(arch_cap_mask, 0x1180010)
SEAM_FIELD(allowed_fms, seam_allowed_fms(m, i))
SEAM_FIELD(max_migs, 512)
SEAM_FIELD(num_immutable_pages, 4)
SEAM_FIELD(num_td_pages, 2)
SEAM_FIELD(num_vp_pages, 5)
SEAM_FIELD(max_serv_tds, 1)
SEAM_FIELD(servtd_attr_fixed0, 0x7ff00000001ULL)
SEAM_FIELD(l2_gpa_attr_mask, 0x807f)
SEAM_FIELD(vm_ctls_fixed0, 1)
SEAM_FIELD(vcpu_l2_ctls_fixed0, 3)
SEAM_FIELD(vcpu_l2_debug_ctls_fixed0, 7)

static u64 seam_md_num_allowed_fms(const struct seam_module *m, unsigned int i)
{
	unsigned int nr;

	for (nr = 0; nr < SEAM_MAX_FMS && seam_allowed_fms(m, nr); nr++)
		;

	return nr;
}

static const struct seam_md_entry seam_md_entries[] = {
	{ 0x0000000200000000, 1, 1, seam_md_num_pkgs },
	{ 0x0000000200000001, SEAM_MAX_PKGS, 1, seam_md_pkg_fms },
	{ TDX_MD_VENDOR_ID, 1, 1, seam_md_vendor_id },
	{ TDX_MD_BUILD_DATE, 1, 1, seam_md_build_date },
	{ TDX_MD_BUILD_NUM, 1, 1, seam_md_build_num },
	{ TDX_MD_MINOR_VERSION, 1, 1, seam_md_minor_version },
	{ TDX_MD_MAJOR_VERSION, 1, 1, seam_md_major_version },
	{ TDX_MD_UPDATE_VERSION, 1, 1, seam_md_update_version },
	{ TDX_MD_INTERNAL_VERSION, 1, 1, seam_md_zero },
	/* MODULE_HV, MIN_UPDATE_HV, NO_DOWNGRADE */
	{ 0x8900000100000000, 1, 1, seam_md_zero },
	{ 0x8900000100000001, 1, 1, seam_md_zero },
	{ 0x8900000000000002, 1, 1, seam_md_zero },
	{ 0x8900000100000003, 1, 1, seam_md_num_handoff_pages },
	{ 0x8900000000000004, 1, 1, seam_md_handoff_valid },
	{ 0x8900000100000005, 1, 1, seam_md_handoff_hv },
	{ 0x8900000200000006, 1, 1, seam_md_handoff_size },
	{ TDX_MD_SYS_ATTRIBUTES, 1, 1, seam_md_zero },
	{ 0x0a00000000000001, 1, 1, seam_md_num_features },
	{ TDX_MD_FEATURES0, 1, 1, seam_md_features0 },
	{ TDX_MD_NUM_CMRS, 1, 1, seam_md_num_cmrs },
	{ TDX_MD_CMR_BASE, TDX_MAX_CMRS, 1, seam_md_cmr_base },
	{ TDX_MD_CMR_SIZE, TDX_MAX_CMRS, 1, seam_md_cmr_size },
	{ TDX_MD_MAX_TDMRS, 1, 1, seam_md_max_tdmrs },
	{ TDX_MD_MAX_RESERVED_PER_TDMR, 1, 1, seam_md_max_reserved },
	{ TDX_MD_PAMT_4K_ENTRY_SIZE, 1, 1, seam_md_pamt_entry_size },
	{ TDX_MD_PAMT_2M_ENTRY_SIZE, 1, 1, seam_md_pamt_entry_size },
	{ TDX_MD_PAMT_1G_ENTRY_SIZE, 1, 1, seam_md_pamt_entry_size },
	{ 0x9800000100000000, 1, 1, seam_md_tdr_base_size },
	{ 0x9800000100000100, 1, 1, seam_md_tdcs_base_size },
	{ 0x9800000100000101, 1, 1, seam_md_tdcs_size_per_l2_vm },
	{ 0x9800000100000200, 1, 1, seam_md_tdvps_base_size },
	{ 0x9800000100000201, 1, 1, seam_md_tdvps_size_per_l2_vm },
	/* ATTRIBUTES and XFAM, FIXED0 and FIXED1 each */
	{ 0x1900000300000000, 1, 1, seam_md_attributes_fixed0 },
	{ 0x1900000300000001, 1, 1, seam_md_zero },
	{ 0x1900000300000002, 1, 1, seam_md_xfam_fixed0 },
	{ 0x1900000300000003, 1, 1, seam_md_xfam_fixed1 },
	{ 0x9900000100000004, 1, 1, seam_md_num_cpuid_config },
	/* CONFIG_FLAGS, FIXED0 and FIXED1 */
	{ 0x9900000300000006, 1, 1, seam_md_config_flags_fixed0 },
	{ 0x9900000300000007, 1, 1, seam_md_zero },
	{ 0x9900000100000008, 1, 1, seam_md_max_vcpus },
	{ 0x9900000300000400, SEAM_MAX_CPUID_CONFIG, 1, seam_md_cpuid_config_leaf },
	{ 0x9900000300000500, SEAM_MAX_CPUID_CONFIG, 2, seam_md_cpuid_config_value,
	  SEAM_NR_CPUID_CONFIG },
	{ 0x9900000300000600, 1, 1, seam_md_arch_cap_mask },
	/* Allowed and disallowed FMS, first the counts */
	{ 0x9900000100000800, 1, 1, seam_md_num_allowed_fms },
	{ 0x9900000100000801, 1, 1, seam_md_zero },
	{ 0x9900000300000810, SEAM_MAX_FMS, 1, seam_md_allowed_fms },
	{ 0x9900000300000850, SEAM_MAX_FMS, 1, seam_md_zero },
	/* Migration: attributes, versions, limits */
	{ 0xa000000300000000, 1, 1, seam_md_zero },
	{ 0x2000000100000001, 1, 1, seam_md_zero },
	{ 0x2000000100000002, 1, 1, seam_md_zero },
	{ 0x2000000100000003, 1, 1, seam_md_zero },
	{ 0x2000000100000004, 1, 1, seam_md_zero },
	{ 0xa000000100000010, 1, 1, seam_md_max_migs },
	{ 0xa000000000000020, 1, 1, seam_md_num_immutable_pages },
	{ 0xa000000000000021, 1, 1, seam_md_num_td_pages },
	{ 0xa000000000000022, 1, 1, seam_md_num_vp_pages },
	/* Service TDs */
	{ 0xa100000100000000, 1, 1, seam_md_max_serv_tds },
	{ 0xa100000300000001, 1, 1, seam_md_servtd_attr_fixed0 },
	{ 0xa100000300000002, 1, 1, seam_md_zero },
	/* Partitioning: FIXED0 and FIXED1 of the controls */
	{ 0xa200000100000000, 1, 1, seam_md_l2_gpa_attr_mask },
	{ 0xa200000300000001, 1, 1, seam_md_vm_ctls_fixed0 },
	{ 0xa200000300000002, 1, 1, seam_md_zero },
	{ 0xa200000300000003, 1, 1, seam_md_vcpu_l2_ctls_fixed0 },
	{ 0xa200000300000004, 1, 1, seam_md_zero },
	{ 0xa200000300000005, 1, 1, seam_md_vcpu_l2_debug_ctls_fixed0 },
	{ 0xa200000300000006, 1, 1, seam_md_zero },
};

/**
 * seam_md_entry() - a table entry
 * @index: in the order of iteration
 *
 * Return: the entry, NULL past the last.
 */
const struct seam_md_entry *seam_md_entry(unsigned int index)
{
	return index < ARRAY_SIZE(seam_md_entries) ? &seam_md_entries[index] : NULL;
}
