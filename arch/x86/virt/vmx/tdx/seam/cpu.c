// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: what it demands of the processors.
 *
 * TDH.SYS.INIT checks the MSRs and CPUID of the processor it runs on and
 * samples them; TDH.SYS.LP.INIT compares every other processor with the
 * sample.  The sample is written with the global lock held exclusively and
 * only read after the state says that TDH.SYS.INIT is done.
 *
 * The module's own table of required CPUID values is not public in full: the
 * one here has what the documentation names.  The scope of WBINVD is not
 * checked.
 */
#include "internal.h"

#define MSR_MISC_ENABLE		0x1a0
#define MISC_ENABLE_PERFMON	BIT_ULL(7)
#define MISC_ENABLE_NO_BTS	BIT_ULL(11)
#define MISC_ENABLE_LIMIT_CPUID	BIT_ULL(22)

#define MTRRCAP_SMRR2		BIT_ULL(13)

#define TME_CAPABILITY_ALGS	GENMASK_ULL(3, 0)
#define TME_ACTIVATE_LOCKED	BIT_ULL(0)
#define TME_ACTIVATE_ENABLED	BIT_ULL(1)
#define TME_ACTIVATE_ALGS	GENMASK_ULL(51, 48)

#define CPUID_LAST_BASIC	0x1f
#define CPUID_LAST_EXTENDED	0x80000008
#define CPUID_PMU		0xa
#define CPUID_TSC		0x15
#define CPUID_TOPOLOGY		0x1f
#define CPUID_TOPOLOGY_LEVELS	6

/**
 * struct seam_msr_rule - an MSR that must be the same on every processor
 * @msr: number
 * @ones: bits that must be set
 * @zeroes: bits that must be clear
 */
struct seam_msr_rule {
	u32 msr;
	u64 ones;
	u64 zeroes;
};

#define ARCH_CAPABILITIES_ONES						\
	(GENMASK_ULL(1, 0) | BIT_ULL(3) | GENMASK_ULL(6, 5) | BIT_ULL(8) | \
	 GENMASK_ULL(15, 10) | BIT_ULL(21))

static const struct seam_msr_rule seam_msr_rules[SEAM_NR_MSRS] = {
	[SEAM_MSR_CORE_CAPABILITIES]	= { 0xcf },
	[SEAM_MSR_ARCH_CAPABILITIES]	= { 0x10a, ARCH_CAPABILITIES_ONES,
					    BIT_ULL(2) | BIT_ULL(18) },
	[SEAM_MSR_MISC_PACKAGE_CTLS]	= { 0xbc, BIT_ULL(0) },
	[SEAM_MSR_XAPIC_DISABLE]	= { 0xbd, BIT_ULL(0) },
	[SEAM_MSR_TSC_ADJUST]		= { 0x3b },
	[SEAM_MSR_MTRRCAP]		= { 0xfe },
	[SEAM_MSR_SMRR_BASE]		= { 0x1f2 },
	[SEAM_MSR_SMRR_MASK]		= { 0x1f3 },
	[SEAM_MSR_SMRR2_BASE]		= { 0x1f6 },
	[SEAM_MSR_SMRR2_MASK]		= { 0x1f7 },
	/* Basic, with the "true" controls; the older ones are not looked at */
	[SEAM_MSR_VMX_FIRST]		= { 0x480, BIT_ULL(55) },
	/* Pin-based, processor-based, secondary, tertiary, exit, entry controls */
	[SEAM_MSR_VMX_FIRST + 1]	= { 0x48d },
	[SEAM_MSR_VMX_FIRST + 2]	= { 0x48e },
	[SEAM_MSR_VMX_FIRST + 3]	= { 0x48b },
	[SEAM_MSR_VMX_FIRST + 4]	= { 0x492 },
	[SEAM_MSR_VMX_FIRST + 5]	= { 0x48f },
	[SEAM_MSR_VMX_FIRST + 6]	= { 0x490 },
	[SEAM_MSR_VMX_FIRST + 7]	= { 0x485 },
	/* EPT: 4 levels, write-back, 2 MiB, 1 GiB, INVEPT */
	[SEAM_MSR_VMX_FIRST + 8]	= { 0x48c, BIT_ULL(6) | BIT_ULL(14) |
						   GENMASK_ULL(17, 16) | BIT_ULL(20) },
	/* Fixed bits of CR0 and CR4 */
	[SEAM_MSR_VMX_FIRST + 9]	= { 0x486 },
	[SEAM_MSR_VMX_FIRST + 10]	= { 0x487 },
	[SEAM_MSR_VMX_FIRST + 11]	= { 0x488 },
	[SEAM_MSR_VMX_LAST]		= { 0x489 },
	[SEAM_MSR_PERF_CAPABILITIES]	= { 0x345, GENMASK_ULL(13, 12) },
	[SEAM_MSR_TME_CAPABILITY]	= { 0x981 },
	[SEAM_MSR_TME_ACTIVATE]		= { 0x982, TME_ACTIVATE_LOCKED | TME_ACTIVATE_ENABLED },
	[SEAM_MSR_KEYID_PARTITIONING]	= { 0x87 },
	[SEAM_MSR_WBINVDP]		= { 0x98 },
	[SEAM_MSR_WBNOINVDP]		= { 0x99 },
};

