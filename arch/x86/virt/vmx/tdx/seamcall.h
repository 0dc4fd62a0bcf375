/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only way to the TDX module: the instruction stubs of seamcall.S and
 * typed wrappers, one a leaf, of tdh.c.  Raw registers do not leave those two
 * files.
 */
#ifndef _X86_VIRT_TDX_SEAMCALL_H
#define _X86_VIRT_TDX_SEAMCALL_H

#include <linux/linkage.h>

#include <asm/shared/tdx.h>

#include "tdx_abi.h"

asmlinkage tdx_status_t __must_check __seamcall(u64 fn, struct tdx_module_args *args);
asmlinkage tdx_status_t __must_check __seamcall_ret(u64 fn, struct tdx_module_args *args);
asmlinkage tdx_status_t __must_check __seamcall_saved_ret(u64 fn, struct tdx_module_args *args);

/**
 * struct tdh_page_md - output of TDH.PHYMEM.PAGE.RDMD
 * @type: enum tdx_page_type
 * @owner: physical address of the TDR that owns the page
 * @level: enum tdx_level at which the page is assigned
 */
struct tdh_page_md {
	u64 type;
	u64 owner;
	u64 level;
};

tdx_status_t __must_check tdh_sys_init(void);
tdx_status_t __must_check tdh_sys_lp_init(void);
tdx_status_t __must_check tdh_sys_rd(u64 field, u64 *value);
tdx_status_t __must_check tdh_sys_info(phys_addr_t info, phys_addr_t cmrs);
tdx_status_t __must_check tdh_sys_config(phys_addr_t array, unsigned int nr_tdmrs, u16 hkid);
tdx_status_t __must_check tdh_sys_key_config(void);
tdx_status_t __must_check tdh_sys_tdmr_init(u64 tdmr, u64 *next);
tdx_status_t __must_check tdh_sys_disable(void);
tdx_status_t __must_check tdh_phymem_page_rdmd(phys_addr_t page, struct tdh_page_md *md);

#endif /* _X86_VIRT_TDX_SEAMCALL_H */
