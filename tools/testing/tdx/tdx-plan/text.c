// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: output for people.
 */
#include <string.h>

#include "tdx-plan.h"

/* Digits that an address takes, so that columns align */
static int address_width(const struct solution *s)
{
	const struct tdx_plan_tdmr *last = &s->plan.tdmr[s->plan.nr_tdmrs - 1];

	return snprintf(NULL, 0, "%llx", last->base + last->size - 1);
}

static void print_memory(const struct layout *l)
{
	unsigned int nodes = 0, i;

	for (i = 0; i < l->nr_nodes; i++)
		nodes += node_memory(l, i) > 0;

	printf("Memory: %s in %u range%s on %u node%s, %u CMR%s\n", size_text(total_memory(l)).s,
	       l->nr_mem, l->nr_mem == 1 ? "" : "s", nodes, nodes == 1 ? "" : "s", l->nr_cmrs,
	       l->nr_cmrs == 1 ? "" : "s");
}

static void print_tdmrs(const struct layout *l, const struct solution *s)
{
	unsigned int limit = min_t(unsigned int, l->max_reserved, TDX_MAX_RESERVED), i;
	int w = address_width(s);

	printf("\nTDMRs: %u of at most %u\n", s->plan.nr_tdmrs,
	       min_t(unsigned int, l->max_tdmrs, TDX_MAX_TDMRS));
	printf("  %-*s  %9s  %4s  %10s  %s\n", 2 * w + 11, "range", "size", "node", "PAMT",
	       "reserved areas");
	for (i = 0; i < s->plan.nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *t = &s->plan.tdmr[i];

		printf("  [mem 0x%0*llx-0x%0*llx]  %9s  %4d  %10s  %2u of %u\n", w, t->base, w,
		       t->base + t->size - 1, size_text(t->size).s, t->nid,
		       size_text(tdx_plan_tdmr_pamt_bytes(t)).s, t->nr_reserved, limit);
	}
}

static u64 pamts_on_node(const struct layout *l, const struct solution *s, int nid)
{
	unsigned int i, level;
	u64 bytes = 0;

	for (i = 0; i < s->plan.nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *p = &s->plan.tdmr[i].pamt[level];

			bytes += memory_in(l, nid, p->base, p->base + p->size);
		}
	}

	return bytes;
}

static void print_pamts(const struct layout *l, const struct solution *s)
{
	u64 bytes = tdx_plan_pamt_bytes(&s->plan), part;
	unsigned int nid;

	printf("\nPAMTs: %s (%llu bytes), %.2f %% of memory\n", size_text(bytes).s, bytes,
	       100.0 * bytes / total_memory(l));
	for (nid = 0; nid < l->nr_nodes; nid++) {
		part = pamts_on_node(l, s, nid);
		if (part)
			printf("  node %-4u %10s, %.2f %% of its memory\n", nid,
			       size_text(part).s, 100.0 * part / node_memory(l, nid));
	}
}

static void print_withheld(const struct layout *l, const struct solution *s)
{
	unsigned int i;

	if (!s->plan.nr_withheld) {
		printf("\nWithheld: nothing\n");
		return;
	}

	printf("\nWithheld: %s, so that the holes on both sides become one reserved area\n",
	       size_text(withheld_memory(l, &s->plan)).s);
	for (i = 0; i < s->plan.nr_withheld; i++) {
		const struct tdx_range *r = &s->plan.withheld[i];

		printf("  [mem 0x%llx-0x%llx]  %s\n", r->start, r->end - 1,
		       size_text(memory_in(l, -1, r->start, r->end)).s);
	}
}

/* What "TDX" is followed by */
const char *verdict_text(const struct solution *s)
{
	if (s->is_pending)
		return "is not enabled yet";
	if (s->is_host)
		return s->ok ? "is enabled" : "is not available";

	return s->ok ? "would initialise" : "would not initialise";
}

void print_text(const struct layout *l, const struct solution *s)
{
	const char *note, *end;

	printf("TDX %s on this host%s\n", verdict_text(s), s->ok ? "." : ":");
	if (!s->ok)
		printf("  %s\n", s->reason);
	printf("\n");

	print_memory(l);
	if (s->ok) {
		print_tdmrs(l, s);
		print_pamts(l, s);
		print_withheld(l, s);
	}

	for (note = l->note; *note; note = end + 1) {
		end = strchr(note, '\n');
		printf("%sNote: %.*s\n", note == l->note ? "\n" : "", (int)(end - note), note);
	}
}
