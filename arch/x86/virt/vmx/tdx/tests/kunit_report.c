// SPDX-License-Identifier: GPL-2.0
/*
 * The KUnit suites as a module, and what they share: a place for errors that the
 * code under test reports.
 *
 * tdx_err() prints as ever, so the kernel log shows the errors that cases provoke,
 * but what an administrator reads in sysfs is not touched: it tells of this host.
 * The suites call no leaf of the module and change nothing of this host, so they
 * may run on one that uses TDX.
 *
 * A suite that provokes errors has tdx_kunit_report_init() as its init function.
 * The report belongs to one case, and is freed by KUnit.
 */
#include <kunit/static_stub.h>
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../host.h"
#include "kunit_report.h"

static void keep(struct va_format *line)
{
	struct tdx_kunit_report *report = tdx_kunit_report_of(kunit_get_current_test());
	size_t room = sizeof(report->text) - report->len;

	report->len += scnprintf(report->text + report->len, room, "%pV", line);
	report->lines++;
}

/**
 * tdx_kunit_report_init() - give a case a report of its own
 * @test: case that begins
 *
 * Return: 0 or -ENOMEM.
 */
int tdx_kunit_report_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct tdx_kunit_report), GFP_KERNEL);
	if (!test->priv)
		return -ENOMEM;

	kunit_activate_static_stub(test, tdx_report_keep, keep);
	return 0;
}

/**
 * tdx_kunit_report_of() - what was reported since the case began
 * @test: case that runs
 *
 * Return: the report.
 */
struct tdx_kunit_report *tdx_kunit_report_of(struct kunit *test)
{
	return test->priv;
}

/**
 * tdx_kunit_report_forget() - what was reported is no longer of interest
 * @test: case that runs
 */
void tdx_kunit_report_forget(struct kunit *test)
{
	memset(test->priv, 0, sizeof(struct tdx_kunit_report));
}

/**
 * tdx_kunit_expect_line() - exactly one line was reported
 * @test: case that runs
 * @words: are in it
 */
void tdx_kunit_expect_line(struct kunit *test, const char *words)
{
	const struct tdx_kunit_report *report = tdx_kunit_report_of(test);

	KUNIT_EXPECT_EQ_MSG(test, report->lines, 1, "'%s'", report->text);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(report->text, words), "'%s' is not in '%s'", words,
			      report->text);
}

/**
 * tdx_kunit_expect_silence() - nothing was reported
 * @test: case that runs
 */
void tdx_kunit_expect_silence(struct kunit *test)
{
	const struct tdx_kunit_report *report = tdx_kunit_report_of(test);

	KUNIT_EXPECT_EQ_MSG(test, report->lines, 0, "'%s'", report->text);
}

MODULE_DESCRIPTION("KUnit suites of TDX host support");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
