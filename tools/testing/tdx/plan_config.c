// SPDX-License-Identifier: GPL-2.0
/*
 * plan-config LAYOUT [PLAN]: does the module accept a plan of a layout?
 *
 * Reads a plan in the machine format, from standard input by default, and hands
 * it to TDH.SYS.CONFIG of the model on a machine with the CMRs and limits of the
 * layout.  Then checks what the module does not know: that all memory is in a
 * TDMR and unreserved but for PAMTs and withheld ranges, and that those lie in
 * memory that can be had.  Shares no code with the planner or with tdx-plan.
 *
 * Prints one line; exit status 0 if all is well, 1 if not, 2 for bad input.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../arch/x86/virt/vmx/tdx/status.h"
#include "plan_module.h"

#define PAGE		0x1000ULL
#define MAX_RANGES	16384

struct span {
	u64 start;
	u64 end;
};

struct list {
	unsigned int nr;
	struct span item[MAX_RANGES];
};

static struct list mem, busy, withheld;
static struct module_tdmr tdmr[TDX_MAX_TDMRS];
static unsigned int nr_reserved[TDX_MAX_TDMRS];
static unsigned int nr_tdmrs, nr_cmrs;
static u64 entry_size[TDX_NR_LEVELS] = { 16, 16, 16 };
static const u64 page_size[TDX_NR_LEVELS] = { 0x1000, 0x200000, 0x40000000 };

static void __noreturn __printf(2, 3) end(int status, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	exit(status);
}

static void add(struct list *list, u64 start, u64 stop)
{
	if (list->nr == MAX_RANGES)
		end(2, "too many ranges");
	list->item[list->nr].start = start;
	list->item[list->nr++].end = stop;
}

static bool overlaps(const struct list *list, u64 start, u64 stop)
{
	unsigned int i;

	for (i = 0; i < list->nr; i++) {
		if (list->item[i].start < stop && start < list->item[i].end)
			return true;
	}

	return false;
}

/* Bytes of a range that are in the list, whose entries do not overlap */
static u64 bytes_in(const struct list *list, u64 start, u64 stop)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < list->nr; i++) {
		u64 s = max(start, list->item[i].start), e = min(stop, list->item[i].end);

		if (s < e)
			bytes += e - s;
	}

	return bytes;
}

static FILE *open_file(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		end(2, "%s: %s", path, strerror(errno));
	return f;
}

static void read_layout(const char *path)
{
	FILE *f = open_file(path);
	u64 a, b;
	char line[256];

	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "mem %lli %lli", &a, &b) == 2) {
			add(&mem, max(a, 0x100000ULL), b);
		} else if (sscanf(line, "busy %lli %lli", &a, &b) == 2) {
			add(&busy, a, b);
		} else if (sscanf(line, "cmr %lli %lli", &a, &b) == 2) {
			if (nr_cmrs == TDX_MAX_CMRS)
				end(2, "too many CMRs");
			machine.plat.cmr[nr_cmrs].base = a;
			machine.plat.cmr[nr_cmrs++].size = b - a;
		} else if (sscanf(line, "limit max_tdmrs %lli", &a) == 1) {
			machine.plat.max_tdmrs = min_t(u64, a, TDX_MAX_TDMRS);
		} else if (sscanf(line, "limit max_reserved %lli", &a) == 1) {
			machine.plat.max_reserved = min_t(u64, a, TDX_MAX_RESERVED);
		} else if (sscanf(line, "limit pamt_entry_4k %lli", &a) == 1) {
			entry_size[TDX_LEVEL_4K] = a;
		} else if (sscanf(line, "limit pamt_entry_2m %lli", &a) == 1) {
			entry_size[TDX_LEVEL_2M] = a;
		} else if (sscanf(line, "limit pamt_entry_1g %lli", &a) == 1) {
			entry_size[TDX_LEVEL_1G] = a;
		}
	}
	fclose(f);
}

static u64 tables_size(const struct tdx_tdmr_info *info)
{
	return info->pamt_1g.size + info->pamt_2m.size + info->pamt_4k.size;
}

static void read_tdmr(const char *line)
{
	struct tdx_tdmr_info info;
	u64 v[8];

	if (sscanf(line, "tdmr 0x%llx 0x%llx 1g 0x%llx 0x%llx 2m 0x%llx 0x%llx 4k 0x%llx 0x%llx",
		   &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]) != 8)
		end(2, "no TDMR: %s", line);
	if (nr_tdmrs == TDX_MAX_TDMRS)
		end(1, "more than %u TDMRs", TDX_MAX_TDMRS);

	info.base = v[0];
	info.size = v[1];
	info.pamt_1g = (struct tdx_pamt_ref) { v[2], v[3] };
	info.pamt_2m = (struct tdx_pamt_ref) { v[4], v[5] };
	info.pamt_4k = (struct tdx_pamt_ref) { v[6], v[7] };
	tdmr[nr_tdmrs++].info = info;
}

static void read_reserved(u64 offset, u64 size)
{
	unsigned int i = nr_tdmrs - 1;

	if (!nr_tdmrs)
		end(2, "a reserved area before the first TDMR");
	if (nr_reserved[i] == machine.plat.max_reserved)
		end(1, "TDMR %u has more reserved areas than the limit", i);
	tdmr[i].reserved[nr_reserved[i]].offset = offset;
	tdmr[i].reserved[nr_reserved[i]++].size = size;
}

