/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The SEAM shim as test modules may use it: see front_test.c.
 */
#ifndef _X86_VIRT_TDX_SEAM_TEST_H
#define _X86_VIRT_TDX_SEAM_TEST_H

#include <linux/types.h>

/**
 * struct seam_test_stats - what the module has seen since it was loaded
 * @leaf: number of a leaf that was called
 * @name: its name
 * @calls: how often
 */
struct seam_test_stats {
	u16 leaf;
	const char *name;
	u64 calls;
};

int seam_test_load(void);
int seam_test_inject(const char *rule);
u64 seam_test_injected(void);
bool seam_test_next_leaf(struct seam_test_stats *stats);
u64 seam_test_damage(void);

#endif /* _X86_VIRT_TDX_SEAM_TEST_H */
