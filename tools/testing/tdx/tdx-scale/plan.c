// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-scale: TDMRs of a host, from the kernel's planner.
 *
 * Memory is where PC firmware has it: to 2 GiB, and from 4 GiB on, one CMR in each
 * piece of a node.
 */
#include <stdlib.h>

#include <linux/minmax.h>
#include <linux/sizes.h>

#include "plan_place.h"
#include "tdx-scale.h"

#define GIB		0x40000000ULL
#define HOLE_START	(2 * GIB)
#define HOLE_END	(4 * GIB)
#define PAMT_ENTRY	16

struct memory {
	unsigned int nr;
	struct tdx_mem_range mem[MAX_SOCKETS + 1];
	struct tdx_range cmr[MAX_SOCKETS + 1];
};

static void add(struct memory *m, u64 start, u64 end, int nid)
{
	m->mem[m->nr] = (struct tdx_mem_range){ start, end, nid };
	m->cmr[m->nr++] = (struct tdx_range){ start, end };
}

static void lay_out(const struct host *h, struct memory *m)
{
	u64 each = h->memory / h->sockets;
	u64 at = HOLE_END;
	unsigned int i;

	for (i = 0; i < h->sockets; i++) {
		u64 size = each;

		if (!i) {
			add(m, SZ_1M, HOLE_START, 0);
			size -= HOLE_START;
		}
		add(m, at, at + size, i);
		at += size;
	}
}

/**
 * plan_host() - plan the TDMRs of a host
 * @h: host
 * @plan: filled in
 *
 * Return: 0 or the planner's errno.
 */
int plan_host(const struct host *h, struct tdx_plan *plan)
{
	struct tdx_plan_work *work = calloc(1, sizeof(*work));
	struct tdx_place *place = calloc(1, sizeof(*place));
	unsigned int cpus[MAX_SOCKETS], wanted[MAX_SOCKETS], i;
	bool away[MAX_SOCKETS] = {};
	struct memory m = {};
	struct tdx_plan_in in = {
		.mem = m.mem, .cmr = m.cmr,
		.wanted = wanted, .nr_nodes = h->sockets,
		.max_tdmrs = TDX_MAX_TDMRS,
		.max_reserved = TDX_MAX_RESERVED,
		.pamt_entry_size = { PAMT_ENTRY, PAMT_ENTRY, PAMT_ENTRY },
		.work = work,
	};
	int ret;

	if (!work || !place)
		abort();

	lay_out(h, &m);
	in.nr_mem = m.nr;
	in.nr_cmrs = m.nr;
	for (i = 0; i < h->sockets; i++)
		cpus[i] = h->cpus / h->sockets + (i < h->cpus % h->sockets);
	tdx_plan_want(&in, cpus, wanted);
	place->in = &in;
	place->plan = plan;
	place->away = away;

	ret = tdx_plan_solve(place);

	free(work);
	free(place);
	return ret;
}
