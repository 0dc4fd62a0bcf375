// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: a picture of memory.
 *
 * Every node has rows of segments: its memory in whole GiBs, with a break in the
 * axis where there is none for a GiB or more.  Segments are to scale as far as a
 * minimal width allows.  Where much happens in little space, a strip below shows
 * that part enlarged, to scale, every item with its address.
 *
 * A segment or strip has four lanes: CMRs, memory with what takes from it,
 * reserved areas, TDMRs.  Nothing is drawn thinner than can be seen.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tdx-plan.h"

#define GIB		0x40000000ULL
#define MIB		0x100000ULL

#define PAGE_WIDTH	1280.0
#define LEFT		110.0
#define WIDTH		1140.0
#define MIN_ITEM	2.0
#define BREAK_WIDTH	26.0
#define ROW_SEGMENTS	10
#define MAX_STRIPS	4

#define MARK_PAMT	"mark mpamt"

#define CMR_Y		0.0
#define CMR_H		6.0
#define MEM_Y		9.0
#define MEM_H		26.0
#define RSVD_Y		38.0
#define RSVD_H		7.0
#define TDMR_Y		49.0
#define TDMR_H		15.0
#define LANES_H		66.0

/* One linear piece of an axis */
struct axis {
	u64 start;
	u64 end;
	double x;
	double width;
	double y;
};

/* Whole GiBs with memory of a node */
struct segment {
	u64 start;
	u64 end;
};

/* The picture grows downwards; it is kept until its height is known */
static FILE *out;
static double y;

static void __printf(1, 2) put(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(out, fmt, args);
	va_end(args);
}

static void put_escaped(const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			put("&lt;");
			break;
		case '>':
			put("&gt;");
			break;
		case '&':
			put("&amp;");
			break;
		case '"':
			put("&quot;");
			break;
		default:
			/* What is no printable ASCII may be no XML or no UTF-8 */
			put("%c", *text >= ' ' && *text <= '~' ? *text : '?');
		}
	}
}

static void put_text(double x, double at, const char *class, const char *text)
{
	put("<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, at, class);
	put_escaped(text);
	put("</text>\n");
}

static double x_of(const struct axis *a, u64 pa)
{
	return a->x + a->width * ((double)(pa - a->start) / (double)(a->end - a->start));
}

/* The part of a range that the axis shows, and what it is when pointed at */
static void put_range(const struct axis *a, u64 start, u64 end, double lane, double height,
		      const char *class, const char *what)
{
	u64 s = max(start, a->start), e = min(end, a->end);
	double x, width;

	if (s >= e)
		return;
	x = x_of(a, s);
	width = x_of(a, e) - x;
	if (width < MIN_ITEM) {
		x -= (MIN_ITEM - width) / 2;
		width = MIN_ITEM;
		x = max(x, a->x);
		x = min(x, a->x + a->width - width);
	}
	put("<rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" class=\"%s\">", x,
	    a->y + lane, width, height, class);
	put("<title>%s 0x%llx-0x%llx, %s</title></rect>\n", what, start, end,
	    size_text(end - start).s);
}

static const char *address_text(u64 pa)
{
	static char text[24];

	snprintf(text, sizeof(text), "0x%llx", pa);
	return text;
}

/* --- lanes --- */

static void put_cmrs(const struct axis *a, const struct layout *l)
{
	unsigned int i;

	for (i = 0; i < l->nr_cmrs; i++)
		put_range(a, l->cmr[i].start, l->cmr[i].end, CMR_Y, CMR_H, "cmr", "CMR");
}

static void put_memory(const struct axis *a, const struct layout *l, int nid)
{
	unsigned int i;

	put("<rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" class=\"none\"/>\n", a->x,
	    a->y + MEM_Y, a->width, MEM_H);
	for (i = 0; i < l->nr_mem; i++)
		put_range(a, l->mem[i].start, l->mem[i].end, MEM_Y, MEM_H,
			  l->mem[i].nid == nid ? "mem" : "other",
			  l->mem[i].nid == nid ? "memory" : "memory of another node");
	for (i = 0; i < l->nr_busy; i++) {
		if (l->busy[i].end - l->busy[i].start >= (a->end - a->start) / 2000)
			put_range(a, l->busy[i].start, l->busy[i].end, MEM_Y + MEM_H / 2,
				  MEM_H / 2, "busy", "busy");
	}
}

static void put_pamts(const struct axis *a, const struct tdx_plan *plan)
{
	unsigned int i, level;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *p = &plan->tdmr[i].pamt[level];

			put_range(a, p->base, p->base + p->size, MEM_Y, MEM_H, "pamt", "PAMT");
		}
	}
}

