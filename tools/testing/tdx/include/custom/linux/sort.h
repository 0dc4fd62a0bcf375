/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_SORT_H
#define _TDX_TEST_LINUX_SORT_H

#include <stdlib.h>

/* The swap function is an optimisation that qsort() has no use for */
#define sort(base, num, size, cmp_func, swap_func)	qsort(base, num, size, cmp_func)

#endif /* _TDX_TEST_LINUX_SORT_H */
