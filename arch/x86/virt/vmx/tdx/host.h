/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the TDX host core share with each other.
 */
#ifndef _X86_VIRT_TDX_HOST_H
#define _X86_VIRT_TDX_HOST_H

#include <linux/cpumask.h>
#include <linux/gfp_types.h>
#include <linux/printk.h>

#include <asm/tdx.h>

#include "plan.h"
#include "status.h"

/**
 * struct tdx_memory - snapshot of the memory that must become TDX memory
 * @nr: entries in @range
 * @range: ascending, without overlap, adjacent ranges of a node merged
 */
struct tdx_memory {
	unsigned int nr;
	struct tdx_mem_range range[] __counted_by(nr);
};

/* The states of the host: tdx.c tells how they are entered and left */
enum tdx_state {
	TDX_ABSENT,
	TDX_PRESENT,
	TDX_READY,
	TDX_DEAD,
};

/* When memory is short an attempt fails with a line that says for what: no stack dump */
#define TDX_GFP		(GFP_KERNEL | __GFP_NOWARN)

/* state.c: the state, and what READY publishes */
enum tdx_state tdx_host_state(void);
void tdx_set_state(enum tdx_state state);
void tdx_set_ready(const struct tdx_sys_info *info, const struct tdx_plan *plan);
bool tdx_is_ready(void);
const struct tdx_plan *tdx_ready_plan(void);

/* tdx.c: let an attempt under way end, and no other begin; what the last one read */
void tdx_stop_enabling(void);
int tdx_last_sysinfo(struct tdx_sys_info *info);

/* For tests that enable TDX again and again */
#if IS_ENABLED(CONFIG_TDX_TEST_SWEEP)
int tdx_test_reset(void);
void tdx_cpu_forget(void);
void tdx_sysfs_forget(void);
#endif

/* shutdown.c: the end of this kernel */
int __init tdx_shutdown_init(void);

/* gate.c: the gate before every SEAMCALL, and the caches behind it */
bool tdx_seamcall_begin(void);
bool tdx_seamcall_made(void);
bool tdx_seamcall_end(void);
void tdx_write_back_all(bool always);

/* What report.c keeps of one attempt; the first line of it behind a word */
#define TDX_REPORT_BYTES	2048
#define TDX_STATE_BYTES		(TDX_REPORT_BYTES + 16)

/* report.c: why TDX is not available; the errno to return for a SEAMCALL that failed */
__printf(1, 2) void tdx_err(const char *fmt, ...);
__printf(2, 3) int tdx_seamcall_failed(tdx_status_t status, const char *step, ...);
int tdx_no_memory(const char *what);
void tdx_report_begin(void);
size_t tdx_report_read(char *buf, size_t size);
void tdx_report_state(char *buf, bool mask);

/* fail.c: whether the function called next, @what, is to fail with @error */
#ifdef CONFIG_FAULT_INJECTION
int tdx_fail(const char *what, int error);
#else
static inline int tdx_fail(const char *what, int error) { return 0; }
#endif

/* sysfs.c: what an administrator sees */
void tdx_sysfs_changed(void);

/* keyid.c: private KeyIDs */
bool tdx_is_switched_off(void);
int __init tdx_keyid_detect(void);
unsigned int tdx_nr_private_keyids(void);
u16 tdx_global_keyid(void);
unsigned int tdx_guest_keyids_in_use(void);

/* cpu.c: logical processors */
int __init tdx_cpu_init(void);
int tdx_cpu_check_all(void);

/* sysinfo.c: global metadata */
int tdx_sysinfo_read(struct tdx_sys_info *info);

/* memory.c: memory list and the veto on new memory */
int __init tdx_memory_init(void);
struct tdx_memory *tdx_memory_snapshot(const struct tdx_sys_info *info);
void tdx_memory_print_left_out(const struct tdx_sys_info *info);
void tdx_memory_publish(const struct tdx_memory *memory);
void tdx_memory_unpublish(void);
const struct tdx_memory *tdx_ready_memory(void);

/* configure.c: from memory to a configured module */
int tdx_configure(const struct tdx_sys_info *info, const struct tdx_memory *memory,
		  struct tdx_plan *plan);

/* pamt.c: memory for the PAMTs */
struct tdx_survey;
int tdx_pamt_claim(const struct tdx_plan *plan, struct tdx_survey *survey,
		   struct tdx_range *fault);
void tdx_pamt_free(const struct tdx_plan *plan);
void tdx_pamt_convert_back(const struct tdx_plan *plan);
void tdx_pamt_convert_back_all(const struct tdx_plan *plan);
bool tdx_pamt_contains(const struct tdx_plan *plan, phys_addr_t pa);

/* tdmr.c: TDMRs as the module sees them */
int tdx_tdmr_config(const struct tdx_plan *plan, const struct tdx_sys_limits *limits, u16 hkid);
int tdx_tdmr_init_all(const struct tdx_plan *plan);

/* power.c: sleep states and TDX exclude each other */
#ifdef CONFIG_PM_SLEEP
int __init tdx_power_init(void);
int tdx_power_check(void);
int tdx_power_begin_enable(void);
void tdx_power_end_enable(void);
#else
static inline int tdx_power_init(void) { return 0; }
static inline int tdx_power_check(void) { return 0; }
static inline int tdx_power_begin_enable(void) { return 0; }
static inline void tdx_power_end_enable(void) { }
#endif

/* What KUnit suites (tests/) call, or take the place of, beyond the above */
#if IS_ENABLED(CONFIG_KUNIT)
void tdx_report_keep(struct va_format *line);
void tdx_sysinfo_print(const struct tdx_sys_info *info);
void tdx_memory_next(int *i, unsigned long *start_pfn, unsigned long *end_pfn, int *nid);
bool tdx_memory_is_online(u64 start);
bool tdx_memory_contains(const struct tdx_memory *memory, u64 start, u64 end);
#endif

#endif /* _X86_VIRT_TDX_HOST_H */
