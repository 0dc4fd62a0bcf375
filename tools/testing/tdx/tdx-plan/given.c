// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: the plan of a running host, which its debugfs file has behind the
 * layout, and which is what --format machine prints:
 *
 *	status ok | status infeasible REASON | status pending REASON
 *	tdmr BASE SIZE 1g PBASE PSIZE 2m PBASE PSIZE 4k PBASE PSIZE
 *	rsvd OFFSET SIZE
 *	withheld START END
 *	pamt_bytes N
 *
 * It is checked for what the rest of the program relies on, and for being
 * complete; whether the module would take it is not asked, it has.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tdx-plan.h"

#define GIB	0x40000000ULL

/* Lines of the plan, from 1; 0 as long as there was none */
static unsigned int status_line, sum_line;
static u64 sum;

static struct solution *given(struct layout *l)
{
	if (!l->given) {
		l->given = need_memory(calloc(1, sizeof(*l->given)));
		l->given->is_host = true;
	}

	return l->given;
}

static void take_reason(struct solution *s, const char *text)
{
	unsigned long long start, end;
	const char *range;
	size_t i;

	snprintf(s->reason, sizeof(s->reason), "%s", text);
	for (i = 0; s->reason[i]; i++) {
		if (!isprint((unsigned char)s->reason[i]))
			s->reason[i] = '?';
	}

	range = strstr(s->reason, "[mem 0x");
	if (range && sscanf(range, "[mem 0x%llx-0x%llx]", &start, &end) == 2 && start < end &&
	    end < MAX_ADDRESS)
		s->fault = (struct tdx_range) { .start = start, .end = end + 1 };
}

/**
 * parse_status() - the line that says what became of a plan
 * @line: line; only its number is used
 * @text: its text, unchanged: the reason may have any character
 * @l: layout
 *
 * Return: false if it is another line.
 */
bool parse_status(const struct line *line, const char *text, struct layout *l)
{
	static const char * const words[] = { "ok", "infeasible", "pending" };
	const char *word, *reason;
	unsigned int i;
	size_t len;

	text += strspn(text, " \t");
	if (strncmp(text, "status", 6) || !strchr(" \t\r", text[6]))
		return false;
	if (status_line)
		bad_input(line->number, "given before, in line %u", status_line);
	status_line = line->number;

	word = text + 6 + strspn(text + 6, " \t\r");
	len = strcspn(word, " \t\r");
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (len == strlen(words[i]) && !strncmp(word, words[i], len))
			break;
	}
	if (i == ARRAY_SIZE(words))
		bad_input(line->number, "unknown status '%.*s'", (int)len, shown(word));

	reason = word + len + strspn(word + len, " \t\r");
	if (i && !*reason)
		bad_input(line->number, "no reason where 'status %s REASON' has one", words[i]);
	given(l)->ok = !i;
	given(l)->is_pending = i == 2;
	if (i)
		take_reason(given(l), reason);
	return true;
}

static void parse_pamt(const struct line *line, unsigned int first, const char *size,
		       struct tdx_pamt_ref *pamt)
{
	if (strcmp(line->field[first], size))
		bad_input(line->number, "'%s' where '%s' should be", shown(line->field[first]),
			  size);
	pamt->base = parse_address(line, first + 1);
	pamt->size = parse_address(line, first + 2);
	if (!pamt->size || pamt->base + pamt->size > MAX_ADDRESS)
		bad_input(line->number,
			  "the %s table is empty, or beyond 52 bits of physical address", size);
}

static void parse_tdmr(const struct line *line, struct solution *s)
{
	struct tdx_plan *plan = &s->plan;
	struct tdx_plan_tdmr *tdmr = &plan->tdmr[plan->nr_tdmrs], *last = tdmr - 1;

	if (plan->nr_tdmrs == TDX_MAX_TDMRS)
		bad_input(line->number, "more than %u TDMRs: a module has no more",
			  TDX_MAX_TDMRS);
	tdmr->base = parse_address(line, 1);
	tdmr->size = parse_address(line, 2);
	if (tdmr->base % GIB || tdmr->size % GIB || !tdmr->size ||
	    tdmr->base + tdmr->size > MAX_ADDRESS)
		bad_input(line->number, "a TDMR is whole GiBs below 52 bits of physical address");
	if (plan->nr_tdmrs && last->base + last->size > tdmr->base)
		bad_input(line->number, "the TDMR is not behind the one before it");

	parse_pamt(line, 3, "1g", &tdmr->pamt[TDX_LEVEL_1G]);
	parse_pamt(line, 6, "2m", &tdmr->pamt[TDX_LEVEL_2M]);
	parse_pamt(line, 9, "4k", &tdmr->pamt[TDX_LEVEL_4K]);
	plan->nr_tdmrs++;
}

