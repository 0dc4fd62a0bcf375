/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel front end of the SEAM shim shares between its files.
 */
#ifndef _X86_VIRT_TDX_SEAM_FRONT_H
#define _X86_VIRT_TDX_SEAM_FRONT_H

#include <linux/types.h>

#include "model.h"

/* front.c: the machine the shim shows, and the module in it */
extern struct seam_platform seam_platform;
extern struct seam_module seam_module;
extern bool seam_on;

/* front.c: present the platform to the kernel, from early boot on */
void __init seam_front_present(void);

/* front_setup.c: which logical processor of the platform a CPU is */
int seam_front_lp(unsigned int cpu);
int __init seam_front_setup(void);

/* front_debugfs.c */
void __init seam_front_debugfs(void);

#endif /* _X86_VIRT_TDX_SEAM_FRONT_H */
