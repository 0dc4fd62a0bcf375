/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tdx-plan: what its files share.
 */
#ifndef _TDX_PLAN_TOOL_H
#define _TDX_PLAN_TOOL_H

#include <stdio.h>

#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#include "plan_place.h"

#define MAX_NODES	1024
#define FIRST_MIB	0x100000ULL

/* Where the file was read from, for one range: the line, from 1 */
struct source_range {
	struct tdx_range range;
	int nid;
	unsigned int line;
};

/**
 * struct ranges - ranges as they are read
 * @nr: entries in @item
 * @item: in the order of the file, until sorted
 */
struct ranges {
	size_t nr;
	struct source_range *item;
};

/**
 * struct solution - what became of a layout
 * @ok: TDX would initialise; otherwise there may be TDMRs or not
 * @is_host: no plan of ours: how it is on a running host
 * @is_pending: @is_host, and TDX was not enabled there yet
 * @reason: why not, one line
 * @fault: the range at fault, or empty
 * @plan: TDMRs
 */
struct solution {
	bool ok;
	bool is_host;
	bool is_pending;
	char reason[2304];
	struct tdx_range fault;
	struct tdx_plan plan;
};

/**
 * struct layout - the memory of a host, as a file tells
 * @name: of the file
 * @mem: memory, ascending
 * @nr_mem: entries in @mem
 * @cmr: convertible memory, ascending
 * @nr_cmrs: entries in @cmr
 * @busy: memory that cannot be had, ascending, none touching
 * @nr_busy: entries in @busy
 * @nopamt: @busy and where else no PAMT can be, likewise; empty if that is nowhere
 * @nr_nopamt: entries in @nopamt
 * @max_tdmrs: limit of the module
 * @max_reserved: limit of the module
 * @pamt_entry_size: bytes of a PAMT entry by level
 * @nr_nodes: highest number of a node with memory, plus one
 * @cpus: by node
 * @given: what the file says of a running host, NULL if it is a layout only
 * @note: what was assumed, lines each ended with a newline, or empty
 */
struct layout {
	const char *name;
	struct tdx_mem_range *mem;
	unsigned int nr_mem;
	struct tdx_range *cmr;
	unsigned int nr_cmrs;
	struct tdx_range *busy;
	unsigned int nr_busy;
	struct tdx_range *nopamt;
	unsigned int nr_nopamt;
	unsigned int max_tdmrs;
	unsigned int max_reserved;
	unsigned int pamt_entry_size[TDX_NR_LEVELS];
	unsigned int nr_nodes;
	unsigned int cpus[MAX_NODES];
	struct solution *given;
	char note[512];
};

/* input.c */
extern const char *input_name;
void __noreturn __printf(2, 3) bad_input(unsigned int line, const char *fmt, ...);
void *need_memory(void *p);
void add_range(struct ranges *to, u64 start, u64 end, int nid, unsigned int line);
void sort_ranges(struct ranges *r);
void finish_layout(struct layout *l, struct ranges *mem, struct ranges *cmr,
		   struct ranges *busy, struct ranges *nopamt, unsigned int last_line);
void __printf(2, 3) add_info(struct layout *l, const char *fmt, ...);
void read_input(const char *path, struct layout *l);
void free_layout(struct layout *l);

/* layout.c: words of a line */
#define MAX_FIELDS	12
#define MAX_ADDRESS	BIT_ULL(52)

/**
 * struct line - a line of a layout file
 * @number: from 1
 * @nr_fields: words, also those beyond the room of @field
 * @field: words
 */
struct line {
	unsigned int number;
	unsigned int nr_fields;
	char *field[MAX_FIELDS];
};

const char *shown(const char *word);
u64 parse_u64(const struct line *line, unsigned int i);
u64 parse_address(const struct line *line, unsigned int i);

/* given.c: lines about a running host */
bool parse_status(const struct line *line, const char *text, struct layout *l);
bool parse_given(const struct line *line, struct layout *l);
void finish_given(struct layout *l, unsigned int last_line);
const char *verdict_text(const struct solution *s);

/* layout.c, dmesg.c: a file of lines, each ended with NUL */
void parse_layout(char **line, unsigned int nr, struct layout *l);
bool looks_like_dmesg(char **line, unsigned int nr);
void parse_dmesg(char **line, unsigned int nr, struct layout *l);

/* solve.c */
void solve(const struct layout *l, u64 max_withheld, struct solution *s);

/* size.c */

/**
 * struct size_text - a size in words
 * @s: such as "1.5 GiB"
 */
struct size_text {
	char s[24];
};

struct size_text size_text(u64 bytes);
u64 memory_in(const struct layout *l, int nid, u64 start, u64 end);
u64 node_memory(const struct layout *l, int nid);
u64 total_memory(const struct layout *l);
u64 withheld_memory(const struct layout *l, const struct tdx_plan *plan);

/* text.c, machine.c, svg.c */
void print_text(const struct layout *l, const struct solution *s);
void print_machine(const struct solution *s);
void print_svg(const struct layout *l, const struct solution *s);

#endif /* _TDX_PLAN_TOOL_H */