static void put_tdmr(const struct axis *a, const struct tdx_plan_tdmr *t, unsigned int number)
{
	u64 start = max(t->base, a->start), end = min(t->base + t->size, a->end);
	double x, width;
	char text[64];

	if (start >= end)
		return;
	put_range(a, t->base, t->base + t->size, TDMR_Y, TDMR_H, number % 2 ? "tdmr odd" : "tdmr",
		  "TDMR");

	x = x_of(a, start);
	width = x_of(a, end) - x;
	snprintf(text, sizeof(text), "TDMR %u, %s", number, size_text(t->size).s);
	if (width < 6.2 * strlen(text))
		snprintf(text, sizeof(text), "%s", size_text(t->size).s);
	if (width >= 6.2 * strlen(text))
		put_text(x + width / 2, a->y + TDMR_Y + 11, "in", text);
}

static void put_plan(const struct axis *a, const struct solution *s)
{
	const struct tdx_plan *plan = &s->plan;
	unsigned int i, j;

	put_pamts(a, plan);
	for (i = 0; i < plan->nr_withheld; i++)
		put_range(a, plan->withheld[i].start, plan->withheld[i].end, MEM_Y - 2, MEM_H + 4,
			  "held", "withheld");
	for (i = 0; i < plan->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *t = &plan->tdmr[i];

		for (j = 0; j < t->nr_reserved; j++)
			put_range(a, t->base + t->reserved[j].offset,
				  t->base + t->reserved[j].offset + t->reserved[j].size, RSVD_Y,
				  RSVD_H, "rsvd", "reserved");
		put_tdmr(a, t, i);
	}
}

static void put_lanes(const struct axis *a, const struct layout *l, const struct solution *s,
		      int nid)
{
	put_cmrs(a, l);
	put_memory(a, l, nid);
	if (s->ok)
		put_plan(a, s);
	else
		put_range(a, s->fault.start, s->fault.end, CMR_Y - 2, MEM_Y + MEM_H + 4, "fault",
			  "at fault");
}

static void put_lane_names(double at, bool ok)
{
	put_text(LEFT - 8, at + CMR_Y + 6, "lane", "CMR");
	put_text(LEFT - 8, at + MEM_Y + 17, "lane", "memory");
	if (!ok)
		return;
	put_text(LEFT - 8, at + RSVD_Y + 7, "lane", "reserved");
	put_text(LEFT - 8, at + TDMR_Y + 11, "lane", "TDMR");
}

/* --- strips: where much happens in little space --- */

static bool is_small(const struct axis *a, u64 start, u64 end)
{
	return end > a->start && start < a->end && x_of(a, min(end, a->end)) -
	       x_of(a, max(start, a->start)) < 3 * MIN_ITEM;
}

/* What a strip marks with an address */
struct mark {
	u64 start;
	u64 end;
	const char *class;
};

struct marks {
	unsigned int nr;
	struct mark *item;
};

static void add_mark(struct marks *m, u64 start, u64 end, const char *class)
{
	if (!(m->nr & (m->nr - 1)))
		m->item = need_memory(realloc(m->item, (m->nr ? 2 * m->nr : 1) * sizeof(*m->item)));
	m->item[m->nr++] = (struct mark) { .start = start, .end = end, .class = class };
}

static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *z = b;

	if (x->start != z->start)
		return x->start < z->start ? -1 : 1;
	return 0;
}

/* Holes between memory, PAMTs as blocks, withheld ranges; ascending */
static void collect_marks(const struct layout *l, const struct solution *s, struct marks *m)
{
	const struct tdx_plan *plan = &s->plan;
	unsigned int i, level;

	for (i = 1; i < l->nr_mem; i++) {
		if (l->mem[i - 1].end < l->mem[i].start)
			add_mark(m, l->mem[i - 1].end, l->mem[i].start, "mark");
	}
	for (i = 0; s->ok && i < plan->nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *p = &plan->tdmr[i].pamt[level];

			add_mark(m, p->base, p->base + p->size, MARK_PAMT);
		}
	}
	for (i = 0; s->ok && i < plan->nr_withheld; i++)
		add_mark(m, plan->withheld[i].start, plan->withheld[i].end, "mark mheld");

	if (m->nr)
		qsort(m->item, m->nr, sizeof(*m->item), compare_marks);

	/* Tables side by side are one block to the eye */
	for (i = 1, level = 0; i < m->nr; i++) {
		if (m->item[level].class == m->item[i].class &&
		    m->item[level].end == m->item[i].start)
			m->item[level].end = m->item[i].end;
		else
			m->item[++level] = m->item[i];
	}
	m->nr = m->nr ? level + 1 : 0;
}

