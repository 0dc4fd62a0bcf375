// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: a saved dmesg.
 *
 * Lines that are of use, wherever they are and whatever is in front of them
 * (ends are inclusive there):
 *
 *	BIOS-e820: [mem 0xA-0xB] usable
 *	ACPI: SRAT: Node N PXM M [mem 0xA-0xB]
 *	  node   N: [mem 0xA-0xB]
 *	smp: Brought up N nodes, M CPUs
 *	virt/tdx: CMR [mem 0xA-0xB]
 *
 * The node list is what memblock calls memory and is taken for that if it is
 * there; otherwise it is the usable ranges, split by SRAT.  Without CMR lines,
 * the usable ranges are taken for CMRs.  If the log is that of several boots,
 * the last counts.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tdx-plan.h"

/* What was found of one boot */
struct boot {
	struct ranges e820;
	struct ranges srat;
	struct ranges nodes;
	struct ranges cmr;
	unsigned int nr_cpus;
	unsigned int nr_cpu_nodes;
	unsigned int line;
};

static const char * const patterns[] = {
	"BIOS-e820: [mem 0x", "SRAT: Node ", "virt/tdx: CMR [mem 0x", "Early memory node ranges",
};

/**
 * looks_like_dmesg() - tell a dmesg from a layout file by its content
 * @line: lines
 * @nr: how many
 *
 * Return: true when a line that is no comment holds what only a dmesg does.
 */
bool looks_like_dmesg(char **line, unsigned int nr)
{
	unsigned int i, j;

	for (i = 0; i < nr; i++) {
		if (line[i][strspn(line[i], " \t")] == '#')
			continue;
		for (j = 0; j < ARRAY_SIZE(patterns); j++) {
			if (strstr(line[i], patterns[j]))
				return true;
		}
	}

	return false;
}

/* The text behind @what, or NULL; what is quoted somewhere is no message */
static const char *behind(const char *line, const char *what)
{
	const char *found = strstr(line, what);

	if (!found || (found > line && !strchr(" \t>]", found[-1])))
		return NULL;

	return found + strlen(what);
}

static u64 hex(const struct boot *b, const char **pos)
{
	char *end;
	u64 value;

	if (strncmp(*pos, "0x", 2) || !isxdigit((unsigned char)(*pos)[2]))
		bad_input(b->line, "no address where one should be, is the line complete?");
	errno = 0;
	value = strtoull(*pos + 2, &end, 16);
	if (errno)
		bad_input(b->line, "the address does not fit into 64 bits");
	*pos = end;
	return value;
}

/* "[mem 0xA-0xB]" at @text; what follows is returned, the end becomes exclusive */
static const char *mem_range(const struct boot *b, const char *text, struct tdx_range *range)
{
	const char *pos = text + strlen("[mem ");

	if (strncmp(text, "[mem ", strlen("[mem ")))
		bad_input(b->line, "no [mem ...] where one should be, is the line complete?");
	range->start = hex(b, &pos);
	if (*pos++ != '-')
		bad_input(b->line, "no end of the range, is the line complete?");
	range->end = hex(b, &pos);
	if (*pos++ != ']')
		bad_input(b->line, "no end of the range, is the line complete?");
	if (range->end >= BIT_ULL(52))
		bad_input(b->line, "the range is beyond 52 bits of physical address");
	if (range->start > range->end)
		bad_input(b->line, "the range ends before it starts");
	range->end++;
	return pos;
}

/* What follows the number is returned */
static const char *parse_nid(const struct boot *b, const char *text, int *nid)
{
	const char *digits = text + strspn(text, " ");
	size_t len = strspn(digits, "0123456789");

	*nid = len && len < 6 ? atoi(digits) : MAX_NODES;
	if (*nid >= MAX_NODES)
		bad_input(b->line, "no node from 0 to %u where one should be", MAX_NODES - 1);
	return digits + len;
}

/* Firmware knows no pages: keep whole ones */
static void add_whole_pages(struct boot *b, struct ranges *to, struct tdx_range *range, int nid)
{
	range->start = (range->start + SZ_4K - 1) / SZ_4K * SZ_4K;
	range->end = range->end / SZ_4K * SZ_4K;
	if (range->start < range->end)
		add_range(to, range->start, range->end, nid, b->line);
}

static void parse_e820(struct boot *b, const char *text)
{
	struct tdx_range range;
	const char *rest = mem_range(b, text, &range);

	if (!strncmp(rest, " usable", strlen(" usable")))
		add_whole_pages(b, &b->e820, &range, 0);
}

static void parse_srat(struct boot *b, const char *text)
{
	struct tdx_range range;
	int nid;

	text = behind(parse_nid(b, text, &nid), " PXM ");
	text = text ? strstr(text, "[mem ") : NULL;
	if (!text)
		bad_input(b->line, "no [mem ...] where one should be, is the line complete?");
	mem_range(b, text, &range);
	add_whole_pages(b, &b->srat, &range, nid);
}

/* "node   N: [mem ...]" and nothing in front but spaces and a log prefix */
static bool parse_node(struct boot *b, const char *line)
{
	const char *text = behind(line, " node ");
	struct tdx_range range;
	const char *colon;
	int nid;

	if (!text && !strncmp(line, "node ", strlen("node ")))
		text = line + strlen("node ");
	colon = text ? text + strspn(text, " 0123456789") : NULL;
	if (!colon || colon == text || strncmp(colon, ": [mem 0x", strlen(": [mem 0x")))
		return false;

	parse_nid(b, text, &nid);
	mem_range(b, colon + strlen(": "), &range);
	add_whole_pages(b, &b->nodes, &range, nid);
	return true;
}

