// SPDX-License-Identifier: GPL-2.0
/*
 * Random hosts for the tests of the planner: up to 8 nodes, 32 CMRs, 200 ranges of
 * memory and 200 that are busy.
 *
 * A host has a style of its own: how large ranges are, how far apart, how often a
 * hole is one between CMRs.  Otherwise all would be alike, on average.
 */
#include <string.h>

#include "plan_case.h"

#define PAGE	0x1000ULL
#define MIB	0x100000ULL
#define GIB	0x40000000ULL

/* Nothing lies above: there the model keeps its own memory */
#define TOP	BIT_ULL(43)

static unsigned int random_limit(unsigned int most, unsigned int small)
{
	return random_below(2) ? most : 1 + random_below(small);
}

/* Up to @max, in pages, small values as likely as large ones */
static u64 random_bytes(u64 max)
{
	unsigned int bits = 0;

	while (max / PAGE >> bits > 1)
		bits++;
	return (1 + random_below((max / PAGE) >> random_below(bits + 1))) * PAGE;
}

/* Memory from @start: in the last CMR, or in one that begins here or a bit before */
static void add_cmr(struct plan_case *c, u64 before, u64 start, u64 end, unsigned int odds)
{
	u64 room = start - before;

	if (c->l.nr_cmrs && (random_below(odds) == 0 || c->l.nr_cmrs == TDX_MAX_CMRS)) {
		c->cmr[c->l.nr_cmrs - 1].end = end;
		return;
	}
	if (room && !random_below(4))
		start -= random_below(room / PAGE + 1) * PAGE;
	c->cmr[c->l.nr_cmrs++] = (struct tdx_range){ start, end };

	/* Two that touch in the middle of memory */
	if (end - start > PAGE && c->l.nr_cmrs < TDX_MAX_CMRS && !random_below(16)) {
		u64 middle = start + random_below((end - start) / PAGE) * PAGE;

		if (middle == start)
			return;
		c->cmr[c->l.nr_cmrs - 1].end = middle;
		c->cmr[c->l.nr_cmrs++] = (struct tdx_range){ middle, end };
	}
}

static u64 random_hole(u64 most)
{
	if (!random_below(8))
		return 0;
	return random_below(16) ? random_bytes(most) : random_below(4) * GIB;
}

static void random_memory(struct plan_case *c)
{
	static const u64 sizes[] = { 64 * PAGE, 8 * MIB, 128 * MIB, 2 * GIB, 16 * GIB };
	static const u64 holes[] = { 2 * PAGE, MIB, 64 * MIB, 8 * GIB };
	u64 size = sizes[random_below(ARRAY_SIZE(sizes))];
	u64 hole = holes[random_below(ARRAY_SIZE(holes))];
	unsigned int nr = random_below(4) ? random_below(24) : random_below(CASE_MAX_MEM);
	unsigned int nodes = 1 + random_below(CASE_MAX_NODES), nid = 0;
	unsigned int odds = 1 + random_below(4);
	u64 pos = random_below(2) ? MIB : random_below(8 * GIB / PAGE) * PAGE + MIB, end = pos;

	for (; c->l.nr_mem <= nr && pos < TOP / 2; c->l.nr_mem++) {
		u64 before = end;

		end = pos + (random_below(8) ? random_bytes(size) : random_bytes(8 * GIB));
		if (!random_below(4) && nid + 1 < nodes)
			nid++;
		c->mem[c->l.nr_mem] = (struct tdx_mem_range){ pos, end, nid };
		add_cmr(c, before, pos, end, odds);

		/* Some begin or end with a GiB */
		pos = end + random_hole(hole);
		if (!random_below(16))
			pos = (pos + GIB - 1) / GIB * GIB;
	}
	c->l.nr_nodes = nid + 1;
}