/* Labels stand upright below the strip, apart from each other, tied to their items */
static double put_marks(const struct axis *a, const struct mark *m, unsigned int nr)
{
	double top = a->y + LANES_H + 4, pitch = min(12.5, a->width / nr), x, at, room;
	double last = a->x - pitch;
	unsigned int i;
	char text[64];
	size_t longest = 0;

	for (i = 0; i < nr; i++) {
		x = (x_of(a, max(m[i].start, a->start)) + x_of(a, min(m[i].end, a->end))) / 2;
		room = a->x + a->width - (nr - 1 - i) * pitch;
		at = min(max(x, last + pitch), room);
		last = at;

		snprintf(text, sizeof(text), "0x%llx  %s", m[i].start,
			 size_text(m[i].end - m[i].start).s);
		longest = max(longest, strlen(text));
		put("<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1f\" class=\"tie\"/>\n", x, top - 3, x,
		    top, at, top + 12);
		put("<text transform=\"translate(%.1f %.1f) rotate(90)\" class=\"%s\">%s</text>\n",
		    at - 3.5, top + 15, m[i].class, text);
	}

	return nr ? 22 + 6.1 * longest : 0;
}

/* A part of the segment, enlarged: from the first to the last of some marks */
static void put_strip(const struct axis *from, const struct layout *l, const struct solution *s,
		      int nid, char letter, const struct mark *m, unsigned int nr)
{
	u64 low = m[0].start, high = m[0].end, margin;
	struct axis a;
	unsigned int i;
	char text[128];
	double x1, x2;

	for (i = 1; i < nr; i++)
		high = max(high, m[i].end);
	margin = max((high - low) / 20, MIB);
	a.start = max(from->start, low > margin ? (low - margin) / MIB * MIB : 0);
	a.end = min(from->end, (high + margin + MIB - 1) / MIB * MIB);
	a.x = LEFT + 20;
	a.width = WIDTH - 40;
	a.y = y + 24;

	/* Seen from above: which part it is */
	x1 = x_of(from, a.start);
	x2 = max(x_of(from, a.end), x1 + MIN_ITEM);
	put("<path d=\"M%.1f %.1fv-4H%.1fv4\" class=\"bracket\"/>\n", x1, from->y - 2, x2);
	snprintf(text, sizeof(text), "%c", letter);
	put_text((x1 + x2) / 2, from->y - 9, "letter", text);

	snprintf(text, sizeof(text), "%c enlarged: 0x%llx - 0x%llx, %s", letter, a.start, a.end,
		 size_text(a.end - a.start).s);
	put_text(a.x, a.y - 8, "letter left", text);

	put_lane_names(a.y, s->ok);
	put_lanes(&a, l, s, nid);
	y = a.y + LANES_H + put_marks(&a, m, nr) + 8;
}

/* Neighbouring small marks are a group; a group with three or more is enlarged */
static void put_strips(const struct axis *a, const struct layout *l, const struct solution *s,
		       int nid, const struct marks *m, unsigned int *strips)
{
	u64 near = min_t(u64, GIB / 4, (a->end - a->start) / a->width * 90);
	unsigned int i, first, small;

	for (first = 0; first < m->nr; first = i) {
		small = is_small(a, m->item[first].start, m->item[first].end);
		i = first + 1;
		if (m->item[first].start < a->start || m->item[first].end > a->end)
			continue;
		while (i < m->nr && m->item[i].end <= a->end &&
		       m->item[i].start - m->item[i - 1].end < near) {
			small += is_small(a, m->item[i].start, m->item[i].end);
			i++;
		}
		if (small < 3 || *strips == MAX_STRIPS)
			continue;
		put_strip(a, l, s, nid, 'A' + (*strips)++, &m->item[first],
			  min(i - first, 80U));
	}
}

/* --- rows --- */

static unsigned int collect_segments(const struct layout *l, int nid, struct segment *seg)
{
	unsigned int nr = 0, i;

	for (i = 0; i < l->nr_mem; i++) {
		u64 start = l->mem[i].start / GIB * GIB;
		u64 end = (l->mem[i].end + GIB - 1) / GIB * GIB;

		if (l->mem[i].nid != nid)
			continue;
		if (nr && start <= seg[nr - 1].end) {
			seg[nr - 1].end = max(end, seg[nr - 1].end);
			continue;
		}
		seg[nr].start = start;
		seg[nr++].end = end;
	}

	return nr;
}

