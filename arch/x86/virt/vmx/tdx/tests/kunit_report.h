/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the code under test reports while a KUnit case runs: see kunit_report.c.
 */
#ifndef _X86_VIRT_TDX_KUNIT_REPORT_H
#define _X86_VIRT_TDX_KUNIT_REPORT_H

#include <kunit/test.h>

/**
 * struct tdx_kunit_report - lines that were reported
 * @lines: how many
 * @len: bytes of @text
 * @text: as many of them as fit
 */
struct tdx_kunit_report {
	unsigned int lines;
	size_t len;
	char text[1024];
};

int tdx_kunit_report_init(struct kunit *test);
struct tdx_kunit_report *tdx_kunit_report_of(struct kunit *test);
void tdx_kunit_report_forget(struct kunit *test);
void tdx_kunit_expect_line(struct kunit *test, const char *words);
void tdx_kunit_expect_silence(struct kunit *test);

#endif /* _X86_VIRT_TDX_KUNIT_REPORT_H */