/**
 * struct seam_cpuid_rule - a CPUID leaf that is sampled
 * @leaf: EAX
 * @subleaf: ECX, or SEAM_NO_SUBLEAF
 * @mask: bits with a required value
 * @value: that value
 * @same: bits that must not differ between processors
 */
struct seam_cpuid_rule {
	u32 leaf;
	u32 subleaf;
	struct seam_cpuid mask;
	struct seam_cpuid value;
	struct seam_cpuid same;
};

#define SAME_ALL	{ U32_MAX, U32_MAX, U32_MAX, U32_MAX }

static const struct seam_cpuid_rule seam_cpuid_rules[] = {
	/* "GenuineIntel" */
	{ 0x0, SEAM_NO_SUBLEAF, { 0, U32_MAX, U32_MAX, U32_MAX },
	  { 0, 0x756e6547, 0x6c65746e, 0x49656e69 }, SAME_ALL },
	/* VMX, x2APIC, XSAVE; self-snoop.  EBX has the APIC id, ECX OSXSAVE */
	{ 0x1, SEAM_NO_SUBLEAF,
	  { 0, 0, BIT(5) | BIT(21) | BIT(26), BIT(27) },
	  { 0, 0, BIT(5) | BIT(21) | BIT(26), BIT(27) },
	  { U32_MAX, 0x0000ffff, (u32)~BIT(27), U32_MAX } },
	{ 0x4, 0, .same = SAME_ALL },
	{ 0x4, 1, .same = SAME_ALL },
	{ 0x4, 2, .same = SAME_ALL },
	{ 0x4, 3, .same = SAME_ALL },
	/* TME, MOVDIR64B; PCONFIG, ARCH_CAPABILITIES.  ECX has OSPKE */
	{ 0x7, 0, { 0, 0, BIT(13) | BIT(28), BIT(18) | BIT(29) },
	  { 0, 0, BIT(13) | BIT(28), BIT(18) | BIT(29) },
	  { U32_MAX, U32_MAX, (u32)~BIT(4), U32_MAX } },
	{ 0x7, 1, .same = SAME_ALL },
	{ 0x7, 2, .same = SAME_ALL },
	{ CPUID_PMU, SEAM_NO_SUBLEAF, .same = SAME_ALL },
	/* State components.  EBX depends on XCR0 */
	{ 0xd, 0, .same = { U32_MAX, 0, U32_MAX, U32_MAX } },
	/* XSAVES.  EBX depends on XCR0 and XSS */
	{ 0xd, 1, { BIT(3) }, { BIT(3) }, { U32_MAX, 0, U32_MAX, U32_MAX } },
	{ CPUID_TSC, SEAM_NO_SUBLEAF, .same = SAME_ALL },
	{ 0x1c, SEAM_NO_SUBLEAF, .same = SAME_ALL },
	{ 0x23, 0, .same = SAME_ALL },
	/* EDX has the APIC id */
	{ CPUID_TOPOLOGY, 0, .same = { U32_MAX, U32_MAX, U32_MAX, 0 } },
	{ CPUID_TOPOLOGY, 1, .same = { U32_MAX, U32_MAX, U32_MAX, 0 } },
	{ CPUID_TOPOLOGY, 2, .same = { U32_MAX, U32_MAX, U32_MAX, 0 } },
	{ CPUID_TOPOLOGY, 3, .same = { U32_MAX, U32_MAX, U32_MAX, 0 } },
	{ CPUID_TOPOLOGY, 4, .same = { U32_MAX, U32_MAX, U32_MAX, 0 } },
	{ CPUID_TOPOLOGY, 5, .same = { U32_MAX, U32_MAX, U32_MAX, 0 } },
	{ 0x80000000, SEAM_NO_SUBLEAF, .same = SAME_ALL },
	/* 64-bit mode */
	{ 0x80000001, SEAM_NO_SUBLEAF, { 0, 0, 0, BIT(29) }, { 0, 0, 0, BIT(29) }, SAME_ALL },
	{ 0x80000008, SEAM_NO_SUBLEAF, .same = SAME_ALL },
};

