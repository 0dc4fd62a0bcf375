// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of the status table (status.c): raw values as SEAMCALL returns them,
 * and what the kernel makes of them.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "../status.h"

struct status_case {
	const char *name;
	u64 raw;
	int err;
	const char *advice;
};

#define UNKNOWN	"report this together with the kernel log"

static const struct status_case status_cases[] = {
	/* The instruction did not reach the module: they differ in the low half only */
	{ "TDX_SEAMCALL_UD", 0x8000ff0000000006, -EACCES, "VMXON" },
	{ "TDX_SEAMCALL_GP", 0x8000ff000000000d, -EOPNOTSUPP, "enable it in firmware setup" },
	{ "TDX_SEAMCALL_VMFAIL", 0x8000ff00ffff0000, -ENODEV, "not loaded or was disabled" },

	/* Of the module; the low half is a detail */
	{ "TDX_SUCCESS", 0x0000000000000000, 0, "nothing to do" },
	{ "TDX_OPERAND_INVALID", 0xc000010000000000, -EINVAL, "check its version" },
	{ "TDX_OPERAND_INVALID", 0xc0000100ffffffff, -EINVAL, "check its version" },
	{ "TDX_OPERAND_ADDR_RANGE_ERROR", 0xc000010100000001, -ERANGE, UNKNOWN },
	{ "TDX_OPERAND_BUSY", 0x80000200000000bb, -EBUSY, "retry" },
	{ "TDX_SYS_BUSY", 0x8000020200000000, -EBUSY, "retry" },
	{ "TDX_RND_NO_ENTROPY", 0x8000020300000000, -EAGAIN, "random number generator" },
	{ "TDX_PAGE_METADATA_INCORRECT", 0xc000030000000000, -EIO, UNKNOWN },
	{ "TDX_SYS_INIT_NOT_PENDING", 0xc000050000000000, -EALREADY, "reboot" },
	{ "TDX_SYS_LP_INIT_NOT_DONE", 0xc000050200000000, -EPERM, "bring this CPU online" },
	{ "TDX_KEY_GENERATION_FAILED", 0x8000080000000000, -EAGAIN, "no entropy" },
	{ "TDX_SMRR_OVERLAPS_CMR", 0xc000091200000000, -ENODEV, "update firmware" },
	{ "TDX_INVALID_TDMR", 0xc0000a0000000003, -EINVAL, UNKNOWN },
	{ "TDX_TDMR_OUTSIDE_CMRS", 0xc0000a0200000003, -EINVAL, "check firmware settings" },
	{ "TDX_METADATA_FIELD_ID_INCORRECT", 0xc0000c0000000000, -ENOENT, "does not know" },
	{ "TDX_METADATA_FIELD_NOT_READABLE", 0xc0000c0200000000, -EPERM, "does not show" },

	/* Neither success nor an error */
	{ "TDX_KEY_CONFIGURED", 0x0000081500000000, 0, UNKNOWN },
	{ "TDX_TDMR_ALREADY_INITIALIZED", 0x00000a0300000000, 0, UNKNOWN },
	{ "TDX_L2_EXIT_HOST_ROUTED_ASYNC", 0x0000110000000000, 0, UNKNOWN },

	/* Of a module from the future: bits 63 and 62 tell */
	{ "unknown status", 0xc0007f0000000000, -EIO, UNKNOWN },
	{ "unknown status", 0x80007f0000000000, -EIO, UNKNOWN },
	{ "unknown status", 0x40007f0000000000, -EIO, UNKNOWN },
	{ "unknown status", 0x00007f0000000000, 0, UNKNOWN },
	/* The class of software, and none of its three values */
	{ "unknown status", 0x8000ff0000000000, -EIO, UNKNOWN },
	{ "unknown status", 0xffffffffffffffff, -EIO, UNKNOWN },
};

static void get_desc(const struct status_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s 0x%llx", c->name, c->raw);
}

KUNIT_ARRAY_PARAM(status, status_cases, get_desc);

static void status_translated(struct kunit *test)
{
	const struct status_case *c = test->param_value;
	tdx_status_t status = (__force tdx_status_t)c->raw;

	KUNIT_EXPECT_STREQ(test, tdx_status_name(status), c->name);
	KUNIT_EXPECT_EQ(test, tdx_status_to_errno(status), c->err);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(tdx_status_advice(status), c->advice), "advice: %s",
			      tdx_status_advice(status));
}

struct name_case {
	const char *name;
	bool known;
	u64 raw;
};

static const struct name_case name_cases[] = {
	{ "TDX_SYS_BUSY", true, 0x8000020200000000 },
	{ "SYS_BUSY", true, 0x8000020200000000 },
	{ "INVALID_PAMT", true, 0xc0000a1000000000 },
	{ "TDX_SEAMCALL_VMFAIL", true, 0x8000ff00ffff0000 },
	{ "SUCCESS", true, 0x0 },
	{ "INVALID_PAM", false },
	{ "INVALID_PAMT ", false },
	{ "TDX_TDX_SYS_BUSY", false },
	{ "sys_busy", false },
	{ "TDX_", false },
	{ "", false },
	{ "unknown status", false },
};

KUNIT_ARRAY_PARAM_DESC(name, name_cases, name);

static void status_from_name(struct kunit *test)
{
	const struct name_case *c = test->param_value;
	tdx_status_t status = (__force tdx_status_t)0x1234ULL;

	KUNIT_EXPECT_EQ(test, tdx_status_from_name(c->name, &status), c->known);
	/* A name that is not known changes nothing */
	KUNIT_EXPECT_EQ(test, (__force u64)status, c->known ? c->raw : 0x1234ULL);
}

static struct kunit_case status_test_cases[] = {
	KUNIT_CASE_PARAM(status_translated, status_gen_params),
	KUNIT_CASE_PARAM(status_from_name, name_gen_params),
	{}
};

static struct kunit_suite status_suite = {
	.name = "tdx_status",
	.test_cases = status_test_cases,
};

kunit_test_suite(status_suite);
