// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: a platform to present by default.
 *
 * A processor that the module accepts, as MSRs and CPUID show it, for
 * environments whose real one has neither TDX nor VMX.  Pure functions of the
 * platform; no state, no locks.  All processors are equal but for their APIC
 * ids: what shall differ is put in front of these functions.
 */
#include "internal.h"

#define REF_TOPOLOGY_THREADS	1
#define REF_TOPOLOGY_CORES	2

struct seam_ref_msr {
	u32 msr;
	u64 value;
};

static const struct seam_ref_msr seam_ref_msrs[] = {
	/* FEATURE_CONTROL: locked, VMX outside SMX */
	{ 0x3a, 0x5 },
	{ 0x3b, 0 },
	{ 0x98, 8 },
	{ 0x99, 8 },
	{ 0xbc, 0x1 },
	{ 0xbd, 0x1 },
	{ 0xcf, 0x20 },
	/* MTRRCAP: SMRR, PRMRR, SMRR2, SMRR lock, SEAMRR */
	{ 0xfe, 0xfd0a },
	{ 0x10a, 0x20fd6b },
	/* MISC_ENABLE: perfmon, MONITOR */
	{ 0x1a0, 0x40081 },
	/* PERF_CAPABILITIES: full-width writes, fixed counter freeze */
	{ 0x345, 0x33c5 },
	{ 0x480, 0x10da040000000004 | BIT_ULL(55) },
	/* As the true controls below, with what they default to */
	{ 0x481, 0xff00000016 },
	{ 0x482, 0xfff9fffe0401e172 },
	{ 0x483, 0x1ffffff00036dff },
	{ 0x484, 0x3ffff000011ff },
	{ 0x485, 0x7004c1e7 },
	{ 0x486, 0x80000021 },
	{ 0x487, 0xffffffff },
	{ 0x488, 0x2000 },
	{ 0x489, 0x3f77fff },
	/* VMCS_ENUM: the highest index in vmx.c, of the high-PASID directory */
	{ 0x48a, 0x1d << 1 },
	{ 0x48b, 0x77fbffff00000000 },
	{ 0x48c, 0xf0106f34141 | BIT_ULL(6) },
	{ 0x48d, 0xff00000016 },
	{ 0x48e, 0xfff9fffe04006172 },
	{ 0x48f, 0x1ffffff00036dfb },
	{ 0x490, 0x3ffff000011fb },
	/* VMFUNC: EPTP switching */
	{ 0x491, 0x1 },
	{ 0x492, 0x1f },
	/* TME_CAPABILITY: XTS-128 with and without integrity, 15 KeyID bits */
	{ 0x981, 0x80000000003 | 15ULL << 32 },
};

/* Locked, enabled, the same two algorithms allowed, and the KeyID bits */
#define REF_TME_ACTIVATE	(BIT_ULL(0) | BIT_ULL(1) | 3ULL << 48)

/**
 * seam_refcpu_msr() - MSR of the default processor
 * @plat: platform it belongs to
 * @lp: logical processor
 * @msr: number
 *
 * Return: value, zero for an MSR that this processor lacks.
 */
u64 seam_refcpu_msr(const struct seam_platform *plat, unsigned int lp, u32 msr)
{
	unsigned int i;

	switch (msr) {
	case 0x87:
		return (u64)plat->tdx_keyids << 32 | plat->mktme_keyids;
	case 0x982:
		return REF_TME_ACTIVATE | (u64)plat->keyid_bits << 32;
	case 0x1f2:
	case 0x1f3:
		return plat->smrr[SEAM_SMRR_BASE + msr - 0x1f2];
	case 0x1f6:
	case 0x1f7:
		return plat->smrr[SEAM_SMRR2_BASE + msr - 0x1f6];
	case 0x1400:
		return plat->seamrr_base | BIT_ULL(3);
	case 0x1401:
		return (GENMASK_ULL(TDX_MAX_PA - 1, 25) & ~(plat->seamrr_size - 1)) |
		       BIT_ULL(10) | BIT_ULL(11);
	}

	for (i = 0; i < ARRAY_SIZE(seam_ref_msrs); i++) {
		if (seam_ref_msrs[i].msr == msr)
			return seam_ref_msrs[i].value;
	}

	return 0;
}

struct seam_ref_cpuid {
	u32 leaf;
	u32 subleaf;
	struct seam_cpuid value;
};

