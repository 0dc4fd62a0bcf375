// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: reading a file and making a layout of its ranges.
 *
 * Bad input ends the program with status 2 and one line that says where.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tdx-plan.h"

const char *input_name;

/**
 * bad_input() - give up, the input is not what it should be
 * @line: where, from 1
 * @fmt: what is wrong
 */
void bad_input(unsigned int line, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", input_name, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

void *need_memory(void *p)
{
	if (!p) {
		fprintf(stderr, "tdx-plan: out of memory\n");
		exit(2);
	}
	return p;
}

/* What was assumed, for the one who reads the plan */
void add_info(struct layout *l, const char *fmt, ...)
{
	size_t len = strlen(l->note);
	va_list args;

	va_start(args, fmt);
	vsnprintf(l->note + len, sizeof(l->note) - len, fmt, args);
	va_end(args);
}

void add_range(struct ranges *to, u64 start, u64 end, int nid, unsigned int line)
{
	/* Room doubles whenever it is used up */
	if (!(to->nr & (to->nr - 1)))
		to->item = need_memory(realloc(to->item,
					       (to->nr ? 2 * to->nr : 1) * sizeof(*to->item)));

	to->item[to->nr++] = (struct source_range) {
		.range = { .start = start, .end = end },
		.nid = nid,
		.line = line,
	};
}

static int compare_ranges(const void *a, const void *b)
{
	const struct source_range *x = a, *y = b;

	if (x->range.start != y->range.start)
		return x->range.start < y->range.start ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return 0;
}

void sort_ranges(struct ranges *r)
{
	if (r->nr)
		qsort(r->item, r->nr, sizeof(*r->item), compare_ranges);
}

/* Their order does not matter, but no byte may be named twice */
static void sort_apart(struct ranges *r, const char *what)
{
	size_t i;

	sort_ranges(r);
	for (i = 1; i < r->nr; i++) {
		const struct source_range *a = &r->item[i - 1], *b = &r->item[i];

		if (a->range.end > b->range.start)
			bad_input(max(a->line, b->line), "%s overlaps that of line %u", what,
				  min(a->line, b->line));
	}
}

static void finish_mem(struct layout *l, struct ranges *r, unsigned int last_line)
{
	size_t i;

	sort_apart(r, "memory");
	l->mem = need_memory(calloc(r->nr + 1, sizeof(*l->mem)));

	for (i = 0; i < r->nr; i++) {
		struct tdx_mem_range *last = l->nr_mem ? &l->mem[l->nr_mem - 1] : NULL;
		const struct source_range *s = &r->item[i];
		u64 start = max(s->range.start, FIRST_MIB);

		/* As the kernel does: what is below 1 MiB is never TDX memory */
		if (s->range.end <= start)
			continue;

		l->nr_nodes = max_t(unsigned int, l->nr_nodes, s->nid + 1);
		if (last && last->end == start && last->nid == s->nid) {
			last->end = s->range.end;
			continue;
		}
		l->mem[l->nr_mem++] = (struct tdx_mem_range) {
			.start = start, .end = s->range.end, .nid = s->nid,
		};
	}

	if (!l->nr_mem)
		bad_input(last_line, "the file ends and named no memory above 1 MiB");
}

static void finish_cmrs(struct layout *l, struct ranges *r)
{
	size_t i;

	sort_apart(r, "CMR");
	l->cmr = need_memory(calloc(r->nr + 1, sizeof(*l->cmr)));
	for (i = 0; i < r->nr; i++)
		l->cmr[l->nr_cmrs++] = r->item[i].range;
}

/* To be busy for several reasons is no contradiction */
static struct tdx_range *merged(struct ranges *r, unsigned int *nr)
{
	struct tdx_range *to = need_memory(calloc(r->nr + 1, sizeof(*to)));
	size_t i;

	*nr = 0;
	sort_ranges(r);
	for (i = 0; i < r->nr; i++) {
		const struct tdx_range *range = &r->item[i].range;

		if (*nr && to[*nr - 1].end >= range->start)
			to[*nr - 1].end = max(to[*nr - 1].end, range->end);
		else
			to[(*nr)++] = *range;
	}

	return to;
}

static void finish_nopamt(struct layout *l, struct ranges *r)
{
	unsigned int i;

	if (!r->nr)
		return;
	for (i = 0; i < l->nr_busy; i++)
		add_range(r, l->busy[i].start, l->busy[i].end, 0, 0);
	l->nopamt = merged(r, &l->nr_nopamt);
}

/**
 * finish_layout() - turn ranges as they were read into those of a layout
 * @l: filled in
 * @mem: memory; freed like the others
 * @cmr: CMRs
 * @busy: busy ranges
 * @nopamt: ranges in which no PAMT can be
 * @last_line: where to complain when something is missing
 */
void finish_layout(struct layout *l, struct ranges *mem, struct ranges *cmr,
		   struct ranges *busy, struct ranges *nopamt, unsigned int last_line)
{
	finish_mem(l, mem, last_line);
	finish_cmrs(l, cmr);
	l->busy = merged(busy, &l->nr_busy);
	finish_nopamt(l, nopamt);
	free(mem->item);
	free(cmr->item);
	free(busy->item);
	free(nopamt->item);
}

static char *read_all(FILE *f, size_t *len)
{
	size_t room = 0, got;
	char *text = NULL;

	*len = 0;
	do {
		if (*len == room) {
			room = room ? 2 * room : 65536;
			text = need_memory(realloc(text, room + 1));
		}
		got = fread(text + *len, 1, room - *len, f);
		*len += got;
	} while (got);

	if (ferror(f)) {
		fprintf(stderr, "%s:1: cannot be read: %s\n", input_name, strerror(errno));
		exit(2);
	}
	text[*len] = '\0';
	return text;
}

/* One pointer per line, into @text; a last line need not end */
static char **split_lines(char *text, size_t len, unsigned int *nr)
{
	char **line = NULL, *pos, *end;

	*nr = 0;
	for (pos = text; pos < text + len; pos = end + 1) {
		end = memchr(pos, '\n', text + len - pos);
		if (!end)
			end = text + len;
		*end = '\0';
		if (strlen(pos) != (size_t)(end - pos))
			bad_input(*nr + 1, "a NUL byte: this is not a text file");
		if (!(*nr & (*nr - 1)))
			line = need_memory(realloc(line, (*nr ? 2 * *nr : 1) * sizeof(*line)));
		line[(*nr)++] = pos;
	}

	return line;
}

/**
 * read_input() - read a layout file or a saved dmesg
 * @path: of the file, "-" for standard input
 * @l: filled in
 */
void read_input(const char *path, struct layout *l)
{
	bool is_stdin = !strcmp(path, "-");
	FILE *f = is_stdin ? stdin : fopen(path, "r");
	unsigned int nr, i;
	char *text, **line;
	size_t len;

	memset(l, 0, sizeof(*l));
	input_name = is_stdin ? "<stdin>" : path;
	l->name = input_name;
	if (!f) {
		fprintf(stderr, "%s:1: cannot be opened: %s\n", input_name, strerror(errno));
		exit(2);
	}

	text = read_all(f, &len);
	if (!is_stdin)
		fclose(f);
	line = split_lines(text, len, &nr);

	l->max_tdmrs = TDX_MAX_TDMRS;
	l->max_reserved = TDX_MAX_RESERVED;
	for (i = 0; i < TDX_NR_LEVELS; i++)
		l->pamt_entry_size[i] = 16;
	for (i = 0; i < MAX_NODES; i++)
		l->cpus[i] = 1;

	if (looks_like_dmesg(line, nr))
		parse_dmesg(line, nr, l);
	else
		parse_layout(line, nr, l);

	free(line);
	free(text);
}

void free_layout(struct layout *l)
{
	free(l->mem);
	free(l->cmr);
	free(l->busy);
	free(l->nopamt);
	free(l->given);
}
