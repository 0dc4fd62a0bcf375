// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: layout files.
 *
 * One item a line, '#' starts a comment:
 *
 *	mem START END NODE	cmr START END		busy START END
 *	limit NAME N		cpus NODE N		nopamt START END
 *
 * Lines may be in any order.  Everything that is not understood is an error.
 * The debugfs file of a running host has the plan there as well, see given.c.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tdx-plan.h"

/* A file on its way to a layout */
struct parser {
	struct layout *l;
	struct ranges mem;
	struct ranges cmr;
	struct ranges busy;
	struct ranges nopamt;
	struct line line;
	unsigned int limit_line[2 + TDX_NR_LEVELS];
	unsigned int cpus_line[MAX_NODES];
};

/* A word of the file, safe to print */
const char *shown(const char *word)
{
	static char text[44];
	size_t i;

	for (i = 0; word[i] && i < 40; i++)
		text[i] = isprint((unsigned char)word[i]) ? word[i] : '?';
	snprintf(text + i, sizeof(text) - i, "%s", word[i] ? "..." : "");
	return text;
}

/* Hexadecimal with 0x, or decimal; no sign, nothing else */
u64 parse_u64(const struct line *line, unsigned int i)
{
	const char *word = line->field[i], *digits = word;
	int base = 10;
	char *end;
	u64 value;

	if (word[0] == '0' && word[1] == 'x') {
		base = 16;
		digits += 2;
	}
	if (!isxdigit((unsigned char)digits[0]))
		bad_input(line->number, "'%s' is not a number", shown(word));

	/* strtoull() would skip another 0x */
	if (base == 16 && digits[0] == '0' && tolower((unsigned char)digits[1]) == 'x')
		bad_input(line->number, "'%s' is not a number", shown(word));

	errno = 0;
	value = strtoull(digits, &end, base);
	if (end == digits || *end)
		bad_input(line->number, "'%s' is not a number", shown(word));
	if (errno)
		bad_input(line->number, "%s does not fit into 64 bits", shown(word));

	return value;
}

static unsigned int parse_within(const struct parser *p, unsigned int i, const char *what,
				 u64 low, u64 high)
{
	u64 value = parse_u64(&p->line, i);

	if (value < low || value > high)
		bad_input(p->line.number, "%s %s is not within %llu to %llu", what,
			  shown(p->line.field[i]), low, high);
	return value;
}

u64 parse_address(const struct line *line, unsigned int i)
{
	u64 value = parse_u64(line, i);

	if (value % SZ_4K)
		bad_input(line->number, "%s is not a multiple of 4 KiB", shown(line->field[i]));
	if (value > MAX_ADDRESS)
		bad_input(line->number, "%s is beyond 52 bits of physical address",
			  shown(line->field[i]));
	return value;
}

static void parse_range(struct parser *p, struct ranges *to, int nid)
{
	u64 start = parse_address(&p->line, 1), end = parse_address(&p->line, 2);

	if (start >= end)
		bad_input(p->line.number, "the range ends where it starts, or before");
	add_range(to, start, end, nid, p->line.number);
}

static void parse_mem(struct parser *p)
{
	parse_range(p, &p->mem, parse_within(p, 3, "node", 0, MAX_NODES - 1));
}

static void parse_cmr(struct parser *p)
{
	if (p->cmr.nr == TDX_MAX_CMRS)
		bad_input(p->line.number, "more than %u CMRs: a module reports no more",
			  TDX_MAX_CMRS);
	parse_range(p, &p->cmr, 0);
}

static void parse_busy(struct parser *p)
{
	parse_range(p, &p->busy, 0);
}

static void parse_nopamt(struct parser *p)
{
	parse_range(p, &p->nopamt, 0);
}

/* Once is enough */
static void only_once(const struct parser *p, unsigned int *line)
{
	if (*line)
		bad_input(p->line.number, "given before, in line %u", *line);
	*line = p->line.number;
}

/* Within what the kernel takes from a module; the planner cuts what it cannot use */
static void parse_limit(struct parser *p)
{
	const struct {
		const char *name;
		unsigned int *value;
		unsigned int most;
	} limits[] = {
		{ "max_tdmrs", &p->l->max_tdmrs, U16_MAX },
		{ "max_reserved", &p->l->max_reserved, 252 },
		{ "pamt_entry_4k", &p->l->pamt_entry_size[TDX_LEVEL_4K], 128 },
		{ "pamt_entry_2m", &p->l->pamt_entry_size[TDX_LEVEL_2M], 128 },
		{ "pamt_entry_1g", &p->l->pamt_entry_size[TDX_LEVEL_1G], 128 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		if (strcmp(p->line.field[1], limits[i].name))
			continue;
		only_once(p, &p->limit_line[i]);
		*limits[i].value = parse_within(p, 2, limits[i].name, 1, limits[i].most);
		return;
	}

	bad_input(p->line.number, "unknown limit '%s'", shown(p->line.field[1]));
}

static void parse_cpus(struct parser *p)
{
	unsigned int nid = parse_within(p, 1, "node", 0, MAX_NODES - 1);

	only_once(p, &p->cpus_line[nid]);
	p->l->cpus[nid] = parse_within(p, 2, "number of CPUs", 0, U16_MAX);
}

static void split_words(struct line *line, char *text)
{
	char *word, *rest = NULL;

	text[strcspn(text, "#")] = '\0';
	line->nr_fields = 0;
	for (word = strtok_r(text, " \t\r", &rest); word; word = strtok_r(NULL, " \t\r", &rest)) {
		if (line->nr_fields < MAX_FIELDS)
			line->field[line->nr_fields] = word;
		line->nr_fields++;
	}
}

static void parse_line(struct parser *p, char *text)
{
	static const struct {
		const char *word;
		unsigned int nr_fields;
		const char *usage;
		void (*parse)(struct parser *p);
	} items[] = {
		{ "mem", 4, "mem START END NODE", parse_mem },
		{ "cmr", 3, "cmr START END", parse_cmr },
		{ "busy", 3, "busy START END", parse_busy },
		{ "nopamt", 3, "nopamt START END", parse_nopamt },
		{ "limit", 3, "limit NAME N", parse_limit },
		{ "cpus", 3, "cpus NODE N", parse_cpus },
	};
	unsigned int i;

	if (parse_status(&p->line, text, p->l))
		return;
	split_words(&p->line, text);
	if (!p->line.nr_fields || parse_given(&p->line, p->l))
		return;

	for (i = 0; i < ARRAY_SIZE(items); i++) {
		if (strcmp(p->line.field[0], items[i].word))
			continue;
		if (p->line.nr_fields != items[i].nr_fields)
			bad_input(p->line.number, "%u fields where '%s' has %u", p->line.nr_fields,
				  items[i].usage, items[i].nr_fields);
		items[i].parse(p);
		return;
	}

	bad_input(p->line.number, "unknown word '%s'", shown(p->line.field[0]));
}

void parse_layout(char **line, unsigned int nr, struct layout *l)
{
	struct parser p = { .l = l };

	for (p.line.number = 1; p.line.number <= nr; p.line.number++)
		parse_line(&p, line[p.line.number - 1]);

	finish_layout(l, &p.mem, &p.cmr, &p.busy, &p.nopamt, nr ? nr : 1);
	finish_given(l, nr ? nr : 1);

	/* A host knows them from the first attempt on; what is missing is no answer */
	if (!l->nr_cmrs && !l->given)
		bad_input(nr, "the file ends and named no CMR: a host has them once it tried TDX");
}