static_assert(ARRAY_SIZE(seam_cpuid_rules) == SEAM_NR_CPUIDS);

u32 seam_msr_number(unsigned int index)
{
	return seam_msr_rules[index].msr;
}

u64 seam_read_msr(struct seam_ctx *ctx, u32 msr)
{
	return seam_env_rdmsr(ctx->m, ctx->lp, msr);
}

static tdx_status_t seam_bad_msr(u32 msr)
{
	return tdx_status_with(TDX_INCORRECT_MSR_VALUE, msr);
}

static bool seam_msr_is_sampled(const struct seam_module *m, unsigned int index)
{
	switch (index) {
	case SEAM_MSR_SMRR2_BASE:
	case SEAM_MSR_SMRR2_MASK:
		return m->msr[SEAM_MSR_MTRRCAP] & MTRRCAP_SMRR2;
	default:
		return true;
	}
}

static tdx_status_t seam_msr_check(struct seam_ctx *ctx, unsigned int index)
{
	const struct seam_msr_rule *rule = &seam_msr_rules[index];
	u64 value = ctx->m->msr[index];

	if ((value & rule->ones) != rule->ones || (value & rule->zeroes))
		return seam_bad_msr(rule->msr);

	return TDX_SUCCESS;
}

static void seam_cpuid_read(struct seam_ctx *ctx, unsigned int index, struct seam_cpuid *out)
{
	const struct seam_cpuid_rule *rule = &seam_cpuid_rules[index];
	struct seam_cpuid highest;
	u32 subleaf = rule->subleaf == SEAM_NO_SUBLEAF ? 0 : rule->subleaf;

	/* Above the highest leaf CPUID answers with that of another */
	seam_env_cpuid(ctx->m, ctx->lp, rule->leaf & BIT(31), 0, &highest);
	if (rule->leaf > highest.eax)
		memset(out, 0, sizeof(*out));
	else
		seam_env_cpuid(ctx->m, ctx->lp, rule->leaf, subleaf, out);
}

static u64 seam_cpuid_lo(const struct seam_cpuid *c)
{
	return (u64)c->ebx << 32 | c->eax;
}

static u64 seam_cpuid_hi(const struct seam_cpuid *c)
{
	return (u64)c->edx << 32 | c->ecx;
}

