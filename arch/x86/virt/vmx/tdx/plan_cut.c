// SPDX-License-Identifier: GPL-2.0
/*
 * The planner, cost of TDMRs: how large their PAMTs are, and cutting TDMRs that
 * cost no more in pieces.
 *
 * TDMRs are initialised in parallel, one CPU each, so a node with many CPUs wants
 * several of about the same size.  A cut is made when it adds a page of PAMT at
 * most, for what is lost by rounding.
 *
 * Pure like all of the planner: see plan.h.
 */
#include <kunit/visibility.h>
#include <linux/align.h>
#include <linux/export.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "plan.h"

#define GIB		((u64)TDX_TDMR_ALIGN)

static const u64 tdx_level_size[TDX_NR_LEVELS] = {
	[TDX_LEVEL_4K] = SZ_4K,
	[TDX_LEVEL_2M] = SZ_2M,
	[TDX_LEVEL_1G] = SZ_1G,
};

/**
 * tdx_plan_max_tdmrs() - how many TDMRs a plan may have
 * @in: limits
 *
 * Context: any.
 * Return: the module's limit, or the kernel's if that is lower.
 */
unsigned int tdx_plan_max_tdmrs(const struct tdx_plan_in *in)
{
	return min_t(unsigned int, in->max_tdmrs, TDX_MAX_TDMRS);
}

/**
 * tdx_plan_pamt_size() - size of one PAMT
 * @in: entry sizes
 * @tdmr_size: bytes of the TDMR
 * @level: enum tdx_level
 *
 * Context: any.
 * Return: bytes, whole pages.
 */
u64 tdx_plan_pamt_size(const struct tdx_plan_in *in, u64 tdmr_size, int level)
{
	u64 entries = div64_u64(tdmr_size, tdx_level_size[level]);

	return ALIGN(entries * in->pamt_entry_size[level], (u64)TDX_PAMT_ALIGN);
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_pamt_size);

/**
 * tdx_plan_tdmr_pamt_bytes() - size of the PAMTs of one TDMR
 * @tdmr: TDMR of a plan
 *
 * Context: any.
 * Return: bytes of all three tables.
 */
u64 tdx_plan_tdmr_pamt_bytes(const struct tdx_plan_tdmr *tdmr)
{
	u64 bytes = 0;
	int level;

	for (level = 0; level < TDX_NR_LEVELS; level++)
		bytes += tdmr->pamt[level].size;

	return bytes;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_tdmr_pamt_bytes);

/**
 * tdx_plan_pamt_bytes() - size of all PAMTs of a plan
 * @plan: plan with PAMT sizes
 *
 * Context: any.
 * Return: bytes.
 */
u64 tdx_plan_pamt_bytes(const struct tdx_plan *plan)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs; i++)
		bytes += tdx_plan_tdmr_pamt_bytes(&plan->tdmr[i]);

	return bytes;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_pamt_bytes);

/**
 * tdx_plan_node_of() - the node on which the PAMTs of a TDMR are best placed
 * @in: memory
 * @start: of the TDMR
 * @end: of the TDMR
 *
 * Context: any.
 * Return: node of the largest piece of memory in it.
 */
int tdx_plan_node_of(const struct tdx_plan_in *in, u64 start, u64 end)
{
	u64 most = 0;
	unsigned int i;
	int nid = 0;

	for (i = 0; i < in->nr_mem; i++) {
		u64 from = max(in->mem[i].start, start);
		u64 to = min(in->mem[i].end, end);

		if (from < to && to - from > most) {
			most = to - from;
			nid = in->mem[i].nid;
		}
	}

	return nid;
}

/* PAMT bytes of a TDMR in @parts of about the same size, in whole GiBs */
static u64 bytes_in_parts(const struct tdx_plan_in *in, u64 size, unsigned int parts)
{
	u64 gibs = div64_u64(size, GIB), small = div64_u64(gibs, parts);
	u64 nr_large = gibs - small * parts;
	u64 bytes = 0;
	int level;

	for (level = 0; level < TDX_NR_LEVELS; level++)
		bytes += nr_large * tdx_plan_pamt_size(in, (small + 1) * GIB, level) +
			 (parts - nr_large) * tdx_plan_pamt_size(in, small * GIB, level);

	return bytes;
}

