/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_SPRINTF_H
#define _TDX_TEST_LINUX_SPRINTF_H

#include <stdarg.h>
#include <stdio.h>

#include <linux/compiler.h>
#include <linux/types.h>

/* Returns what was written, not what would have been */
static inline __printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);

	if (len < 0 || !size)
		return 0;

	return (size_t)len < size ? len : (int)size - 1;
}

#endif /* _TDX_TEST_LINUX_SPRINTF_H */
