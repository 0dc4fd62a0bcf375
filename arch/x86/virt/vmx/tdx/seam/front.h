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

/* front.c: a line about what the host did wrong, counted */
extern atomic_t seam_violations;
__printf(1, 2)
void seam_violation_emerg(const char *what, ...);

/* front.c: the end of VMX operation of a CPU that is reset */
int seam_front_cpu_reset(unsigned int cpu);

/* front.c: present the platform to the kernel, from early boot on */
void __init seam_front_present(void);

/* front_stats.c: calls by leaf and status */
struct seq_file;
void seam_front_count(u16 leaf, tdx_status_t status);
void seam_front_count_show(struct seq_file *s);

/* front_cache.c: are caches written back in time? */
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