static bool parts_are_cheap(const struct tdx_plan_in *in, u64 size, unsigned int parts)
{
	return bytes_in_parts(in, size, parts) <=
	       bytes_in_parts(in, size, 1) + (parts - 1) * (u64)TDX_PAMT_ALIGN;
}

static void cut(const struct tdx_plan_in *in, struct tdx_plan *plan, unsigned int i, u64 left)
{
	struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];
	u64 start = tdmr->base, middle = start + left, end = start + tdmr->size;

	memmove(tdmr + 1, tdmr, (plan->nr_tdmrs - i) * sizeof(*tdmr));
	plan->nr_tdmrs++;

	tdmr[0].size = middle - start;
	tdmr[0].nid = tdx_plan_node_of(in, start, middle);
	tdmr[1].base = middle;
	tdmr[1].size = end - middle;
	tdmr[1].nid = tdx_plan_node_of(in, middle, end);
}

static unsigned int wanted_by(const struct tdx_plan_in *in, int nid)
{
	return nid >= 0 && nid < (int)in->nr_nodes ? max(in->wanted[nid], 1U) : 1;
}

/* Where in a TDMR memory first goes over from or to a node that wants several; 0: nowhere */
static u64 node_border(const struct tdx_plan_in *in, const struct tdx_plan_tdmr *tdmr)
{
	unsigned int i;

	for (i = 1; i < in->nr_mem; i++) {
		u64 border = ALIGN(in->mem[i - 1].end, GIB);

		if (in->mem[i].nid == in->mem[i - 1].nid || border <= tdmr->base ||
		    border >= tdmr->base + tdmr->size)
			continue;
		if (wanted_by(in, in->mem[i].nid) > 1 || wanted_by(in, in->mem[i - 1].nid) > 1)
			return border;
	}

	return 0;
}

static bool border_is_cheap(const struct tdx_plan_in *in, u64 size, u64 left)
{
	return bytes_in_parts(in, left, 1) + bytes_in_parts(in, size - left, 1) <=
	       bytes_in_parts(in, size, 1) + TDX_PAMT_ALIGN;
}

static void cut_at_nodes(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs && plan->nr_tdmrs < tdx_plan_max_tdmrs(in); i++) {
		const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];
		u64 border = node_border(in, tdmr);

		if (border && border_is_cheap(in, tdmr->size, border - tdmr->base))
			cut(in, plan, i, border - tdmr->base);
	}
}

static unsigned int parts_on(const struct tdx_plan *plan, const u8 *parts, int nid)
{
	unsigned int i, nr = 0;

	for (i = 0; i < plan->nr_tdmrs; i++)
		nr += plan->tdmr[i].nid == nid ? parts[i] : 0;

	return nr;
}

/* The fewest parts above @parts, by @room at most, that are cheap; 0: none */
static unsigned int more_parts(const struct tdx_plan_in *in, u64 size, unsigned int parts,
			       unsigned int room)
{
	u64 most = min(div64_u64(size, GIB), (u64)parts + room);
	unsigned int more;

	for (more = parts + 1; more <= most; more++) {
		if (parts_are_cheap(in, size, more))
			return more;
	}

	return 0;
}

/*
 * Cut the TDMR with the largest parts, of a node that wants more of them, into
 * more parts: @room at most.  Returns how many more, 0 for none.
 */
static unsigned int cut_largest(const struct tdx_plan_in *in, const struct tdx_plan *plan,
				u8 *parts, unsigned int room)
{
	unsigned int i, best = 0, more = 0;
	u64 most = 0;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];
		unsigned int have = parts_on(plan, parts, tdmr->nid);
		unsigned int wanted = wanted_by(in, tdmr->nid);
		u64 part = div64_u64(tdmr->size, parts[i]);
		unsigned int candidate;

		if (part <= most || have >= wanted)
			continue;

		candidate = more_parts(in, tdmr->size, parts[i], min(room, wanted - have));
		if (!candidate)
			continue;
		most = part;
		best = i;
		more = candidate - parts[i];
	}

	parts[best] += more;
	return more;
}