/* Registers carry what was expected: leaf, mask and value */
static tdx_status_t seam_bad_cpuid(struct seam_ctx *ctx, u32 leaf, u32 subleaf,
				   const struct seam_cpuid *mask, const struct seam_cpuid *value)
{
	ctx->regs.rcx = (u64)subleaf << 32 | leaf;
	ctx->regs.rdx = seam_cpuid_lo(mask);
	ctx->regs.r8 = seam_cpuid_hi(mask);
	ctx->regs.r9 = seam_cpuid_lo(value);
	ctx->regs.r10 = seam_cpuid_hi(value);
	return TDX_INCORRECT_CPUID_VALUE;
}

/**
 * seam_cpuid_sample() - CPUID as TDH.SYS.INIT found it
 * @m: the module
 * @leaf: EAX
 * @subleaf: ECX, or SEAM_NO_SUBLEAF
 *
 * Return: the sample, NULL for a leaf that is not sampled.
 */
const struct seam_cpuid *seam_cpuid_sample(const struct seam_module *m, u32 leaf, u32 subleaf)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(seam_cpuid_rules); i++) {
		if (seam_cpuid_rules[i].leaf == leaf && seam_cpuid_rules[i].subleaf == subleaf)
			return &m->cpuid[i];
	}

	return NULL;
}

static bool seam_cpuid_fits(u64 value, u64 mask, u64 required)
{
	return (value & mask) == required;
}

static tdx_status_t seam_cpuid_check(struct seam_ctx *ctx)
{
	const struct seam_cpuid_rule *rule;
	const struct seam_cpuid *cpuid;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(seam_cpuid_rules); i++) {
		rule = &seam_cpuid_rules[i];
		cpuid = &ctx->m->cpuid[i];
		if (!seam_cpuid_fits(seam_cpuid_lo(cpuid), seam_cpuid_lo(&rule->mask),
				     seam_cpuid_lo(&rule->value)) ||
		    !seam_cpuid_fits(seam_cpuid_hi(cpuid), seam_cpuid_hi(&rule->mask),
				     seam_cpuid_hi(&rule->value)))
			return seam_bad_cpuid(ctx, rule->leaf, rule->subleaf, &rule->mask,
					      &rule->value);
	}

	return TDX_SUCCESS;
}

static tdx_status_t seam_pmu_check(struct seam_ctx *ctx)
{
	static const struct seam_cpuid version = { .eax = GENMASK(7, 0) };
	static const struct seam_cpuid version_5 = { .eax = 5 };
	static const struct seam_cpuid counters = { .edx = GENMASK(4, 0) };
	static const struct seam_cpuid counters_7 = { .edx = 7 };
	const struct seam_cpuid *pmu = seam_cpuid_sample(ctx->m, CPUID_PMU, SEAM_NO_SUBLEAF);

	if ((pmu->eax & version.eax) < version_5.eax)
		return seam_bad_cpuid(ctx, CPUID_PMU, SEAM_NO_SUBLEAF, &version, &version_5);
	if ((pmu->edx & counters.edx) > counters_7.edx)
		return seam_bad_cpuid(ctx, CPUID_PMU, SEAM_NO_SUBLEAF, &counters, &counters_7);

	return TDX_SUCCESS;
}

/* The TSC frequency must be known from its ratio to the crystal */
static tdx_status_t seam_tsc_check(struct seam_ctx *ctx)
{
	static const struct seam_cpuid none;
	const struct seam_cpuid *tsc = seam_cpuid_sample(ctx->m, CPUID_TSC, SEAM_NO_SUBLEAF);

	if (!tsc->eax || !tsc->ebx)
		return seam_bad_cpuid(ctx, CPUID_TSC, SEAM_NO_SUBLEAF, &none, &none);

	return TDX_SUCCESS;
}

