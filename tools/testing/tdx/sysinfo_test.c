// SPDX-License-Identifier: GPL-2.0
/*
 * Metadata that cannot be: the kernel's reader (sysinfo.c) on top of a module that
 * answers anything, and the planner on top of what the reader lets pass.
 *
 * Random: some fields of a random host get other values.  What may pass is said
 * here a second time, in other words.  A refusal is one line with a remedy; what
 * passes must be safe to plan with: the sanitizers and plan_check.c watch.  The
 * seed is printed and can be given as PLAN_TEST_SEED, the number of hosts as
 * SYSINFO_TEST_HOSTS.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../arch/x86/virt/vmx/tdx/host.h"
#include "../../../arch/x86/virt/vmx/tdx/seamcall.h"
#include "plan_case.h"

#define HOSTS		4000
#define NR_CMR_IDS	64

/* Class and field code of an id, as the specification has it, and what it reads */
enum {
	MAJOR, MINOR, UPDATE, NUM, DATE, ATTRIBUTES, FEATURES, TDMRS, RESERVED,
	PAMT_4K, PAMT_2M, PAMT_1G, CMRS, INTERNAL,
	NR_FIELDS
};

static struct {
	u64 id;
	unsigned int bytes;
	u64 value;
} field[NR_FIELDS] = {
	[MAJOR]		= { 0x0800000100000004, 2 },
	[MINOR]		= { 0x0800000100000003, 2 },
	[UPDATE]	= { 0x0800000100000005, 2 },
	[NUM]		= { 0x8800000100000002, 2 },
	[DATE]		= { 0x8800000200000001, 4 },
	[ATTRIBUTES]	= { 0x0a00000200000000, 4 },
	[FEATURES]	= { 0x0a00000300000008, 8 },
	[TDMRS]		= { 0x9100000100000008, 2 },
	[RESERVED]	= { 0x9100000100000009, 2 },
	[PAMT_4K]	= { 0x9100000100000010, 2 },
	[PAMT_2M]	= { 0x9100000100000011, 2 },
	[PAMT_1G]	= { 0x9100000100000012, 2 },
	[CMRS]		= { 0x9000000100000000, 2 },
	[INTERNAL]	= { 0x0800000100000006, 2 },
};

static u64 cmr_base[NR_CMR_IDS], cmr_size[NR_CMR_IDS];

/* A field that cannot be read, and how */
static u64 refused_id;
static u64 refused_status;

static char text[1024];
static unsigned int lines;

static struct plan_case host;
static struct solution solution;
static struct tdx_sys_info info;

/* --- what sysinfo.c calls --- */

void tdx_err(const char *fmt, ...)
{
	va_list args;

	lines++;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
}

int tdx_seamcall_failed(tdx_status_t status, const char *step, ...)
{
	tdx_err("%s failed: 0x%llx: advice\n", step, tdx_status_raw(status));
	return tdx_status_to_errno(status) ?: -EIO;
}

int tdx_no_memory(const char *what)
{
	tdx_err("no memory for the %s: advice\n", what);
	return -ENOMEM;
}

tdx_status_t tdh_sys_info(phys_addr_t sys_info, phys_addr_t cmrs)
{
	memset((void *)sys_info, 0xff, 1024);
	memset((void *)cmrs, 0xff, 512);
	return TDX_SUCCESS;
}

tdx_status_t tdh_sys_rd(u64 id, u64 *value)
{
	unsigned int i;

	if (refused_status && id == refused_id)
		return (__force tdx_status_t)refused_status;

	for (i = 0; i < NR_FIELDS; i++) {
		if (id != field[i].id)
			continue;
		*value = field[i].value;
		return TDX_SUCCESS;
	}

	if (id >= 0x9000000300000080 && id < 0x9000000300000080 + NR_CMR_IDS) {
		*value = cmr_base[id - 0x9000000300000080];
		return TDX_SUCCESS;
	}
	if (id >= 0x9000000300000100 && id < 0x9000000300000100 + NR_CMR_IDS) {
		*value = cmr_size[id - 0x9000000300000100];
		return TDX_SUCCESS;
	}

	return (__force tdx_status_t)0xc0000c0000000000;
}

