/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel front end of the SEAM shim shares between its files.
 */
#ifndef _X86_VIRT_TDX_SEAM_FRONT_H
#define _X86_VIRT_TDX_SEAM_FRONT_H

#include <linux/compiler_attributes.h>
#include <linux/types.h>

#include "model.h"

/* front.c: the machine the shim shows, and the module in it */
extern struct seam_platform seam_platform;
extern struct seam_module *seam_module;
extern bool seam_on;

/* front.c: does the CPU show that it has VMX? */
extern bool seam_vmx_shown;

/* What the kernel reads as KeyID partitioning, 0: what the module has */
extern u64 seam_keyids_shown;

/* front.c: a line about what the host did wrong, counted */
extern atomic_t seam_violations;
__printf(1, 2)
void seam_violation_emerg(const char *what, ...);

/* front.c: present the platform to the kernel, from early boot on */
void __init seam_front_present(void);

/**
 * enum seam_verdict - what became of an instruction that trapped
 * @SEAM_DONE: executed, to be resumed behind it
 * @SEAM_FAULT_UD: it raises #UD
 * @SEAM_FAULT_GP: it raises #GP
 * @SEAM_NOT_OURS: left to others
 */
enum seam_verdict {
	SEAM_DONE,
	SEAM_FAULT_UD,
	SEAM_FAULT_GP,
	SEAM_NOT_OURS,
};

/* front_vmx.c: VMX instructions, and what decodes others too; the end of VMX operation */
struct insn;
struct pt_regs;
enum seam_verdict seam_front_vmx(struct insn *insn, struct pt_regs *regs);
bool seam_front_in_root(void);
void seam_front_set_flags(struct pt_regs *regs, unsigned long flags);
bool seam_front_read_operand(struct insn *insn, struct pt_regs *regs, void *buf, size_t size);
bool seam_front_has_prefix(const struct insn *insn, u8 byte);
int seam_front_cpu_reset(unsigned int cpu);
void __init seam_front_vmx_present(void);

/* front_stats.c: calls by leaf and status */
struct seq_file;
void seam_front_count(u16 leaf, tdx_status_t status);
void seam_front_count_show(struct seq_file *s);

/* front_time.c: when calls were made, and how long they took */
u64 seam_front_time_start(void);
void seam_front_time_end(u16 leaf, u64 start);
void seam_front_time_show(struct seq_file *s);
void __init seam_front_time_init(void);

/* front_cache.c: are caches written back in time, and how often was it done? */
extern atomic_t seam_write_backs;
void seam_front_cache_before(u16 leaf);
void seam_front_cache_after(unsigned int lp, u16 leaf, tdx_status_t status);
void seam_front_cache_convert(u64 pa);
void seam_front_cache_cpu_dead(unsigned int cpu);
void __init seam_front_cache_inherit(void);
void __init seam_front_cache_init(void);

/* front_erratum.c: is memory converted before it is freed, or used by the next kernel? */
#ifdef CONFIG_TRACEPOINTS
void __init seam_front_erratum_init(void);
void __init seam_front_erratum_inherit(void);
#else
static inline void seam_front_erratum_init(void) { }
static inline void seam_front_erratum_inherit(void) { }
#endif

/* front_sleep.c: what S3 takes away */
#ifdef CONFIG_ACPI_SLEEP
void __init seam_front_sleep_init(void);
#else
static inline void seam_front_sleep_init(void) { }
#endif

/* front_setup.c: where the state lives, and which processor of the platform a CPU is */
int seam_front_lp(unsigned int cpu);
int __init seam_front_setup(void);
struct seam_module * __init seam_front_state(void);
bool __init seam_front_reload(void);
void __init seam_front_inject(void);

/* front_debugfs.c */
void __init seam_front_debugfs(void);

#endif /* _X86_VIRT_TDX_SEAM_FRONT_H */
