// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-scale: the kernel's sharing of TDMRs among CPUs, with simulated time.
 *
 * An event is the end of what a worker took: as many calls as the kernel makes
 * before it gives a TDMR back.  Between events all workers progress evenly.  The
 * PAMT of a TDMR is on its node; workers that write there at once share what the
 * memory of that socket takes, if it is less than they could write.
 */
#include <math.h>
#include <string.h>

#include <linux/minmax.h>
#include <linux/sizes.h>

#include "tdx-scale.h"

/* Of memory, by one call; of PAMT, for that much: 1024 entries and 2 larger ones */
#define CALL_BYTES	SZ_4M
#define CALL_WRITES	((1024 + 2) * 16.0)

/* As the kernel has it, see tdmr.c */
#define CALLS_AT_A_TIME	64

struct worker {
	int nid;
	int tdmr;
	double calls_left;
};

struct simulation {
	const struct host *h;
	const struct tdx_plan *plan;
	struct tdx_share share;
	unsigned int nr;
	struct worker worker[TDX_MAX_TDMRS];
	unsigned int writers[MAX_SOCKETS];
	double now_us;
};

static unsigned int node_of(const struct simulation *s, int tdmr)
{
	return clamp(s->plan->tdmr[tdmr].nid, 0, (int)s->h->sockets - 1);
}

static void take(struct simulation *s, struct worker *w)
{
	w->tdmr = tdx_share_take(&s->share, w->nid);
	if (w->tdmr < 0)
		return;

	s->writers[node_of(s, w->tdmr)]++;
	w->calls_left = min(s->share.item[w->tdmr].left / CALL_BYTES, (u64)CALLS_AT_A_TIME);
}

static void put(struct simulation *s, struct worker *w)
{
	u64 left = s->share.item[w->tdmr].left;

	s->writers[node_of(s, w->tdmr)]--;
	tdx_share_put(&s->share, w->tdmr, left - min(left, (u64)CALLS_AT_A_TIME * CALL_BYTES));
	w->tdmr = -1;
}

static double us_per_call(const struct simulation *s, const struct worker *w)
{
	unsigned int writers = s->writers[node_of(s, w->tdmr)];

	return fmax(s->h->call_us, writers * CALL_WRITES / s->h->bandwidth * 1e6);
}

/* To the next end of what a worker took; false when nobody works any more */
static bool next_event(struct simulation *s)
{
	double pace[TDX_MAX_TDMRS], step = INFINITY;
	unsigned int i;

	for (i = 0; i < s->nr; i++) {
		if (s->worker[i].tdmr < 0)
			continue;
		pace[i] = us_per_call(s, &s->worker[i]);
		step = fmin(step, s->worker[i].calls_left * pace[i]);
	}
	if (isinf(step))
		return false;

	s->now_us += step;
	for (i = 0; i < s->nr; i++) {
		if (s->worker[i].tdmr < 0)
			continue;
		s->worker[i].calls_left -= step / pace[i];
		if (s->worker[i].calls_left < 0.000001)
			put(s, &s->worker[i]);
	}
	for (i = 0; i < s->nr; i++) {
		if (s->worker[i].tdmr < 0)
			take(s, &s->worker[i]);
	}

	return true;
}

static double run(const struct host *h, const struct tdx_plan *plan, unsigned int max,
		  unsigned int *workers)
{
	static struct simulation s;
	unsigned int cpus[MAX_SOCKETS], i;
	int nid[TDX_MAX_TDMRS];

	memset(&s, 0, sizeof(s));
	s.h = h;
	s.plan = plan;
	tdx_share_init(&s.share, plan);

	for (i = 0; i < h->sockets; i++)
		cpus[i] = h->cpus / h->sockets + (i < h->cpus % h->sockets);
	s.nr = tdx_share_staff(plan, cpus, h->sockets, max, nid);
	*workers = s.nr;

	for (i = 0; i < s.nr; i++) {
		s.worker[i].nid = nid[i];
		take(&s, &s.worker[i]);
	}
	while (next_event(&s))
		;

	return s.now_us + h->other_us;
}

/**
 * simulate() - how long until TDX is ready?
 * @h: host
 * @plan: its TDMRs
 * @o: filled in
 */
void simulate(const struct host *h, const struct tdx_plan *plan, struct outcome *o)
{
	unsigned int i;

	o->tdmrs = plan->nr_tdmrs;
	o->pamt_bytes = tdx_plan_pamt_bytes(plan);
	o->calls = 0;
	for (i = 0; i < plan->nr_tdmrs; i++)
		o->calls += plan->tdmr[i].size / CALL_BYTES;

	o->serial_us = run(h, plan, 1, &o->workers);
	o->parallel_us = run(h, plan, TDX_MAX_TDMRS, &o->workers);
}
