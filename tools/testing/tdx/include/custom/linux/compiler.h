/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_COMPILER_H
#define _TDX_TEST_LINUX_COMPILER_H

#undef __bitwise
#define __bitwise
#define __force
#define __packed		__attribute__((packed))
#define __noreturn		__attribute__((noreturn))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __must_check		__attribute__((warn_unused_result))
#undef __counted_by
#define __counted_by(member)
#define __maybe_unused		__attribute__((unused))
#define fallthrough		__attribute__((fallthrough))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, val)	__atomic_store_n(&(x), val, __ATOMIC_RELAXED)

#endif /* _TDX_TEST_LINUX_COMPILER_H */
