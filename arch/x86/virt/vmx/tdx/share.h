/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sharing TDMRs among CPUs as a pure function: who does which part of the work
 * next.  The kernel drives it with threads, userspace tools with simulated time.
 */
#ifndef _X86_VIRT_TDX_SHARE_H
#define _X86_VIRT_TDX_SHARE_H

#include "plan.h"

/**
 * struct tdx_share - what is left to do of every TDMR
 * @nr: entries in @item
 * @item: by TDMR of the plan
 * @item.left: bytes of work, of whatever kind; 0 when done
 * @item.nid: node on which the work is local
 * @item.taken: a worker has it
 */
struct tdx_share {
	unsigned int nr;
	struct {
		u64 left;
		int nid;
		bool taken;
	} item[TDX_MAX_TDMRS];
};

void tdx_share_init(struct tdx_share *share, const struct tdx_plan *plan);
int tdx_share_take(struct tdx_share *share, int nid);
void tdx_share_put(struct tdx_share *share, unsigned int i, u64 left);
unsigned int tdx_share_staff(const struct tdx_plan *plan, unsigned int *cpus,
			     unsigned int nr_nodes, unsigned int max, int *nid);

#endif /* _X86_VIRT_TDX_SHARE_H */
