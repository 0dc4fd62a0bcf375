/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_STDDEF_H
#define _TDX_TEST_LINUX_STDDEF_H

#include_next <linux/stddef.h>
#include <stddef.h>

#define sizeof_field(type, member)	sizeof(((type *)0)->member)

#endif /* _TDX_TEST_LINUX_STDDEF_H */
