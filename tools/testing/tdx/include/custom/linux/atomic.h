/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_ATOMIC_H
#define _TDX_TEST_LINUX_ATOMIC_H

#include <linux/compiler.h>
#include <linux/types.h>

/*
 * The operations of the kernel on the builtins of the compiler, so that
 * ThreadSanitizer sees them.  Operations without a suffix order fully, but for
 * read, set and those that return nothing.
 */
#define ATOMIC_INIT(i)		{ (i) }
#define ATOMIC64_INIT(i)	{ (i) }

#define __TDX_TEST_ATOMIC(type, name, T)					\
static inline T name##_read(const type *v)					\
{										\
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);			\
}										\
static inline T name##_read_acquire(const type *v)				\
{										\
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);			\
}										\
static inline void name##_set(type *v, T i)					\
{										\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);			\
}										\
static inline void name##_set_release(type *v, T i)				\
{										\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);			\
}										\
static inline void name##_inc(type *v)						\
{										\
	__atomic_add_fetch(&v->counter, 1, __ATOMIC_RELAXED);			\
}										\
static inline void name##_dec(type *v)						\
{										\
	__atomic_sub_fetch(&v->counter, 1, __ATOMIC_RELAXED);			\
}										\
static inline void name##_add(T i, type *v)					\
{										\
	__atomic_add_fetch(&v->counter, i, __ATOMIC_RELAXED);			\
}										\
static inline T name##_inc_return(type *v)					\
{										\
	return __atomic_add_fetch(&v->counter, 1, __ATOMIC_SEQ_CST);		\
}										\
static inline T name##_dec_return_release(type *v)				\
{										\
	return __atomic_sub_fetch(&v->counter, 1, __ATOMIC_RELEASE);		\
}										\
static inline T name##_sub_return_release(T i, type *v)				\
{										\
	return __atomic_sub_fetch(&v->counter, i, __ATOMIC_RELEASE);		\
}										\
static inline T name##_xchg(type *v, T i)					\
{										\
	return __atomic_exchange_n(&v->counter, i, __ATOMIC_SEQ_CST);		\
}										\
static inline bool name##_try_cmpxchg(type *v, T *old, T i)			\
{										\
	return __atomic_compare_exchange_n(&v->counter, old, i, false,		\
					   __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);	\
}										\
static inline bool name##_try_cmpxchg_acquire(type *v, T *old, T i)		\
{										\
	return __atomic_compare_exchange_n(&v->counter, old, i, false,		\
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);	\
}

__TDX_TEST_ATOMIC(atomic_t, atomic, int)
__TDX_TEST_ATOMIC(atomic64_t, atomic64, s64)

#endif /* _TDX_TEST_LINUX_ATOMIC_H */
