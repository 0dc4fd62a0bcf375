/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_KUNIT_STATIC_STUB_H
#define _TDX_TEST_KUNIT_STATIC_STUB_H

/* Nothing takes the place of a function here */
#define KUNIT_STATIC_STUB_REDIRECT(real_fn_name, args...) do {} while (0)

#endif /* _TDX_TEST_KUNIT_STATIC_STUB_H */
