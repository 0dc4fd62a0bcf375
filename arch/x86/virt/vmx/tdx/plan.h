/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Layout of TDMRs, PAMT sizes and reserved areas as a pure function.
 *
 * The planner takes ranges and limits and fills in a plan.  It allocates
 * nothing, prints nothing and makes no SEAMCALL, so the same files run in the
 * kernel, in KUnit and in userspace tools.  It works in steps, because
 * reserved areas depend on where the PAMTs are:
 *
 *	tdx_plan_tdmrs()	memory list -> TDMRs and the sizes of their PAMTs
 *	tdx_place_pamts()	-> addresses of the PAMTs (plan_place.h)
 *	tdx_plan_reserved()	-> reserved areas of every TDMR
 *
 * tdx_plan_solve() goes through all three, and cuts TDMRs whose PAMTs are too large.
 *
 * All ranges are physical addresses in bytes with an exclusive end.
 */
#ifndef _X86_VIRT_TDX_PLAN_H
#define _X86_VIRT_TDX_PLAN_H

#include <linux/minmax.h>

#include "tdx_abi.h"

/* Pieces of memory that one plan may withhold */
#define TDX_MAX_WITHHELD	64

/* Runs of memory the planner tells apart; the closest are joined beyond that */
#define TDX_PLAN_MAX_RUNS	256

/* Without PAMTs, there is a reserved area before each CMR and behind the last */
#define TDX_PLAN_MAX_AREAS	(TDX_MAX_CMRS + 1)

/**
 * struct tdx_range - a physical range
 * @start: first byte
 * @end: byte after the last
 */
struct tdx_range {
	u64 start;
	u64 end;
};

/**
 * tdx_range_overlap() - what a range has in common with another
 * @range: the range
 * @start: first byte of the other
 * @end: byte after its last
 *
 * Context: any.
 * Return: bytes.
 */
static inline u64 tdx_range_overlap(const struct tdx_range *range, u64 start, u64 end)
{
	u64 from = max(range->start, start), to = min(range->end, end);

	return from < to ? to - from : 0;
}

/**
 * struct tdx_mem_range - memory that the page allocator manages
 * @start: first byte, 4 KiB aligned
 * @end: byte after the last, 4 KiB aligned
 * @nid: NUMA node
 */
struct tdx_mem_range {
	u64 start;
	u64 end;
	int nid;
};

/**
 * struct tdx_plan_work - scratch space of tdx_plan_tdmrs()
 * @nr_areas: entries in @area
 * @area: reserved areas that memory needs before there are PAMTs, ascending
 * @nr_runs: entries in @run
 * @run: whole GiBs that hold memory, ascending, apart by a GiB at least
 * @cost: by runs covered and TDMRs used, the fewest GiBs without memory that
 *	have to be covered as well
 * @first: by the same, the first run of the last group of runs
 *
 * Too large for the stack; contents mean nothing outside the call.
 */
struct tdx_plan_work {
	unsigned int nr_areas;
	struct tdx_range area[TDX_PLAN_MAX_AREAS];
	unsigned int nr_runs;
	struct tdx_range run[TDX_PLAN_MAX_RUNS];
	u32 cost[TDX_PLAN_MAX_RUNS + 1][TDX_MAX_TDMRS + 1];
	u16 first[TDX_PLAN_MAX_RUNS + 1][TDX_MAX_TDMRS + 1];
};

/**
 * struct tdx_plan_in - what a plan is made from
 * @mem: memory to be covered, ascending, without overlap
 * @nr_mem: entries in @mem
 * @cmr: convertible memory, ascending, without overlap or empty entries
 * @nr_cmrs: entries in @cmr, at most TDX_MAX_CMRS
 * @in_use: memory that cannot be withheld, in any order
 * @nr_in_use: entries in @in_use
 * @idle: memory that nobody can use anyway and that is withheld at no cost, in any
 *	order, without overlap
 * @nr_idle: entries in @idle
 * @busy: memory that no PAMT can be in, ascending, without overlap
 * @nr_busy: entries in @busy
 * @wanted: by node, how many TDMRs it should have for parallel initialisation;
 *	NULL for one each
 * @nr_nodes: entries in @wanted
 * @max_tdmrs: TDMRs that may be used, at most TDX_MAX_TDMRS
 * @max_reserved: reserved areas of one TDMR, at most TDX_MAX_RESERVED
 * @max_withheld: bytes of memory that may be withheld so that areas merge
 * @pamt_entry_size: bytes of a PAMT entry by level
 * @work: scratch space
 */
