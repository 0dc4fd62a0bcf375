// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: PAMT memory on its way back to the host.
 *
 * PAMT memory belongs to the module from a successful TDH.SYS.CONFIG on.  The
 * module itself never gives it back: a host that wants it back, because it
 * gives up TDX or before it starts another kernel, converts all of it with
 * MOVDIR64B and must not let the module come near it again.  A successor that
 * takes over with TDH.SYS.UPDATE knows what its predecessor's host took back.
 *
 * Owns struct seam_given_back of each PAMT.  No locks: written by the processor
 * that converts, one for each PAMT, and read by everyone at any time.
 */
#include "internal.h"

#define MOVDIR64B_SIZE		64

/**
 * seam_nr_configured() - TDMRs that the module knows
 * @m: the module
 *
 * Published with the state: without it the table is scratch space.
 *
 * Return: entries of the table of TDMRs in use.
 */
unsigned int seam_nr_configured(struct seam_module *m)
{
	switch (seam_state(m)) {
	case SEAM_SYS_INIT_PENDING:
	case SEAM_SYS_INIT_DONE:
		return 0;
	default:
		return m->nr_tdmrs;
	}
}

/* TDMRs that wait for a successor which takes them over */
static unsigned int seam_nr_handed_off(const struct seam_module *m)
{
	return READ_ONCE(m->handoff.valid) ? m->handoff.nr_tdmrs : 0;
}

/**
 * seam_pamt_given_back() - find out whether the host has an entry back
 * @pos: the entry
 * @pa: its address
 *
 * Return: true once the host converted the line that the entry is in.
 */
bool seam_pamt_given_back(const struct seam_pamt_pos *pos, u64 pa)
{
	struct seam_given_back *back = &pos->tdmr->back[pos->level];
	u64 to = atomic64_read_acquire(&back->to);

	return pa < to && pa >= (u64)atomic64_read(&back->from);
}

/* Once the host has all of it back it may do with it what it likes */
static void seam_line_given_back(struct seam_tdmr *tdmr, u64 line)
{
	struct tdx_pamt_ref *pamt;
	struct seam_given_back *back;
	unsigned int level;
	u64 from, to;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
		pamt = &tdmr->pamt[level];
		back = &tdmr->back[level];
		if (line < pamt->base || line - pamt->base >= pamt->size)
			continue;
		from = atomic64_read(&back->from);
		to = atomic64_read(&back->to);
		if (from == pamt->base && to - from == pamt->size)
			continue;
		if (to != line)
			atomic64_set(&back->from, line);
		/* Pairs with the acquire of readers, which come to @from next */
		atomic64_set_release(&back->to, line + MOVDIR64B_SIZE);
	}
}

/**
 * seam_host_movdir64b() - the host converted a line of memory
 * @m: the module
 * @pa: address of the line
 *
 * That is how a host takes PAMT memory back; a module that needs the memory
 * afterwards is dead.
 *
 * Context: any; takes no lock.
 */
void seam_host_movdir64b(struct seam_module *m, u64 pa)
{
	u64 line = ALIGN_DOWN(pa, MOVDIR64B_SIZE);
	unsigned int i, nr;

	nr = seam_nr_configured(m);
	for (i = 0; i < nr; i++)
		seam_line_given_back(&m->tdmr[i], line);

	nr = seam_nr_handed_off(m);
	for (i = 0; i < nr; i++)
		seam_line_given_back(&m->handoff.tdmr[i], line);
}

static bool seam_tdmr_needs(const struct seam_tdmr *tdmr, u64 start, u64 end)
{
	const struct seam_given_back *back = tdmr->back;
	const struct tdx_pamt_ref *pamt = tdmr->pamt;
	unsigned int level;
	u64 first, last;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++, pamt++, back++) {
		first = max(start, pamt->base);
		last = min(end, pamt->base + pamt->size);
		if (first >= last)
			continue;
		if (last > (u64)atomic64_read_acquire(&back->to) ||
		    first < (u64)atomic64_read(&back->from))
			return true;
	}

	return false;
}

/**
 * seam_pamt_is_live() - find out whether memory is not the host's to give away
 * @m: the module; calls may go on meanwhile
 * @pa: first byte, without KeyID
 * @size: bytes
 *
 * Context: any; takes no lock.
 * Return: true when some of it belongs to a PAMT that the module uses, or left
 * for its successor, and was not converted.
 */
bool seam_pamt_is_live(struct seam_module *m, u64 pa, u64 size)
{
	unsigned int i, nr = seam_nr_configured(m);
	const struct seam_tdmr *tdmr = m->tdmr;
	u64 end;

	/* With a state that has a table, what was handed off is the same table */
	if (!nr) {
		nr = seam_nr_handed_off(m);
		tdmr = m->handoff.tdmr;
	}
	if (check_add_overflow(pa, size, &end))
		end = U64_MAX;

	for (i = 0; i < nr; i++) {
		if (seam_tdmr_needs(&tdmr[i], pa, end))
			return true;
	}

	return false;
}