static const struct seam_ref_cpuid seam_ref_cpuids[] = {
	{ 0x0, 0, { 0x23, 0x756e6547, 0x6c65746e, 0x49656e69 } },
	{ 0x1, 0, { 0, 0x00400800, 0x77fefbff, 0xbfebfbff } },
	{ 0x4, 0, { 0xfc004121, 0x02c0003f, 0x0000003f, 0 } },
	{ 0x4, 1, { 0xfc004122, 0x01c0003f, 0x0000003f, 0 } },
	{ 0x4, 2, { 0xfc01c143, 0x03c0003f, 0x000007ff, 0 } },
	{ 0x4, 3, { 0xfc1fc163, 0x0380003f, 0x0001bfff, 0x4 } },
	{ 0x7, 0, { 0x2, 0xd3ebb7eb, 0x1b417f7e, 0xbfd54010 } },
	{ 0x7, 1, { 0x1c30, 0, 0, 0 } },
	{ 0x7, 2, { 0, 0, 0, 0x11 } },
	{ 0xa, 0, { 0x08300805, 0, 0xf, 0x00008604 } },
	{ 0xd, 0, { 0x602e7, 0x2b00, 0x2b00, 0 } },
	{ 0xd, 1, { 0x1f, 0x2b00, 0x1900, 0 } },
	{ 0x15, 0, { 0x2, 0xa0, 0x17d7840, 0 } },
	{ 0x1c, 0, { 0x4000000b, 0x7, 0x7, 0 } },
	{ 0x80000000, 0, { 0x80000008, 0, 0, 0 } },
	{ 0x80000001, 0, { 0, 0, 0x121, 0x2c100800 } },
	{ 0x80000008, 0, { 0x3934, 0x200, 0, 0 } },
};

static void seam_ref_topology(const struct seam_platform *plat, unsigned int lp, u32 subleaf,
			      struct seam_cpuid *out)
{
	/* One thread per core; the package number starts at bit 9 */
	static const struct seam_cpuid levels[] = {
		{ 0, 1, REF_TOPOLOGY_THREADS << 8, 0 },
		{ 9, SEAM_MAX_LPS, REF_TOPOLOGY_CORES << 8 | 1, 0 },
	};

	if (subleaf < ARRAY_SIZE(levels))
		*out = levels[subleaf];
	else
		out->ecx = subleaf & GENMASK(7, 0);
	out->edx = lp | (u32)plat->lp_pkg[lp] << 9;
}

/**
 * seam_refcpu_cpuid() - CPUID of the default processor
 * @plat: platform it belongs to
 * @lp: logical processor, below the platform's number of them
 * @leaf: EAX
 * @subleaf: ECX
 * @out: result, zeroes for a leaf that this processor lacks
 */
void seam_refcpu_cpuid(const struct seam_platform *plat, unsigned int lp, u32 leaf, u32 subleaf,
		       struct seam_cpuid *out)
{
	unsigned int i;

	memset(out, 0, sizeof(*out));
	if (leaf == 0xb || leaf == 0x1f) {
		seam_ref_topology(plat, lp, subleaf, out);
		return;
	}

	for (i = 0; i < ARRAY_SIZE(seam_ref_cpuids); i++) {
		if (seam_ref_cpuids[i].leaf != leaf || seam_ref_cpuids[i].subleaf != subleaf)
			continue;
		*out = seam_ref_cpuids[i].value;
		break;
	}

	if (leaf == 0x1) {
		out->eax = plat->pkg_fms[min_t(u8, plat->lp_pkg[lp], SEAM_MAX_PKGS - 1)];
		out->ebx |= lp << 24;
	}
}

/**
 * seam_platform_init() - default platform
 * @plat: filled with one package, one LP, K = 6, 15 shared and 48 private
 *	KeyIDs and no memory; the caller sets what differs
 */
void seam_platform_init(struct seam_platform *plat)
{
	memset(plat, 0, sizeof(*plat));
	plat->keyid_bits = 6;
	plat->mktme_keyids = 15;
	plat->tdx_keyids = 48;
	plat->nr_pkgs = 1;
	plat->nr_lps = 1;
	plat->pkg_fms[0] = 0x806f8;
	plat->smrr[SEAM_SMRR_MASK] = BIT_ULL(10);
	plat->smrr[SEAM_SMRR2_MASK] = BIT_ULL(10);
	plat->version = SEAM_VERSION_1_5;
	plat->max_tdmrs = TDX_MAX_TDMRS;
	plat->max_reserved = TDX_MAX_RESERVED;
	plat->features0 = 0x1f0fbf;
	plat->handoff_pages = 0x3f;
	plat->td_preserving = true;
}

/**
 * seam_platform_error() - find out whether a platform can be modelled
 * @plat: platform
 *
 * What the module itself judges, such as CMRs, is left to it.
 *
 * Return: NULL, or what is out of bounds.
 */
const char *seam_platform_error(const struct seam_platform *plat)
{
	unsigned int i;

	if (!plat->nr_pkgs || plat->nr_pkgs > SEAM_MAX_PKGS)
		return "number of packages";
	if (!plat->nr_lps || plat->nr_lps > SEAM_MAX_LPS)
		return "number of logical processors";
	for (i = 0; i < plat->nr_lps; i++) {
		if (plat->lp_pkg[i] >= plat->nr_pkgs)
			return "package of a logical processor";
	}
	if (plat->keyid_bits > SEAM_MAX_KEYID_BITS)
		return "number of KeyID bits";
	if (!plat->max_tdmrs || plat->max_tdmrs > TDX_MAX_TDMRS)
		return "limit of TDMRs";
	if (!plat->max_reserved || plat->max_reserved > TDX_MAX_RESERVED)
		return "limit of reserved areas";
	if (plat->version != SEAM_VERSION_1_0 && plat->version != SEAM_VERSION_1_5)
		return "module version";

	return NULL;
}
