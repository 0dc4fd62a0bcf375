// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the table of statuses (status.c), in userspace.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "status.h"

#define STATUS(x)	((tdx_status_t)(x))

static void assert_status(u64 raw, int err, const char *name, const char *advice)
{
	assert_int_equal(tdx_status_to_errno(STATUS(raw)), err);
	assert_string_equal(tdx_status_name(STATUS(raw)), name);
	assert_non_null(strstr(tdx_status_advice(STATUS(raw)), advice));
}

/* Three faults that differ in their low halves only, or look like a class of their own */
static void software_statuses(void **state)
{
	assert_status(0x8000ff0000000006, -EACCES, "TDX_SEAMCALL_UD", "VMXON");
	assert_status(0x8000ff000000000d, -EOPNOTSUPP, "TDX_SEAMCALL_GP", "enable it in firmware");
	assert_status(0x8000ff00ffff0000, -ENODEV, "TDX_SEAMCALL_VMFAIL", "not loaded");
}

/* Details in the low half change nothing */
static void module_statuses(void **state)
{
	assert_status(0x0, 0, "TDX_SUCCESS", "");
	assert_status(0xc000010000000001, -EINVAL, "TDX_OPERAND_INVALID", "version");
	assert_status(0xc0000100ffffffff, -EINVAL, "TDX_OPERAND_INVALID", "version");
	assert_status(0x80000200000000bb, -EBUSY, "TDX_OPERAND_BUSY", "retry");
	assert_status(0x8000020300000000, -EAGAIN, "TDX_RND_NO_ENTROPY", "random number");
	assert_status(0xc000050000000000, -EALREADY, "TDX_SYS_INIT_NOT_PENDING", "reboot");
	assert_status(0xc0000a0200000003, -EINVAL, "TDX_TDMR_OUTSIDE_CMRS", "firmware settings");
	assert_status(0x0000081500000000, 0, "TDX_KEY_CONFIGURED", "");
	assert_status(0x00000a0300000000, 0, "TDX_TDMR_ALREADY_INITIALIZED", "");
}

/* Statuses of a module from the future: an error is one, information is not */
static void unknown_statuses(void **state)
{
	assert_status(0xc0007f0000000000, -EIO, "unknown status", "kernel log");
	assert_status(0x80007f0000000000, -EIO, "unknown status", "kernel log");
	assert_status(0x40007f0000000000, -EIO, "unknown status", "kernel log");
	assert_status(0x00007f0000000000, 0, "unknown status", "kernel log");
}

static void names(void **state)
{
	tdx_status_t status = TDX_SUCCESS;

	assert_true(tdx_status_from_name("TDX_SYS_BUSY", &status));
	assert_int_equal(tdx_status_raw(status), 0x8000020200000000);
	assert_true(tdx_status_from_name("INVALID_PAMT", &status));
	assert_int_equal(tdx_status_raw(status), 0xc0000a1000000000);
	assert_false(tdx_status_from_name("INVALID_PAM", &status));
	assert_false(tdx_status_from_name("", &status));
	assert_int_equal(tdx_status_raw(status), 0xc0000a1000000000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(software_statuses),
		cmocka_unit_test(module_statuses),
		cmocka_unit_test(unknown_statuses),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
