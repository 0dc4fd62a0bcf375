/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_INIT_H
#define _TDX_TEST_LINUX_INIT_H

#define __init

#endif /* _TDX_TEST_LINUX_INIT_H */
