/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TDX as the rest of the kernel sees it: the host interface that KVM calls, and
 * the entry points of the guest's code.
 *
 * Enabling TDX, the locking contract
 * ----------------------------------
 * The caller (KVM) puts every online CPU in VMX operation, calls
 * tdx_cpu_enable() on each of them and then tdx_enable() once.  Locks nest in
 * this order:
 *
 *	cpus_read_lock()	taken by the caller of tdx_enable()
 *	  tdx_lock		mutex, one enable at a time
 *	    get_online_mems()	from the snapshot of memory until it is published
 *
 * The memory notifier runs under both hotplug locks and takes neither of the
 * other two.  Work that is sent to other CPUs never takes cpus_read_lock().
 */
#ifndef _ASM_X86_TDX_H
#define _ASM_X86_TDX_H

#include <linux/bits.h>
#include <linux/init.h>

#include <asm/errno.h>
#include <asm/ptrace.h>
#include <asm/shared/tdx.h>
#include <asm/trapnr.h>

#ifndef __ASSEMBLY__

#include <linux/sizes.h>
#include <linux/types.h>

struct mce;

/* Bounds of what the kernel keeps of the module's tables */
#define TDX_SYS_MAX_CMRS	32

/**
 * struct tdx_sys_version - identity of the loaded TDX module
 * @major: major version
 * @minor: minor version
 * @update: update version
 * @internal: internal version, optional metadata, 0 where it is not offered
 * @build_num: build number
 * @build_date: build date, decimal digits YYYYMMDD in a number
 */
struct tdx_sys_version {
	u16 major;
	u16 minor;
	u16 update;
	u16 internal;
	u16 build_num;
	u32 build_date;
};

/**
 * struct tdx_sys_limits - bounds the module sets on the description of memory
 * @max_tdmrs: TDMRs in all
 * @max_reserved: reserved areas of one TDMR
 * @pamt_entry_size: bytes of a PAMT entry by page size, index TDX_PS_*
 */
struct tdx_sys_limits {
	u16 max_tdmrs;
	u16 max_reserved;
	u16 pamt_entry_size[TDX_PS_NR];
};

/**
 * struct tdx_sys_cmr - a convertible memory region
 * @base: physical address, 4 KiB aligned
 * @size: bytes, never 0
 */
struct tdx_sys_cmr {
	u64 base;
	u64 size;
};

/**
 * struct tdx_sys_info - global metadata of the TDX module
 * @version: identity of the module
 * @attributes: SYS_ATTRIBUTES; bit 31 marks a debug module
 * @features0: TDX_FEATURES0
 * @limits: bounds on the description of memory
 * @nr_cmrs: valid entries in @cmr
 * @cmr: convertible memory, ascending, without overlap and empty entries
 */
struct tdx_sys_info {
	struct tdx_sys_version version;
	u32 attributes;
	u64 features0;
	struct tdx_sys_limits limits;
	u16 nr_cmrs;
	struct tdx_sys_cmr cmr[TDX_SYS_MAX_CMRS];
};

#ifdef CONFIG_INTEL_TDX_HOST
int tdx_cpu_enable(void);
int tdx_enable(void);
void __init tdx_init(void);
const struct tdx_sys_info *tdx_get_sysinfo(void);
u32 tdx_get_nr_guest_keyids(void);
int tdx_guest_keyid_alloc(void);
void tdx_guest_keyid_free(unsigned int keyid);
const char *tdx_dump_mce_info(struct mce *m);
void tdx_cpu_stop(void);
void tdx_machine_shutdown(void);
void tdx_crash_shutdown(void);
#else
static inline int tdx_enable(void) { return -ENODEV; }
static inline int tdx_cpu_enable(void) { return -ENODEV; }
static inline void tdx_init(void) { }
static inline const struct tdx_sys_info *tdx_get_sysinfo(void) { return NULL; }
static inline u32 tdx_get_nr_guest_keyids(void) { return 0; }
static inline int tdx_guest_keyid_alloc(void) { return -ENODEV; }
static inline void tdx_guest_keyid_free(unsigned int keyid) { }
static inline const char *tdx_dump_mce_info(struct mce *m) { return NULL; }
static inline void tdx_cpu_stop(void) { }
static inline void tdx_machine_shutdown(void) { }
static inline void tdx_crash_shutdown(void) { }
#endif /* CONFIG_INTEL_TDX_HOST */

/**
 * struct ve_info - what the module tells a TD about a virtualisation exception
 * @exit_reason: as in the VMCS
 * @exit_qual: exit qualification
 * @gla: guest linear address
 * @gpa: guest physical address
 * @instr_len: bytes of the instruction
 * @instr_info: instruction information, as in the VMCS
 */
struct ve_info {
	u64 exit_reason, exit_qual;
	u64 gla, gpa;
	u32 instr_len, instr_info;
};

#ifdef CONFIG_INTEL_TDX_GUEST
void __init tdx_early_init(void);
void tdx_halt(void);
bool tdx_early_handle_ve(struct pt_regs *regs);
bool tdx_handle_virt_exception(struct pt_regs *regs, struct ve_info *ve);
void tdx_get_ve_info(struct ve_info *ve);
u64 tdx_hcall_get_quote(u8 *buf, size_t size);
int tdx_mcall_get_report0(u8 *reportdata, u8 *tdreport);
#else
static inline void tdx_early_init(void) { }
static inline void tdx_halt(void) { }
static inline bool tdx_early_handle_ve(struct pt_regs *regs) { return false; }
#endif /* CONFIG_INTEL_TDX_GUEST */

#if defined(CONFIG_INTEL_TDX_GUEST) && defined(CONFIG_KVM_GUEST)
long tdx_kvm_hypercall(unsigned int nr, unsigned long p1, unsigned long p2,
		       unsigned long p3, unsigned long p4);
#else
static inline long tdx_kvm_hypercall(unsigned int nr, unsigned long p1, unsigned long p2,
				     unsigned long p3, unsigned long p4)
{
	return -ENODEV;
}
#endif

#endif /* !__ASSEMBLY__ */
#endif /* _ASM_X86_TDX_H */