/* Levels are listed without gaps, the first one is of threads, and they end */
static tdx_status_t seam_topology_check(struct seam_ctx *ctx)
{
	const struct seam_cpuid *level;
	struct seam_cpuid next;
	unsigned int i;

	for (i = 0; i < CPUID_TOPOLOGY_LEVELS; i++) {
		level = seam_cpuid_sample(ctx->m, CPUID_TOPOLOGY, i);
		if (!(level->ecx & GENMASK(15, 8)))
			return i ? TDX_SUCCESS : TDX_CPUID_LEAF_1F_FORMAT_UNRECOGNIZED;
		if ((level->ecx & GENMASK(7, 0)) != i || (!i && (level->ecx >> 8 & 0xff) != 1))
			return TDX_CPUID_LEAF_1F_FORMAT_UNRECOGNIZED;
	}

	seam_env_cpuid(ctx->m, ctx->lp, CPUID_TOPOLOGY, i, &next);
	return next.ecx & GENMASK(15, 8) ? TDX_CPUID_MAX_SUBLEAVES_UNRECOGNIZED : TDX_SUCCESS;
}

static tdx_status_t seam_tme_check(struct seam_ctx *ctx)
{
	u64 capability = ctx->m->msr[SEAM_MSR_TME_CAPABILITY];
	u64 activate = ctx->m->msr[SEAM_MSR_TME_ACTIVATE];
	tdx_status_t status = seam_msr_check(ctx, SEAM_MSR_TME_ACTIVATE);

	if (status != TDX_SUCCESS)
		return status;
	if (!(capability & TME_CAPABILITY_ALGS))
		return seam_bad_msr(seam_msr_rules[SEAM_MSR_TME_CAPABILITY].msr);
	if (!(FIELD_GET(TME_ACTIVATE_ALGS, activate) & FIELD_GET(TME_CAPABILITY_ALGS, capability)))
		return seam_bad_msr(seam_msr_rules[SEAM_MSR_TME_ACTIVATE].msr);

	return TDX_SUCCESS;
}

static tdx_status_t seam_misc_enable_check(struct seam_ctx *ctx)
{
	u64 misc = seam_read_msr(ctx, MSR_MISC_ENABLE);

	if (misc & MISC_ENABLE_LIMIT_CPUID)
		return TDX_LIMIT_CPUID_MAXVAL_SET;
	if (!(misc & MISC_ENABLE_PERFMON) || (misc & MISC_ENABLE_NO_BTS))
		return seam_bad_msr(MSR_MISC_ENABLE);

	return TDX_SUCCESS;
}

static void seam_cpu_sample(struct seam_ctx *ctx)
{
	struct seam_module *m = ctx->m;
	unsigned int i;

	for (i = 0; i < SEAM_NR_MSRS; i++)
		m->msr[i] = seam_msr_is_sampled(m, i) ? seam_read_msr(ctx, seam_msr_number(i)) : 0;
	for (i = 0; i < SEAM_NR_CPUIDS; i++)
		seam_cpuid_read(ctx, i, &m->cpuid[i]);
}

/**
 * seam_cpu_check() - the processor part of TDH.SYS.INIT
 * @ctx: call in progress, the global lock is held exclusively
 *
 * Samples first: nothing of a sample is used when a check fails.
 *
 * Return: TDX_SUCCESS or what is wrong with this processor.
 */
