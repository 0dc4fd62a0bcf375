/* SPDX-License-Identifier: GPL-2.0 */
/* What is exported is given to kunit/visibility.h */
#ifndef _TDX_TEST_LINUX_EXPORT_H
#define _TDX_TEST_LINUX_EXPORT_H
#endif /* _TDX_TEST_LINUX_EXPORT_H */