/* A module that is enabled again reports the same CMRs again */
static void parse_cmr(struct boot *b, const char *text)
{
	struct tdx_range range;
	size_t i;

	mem_range(b, text, &range);
	for (i = 0; i < b->cmr.nr; i++) {
		if (b->cmr.item[i].range.start == range.start &&
		    b->cmr.item[i].range.end == range.end)
			return;
	}
	if (b->cmr.nr == TDX_MAX_CMRS)
		bad_input(b->line, "more than %u CMRs: a module reports no more",
			  TDX_MAX_CMRS);
	add_whole_pages(b, &b->cmr, &range, 0);
}

static void parse_cpus(struct boot *b, const char *text)
{
	unsigned int nodes, cpus;

	if (sscanf(text, "%u node%*[s], %u CPU", &nodes, &cpus) == 2 ||
	    sscanf(text, "%u node, %u CPU", &nodes, &cpus) == 2) {
		b->nr_cpu_nodes = nodes;
		b->nr_cpus = cpus;
	}
}

static void forget(struct boot *b)
{
	free(b->e820.item);
	free(b->srat.item);
	free(b->nodes.item);
	free(b->cmr.item);
	memset(b, 0, sizeof(*b));
}

static void parse_line(struct boot *b, const char *line)
{
	const char *text;

	text = behind(line, "BIOS-e820: ");
	if (text)
		return parse_e820(b, text);
	text = behind(line, "SRAT: Node ");
	if (text)
		return parse_srat(b, text);
	text = behind(line, "virt/tdx: CMR ");
	if (text)
		return parse_cmr(b, text);
	text = behind(line, "smp: Brought up ");
	if (text)
		return parse_cpus(b, text);
	parse_node(b, line);
}

/* Usable ranges by the nodes of SRAT; what SRAT does not name is node 0's */
static void split_by_srat(struct boot *b, struct ranges *mem)
{
	size_t i, j;

	sort_ranges(&b->srat);
	for (i = 0; i < b->e820.nr; i++) {
		struct source_range *s = &b->e820.item[i];
		u64 pos = s->range.start;

		for (j = 0; j < b->srat.nr && pos < s->range.end; j++) {
			struct source_range *n = &b->srat.item[j];
			u64 start = max(pos, n->range.start), end = min(s->range.end, n->range.end);

			if (start >= end)
				continue;
			if (pos < start)
				add_range(mem, pos, start, 0, s->line);
			add_range(mem, start, end, n->nid, s->line);
			pos = end;
		}
		if (pos < s->range.end)
			add_range(mem, pos, s->range.end, 0, s->line);
	}
}

/* No more than a module reports: give up the smallest holes */
static unsigned int join_closest(struct ranges *r)
{
	unsigned int joined = 0;
	size_t i, best;

	for (; r->nr > TDX_MAX_CMRS; joined++) {
		best = 1;
		for (i = 2; i < r->nr; i++) {
			if (r->item[i].range.start - r->item[i - 1].range.end <
			    r->item[best].range.start - r->item[best - 1].range.end)
				best = i;
		}
		r->item[best - 1].range.end = r->item[best].range.end;
		r->nr--;
		memmove(&r->item[best], &r->item[best + 1], (r->nr - best) * sizeof(*r->item));
	}

	return joined;
}

/* The usable ranges in place of CMRs */
static void assume_cmrs(struct layout *l, struct boot *b)
{
	unsigned int joined;
	size_t i;

	sort_ranges(&b->e820);
	for (i = 0; i < b->e820.nr; i++) {
		const struct source_range *s = &b->e820.item[i];
		u64 start = max(s->range.start, FIRST_MIB);
		struct source_range *last = b->cmr.nr ? &b->cmr.item[b->cmr.nr - 1] : NULL;

		if (start >= s->range.end)
			continue;
		if (last && last->range.end == start)
			last->range.end = s->range.end;
		else
			add_range(&b->cmr, start, s->range.end, 0, s->line);
	}

	add_info(l, "no CMRs in the log: each usable e820 range is taken for one\n");
	joined = join_closest(&b->cmr);
	if (joined)
		add_info(l, "a module reports at most %u CMRs: the %u smallest holes are taken for convertible\n",
			 TDX_MAX_CMRS, joined);
}

void parse_dmesg(char **line, unsigned int nr, struct layout *l)
{
	struct ranges mem = {}, busy = {}, nopamt = {};
	struct boot b = {};
	unsigned int i, n;

	for (n = 1; n <= nr; n++) {
		if (strstr(line[n - 1], "Linux version "))
			forget(&b);
		b.line = n;
		parse_line(&b, line[n - 1]);
	}

	if (b.nodes.nr) {
		mem = b.nodes;
		memset(&b.nodes, 0, sizeof(b.nodes));
	} else {
		split_by_srat(&b, &mem);
		add_info(l, "no node list in the log: memory is what e820 calls usable\n");
	}
	if (!b.cmr.nr && b.e820.nr)
		assume_cmrs(l, &b);

	for (i = 0; b.nr_cpu_nodes && i < MAX_NODES; i++)
		l->cpus[i] = max(b.nr_cpus / b.nr_cpu_nodes, 1U);

	finish_layout(l, &mem, &b.cmr, &busy, &nopamt, nr);
	memset(&b.cmr, 0, sizeof(b.cmr));
	forget(&b);
}
