// SPDX-License-Identifier: GPL-2.0
/*
 * What planning costs: time per plan of a host with 8 nodes, by the number of
 * ranges, and whether it grows faster than n log n.  No test: prints a table.
 *
 * A host has as many ranges of memory as busy ones.  Time is that of the fastest of
 * some rounds, from the layout to the reserved areas, as tdx-plan does it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "random.h"
#include "tdx-plan/tdx-plan.h"

#define NODES		8
#define MAX_RANGES	3200
#define ROUNDS		15
#define PAGE		0x1000ULL
#define MIB		0x100000ULL
#define GIB		0x40000000ULL

static struct tdx_mem_range mem[MAX_RANGES];
static struct tdx_range cmr[TDX_MAX_CMRS], busy[MAX_RANGES];
static struct solution solution;

/*
 * @nr ranges over 8 nodes of 256 GiB, holes between them, a CMR for each node; half
 * of the busy ranges are single pages, half a part of what is between them.
 */
static void make_host(struct layout *l, unsigned int nr, unsigned int cpus)
{
	u64 step = NODES * 256 * GIB / nr / PAGE * PAGE;
	unsigned int i;

	memset(l, 0, sizeof(*l));
	l->mem = mem;
	l->cmr = cmr;
	l->busy = busy;
	l->max_tdmrs = TDX_MAX_TDMRS;
	l->max_reserved = TDX_MAX_RESERVED;
	l->nr_nodes = NODES;
	for (i = 0; i < TDX_NR_LEVELS; i++)
		l->pamt_entry_size[i] = 16;
	for (i = 0; i < NODES; i++)
		l->cpus[i] = cpus;

	for (i = 0; i < nr; i++) {
		u64 start = 4 * GIB + i * step;
		u64 end = start + step - (1 + random_below(min(step / 4, GIB) / PAGE)) * PAGE;
		u64 at = start + random_below((end - start) / 2 / PAGE) * PAGE;
		u64 size = i % 2 ? PAGE : (1 + random_below((end - at) / PAGE)) * PAGE;

		mem[l->nr_mem++] = (struct tdx_mem_range){ start, end, i * NODES / nr };
		busy[l->nr_busy++] = (struct tdx_range){ at, at + size };
	}

	for (i = 0; i < nr; i++) {
		struct tdx_range *c = &cmr[mem[i].nid];

		if (!i || mem[i].nid != mem[i - 1].nid)
			c->start = mem[i].start;
		c->end = mem[i].end;
	}
	l->nr_cmrs = NODES;
}

static double microseconds(const struct layout *l)
{
	double best = 1e9;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		struct timespec from, to;
		double us;

		clock_gettime(CLOCK_MONOTONIC, &from);
		solve(l, MIB, &solution);
		clock_gettime(CLOCK_MONOTONIC, &to);
		us = (to.tv_sec - from.tv_sec) * 1e6 + (to.tv_nsec - from.tv_nsec) / 1e3;
		best = us < best ? us : best;
	}

	return best;
}

static void bench(unsigned int cpus)
{
	static const unsigned int ranges[] = { 25, 50, 100, 200, 400, 800, 1600, 3200 };
	static struct layout l;
	double base = 0;
	unsigned int i;

	printf("\n%u nodes, %u TDMR%s wanted on each\n", NODES, cpus, cpus > 1 ? "s" : "");
	printf("ranges  busy  TDMRs  us a plan   us / (n log2 n)   of that of 25\n");
	for (i = 0; i < ARRAY_SIZE(ranges); i++) {
		unsigned int n = ranges[i];
		double us, ratio;

		make_host(&l, n, cpus);
		us = microseconds(&l);
		ratio = us / (n * log2(n));
		base = i ? base : ratio;
		printf("%6u %5u  %5u %10.1f %17.4f %15.2f%s\n", n, l.nr_busy,
		       solution.plan.nr_tdmrs, us, ratio, ratio / base,
		       solution.ok ? "" : "   no plan");
	}
}

int main(void)
{
	random_seed("PLAN_TEST_SEED");
	bench(1);
	bench(8);
	return 0;
}
