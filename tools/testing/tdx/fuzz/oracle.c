// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing the model of the TDX module: the status that a leaf has to answer.
 *
 * Written once more from the specification, for the leaves about memory that
 * depend on little but their operands. Only for a host that behaves: with PAMTs
 * damaged or taken back anything may come.
 */
#include "fuzz.h"

#define INVALID_RCX	0xc000010000000001ULL
#define ADDR_RANGE	0xc000010100000001ULL
#define BAD_PAGE	0xc000030000000001ULL
#define BUSY_RCX	0x8000020000000001ULL
#define BUSY_KOT	0x80000200000000baULL
#define BUSY_WBCACHE	0x80000200000000bcULL
#define SYS_BUSY	0x8000020200000000ULL
#define NO_HKID		0x0000082100000000ULL
#define RESUME_ERROR	0xc000082300000000ULL
#define RESUMABLE	0x8000000300000000ULL
#define COMPLETE	0x00000a0300000000ULL

/* Address bits that may be set without a KeyID */
static u64 plain_bits(const struct seam_module *m)
{
	return (1ULL << (52 - m->keyid_bits)) - 1;
}

static bool is_reserved(const struct seam_tdmr *tdmr, u64 pa)
{
	u64 offset = pa - tdmr->base;
	unsigned int i;

	for (i = 0; i < TDX_MAX_RESERVED; i++) {
		if (offset >= tdmr->reserved[i].offset &&
		    offset - tdmr->reserved[i].offset < tdmr->reserved[i].size)
			return true;
	}
	return false;
}

/* Page leaves: 24 shows, 28 takes away, 41 writes back */
static u64 page_status(const struct seam_module *m, u64 leaf, u64 pa)
{
	const struct seam_tdmr *tdmr;
	unsigned int i;

	if (leaf == 41 && !(pa >> 52))
		pa &= plain_bits(m);
	if (pa & 0xfff || pa & ~plain_bits(m))
		return INVALID_RCX;

	for (i = 0; i < m->nr_tdmrs; i++) {
		tdmr = &m->tdmr[i];
		if (pa < tdmr->base || pa >= ((u64)atomic64_read(&tdmr->next) & ~(GIB - 1)))
			continue;
		if (leaf == 24)
			return 0;
		return leaf == 28 || is_reserved(tdmr, pa) ? BAD_PAGE : 0;
	}
	return ADDR_RANGE;
}

static u64 tdmr_init_status(const struct seam_module *m, u64 base)
{
	unsigned int i;

	for (i = 0; i < m->nr_tdmrs; i++) {
		if (m->tdmr[i].base != base)
			continue;
		if (fuzz.held.tdmr & BIT_ULL(i))
			return BUSY_RCX;
		return (u64)atomic64_read(&m->tdmr[i].next) == base + m->tdmr[i].size ?
		       COMPLETE : 0;
	}
	return INVALID_RCX;
}

static u64 cache_wb_status(const struct seam_module *m, unsigned int lp, bool irqs_on, u64 command)
{
	unsigned int pkg = m->plat.lp_pkg[lp], hkid, done = 0;
	u64 pending = seam_env_rdmsr(m, lp, 0x9a), blocks = m->msr[SEAM_MSR_WBINVDP];

	if (command > 1)
		return INVALID_RCX;
	if (fuzz.held.wbt & BIT_ULL(pkg))
		return BUSY_WBCACHE;
	if (fuzz.held.kot < 0)
		return BUSY_KOT;

	if (command) {
		done = m->wbt[pkg].resume;
		if (!done)
			return RESUME_ERROR;
	} else {
		for (hkid = 0; hkid < SEAM_MAX_HKIDS && m->kot[hkid] != SEAM_KOT_FLUSHED; hkid++)
			;
		if (hkid == SEAM_MAX_HKIDS)
			return NO_HKID;
	}

	/* At least one sub-block is written back; the last one is not followed by a look */
	if (pending >> 1 || (pending & irqs_on))
		return done + 1 < min_t(u64, blocks, 4096) ? RESUMABLE : 0;
	return 0;
}

static u64 shutdown_status(u64 hv)
{
	if (hv)
		return INVALID_RCX;

	/* Also without a lock, a processor in the module is in the way */
	return fuzz.held.lp == SEAM_NO_LP ? 0 : SYS_BUSY;
}

/**
 * fuzz_status() - what a leaf has to answer
 * @m: the module before the call; it gets as far as the leaf
 * @lp: processor
 * @irqs_on: RFLAGS.IF
 * @in: registers
 * @status: set to the status
 *
 * Return: false when that is not known here.
 */
bool fuzz_status(const struct seam_module *m, unsigned int lp, bool irqs_on,
		 const struct seam_regs *in, u64 *status)
{
	u64 leaf = in->rax & 0xffff;

	if (fuzz.may_die)
		return false;

	switch (leaf) {
	case 24:
	case 28:
	case 41:
		*status = page_status(m, leaf, in->rcx);
		return true;
	case 27:
	case 44:
		*status = 0;
		return true;
	case 36:
		*status = tdmr_init_status(m, in->rcx);
		return true;
	case 40:
		*status = cache_wb_status(m, lp, irqs_on, in->rcx);
		return true;
	case 52:
		*status = shutdown_status(in->rcx);
		return true;
	}
	return false;
}
