/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_KUNIT_VISIBILITY_H
#define _TDX_TEST_KUNIT_VISIBILITY_H

#define EXPORT_SYMBOL_IF_KUNIT(symbol)
#define VISIBLE_IF_KUNIT static

#endif /* _TDX_TEST_KUNIT_VISIBILITY_H */
