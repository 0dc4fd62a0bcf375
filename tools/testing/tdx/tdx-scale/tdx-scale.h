/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tdx-scale: what its files share.
 */
#ifndef _TDX_SCALE_H
#define _TDX_SCALE_H

#include "share.h"

#define MAX_SOCKETS	8
#define MAX_CPUS	512

/**
 * struct host - the machine that is simulated
 * @sockets: each a NUMA node
 * @cpus: in all, spread evenly
 * @memory: bytes in all, spread evenly
 * @call_us: time of one call of TDH.SYS.TDMR.INIT where memory does not limit it
 * @bandwidth: of the memory of a socket, bytes a second
 * @other_us: time of all other steps of enabling
 */
struct host {
	unsigned int sockets;
	unsigned int cpus;
	u64 memory;
	double call_us;
	double bandwidth;
	double other_us;
};

/**
 * struct outcome - what the simulation says
 * @tdmrs: TDMRs of the plan
 * @workers: CPUs that work
 * @calls: of TDH.SYS.TDMR.INIT
 * @pamt_bytes: of the plan
 * @serial_us: time to ready, one CPU, TDMR by TDMR
 * @parallel_us: time to ready, all workers
 */
struct outcome {
	unsigned int tdmrs;
	unsigned int workers;
	u64 calls;
	u64 pamt_bytes;
	double serial_us;
	double parallel_us;
};

/* plan.c */
int plan_host(const struct host *h, struct tdx_plan *plan);

/* simulate.c */
void simulate(const struct host *h, const struct tdx_plan *plan, struct outcome *o);

#endif /* _TDX_SCALE_H */