/* --- modules --- */

/* As it should be, for @host */
static void sane_module(void)
{
	unsigned int i;

	refused_status = 0;
	lines = 0;
	for (i = 0; i < NR_FIELDS; i++)
		field[i].value = 0;
	field[MAJOR].value = 1;
	field[MINOR].value = 5;
	field[FEATURES].value = 1 << 18;
	field[TDMRS].value = host.l.max_tdmrs;
	field[RESERVED].value = host.l.max_reserved;
	field[PAMT_4K].value = host.l.pamt_entry_size[0];
	field[PAMT_2M].value = host.l.pamt_entry_size[1];
	field[PAMT_1G].value = host.l.pamt_entry_size[2];
	field[CMRS].value = 32;

	memset(cmr_base, 0, sizeof(cmr_base));
	memset(cmr_size, 0, sizeof(cmr_size));
	for (i = 0; i < host.l.nr_cmrs; i++) {
		cmr_base[i] = host.cmr[i].start;
		cmr_size[i] = host.cmr[i].end - host.cmr[i].start;
	}
}

/* Something near @value, or near a border of something, or anything */
static u64 absurd(u64 value)
{
	static const u64 border[] = {
		0, 1, 16, 32, 64, 128, 252, 0x1000, 0x10000, 1ULL << 32, 1ULL << 52, 1ULL << 63,
	};

	switch (random_below(6)) {
	case 0:
		return value + random_below(3) - 1;
	case 1:
		return value + (random_below(3) - 1) * 0x1000;
	case 2:
		return 0 - value;
	case 3:
		return random_u64() >> random_below(64) << random_below(64);
	default:
		return border[random_below(ARRAY_SIZE(border))] + random_below(3) - 1;
	}
}

static void spoil_one(void)
{
	unsigned int i = random_below(NR_FIELDS + 4), k = random_below(host.l.nr_cmrs + 1);

	if (i < NR_FIELDS) {
		field[i].value = absurd(field[i].value);
		return;
	}

	/* A CMR: its base, its size, none, changed places with another */
	k = min(k, 31U);
	switch (i - NR_FIELDS) {
	case 0:
		cmr_base[k] = absurd(cmr_base[k]);
		break;
	case 1:
		cmr_size[k] = absurd(cmr_size[k]);
		break;
	case 2:
		cmr_size[k] = 0;
		break;
	default:
		i = random_below(32);
		swap(cmr_base[k], cmr_base[i]);
		swap(cmr_size[k], cmr_size[i]);
	}
}

/* --- what may pass --- */

static bool cmrs_are_right(void)
{
	unsigned __int128 end = 0;
	unsigned int i;
	bool any = false;

	for (i = 0; i < field[CMRS].value; i++) {
		if (!cmr_size[i])
			continue;
		if (cmr_base[i] % 4096 || cmr_size[i] % 4096 || cmr_base[i] < end)
			return false;
		end = (unsigned __int128)cmr_base[i] + cmr_size[i];
		if (end > (unsigned __int128)1 << 52)
			return false;
		any = true;
	}

	return any;
}

static bool module_is_right(void)
{
	unsigned int i;

	for (i = 0; i < NR_FIELDS; i++) {
		if (field[i].bytes < 8 && field[i].value >= 1ULL << (8 * field[i].bytes))
			return false;
	}
	if (field[CMRS].value > 32 || !cmrs_are_right())
		return false;
	if (field[MAJOR].value < 1 || (field[MAJOR].value == 1 && field[MINOR].value < 5) ||
	    !(field[FEATURES].value & 1 << 18))
		return false;

	return field[TDMRS].value >= 1 && field[RESERVED].value >= 1 &&
	       field[RESERVED].value <= 252 &&
	       field[PAMT_4K].value >= 1 && field[PAMT_4K].value <= 128 &&
	       field[PAMT_2M].value >= 1 && field[PAMT_2M].value <= 128 &&
	       field[PAMT_1G].value >= 1 && field[PAMT_1G].value <= 128;
}

