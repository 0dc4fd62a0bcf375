/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM seam

#if !defined(_X86_VIRT_TDX_SEAM_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _X86_VIRT_TDX_SEAM_TRACE_H

#include <linux/tracepoint.h>

#include "../status.h"
#include "model.h"

/* A SEAMCALL that reached the SEAM shim: what went in, what came out */
TRACE_EVENT(seamcall,
	TP_PROTO(unsigned int lp, const struct seam_regs *in, const struct seam_regs *out,
		 tdx_status_t status, u64 ns),
	TP_ARGS(lp, in, out, status, ns),

	TP_STRUCT__entry(
		__field(unsigned int, lp)
		__field(u64, rax)
		__field(u64, rcx)
		__field(u64, rdx)
		__field(u64, r8)
		__field(u64, r9)
		__field(u64, status)
		__field(u64, out_rcx)
		__field(u64, out_rdx)
		__field(u64, out_r8)
		__field(u64, out_r9)
		__field(u64, out_r10)
		__field(u64, ns)
		__string(leaf, seam_leaf_name(in->rax & TDX_RAX_LEAF) ?: "unknown leaf")
		__string(name, tdx_status_name(status))
	),

	TP_fast_assign(
		__entry->lp = lp;
		__entry->rax = in->rax;
		__entry->rcx = in->rcx;
		__entry->rdx = in->rdx;
		__entry->r8 = in->r8;
		__entry->r9 = in->r9;
		__entry->status = tdx_status_raw(status);
		__entry->out_rcx = out->rcx;
		__entry->out_rdx = out->rdx;
		__entry->out_r8 = out->r8;
		__entry->out_r9 = out->r9;
		__entry->out_r10 = out->r10;
		__entry->ns = ns;
		__assign_str(leaf);
		__assign_str(name);
	),

	TP_printk("LP %u %s (rax 0x%llx) rcx 0x%llx rdx 0x%llx r8 0x%llx r9 0x%llx -> %s (0x%llx) rcx 0x%llx rdx 0x%llx r8 0x%llx r9 0x%llx r10 0x%llx, %llu ns",
		  __entry->lp, __get_str(leaf), __entry->rax, __entry->rcx, __entry->rdx,
		  __entry->r8, __entry->r9, __get_str(name), __entry->status,
		  __entry->out_rcx, __entry->out_rdx, __entry->out_r8, __entry->out_r9,
		  __entry->out_r10, __entry->ns)
);

#endif /* _X86_VIRT_TDX_SEAM_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