static void put_break(double x, u64 bytes)
{
	put("<path d=\"M%.1f %.1fl5 -7l4 12l5 -7\" class=\"break\">", x + 6,
	    y + MEM_Y + MEM_H / 2 + 2);
	put("<title>%s left out</title></path>\n", size_text(bytes).s);
}

/* Widths to scale, but none too small: the others make room */
static void share_width(const struct segment *seg, unsigned int nr, double width, double *share)
{
	double least = min(64.0, width / nr), taken = 0, bytes = 0;
	unsigned int i, round;

	for (i = 0; i < nr; i++)
		share[i] = 0;
	for (round = 0; round < nr; round++) {
		bytes = 0;
		taken = 0;
		for (i = 0; i < nr; i++) {
			if (share[i] > 0)
				taken += share[i];
			else
				bytes += seg[i].end - seg[i].start;
		}
		for (i = 0; i < nr; i++) {
			if (share[i] > 0 || (seg[i].end - seg[i].start) / bytes *
			    (width - taken) >= least)
				continue;
			share[i] = least;
			break;
		}
		if (i == nr)
			break;
	}
	for (i = 0; i < nr; i++) {
		if (share[i] <= 0)
			share[i] = (seg[i].end - seg[i].start) / bytes * (width - taken);
	}
}

/* Addresses at both ends of a segment, where there is room for them */
static void put_ends(const struct axis *a, double *free_from)
{
	double at = a->y + LANES_H + 9, start_width, end_width;

	start_width = 6.1 * strlen(address_text(a->start));
	if (a->x >= *free_from) {
		put_text(a->x, at, "addr", address_text(a->start));
		*free_from = a->x + start_width + 8;
	}
	end_width = 6.1 * strlen(address_text(a->end));
	if (a->x + a->width - end_width >= *free_from) {
		put_text(a->x + a->width, at, "addr last", address_text(a->end));
		*free_from = a->x + a->width + 8;
	}
}

/* PAMTs with their addresses, where there is room */
static void put_pamt_labels(const struct axis *a, const struct marks *m, double *free_from)
{
	double x, width;
	unsigned int i;
	char text[64];

	for (i = 0; i < m->nr; i++) {
		if (strcmp(m->item[i].class, MARK_PAMT) || m->item[i].start < a->start ||
		    m->item[i].start >= a->end)
			continue;
		snprintf(text, sizeof(text), "PAMT 0x%llx  %s", m->item[i].start,
			 size_text(m->item[i].end - m->item[i].start).s);
		width = 6.1 * strlen(text);
		x = min(x_of(a, m->item[i].start), LEFT + WIDTH - width);
		if (x < *free_from)
			continue;
		put_text(x, a->y + LANES_H + 21, MARK_PAMT, text);
		*free_from = x + width + 10;
	}
}

static void put_row(const struct layout *l, const struct solution *s, int nid,
		    const struct segment *seg, unsigned int nr, const struct marks *m,
		    unsigned int *strips)
{
	double share[ROW_SEGMENTS], x = LEFT, free_from = 0, pamt_from = 0;
	struct axis axis[ROW_SEGMENTS];
	unsigned int i;

	share_width(seg, nr, WIDTH - (nr - 1) * BREAK_WIDTH, share);
	put_lane_names(y, s->ok);
	for (i = 0; i < nr; i++) {
		axis[i] = (struct axis) {
			.start = seg[i].start, .end = seg[i].end,
			.x = x, .width = share[i], .y = y,
		};
		if (i)
			put_break(x - BREAK_WIDTH, seg[i].start - seg[i - 1].end);
		put_lanes(&axis[i], l, s, nid);
		put_ends(&axis[i], &free_from);
		if (s->ok)
			put_pamt_labels(&axis[i], m, &pamt_from);
		x += share[i] + BREAK_WIDTH;
	}

	y += LANES_H + (pamt_from > 0 ? 26 : 14);
	for (i = 0; i < nr; i++)
		put_strips(&axis[i], l, s, nid, m, strips);
	y += 8;
}

static void put_node(const struct layout *l, const struct solution *s, int nid,
		     const struct marks *m)
{
	struct segment *seg = need_memory(calloc(l->nr_mem, sizeof(*seg)));
	unsigned int nr = collect_segments(l, nid, seg), i, strips = 0;
	char text[64];

	if (nr) {
		snprintf(text, sizeof(text), "Node %d, %s", nid, size_text(node_memory(l, nid)).s);
		put_text(16, y + 10, "node", text);
		y += 34;
		for (i = 0; i < nr; i += ROW_SEGMENTS)
			put_row(l, s, nid, seg + i, min(nr - i, (unsigned int)ROW_SEGMENTS), m,
				&strips);
		y += 8;
	}

	free(seg);
}

