/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_KCONFIG_H
#define _TDX_TEST_LINUX_KCONFIG_H

/* No option is on */
#define IS_ENABLED(option)	0

#endif /* _TDX_TEST_LINUX_KCONFIG_H */
