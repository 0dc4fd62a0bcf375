// SPDX-License-Identifier: GPL-2.0
/*
 * Sharing TDMRs among CPUs: which TDMR a worker takes next, and on which nodes
 * workers are of use.
 *
 * The module locks each TDMR, so one worker at a time has it.  A worker takes a
 * TDMR for a part of the work only, and gives it back, since the next call may be
 * made anywhere.  It prefers TDMRs of its own node, and of those the one with
 * most left: so the last ones come to their end at about the same time, even if
 * there are few and they differ in size.  Where its node has none it helps others.
 *
 * A worker that gets nothing may go home: each TDMR that is not done has a
 * worker at that moment, and never more TDMRs are left than workers.
 *
 * Pure, as the planner is: neither locks nor allocates.  Callers serialise.
 */
#include <linux/minmax.h>

#include "share.h"

/**
 * tdx_share_init() - all of every TDMR is to be done
 * @share: filled in
 * @plan: TDMRs
 *
 * Context: any.
 */
void tdx_share_init(struct tdx_share *share, const struct tdx_plan *plan)
{
	unsigned int i;

	share->nr = plan->nr_tdmrs;
	for (i = 0; i < share->nr; i++) {
		share->item[i].left = plan->tdmr[i].size;
		share->item[i].nid = plan->tdmr[i].nid;
		share->item[i].taken = false;
	}
}

/**
 * tdx_share_take() - take a TDMR to work on
 * @share: what is left
 * @nid: node of the CPU that asks
 *
 * Context: any; the caller serialises.
 * Return: index of the TDMR, which nobody else has until tdx_share_put(); -1 if
 * there is nothing for this worker any more.
 */
int tdx_share_take(struct tdx_share *share, int nid)
{
	bool best_local = false;
	unsigned int i;
	int best = -1;

	for (i = 0; i < share->nr; i++) {
		bool local = share->item[i].nid == nid;

		if (share->item[i].taken || !share->item[i].left)
			continue;
		if (best >= 0 && local == best_local &&
		    share->item[i].left <= share->item[best].left)
			continue;
		if (best_local && !local)
			continue;
		best = i;
		best_local = local;
	}

	if (best >= 0)
		share->item[best].taken = true;

	return best;
}

/**
 * tdx_share_put() - give a TDMR back
 * @share: what is left
 * @i: index from tdx_share_take()
 * @left: bytes of work that remain in it
 *
 * Context: any; the caller serialises.
 */
void tdx_share_put(struct tdx_share *share, unsigned int i, u64 left)
{
	share->item[i].left = left;
	share->item[i].taken = false;
}

/* A node with a CPU to spare, the one with most; -1 for none */
static int richest(const unsigned int *cpus, unsigned int nr_nodes)
{
	unsigned int i, most = 0;
	int nid = -1;

	for (i = 0; i < nr_nodes; i++) {
		if (cpus[i] <= most)
			continue;
		most = cpus[i];
		nid = i;
	}

	return nid;
}

/**
 * tdx_share_staff() - how many workers are of use, and where
 * @plan: TDMRs
 * @cpus: by node, CPUs that may work; counted down
 * @nr_nodes: entries in @cpus
 * @max: workers at most
 * @nid: filled in with the node of each worker; has room for TDX_MAX_TDMRS
 *
 * One for each TDMR: on its node, or, where that has too few CPUs, on others.
 *
 * Context: any.
 * Return: number of workers; 0 if there is no CPU.
 */
unsigned int tdx_share_staff(const struct tdx_plan *plan, unsigned int *cpus,
			     unsigned int nr_nodes, unsigned int max, int *nid)
{
	unsigned int i, nr = 0;
	int node;

	max = min(max, plan->nr_tdmrs);

	for (i = 0; i < plan->nr_tdmrs && nr < max; i++) {
		node = plan->tdmr[i].nid;
		if (node < 0 || node >= (int)nr_nodes || !cpus[node])
			continue;
		cpus[node]--;
		nid[nr++] = node;
	}

	while (nr < max) {
		node = richest(cpus, nr_nodes);
		if (node < 0)
			break;
		cpus[node]--;
		nid[nr++] = node;
	}

	return nr;
}
