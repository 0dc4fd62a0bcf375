/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_IO_H
#define _TDX_TEST_LINUX_IO_H

#include <linux/types.h>

/* Where a program finds it is where it is */
static inline phys_addr_t virt_to_phys(void *p)
{
	return (unsigned long)p;
}

#endif /* _TDX_TEST_LINUX_IO_H */