static void read_plan(FILE *f)
{
	bool closed = false;
	u64 a, b, bytes = 0;
	char line[256];
	unsigned int i;

	if (!fgets(line, sizeof(line), f) || strcmp(line, "status ok\n"))
		end(2, "the plan does not begin with 'status ok'");

	while (fgets(line, sizeof(line), f)) {
		if (closed)
			end(2, "something follows pamt_bytes: %s", line);
		if (!strncmp(line, "tdmr ", 5))
			read_tdmr(line);
		else if (sscanf(line, "rsvd 0x%llx 0x%llx", &a, &b) == 2)
			read_reserved(a, b);
		else if (sscanf(line, "withheld 0x%llx 0x%llx", &a, &b) == 2)
			add(&withheld, a, b);
		else if (sscanf(line, "pamt_bytes %lld", &bytes) == 1)
			closed = true;
		else
			end(2, "unknown line: %s", line);
	}
	if (!closed)
		end(2, "no pamt_bytes");

	for (i = 0; i < nr_tdmrs; i++)
		bytes -= tables_size(&tdmr[i].info);
	if (bytes)
		end(1, "pamt_bytes is not the sum of the tables");
}

static void ask_module(void)
{
	tdx_status_t status = module_start();

	if (status != TDX_SUCCESS)
		end(2, "the module cannot start with these CMRs: %#llx (%s)",
		    (__force u64)status, tdx_status_name(status));

	status = module_config(tdmr, nr_tdmrs);
	if (status != TDX_SUCCESS)
		end(1, "TDH.SYS.CONFIG: %#llx (%s)", (__force u64)status,
		    tdx_status_name(status));
}

/* Memory that TDMRs do not reserve, between @start and @stop */
static u64 usable_bytes(u64 start, u64 stop)
{
	u64 bytes = 0;
	unsigned int i, j;

	for (i = 0; i < nr_tdmrs; i++) {
		const struct module_tdmr *t = &tdmr[i];
		u64 base = t->info.base;
		u64 s = max(start, base), e = min(stop, base + t->info.size);

		if (s >= e)
			continue;
		bytes += e - s;
		for (j = 0; j < nr_reserved[i]; j++) {
			u64 rs = max(s, base + t->reserved[j].offset);
			u64 re = min(e, base + t->reserved[j].offset + t->reserved[j].size);

			if (rs < re)
				bytes -= re - rs;
		}
	}

	return bytes;
}

static void check_table(unsigned int i, int level, const struct tdx_pamt_ref *p)
{
	u64 needs = tdmr[i].info.size / page_size[level] * entry_size[level];

	if (p->size != (needs + PAGE - 1) / PAGE * PAGE)
		end(1, "TDMR %u: a table of level %d has 0x%llx bytes", i, level, p->size);
	if (bytes_in(&mem, p->base, p->base + p->size) != p->size)
		end(1, "TDMR %u: a table of level %d is not in memory", i, level);
	if (overlaps(&busy, p->base, p->base + p->size) ||
	    overlaps(&withheld, p->base, p->base + p->size))
		end(1, "TDMR %u: a table of level %d is in busy or withheld memory", i, level);
}

static void check_memory(void)
{
	u64 reserved, lost = 0, bytes = 0;
	unsigned int i;

	for (i = 0; i < nr_tdmrs; i++) {
		check_table(i, TDX_LEVEL_1G, &tdmr[i].info.pamt_1g);
		check_table(i, TDX_LEVEL_2M, &tdmr[i].info.pamt_2m);
		check_table(i, TDX_LEVEL_4K, &tdmr[i].info.pamt_4k);
		lost += tables_size(&tdmr[i].info);
	}
	for (i = 0; i < withheld.nr; i++) {
		u64 start = withheld.item[i].start, stop = withheld.item[i].end;

		/* May go over holes, but must begin and end with memory */
		if (overlaps(&busy, start, stop) || !bytes_in(&mem, start, start + PAGE) ||
		    !bytes_in(&mem, stop - PAGE, stop))
			end(1, "0x%llx-0x%llx cannot be withheld", start, stop);
		lost += bytes_in(&mem, start, stop);
	}

	/* What is not usable is in a table or withheld: the module saw no overlap */
	for (i = 0; i < mem.nr; i++)
		bytes += mem.item[i].end - mem.item[i].start -
			 usable_bytes(mem.item[i].start, mem.item[i].end);
	reserved = bytes;
	if (reserved != lost)
		end(1, "0x%llx bytes of memory are lost, 0x%llx of them in PAMTs or withheld",
		    reserved, lost);
}

int main(int argc, char **argv)
{
	FILE *f = stdin;

	if (argc < 2 || argc > 3)
		end(2, "usage: plan-config LAYOUT [PLAN]");
	if (argc == 3)
		f = open_file(argv[2]);

	machine_reset();
	read_layout(argv[1]);
	read_plan(f);
	if (f != stdin)
		fclose(f);
	ask_module();
	check_memory();
	machine_reset();
	printf("accepted: %u TDMRs\n", nr_tdmrs);
	return 0;
}