tdx_status_t seam_cpu_check(struct seam_ctx *ctx)
{
	static const u8 required[] = {
		SEAM_MSR_ARCH_CAPABILITIES, SEAM_MSR_XAPIC_DISABLE,
		SEAM_MSR_MISC_PACKAGE_CTLS, SEAM_MSR_PERF_CAPABILITIES,
	};
	tdx_status_t status = TDX_SUCCESS;
	struct seam_cpuid basic, extended;
	unsigned int i;

	seam_cpu_sample(ctx);

	for (i = 0; i < ARRAY_SIZE(required) && status == TDX_SUCCESS; i++)
		status = seam_msr_check(ctx, required[i]);
	if (status == TDX_SUCCESS)
		status = seam_misc_enable_check(ctx);
	if (status != TDX_SUCCESS)
		return status;

	seam_env_cpuid(ctx->m, ctx->lp, 0, 0, &basic);
	seam_env_cpuid(ctx->m, ctx->lp, BIT(31), 0, &extended);
	if (basic.eax < CPUID_LAST_BASIC || extended.eax < CPUID_LAST_EXTENDED)
		return TDX_CPUID_LEAF_NOT_SUPPORTED;

	status = seam_cpuid_check(ctx);
	if (status == TDX_SUCCESS)
		status = seam_pmu_check(ctx);
	if (status == TDX_SUCCESS)
		status = seam_tsc_check(ctx);
	if (status == TDX_SUCCESS)
		status = seam_topology_check(ctx);
	for (i = SEAM_MSR_VMX_FIRST; i <= SEAM_MSR_VMX_LAST && status == TDX_SUCCESS; i++)
		status = seam_msr_check(ctx, i);
	if (status == TDX_SUCCESS)
		status = seam_tme_check(ctx);

	return status;
}

static tdx_status_t seam_msr_compare(struct seam_ctx *ctx, unsigned int first, unsigned int last)
{
	unsigned int i;
	u32 msr;

	for (i = first; i <= last; i++) {
		msr = seam_msr_number(i);
		if (seam_msr_is_sampled(ctx->m, i) && seam_read_msr(ctx, msr) != ctx->m->msr[i])
			return tdx_status_with(TDX_INCONSISTENT_MSR, msr);
	}

	return TDX_SUCCESS;
}

static tdx_status_t seam_cpuid_compare(struct seam_ctx *ctx)
{
	const struct seam_cpuid *sample;
	const struct seam_cpuid_rule *rule;
	struct seam_cpuid here;
	unsigned int i;
	u64 lo, hi;

	for (i = 0; i < ARRAY_SIZE(seam_cpuid_rules); i++) {
		rule = &seam_cpuid_rules[i];
		sample = &ctx->m->cpuid[i];
		seam_cpuid_read(ctx, i, &here);
		lo = seam_cpuid_lo(&rule->same);
		hi = seam_cpuid_hi(&rule->same);
		if (!((seam_cpuid_lo(&here) ^ seam_cpuid_lo(sample)) & lo) &&
		    !((seam_cpuid_hi(&here) ^ seam_cpuid_hi(sample)) & hi))
			continue;

		ctx->regs.rcx = (u64)rule->subleaf << 32 | rule->leaf;
		ctx->regs.rdx = lo;
		ctx->regs.r8 = hi;
		return TDX_INCONSISTENT_CPUID_FIELD;
	}

	return TDX_SUCCESS;
}

/**
 * seam_cpu_compare() - the processor part of TDH.SYS.LP.INIT
 * @ctx: call in progress
 *
 * Return: TDX_SUCCESS or how this processor differs from the sampled one.
 */
tdx_status_t seam_cpu_compare(struct seam_ctx *ctx)
{
	u8 pkg = ctx->m->plat.lp_pkg[ctx->lp];
	tdx_status_t status;

	status = seam_msr_compare(ctx, SEAM_MSR_CORE_CAPABILITIES, SEAM_MSR_XAPIC_DISABLE);
	if (status != TDX_SUCCESS)
		return status;
	if (seam_read_msr(ctx, MSR_MISC_ENABLE) & MISC_ENABLE_LIMIT_CPUID)
		return TDX_LIMIT_CPUID_MAXVAL_SET;
	status = seam_cpuid_compare(ctx);
	if (status != TDX_SUCCESS)
		return status;
	if (pkg >= SEAM_MAX_PKGS)
		return tdx_status_with(TDX_INVALID_PKG_ID, pkg);

	return seam_msr_compare(ctx, SEAM_MSR_TSC_ADJUST, SEAM_NR_MSRS - 1);
}