/* Ascending, none touching, anywhere, memory or not */
static void random_busy(struct plan_case *c)
{
	u64 start = c->mem[0].start, room = c->mem[c->l.nr_mem - 1].end - start;
	unsigned int nr = random_below(3) ? random_below(CASE_MAX_BUSY) + 1 : 0;
	u64 size = random_below(2) ? PAGE : max(room / (nr + 1), 2 * PAGE);
	u64 gap = random_bytes(max(2 * room / (nr + 1), 2 * PAGE)), pos;

	for (pos = start; c->l.nr_busy < nr && pos < start + room; ) {
		u64 end = pos + random_bytes(size);

		c->busy[c->l.nr_busy++] = (struct tdx_range){ pos, end };
		pos = end + random_bytes(gap);
	}
}

/**
 * random_case() - make a host
 * @c: filled in
 */
void random_case(struct plan_case *c)
{
	static const u64 withheld[] = { 0, MIB, 64 * MIB };
	static const unsigned int entry[] = { 16, 16, 16, 16, 24, 64 };
	unsigned int i;

	memset(c, 0, sizeof(*c));
	c->l.name = "a random host";
	c->l.mem = c->mem;
	c->l.cmr = c->cmr;
	c->l.busy = c->busy;
	c->l.max_tdmrs = random_limit(TDX_MAX_TDMRS, 8);
	c->l.max_reserved = random_limit(TDX_MAX_RESERVED, 8);
	c->max_withheld = withheld[random_below(ARRAY_SIZE(withheld))];
	for (i = 0; i < TDX_NR_LEVELS; i++)
		c->l.pamt_entry_size[i] = entry[random_below(ARRAY_SIZE(entry))];
	for (i = 0; i < CASE_MAX_NODES; i++)
		c->l.cpus[i] = random_below(2) ? 1 : random_below(64);

	random_memory(c);
	random_busy(c);
}

/**
 * make_plan_in() - what solve() would give to the planner
 * @c: host
 * @work: scratch space of the planner
 * @in: filled in; one TDMR for each node is wanted
 */
void make_plan_in(const struct plan_case *c, struct tdx_plan_work *work, struct tdx_plan_in *in)
{
	*in = (struct tdx_plan_in){
		.mem = c->mem, .nr_mem = c->l.nr_mem,
		.cmr = c->cmr, .nr_cmrs = c->l.nr_cmrs,
		.in_use = c->busy, .nr_in_use = c->l.nr_busy,
		.busy = c->busy, .nr_busy = c->l.nr_busy,
		.nr_nodes = c->l.nr_nodes,
		.max_tdmrs = c->l.max_tdmrs,
		.max_reserved = c->l.max_reserved,
		.max_withheld = c->max_withheld,
		.work = work,
	};
	memcpy(in->pamt_entry_size, c->l.pamt_entry_size, sizeof(in->pamt_entry_size));
}

/**
 * print_layout() - write a host down as a layout file
 * @l: host
 */
void print_layout(const struct layout *l)
{
	static const char * const level[TDX_NR_LEVELS] = { "4k", "2m", "1g" };
	unsigned int i;

	for (i = 0; i < l->nr_mem; i++)
		printf("mem 0x%llx 0x%llx %d\n", l->mem[i].start, l->mem[i].end, l->mem[i].nid);
	for (i = 0; i < l->nr_cmrs; i++)
		printf("cmr 0x%llx 0x%llx\n", l->cmr[i].start, l->cmr[i].end);
	for (i = 0; i < l->nr_busy; i++)
		printf("busy 0x%llx 0x%llx\n", l->busy[i].start, l->busy[i].end);
	printf("limit max_tdmrs %u\nlimit max_reserved %u\n", l->max_tdmrs, l->max_reserved);
	for (i = 0; i < TDX_NR_LEVELS; i++)
		printf("limit pamt_entry_%s %u\n", level[i], l->pamt_entry_size[i]);
	for (i = 0; i < l->nr_nodes; i++)
		printf("cpus %u %u\n", i, l->cpus[i]);
}

/**
 * print_case() - write a random host down as a layout file
 * @c: host
 */
void print_case(const struct plan_case *c)
{
	printf("# --max-withheld %llu\n", c->max_withheld);
	print_layout(&c->l);
}