struct tdx_plan_in {
	const struct tdx_mem_range *mem;
	unsigned int nr_mem;
	const struct tdx_range *cmr;
	unsigned int nr_cmrs;
	const struct tdx_range *in_use;
	unsigned int nr_in_use;
	const struct tdx_range *idle;
	unsigned int nr_idle;
	const struct tdx_range *busy;
	unsigned int nr_busy;
	const unsigned int *wanted;
	unsigned int nr_nodes;
	unsigned int max_tdmrs;
	unsigned int max_reserved;
	u64 max_withheld;
	unsigned int pamt_entry_size[TDX_NR_LEVELS];
	struct tdx_plan_work *work;
};

/**
 * struct tdx_plan_tdmr - one TDMR of a plan
 * @base: start, 1 GiB aligned
 * @size: bytes, multiple of 1 GiB
 * @nid: node on which the PAMTs are best placed
 * @pamt: tables by level; the sizes come from tdx_plan_tdmrs(), the bases from
 *	the caller, both 4 KiB aligned
 * @nr_reserved: entries used in @reserved
 * @reserved: areas by ascending offset, neither touching nor overlapping
 */
struct tdx_plan_tdmr {
	u64 base;
	u64 size;
	int nid;
	struct tdx_pamt_ref pamt[TDX_NR_LEVELS];
	unsigned int nr_reserved;
	struct tdx_reserved_area reserved[TDX_MAX_RESERVED];
};

/**
 * struct tdx_plan - TDMRs that cover all memory
 * @nr_tdmrs: entries used in @tdmr
 * @nr_withheld: entries used in @withheld
 * @fault: the range at fault when planning failed
 * @fault_needs: how many TDMRs or reserved areas would have been needed at least
 * @fault_is_area: @fault_needs counts reserved areas, not TDMRs
 * @fault_is_pamt: the PAMTs of the TDMR @fault, @fault_needs pages in all, have no
 *	room; with @fault_is_area, there is none that reserved areas could cover
 * @withheld: memory that must be kept from the page allocator, in the order in
 *	which it was chosen
 * @tdmr: TDMRs, ascending
 */
struct tdx_plan {
	unsigned int nr_tdmrs;
	unsigned int nr_withheld;
	struct tdx_range fault;
	unsigned int fault_needs;
	bool fault_is_area;
	bool fault_is_pamt;
	struct tdx_range withheld[TDX_MAX_WITHHELD];
	struct tdx_plan_tdmr tdmr[TDX_MAX_TDMRS];
};

/* plan.c */
int __must_check tdx_plan_tdmrs(const struct tdx_plan_in *in, struct tdx_plan *plan);

/* plan_cut.c */
unsigned int tdx_plan_max_tdmrs(const struct tdx_plan_in *in);
u64 tdx_plan_pamt_size(const struct tdx_plan_in *in, u64 tdmr_size, int level);
u64 tdx_plan_pamt_bytes(const struct tdx_plan *plan);
u64 tdx_plan_tdmr_pamt_bytes(const struct tdx_plan_tdmr *tdmr);
int tdx_plan_node_of(const struct tdx_plan_in *in, u64 start, u64 end);
void tdx_plan_cut_as_wanted(const struct tdx_plan_in *in, struct tdx_plan *plan);
void tdx_plan_want(const struct tdx_plan_in *in, const unsigned int *cpus, unsigned int *wanted);
void tdx_plan_size_pamts(const struct tdx_plan_in *in, struct tdx_plan *plan);
bool tdx_plan_halve(const struct tdx_plan_in *in, struct tdx_plan *plan, unsigned int i);

/* plan_area.c */
bool tdx_plan_unconvertible(const struct tdx_plan_in *in, const struct tdx_range *range,
			    struct tdx_range *bad);
bool tdx_plan_next_area(const struct tdx_plan_in *in, const struct tdx_plan *plan, u64 from,
			u64 end, struct tdx_range *area);
bool tdx_plan_needs_area(const struct tdx_plan_in *in, const struct tdx_plan *plan, u64 start,
			 u64 end, u64 *first);
int __must_check tdx_plan_reserved(const struct tdx_plan_in *in, struct tdx_plan *plan);

#endif /* _X86_VIRT_TDX_PLAN_H */
