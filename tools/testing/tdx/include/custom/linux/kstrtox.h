/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_KSTRTOX_H
#define _TDX_TEST_LINUX_KSTRTOX_H

#include <errno.h>
#include <stdlib.h>

#include <linux/types.h>

/* Digits and nothing else, but for a sign in front and a newline at the end */
static inline int kstrtou64(const char *s, unsigned int base, u64 *res)
{
	const char *digits = s + (*s == '+');
	char *end;

	if (*digits < '0' || *digits > '9')
		return -EINVAL;

	errno = 0;
	*res = strtoull(digits, &end, base);
	if (errno)
		return -errno;
	if (*end == '\n')
		end++;
	return *end ? -EINVAL : 0;
}

#endif /* _TDX_TEST_LINUX_KSTRTOX_H */
