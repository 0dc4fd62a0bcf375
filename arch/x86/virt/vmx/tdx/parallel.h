/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work on all TDMRs of a plan, by as many CPUs as help.
 */
#ifndef _X86_VIRT_TDX_PARALLEL_H
#define _X86_VIRT_TDX_PARALLEL_H

#include "host.h"

/**
 * struct tdx_parallel_job - work that can be done for each TDMR on its own
 * @plan: TDMRs
 * @step: does a bounded part of the work for TDMR @i, in milliseconds at most, and
 *	sets @left to the bytes that remain; called by one CPU at a time for a
 *	TDMR, in process context; an errno ends the job on all CPUs
 * @steps: how often it is called before another TDMR may come first
 * @failed: on failure, the TDMR that failed first
 */
struct tdx_parallel_job {
	const struct tdx_plan *plan;
	int (*step)(const struct tdx_plan *plan, unsigned int i, u64 *left);
	unsigned int steps;
	unsigned int failed;
};

void tdx_parallel_begin(const struct tdx_plan *plan);
void tdx_parallel_end(void);
unsigned int tdx_parallel_workers(void);
int tdx_parallel_run(struct tdx_parallel_job *job);

#endif /* _X86_VIRT_TDX_PARALLEL_H */