/* --- the whole --- */

static void put_legend(void)
{
	static const struct {
		const char *class;
		const char *text;
	} items[] = {
		{ "cmr", "convertible (CMR)" },
		{ "mem", "memory" },
		{ "other", "of another node" },
		{ "none", "no memory" },
		{ "busy", "busy" },
		{ "pamt", "PAMT" },
		{ "held", "withheld" },
		{ "rsvd", "reserved area" },
		{ "tdmr", "TDMR" },
		{ "fault", "at fault" },
	};
	double x = 16;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(items); i++) {
		put("<rect x=\"%.1f\" y=\"%.1f\" width=\"16\" height=\"11\" class=\"%s\"/>\n", x, y,
		    items[i].class);
		put_text(x + 21, y + 9.5, "key", items[i].text);
		x += 44 + 6.3 * strlen(items[i].text);
	}
	y += 32;
}

static void put_heading(const struct layout *l, const struct solution *s)
{
	const char *base = strrchr(l->name, '/');
	char text[400];
	unsigned int i, areas = 0;
	u64 held = 0;

	snprintf(text, sizeof(text), "%s: TDX %s", base ? base + 1 : l->name, verdict_text(s));
	put_text(16, 30, "title", text);

	if (s->ok) {
		for (i = 0; i < s->plan.nr_tdmrs; i++)
			areas += s->plan.tdmr[i].nr_reserved;
		held = withheld_memory(l, &s->plan);
		snprintf(text, sizeof(text),
			 "%s of memory, PAMTs of %s, %u TDMR%s, %u reserved area%s, %s withheld",
			 size_text(total_memory(l)).s, size_text(tdx_plan_pamt_bytes(&s->plan)).s,
			 s->plan.nr_tdmrs, s->plan.nr_tdmrs == 1 ? "" : "s", areas,
			 areas == 1 ? "" : "s", held ? size_text(held).s : "nothing");
	}
	put_text(16, 50, "sub", s->ok ? text : s->reason);
	y = 68;
}

static void print_style(void)
{
	printf("<style>\n"
	       "text{font-family:'DejaVu Sans',Verdana,sans-serif;font-size:10px;fill:#333}\n"
	       ".title{font-size:18px;font-weight:bold;fill:#111}.sub{font-size:12px}\n"
	       ".node{font-size:13px;font-weight:bold;fill:#111}.key{font-size:11px}\n"
	       ".lane{text-anchor:end;fill:#777}.addr,.mark{font-family:'DejaVu Sans Mono',monospace}\n"
	       ".addr{fill:#555}.last{text-anchor:end}\n"
	       ".in{text-anchor:middle}\n"
	       ".cmr{fill:#2a9d8f}.mem{fill:#a8d5a2}.other{fill:#dfe9dc}.none{fill:#f4f1ec;stroke:#ddd6c8;stroke-width:.6}\n"
	       ".busy{fill:#8d8d80}.pamt{fill:#4361ee}.held{fill:#f77f00}.rsvd{fill:#b02a37}\n"
	       ".tdmr{fill:#e3e6f5;stroke:#8f98c8;stroke-width:.8}.odd{fill:#cfd5ef}\n"
	       ".fault{fill:#e63946;fill-opacity:.15;stroke:#e63946;stroke-width:1.5}\n"
	       ".mpamt{fill:#2f49c4}.mheld{fill:#c05f00;font-weight:bold}\n"
	       ".tie{fill:none;stroke:#999;stroke-width:.7}.break{fill:none;stroke:#888;stroke-width:1.3}\n"
	       ".bracket{fill:none;stroke:#7a3fb0;stroke-width:1.2}\n"
	       ".letter{font-size:11px;font-weight:bold;fill:#7a3fb0;text-anchor:middle}.left{text-anchor:start}\n"
	       "</style>\n");
}

/**
 * print_svg() - draw a layout and its plan
 * @l: layout
 * @s: what became of it
 */
void print_svg(const struct layout *l, const struct solution *s)
{
	struct marks marks = {};
	char *body = NULL;
	unsigned int nid;
	size_t size;

	out = need_memory(open_memstream(&body, &size));
	put_heading(l, s);
	put_legend();
	collect_marks(l, s, &marks);
	for (nid = 0; nid < l->nr_nodes; nid++)
		put_node(l, s, nid, &marks);
	free(marks.item);
	fclose(out);

	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n",
	       PAGE_WIDTH, y + 12, PAGE_WIDTH, y + 12);
	print_style();
	printf("<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n%s</svg>\n", body);
	free(body);
}
