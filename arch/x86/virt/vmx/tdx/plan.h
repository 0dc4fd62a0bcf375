/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Layout of TDMRs, PAMT sizes and reserved areas as a pure function.
 *
 * The planner takes ranges and limits and fills in a plan.  It allocates
 * nothing, prints nothing and makes no SEAMCALL, so the same file runs in the
 * kernel, in KUnit and in userspace tools.  It works in two steps, because
 * reserved areas depend on where the PAMTs are:
 *
 *	tdx_plan_tdmrs()	memory list -> TDMRs and the sizes of their PAMTs
 *	(the caller finds memory for the PAMTs and fills in their bases)
 *	tdx_plan_reserved()	-> reserved areas of every TDMR
 *
 * All ranges are physical addresses in bytes with an exclusive end.
 */
#ifndef _X86_VIRT_TDX_PLAN_H
#define _X86_VIRT_TDX_PLAN_H

#include "tdx_abi.h"

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
 * struct tdx_plan_in - what a plan is made from
 * @mem: memory to be covered, ascending, without overlap
 * @nr_mem: entries in @mem
 * @cmr: convertible memory, ascending, without overlap or empty entries
 * @nr_cmrs: entries in @cmr
 * @max_tdmrs: TDMRs that may be used, at most TDX_MAX_TDMRS
 * @max_reserved: reserved areas of one TDMR, at most TDX_MAX_RESERVED
 * @pamt_entry_size: bytes of a PAMT entry by level
 */
struct tdx_plan_in {
	const struct tdx_mem_range *mem;
	unsigned int nr_mem;
	const struct tdx_range *cmr;
	unsigned int nr_cmrs;
	unsigned int max_tdmrs;
	unsigned int max_reserved;
	unsigned int pamt_entry_size[TDX_NR_LEVELS];
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
 * @fault: the range at fault when planning failed
 * @fault_needs: how many TDMRs or reserved areas would have been needed at least
 * @tdmr: TDMRs, ascending
 */
struct tdx_plan {
	unsigned int nr_tdmrs;
	struct tdx_range fault;
	unsigned int fault_needs;
	struct tdx_plan_tdmr tdmr[TDX_MAX_TDMRS];
};

bool tdx_plan_unconvertible(const struct tdx_plan_in *in, const struct tdx_range *range,
			    struct tdx_range *bad);
int __must_check tdx_plan_tdmrs(const struct tdx_plan_in *in, struct tdx_plan *plan);
int __must_check tdx_plan_reserved(const struct tdx_plan_in *in, struct tdx_plan *plan);
u64 tdx_plan_pamt_bytes(const struct tdx_plan *plan);
u64 tdx_plan_tdmr_pamt_bytes(const struct tdx_plan_tdmr *tdmr);

#endif /* _X86_VIRT_TDX_PLAN_H */