/* The host as the module has it now, as configure.c hands it on */
static void take_over(void)
{
	unsigned int i;

	for (i = 0; i < info.nr_cmrs; i++)
		host.cmr[i] = (struct tdx_range){ info.cmr[i].base,
						  info.cmr[i].base + info.cmr[i].size };
	host.l.nr_cmrs = info.nr_cmrs;
	host.l.max_tdmrs = min_t(unsigned int, info.limits.max_tdmrs, 64);
	host.l.max_reserved = min_t(unsigned int, info.limits.max_reserved, 16);
	for (i = 0; i < TDX_NR_LEVELS; i++)
		host.l.pamt_entry_size[i] = info.limits.pamt_entry_size[i];
}

static void assert_one_line(void)
{
	assert_int_equal(lines, 1);
	assert_int_equal(strchr(text, '\n') - text, strlen(text) - 1);
	assert_non_null(strchr(text, ':'));
}

static void random_modules(void **state)
{
	unsigned long nr = test_count("SYSINFO_TEST_HOSTS", HOSTS), n, passed = 0, planned = 0;
	const char *wrong;
	unsigned int k;
	int ret;

	random_seed("PLAN_TEST_SEED");
	for (n = 0; n < nr; n++) {
		random_case(&host);
		sane_module();
		for (k = random_below(4); k; k--)
			spoil_one();

		ret = tdx_sysinfo_read(&info);
		if (!ret != module_is_right())
			fail_msg("host %lu: %d, '%s'", n, ret, lines ? text : "");
		if (ret) {
			assert_in_range(-ret, 1, 4095);
			assert_one_line();
			continue;
		}
		assert_int_equal(lines, 0);
		passed++;

		take_over();
		solve(&host.l, host.max_withheld, &solution);
		if (!solution.ok)
			continue;
		wrong = check_plan(&host.l, host.max_withheld, &solution.plan);
		if (wrong) {
			print_case(&host);
			fail_msg("host %lu: %s", n, wrong);
		}
		planned++;
	}

	printf("# %lu of %lu modules passed, %lu plans\n", passed, nr, planned);
	assert_true(passed > nr / 8 && passed < nr - nr / 8 && planned > nr / 16);
}

/* Each field in turn: unreadable, with more bytes than it has, and as the largest it can be */
static void fields(void **state)
{
	static const u64 statuses[] = {
		0x777700000001, 0xfffffeffffffffff, 0xc000010000000000, 0xc0000c0000000000,
		0xc0000c0200000000, 0x8000020200000000,
	};
	unsigned int i, k;

	random_seed("PLAN_TEST_SEED");
	random_case(&host);
	for (i = 0; i < NR_FIELDS; i++) {
		for (k = 0; k < ARRAY_SIZE(statuses); k++) {
			sane_module();
			refused_id = field[i].id;
			refused_status = statuses[k];
			if (i == INTERNAL && (k == 3 || k == 4)) {
				assert_int_equal(tdx_sysinfo_read(&info), 0);
				continue;
			}
			assert_true(tdx_sysinfo_read(&info) < 0);
			assert_one_line();
		}
		if (field[i].bytes == 8)
			continue;

		sane_module();
		field[i].value |= 1ULL << (8 * field[i].bytes);
		assert_int_equal(tdx_sysinfo_read(&info), -EOVERFLOW);
		assert_one_line();
	}
}

/* 32 CMRs that touch, and the 33rd */
static void many_cmrs(void **state)
{
	unsigned int i;

	random_case(&host);
	sane_module();
	for (i = 0; i < NR_CMR_IDS; i++) {
		cmr_base[i] = (i + 1) * 0x1000ULL;
		cmr_size[i] = 0x1000;
	}
	assert_int_equal(tdx_sysinfo_read(&info), 0);
	assert_int_equal(info.nr_cmrs, 32);
	assert_int_equal(info.cmr[31].base, 0x20000);

	for (i = 33; i < 65536; i = 2 * i + 1) {
		lines = 0;
		field[CMRS].value = i;
		assert_int_equal(tdx_sysinfo_read(&info), -EOVERFLOW);
		assert_one_line();
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_modules),
		cmocka_unit_test(fields),
		cmocka_unit_test(many_cmrs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
