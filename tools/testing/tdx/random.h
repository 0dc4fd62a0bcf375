/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers for tests: the same seed gives the same test.
 */
#ifndef _TDX_TEST_RANDOM_H
#define _TDX_TEST_RANDOM_H

#include <linux/types.h>

void random_seed(const char *variable);
u64 random_u64(void);
u64 random_below(u64 n);

unsigned long test_count(const char *variable, unsigned long by_default);
void test_progress(unsigned long done, unsigned long all);

#endif /* _TDX_TEST_RANDOM_H */