static void parse_rsvd(const struct line *line, struct solution *s)
{
	struct tdx_reserved_area *area, *last;
	struct tdx_plan_tdmr *tdmr;

	if (!s->plan.nr_tdmrs)
		bad_input(line->number, "a reserved area of no TDMR");
	tdmr = &s->plan.tdmr[s->plan.nr_tdmrs - 1];
	if (tdmr->nr_reserved == TDX_MAX_RESERVED)
		bad_input(line->number, "more than %u reserved areas of a TDMR",
			  TDX_MAX_RESERVED);

	area = &tdmr->reserved[tdmr->nr_reserved];
	last = area - 1;
	area->offset = parse_address(line, 1);
	area->size = parse_address(line, 2);
	if (!area->size || area->offset + area->size > tdmr->size)
		bad_input(line->number, "the reserved area is empty, or not within its TDMR");
	if (tdmr->nr_reserved && last->offset + last->size > area->offset)
		bad_input(line->number, "the reserved area is not behind the one before it");
	tdmr->nr_reserved++;
}

static void parse_withheld(const struct line *line, struct solution *s)
{
	struct tdx_range *range = &s->plan.withheld[s->plan.nr_withheld];

	if (s->plan.nr_withheld == TDX_MAX_WITHHELD)
		bad_input(line->number, "more than %u withheld ranges", TDX_MAX_WITHHELD);
	range->start = parse_address(line, 1);
	range->end = parse_address(line, 2);
	if (range->start >= range->end)
		bad_input(line->number, "the range ends where it starts, or before");
	s->plan.nr_withheld++;
}

static void parse_sum(const struct line *line, struct solution *s)
{
	if (sum_line)
		bad_input(line->number, "given before, in line %u", sum_line);
	sum_line = line->number;
	sum = parse_u64(line, 1);
}

/**
 * parse_given() - a line of the plan
 * @line: line
 * @l: layout
 *
 * Return: false if it is a line of a layout.
 */
bool parse_given(const struct line *line, struct layout *l)
{
	static const struct {
		const char *word;
		unsigned int nr_fields;
		const char *usage;
		void (*parse)(const struct line *line, struct solution *s);
	} items[] = {
		{ "tdmr", 12, "tdmr BASE SIZE 1g PBASE PSIZE 2m PBASE PSIZE 4k PBASE PSIZE",
		  parse_tdmr },
		{ "rsvd", 3, "rsvd OFFSET SIZE", parse_rsvd },
		{ "withheld", 3, "withheld START END", parse_withheld },
		{ "pamt_bytes", 2, "pamt_bytes N", parse_sum },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(items); i++) {
		if (strcmp(line->field[0], items[i].word))
			continue;
		if (line->nr_fields != items[i].nr_fields)
			bad_input(line->number, "%u fields where '%s' has %u", line->nr_fields,
				  items[i].usage, items[i].nr_fields);
		if (!status_line || !given(l)->ok)
			bad_input(line->number, "'%s' belongs behind a 'status ok'",
				  items[i].word);
		items[i].parse(line, given(l));
		return true;
	}

	return false;
}

/**
 * finish_given() - check that the plan is complete, if there is one
 * @l: layout, whose memory is complete
 * @last_line: where to complain when something is missing
 */
void finish_given(struct layout *l, unsigned int last_line)
{
	struct tdx_plan_in in = { .mem = l->mem, .nr_mem = l->nr_mem };
	struct solution *s = l->given;
	unsigned int i;
	u64 bytes;

	if (!s || !s->ok)
		return;
	if (!s->plan.nr_tdmrs || !sum_line)
		bad_input(last_line, "the file ends before the plan does, is it complete?");

	bytes = tdx_plan_pamt_bytes(&s->plan);
	if (sum != bytes)
		bad_input(sum_line, "pamt_bytes is %llu, but the tables have %llu", sum, bytes);

	/* The module does not know nodes; the kernel takes them from memory, too */
	for (i = 0; i < s->plan.nr_tdmrs; i++) {
		struct tdx_plan_tdmr *tdmr = &s->plan.tdmr[i];

		tdmr->nid = tdx_plan_node_of(&in, tdmr->base, tdmr->base + tdmr->size);
	}
}
