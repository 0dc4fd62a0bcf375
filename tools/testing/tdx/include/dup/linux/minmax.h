/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_MINMAX_H
#define _TDX_TEST_LINUX_MINMAX_H

/* Each argument is evaluated once, as in the kernel; types are not compared */
#define min(x, y) ({					\
	__typeof__(x) __x = (x);			\
	__typeof__(y) __y = (y);			\
	__x < __y ? __x : __y; })
#define max(x, y) ({					\
	__typeof__(x) __x = (x);			\
	__typeof__(y) __y = (y);			\
	__x > __y ? __x : __y; })
#define min_t(type, x, y)	min((type)(x), (type)(y))
#define max_t(type, x, y)	max((type)(x), (type)(y))
#define min3(x, y, z)		min(min(x, y), z)
#define max3(x, y, z)		max(max(x, y), z)
#define clamp(val, lo, hi)	min(max(val, lo), hi)
#define swap(a, b)		do { __typeof__(a) __t = (a); (a) = (b); (b) = __t; } while (0)

#endif /* _TDX_TEST_LINUX_MINMAX_H */
