/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_BUILD_BUG_H
#define _TDX_TEST_LINUX_BUILD_BUG_H

#undef static_assert
#define __tdx_test_assert(expr, msg, ...) _Static_assert(expr, msg)
#define static_assert(expr, ...) __tdx_test_assert(expr, ##__VA_ARGS__, #expr)
#define BUILD_BUG_ON(cond)	_Static_assert(!(cond), "BUILD_BUG_ON failed: " #cond)
#define BUILD_BUG_ON_ZERO(e)	((int)(sizeof(struct { int:(-!!(e)); })))

#endif /* _TDX_TEST_LINUX_BUILD_BUG_H */
