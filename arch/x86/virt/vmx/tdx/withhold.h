/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory kept from the page allocator: see withhold.c.
 */
#ifndef _X86_VIRT_TDX_WITHHOLD_H
#define _X86_VIRT_TDX_WITHHOLD_H

#include "host.h"

u64 tdx_withhold_limit(void);
int __must_check tdx_withhold(const struct tdx_plan *plan, const struct tdx_memory *memory,
			      struct list_head *taken, struct tdx_range *in_use);
void tdx_withhold_undo(struct list_head *taken);
void tdx_withhold_keep(const struct tdx_plan *plan, struct list_head *taken);
void tdx_withhold_give_back(void);

#endif /* _X86_VIRT_TDX_WITHHOLD_H */