/**
 * tdx_plan_cut_as_wanted() - cut TDMRs so that nodes get as many as they want
 * @in: memory, limits, what is wanted
 * @plan: TDMRs in, more TDMRs out
 *
 * Where the limit does not allow for all wishes, the largest parts are cut first.
 *
 * Context: any.
 */
void tdx_plan_cut_as_wanted(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	u8 parts[TDX_MAX_TDMRS];
	unsigned int room, more;
	int i;

	if (!in->wanted)
		return;

	cut_at_nodes(in, plan);

	memset(parts, 1, sizeof(parts));
	for (room = tdx_plan_max_tdmrs(in) - plan->nr_tdmrs; room; room -= more) {
		more = cut_largest(in, plan, parts, room);
		if (!more)
			break;
	}

	/* From behind, since cuts move what follows; each takes the last part off */
	for (i = plan->nr_tdmrs - 1; i >= 0; i--) {
		for (; parts[i] > 1; parts[i]--)
			cut(in, plan, i, ALIGN_DOWN(div64_u64(plan->tdmr[i].size, parts[i]) *
						    (parts[i] - 1), GIB));
	}
}

/**
 * tdx_plan_want() - how many TDMRs nodes should have, so that CPUs can share them
 * @in: memory; @in->nr_nodes says how many nodes
 * @cpus: by node, CPUs
 * @wanted: by node, filled in
 *
 * Twice as many as CPUs: parts differ in size, by the holes between them, and a
 * TDMR is initialised by one CPU at a time.  CPUs help other nodes, so one with
 * much memory and few CPUs wants as many as its part of all memory makes.
 *
 * Context: any.
 */
void tdx_plan_want(const struct tdx_plan_in *in, const unsigned int *cpus, unsigned int *wanted)
{
	u64 nr_cpus = 0, gibs, all_gibs = 0;
	unsigned int i;

	for (i = 0; i < in->nr_nodes; i++) {
		nr_cpus += cpus[i];
		wanted[i] = 0;
	}

	for (i = 0; i < in->nr_mem; i++) {
		gibs = div64_u64(in->mem[i].end - in->mem[i].start, GIB);
		all_gibs += gibs;
		if (in->mem[i].nid >= 0 && in->mem[i].nid < (int)in->nr_nodes)
			wanted[in->mem[i].nid] += gibs;
	}

	for (i = 0; i < in->nr_nodes; i++) {
		u64 share = all_gibs ? div64_u64(2 * nr_cpus * wanted[i], all_gibs) : 0;

		wanted[i] = nr_cpus > 1 ? clamp(share, 2 * (u64)cpus[i], (u64)U16_MAX) : 1;
		wanted[i] = max(wanted[i], 1U);
	}
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_want);

static void size_pamts(const struct tdx_plan_in *in, struct tdx_plan_tdmr *tdmr)
{
	int level;

	for (level = 0; level < TDX_NR_LEVELS; level++) {
		tdmr->pamt[level].base = 0;
		tdmr->pamt[level].size = tdx_plan_pamt_size(in, tdmr->size, level);
	}
}

/**
 * tdx_plan_size_pamts() - size the PAMTs of all TDMRs
 * @in: entry sizes
 * @plan: TDMRs in, sizes out; the tables have no address yet
 *
 * Context: any.
 */
void tdx_plan_size_pamts(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs; i++)
		size_pamts(in, &plan->tdmr[i]);
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_size_pamts);

/**
 * tdx_plan_halve() - cut a TDMR for whose PAMTs no memory is to be had
 * @in: memory, limits, entry sizes
 * @plan: the halves of TDMR @i become @i and @i + 1; their PAMTs have no address,
 *	those of other TDMRs keep theirs
 * @i: index of the TDMR
 *
 * Context: any.
 * Return: false, with nothing changed, when it is a single GiB or the limit on
 * TDMRs is reached.
 */
bool tdx_plan_halve(const struct tdx_plan_in *in, struct tdx_plan *plan, unsigned int i)
{
	u64 left = ALIGN_DOWN(plan->tdmr[i].size / 2, GIB);

	if (!left || plan->nr_tdmrs == tdx_plan_max_tdmrs(in))
		return false;

	cut(in, plan, i, left);
	size_pamts(in, &plan->tdmr[i]);
	size_pamts(in, &plan->tdmr[i + 1]);
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(tdx_plan_halve);
