/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_BITFIELD_H
#define _TDX_TEST_LINUX_BITFIELD_H

/* Masks must be constants that are not zero; nothing here checks it */
#define __tdx_test_shf(mask)	(__builtin_ffsll(mask) - 1)
#define FIELD_GET(mask, reg)	((__typeof__(mask))(((reg) & (mask)) >> __tdx_test_shf(mask)))
#define FIELD_PREP(mask, val)	(((__typeof__(mask))(val) << __tdx_test_shf(mask)) & (mask))
#define FIELD_MAX(mask)		((__typeof__(mask))((mask) >> __tdx_test_shf(mask)))

#endif /* _TDX_TEST_LINUX_BITFIELD_H */
