// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of the metadata table (sysinfo.c): what comes of the answers of a
 * module, be they sane or not.
 *
 * The module is the suite's own: a table of fields by id, as a module 1.5.05 has
 * them, in which each case changes a few.  It takes the place of TDH.SYS.RD and
 * TDH.SYS.INFO, so no SEAMCALL is made.  Ids are literals, so that the table of
 * the code under test is checked, too.
 */
#include <kunit/static_stub.h>
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/string.h>

#include "../host.h"
#include "../seamcall.h"
#include "kunit_report.h"

#define MAJOR_VERSION		0x0800000100000004
#define MINOR_VERSION		0x0800000100000003
#define INTERNAL_VERSION	0x0800000100000006
#define FEATURES0		0x0a00000300000008
#define NUM_CMRS		0x9000000100000000
#define CMR_BASE(i)		(0x9000000300000080 + (i))
#define CMR_SIZE(i)		(0x9000000300000100 + (i))
#define MAX_TDMRS		0x9100000100000008
#define MAX_RESERVED		0x9100000100000009
#define PAMT_4K_ENTRY_SIZE	0x9100000100000010
#define PAMT_1G_ENTRY_SIZE	0x9100000100000012

#define OPERAND_INVALID		0xc000010000000000ULL
#define SYS_BUSY		0x8000020200000000ULL
#define NOT_KNOWN		0xc0000c0000000000ULL
#define NOT_READABLE		0xc0000c0200000000ULL

struct field {
	u64 id;
	u64 value;
	u64 status;
};

/* Module 1.5.05, build 698, with memory from 1 MiB to 3 GiB and from 4 to 5 GiB */
static const struct field sane[] = {
	{ MAJOR_VERSION, 1 },
	{ MINOR_VERSION, 5 },
	{ 0x0800000100000005, 5 },
	{ INTERNAL_VERSION, 3 },
	{ 0x8800000100000002, 698 },
	{ 0x8800000200000001, 20240129 },
	{ 0x0a00000200000000, 0x80000000 },
	{ FEATURES0, 0x1f0fbf },
	{ MAX_TDMRS, 64 },
	{ MAX_RESERVED, 16 },
	{ PAMT_4K_ENTRY_SIZE, 16 },
	{ 0x9100000100000011, 24 },
	{ PAMT_1G_ENTRY_SIZE, 32 },
	{ NUM_CMRS, 4 },
	{ CMR_BASE(0), 0x100000 }, { CMR_SIZE(0), 0xbff00000 },
	{ CMR_BASE(1), 0x100000000 }, { CMR_SIZE(1), 0x40000000 },
	{ CMR_BASE(2), 0 }, { CMR_SIZE(2), 0 },
	{ CMR_BASE(3), 0 }, { CMR_SIZE(3), 0 },
};

#define MAX_CHANGES	2

/**
 * struct sysinfo_case - a module that differs from the sane one
 * @name: how
 * @change: fields that are not as in sane[]; id 0, which no field has, for none
 * @ret: what tdx_sysinfo_read() returns
 * @line: words of the error
 */
struct sysinfo_case {
	const char *name;
	struct field change[MAX_CHANGES];
	int ret;
	const char *line;
};

struct fake_module {
	struct tdx_kunit_report report;
	const struct field *change;
	unsigned int nr_changes;
	unsigned int printed;
	u64 info_status;
};

static struct fake_module *fake(void)
{
	struct kunit *test = kunit_get_current_test();

	return container_of(tdx_kunit_report_of(test), struct fake_module, report);
}

static const struct field *find(const struct field *field, unsigned int nr, u64 id)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (field[i].id == id)
			return &field[i];
	}

	return NULL;
}

static tdx_status_t fake_rd(u64 id, u64 *value)
{
	struct fake_module *module = fake();
	const struct field *field = find(module->change, module->nr_changes, id);

	if (!field)
		field = find(sane, ARRAY_SIZE(sane), id);
	if (!field)
		return (__force tdx_status_t)NOT_KNOWN;
	if (!field->status)
		*value = field->value;

	return (__force tdx_status_t)field->status;
}

/* As TDH.SYS.INFO of a module 1.0.03 writes it */
static tdx_status_t fake_info(phys_addr_t info, phys_addr_t cmrs)
{
	u8 *buf = phys_to_virt(info);

	if (fake()->info_status)
		return (__force tdx_status_t)fake()->info_status;

	*(u32 *)(buf + 8) = 20220127;
	*(u16 *)(buf + 12) = 287;
	*(u16 *)(buf + 14) = 0;
	*(u16 *)(buf + 16) = 1;
	return TDX_SUCCESS;
}

static void fake_print(const struct tdx_sys_info *info)
{
	fake()->printed++;
}

static int sysinfo_init(struct kunit *test)
{
	struct fake_module *module = kunit_kzalloc(test, sizeof(*module), GFP_KERNEL);
	int ret;

	if (!module)
		return -ENOMEM;

	ret = tdx_kunit_report_init(test);
	if (ret)
		return ret;

	test->priv = &module->report;
	kunit_activate_static_stub(test, tdh_sys_rd, fake_rd);
	kunit_activate_static_stub(test, tdh_sys_info, fake_info);
	kunit_activate_static_stub(test, tdx_sysinfo_print, fake_print);
	return 0;
}

static struct tdx_sys_info *new_info(struct kunit *test)
{
	struct tdx_sys_info *info = kunit_kmalloc(test, sizeof(*info), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, info);
	/* Whatever was there before does not count */
	memset(info, 0xa5, sizeof(*info));

	return info;
}

static void sysinfo_sane(struct kunit *test)
{
	struct tdx_sys_info *info = new_info(test);

	KUNIT_EXPECT_EQ(test, tdx_sysinfo_read(info), 0);
	tdx_kunit_expect_silence(test);
	KUNIT_EXPECT_EQ(test, fake()->printed, 1);

	KUNIT_EXPECT_EQ(test, info->version.major, 1);
	KUNIT_EXPECT_EQ(test, info->version.minor, 5);
	KUNIT_EXPECT_EQ(test, info->version.update, 5);
	KUNIT_EXPECT_EQ(test, info->version.internal, 3);
	KUNIT_EXPECT_EQ(test, info->version.build_num, 698);
	KUNIT_EXPECT_EQ(test, info->version.build_date, 20240129);
	KUNIT_EXPECT_EQ(test, info->attributes, 0x80000000);
	KUNIT_EXPECT_EQ(test, info->features0, 0x1f0fbf);
	KUNIT_EXPECT_EQ(test, info->limits.max_tdmrs, 64);
	KUNIT_EXPECT_EQ(test, info->limits.max_reserved, 16);
	KUNIT_EXPECT_EQ(test, info->limits.pamt_entry_size[0], 16);
	KUNIT_EXPECT_EQ(test, info->limits.pamt_entry_size[1], 24);
	KUNIT_EXPECT_EQ(test, info->limits.pamt_entry_size[2], 32);
	KUNIT_EXPECT_EQ(test, info->nr_cmrs, 2);
	KUNIT_EXPECT_EQ(test, info->cmr[0].base, 0x100000);
	KUNIT_EXPECT_EQ(test, info->cmr[0].size, 0xbff00000);
	KUNIT_EXPECT_EQ(test, info->cmr[1].base, 0x100000000);
	KUNIT_EXPECT_EQ(test, info->cmr[1].size, 0x40000000);
}

#define CHANGE(...)	.change = { __VA_ARGS__ }

static const struct sysinfo_case sysinfo_cases[] = {
	/* The optional field */
	{ .name = "field unknown, optional", CHANGE({ INTERNAL_VERSION, 0, NOT_KNOWN }) },
	{ .name = "field hidden, optional", CHANGE({ INTERNAL_VERSION, 0, NOT_READABLE }) },
	{
		.name = "field busy, optional",
		CHANGE({ INTERNAL_VERSION, 0, SYS_BUSY }),
		.ret = -EBUSY,
		.line = "field INTERNAL_VERSION (0x800000100000006) cannot be read: TDX_SYS_BUSY",
	},

	/* Values that do not fit where they go */
	{
		.name = "17 bits for 16",
		CHANGE({ MAX_TDMRS, 0x10000 }),
		.ret = -EOVERFLOW,
		.line = "field MAX_TDMRS (0x9100000100000008) is 0x10000, more than 2 bytes hold",
	}, {
		.name = "33 bits for 32",
		CHANGE({ 0x8800000200000001, 0x100000000 }),
		.ret = -EOVERFLOW,
		.line = "field BUILD_DATE (0x8800000200000001) is 0x100000000, more than 4",
	}, {
		.name = "64 bits for 16",
		CHANGE({ PAMT_1G_ENTRY_SIZE, 0xffffffffffffffff }),
		.ret = -EOVERFLOW,
		.line = "field PAMT_1G_ENTRY_SIZE",
	},

	/* Limits */
	{ .name = "one TDMR", CHANGE({ MAX_TDMRS, 1 }) },
	{ .name = "more TDMRs than the kernel uses", CHANGE({ MAX_TDMRS, 65535 }) },
	{
		.name = "no TDMR",
		CHANGE({ MAX_TDMRS, 0 }),
		.ret = -EINVAL,
		.line = "metadata field MAX_TDMRS is 0, and only 1 to 65535 is sane",
	},
	{ .name = "one reserved area", CHANGE({ MAX_RESERVED, 1 }) },
	{
		.name = "no reserved area",
		CHANGE({ MAX_RESERVED, 0 }),
		.ret = -EINVAL,
		.line = "metadata field MAX_RESERVED_PER_TDMR is 0, and only 1 to 252 is sane",
	},
	/* A page holds 64 bytes and 252 areas of 16 */
	{ .name = "a page of reserved areas", CHANGE({ MAX_RESERVED, 252 }) },
	{
		.name = "more reserved areas than a page holds",
		CHANGE({ MAX_RESERVED, 253 }),
		.ret = -EINVAL,
		.line = "metadata field MAX_RESERVED_PER_TDMR is 253, and only 1 to 252 is sane",
	},
	{ .name = "PAMT entries of 128 bytes", CHANGE({ PAMT_1G_ENTRY_SIZE, 128 }) },
	{
		.name = "PAMT entries of 129 bytes",
		CHANGE({ PAMT_1G_ENTRY_SIZE, 129 }),
		.ret = -EINVAL,
		.line = "metadata field PAMT_1G_ENTRY_SIZE is 129, and only 1 to 128 is sane",
	}, {
		.name = "PAMT entries of nothing",
		CHANGE({ PAMT_4K_ENTRY_SIZE, 0 }),
		.ret = -EINVAL,
		.line = "metadata field PAMT_4K_ENTRY_SIZE is 0, and only 1 to 128 is sane",
	},

	/* CMRs */
	{
		.name = "no CMR",
		CHANGE({ NUM_CMRS, 0 }),
		.ret = -EINVAL,
		.line = "the module has no CMR, so TDX can protect no memory",
	}, {
		.name = "33 CMRs",
		CHANGE({ NUM_CMRS, 33 }),
		.ret = -EOVERFLOW,
		.line = "field NUM_CMRS is 33, more than the 32",
	}, {
		.name = "CMR without a base",
		CHANGE({ CMR_BASE(1), 0, NOT_READABLE }),
		.ret = -EPERM,
		.line = "field CMR_BASE (0x9000000300000081) cannot be read",
	}, {
		.name = "CMR without a size",
		CHANGE({ CMR_SIZE(0), 0, NOT_KNOWN }),
		.ret = -ENOENT,
		.line = "field CMR_SIZE (0x9000000300000100) cannot be read",
	},
	{ .name = "empty CMR between two", CHANGE({ CMR_SIZE(0), 0 }) },
	{
		.name = "CMRs that overlap by a page",
		CHANGE({ CMR_SIZE(0), 0xfff01000 }),
		.ret = -EINVAL,
		.line = "CMR 1 (base 0x100000000, size 0x40000000) is malformed",
	},
	{ .name = "CMRs that touch", CHANGE({ CMR_SIZE(0), 0xfff00000 }) },
	{
		.name = "CMRs in the wrong order",
		CHANGE({ CMR_BASE(2), 0x100000 }, { CMR_SIZE(2), 0x1000 }),
		.ret = -EINVAL,
		.line = "CMR 2 (base 0x100000, size 0x1000) is malformed",
	}, {
		.name = "CMR that begins within a page",
		CHANGE({ CMR_BASE(0), 0x100800 }),
		.ret = -EINVAL,
		.line = "CMR 0 (base 0x100800",
	}, {
		.name = "CMR that ends within a page",
		CHANGE({ CMR_SIZE(1), 0x40000001 }),
		.ret = -EINVAL,
		.line = "CMR 1 (base 0x100000000, size 0x40000001",
	}, {
		.name = "CMR that goes round",
		CHANGE({ CMR_SIZE(1), 0xffffffffffff0000 }),
		.ret = -EINVAL,
		.line = "CMR 1 (base 0x100000000, size 0xffffffffffff0000",
	},

	/* Versions and features */
	{ .name = "module 1.6", CHANGE({ MINOR_VERSION, 6 }) },
	{ .name = "module 2.0", CHANGE({ MAJOR_VERSION, 2 }, { MINOR_VERSION, 0 }) },
	{
		.name = "module 1.4",
		CHANGE({ MINOR_VERSION, 4 }),
		.ret = -ENODEV,
		.line = "module version 1.4.05 is too old: version 1.5 or later is needed",
	}, {
		.name = "module 0.9",
		CHANGE({ MAJOR_VERSION, 0 }, { MINOR_VERSION, 9 }),
		.ret = -ENODEV,
		.line = "module version 0.9.05 is too old",
	}, {
		.name = "frame pointer destroyed at guest entry",
		CHANGE({ FEATURES0, 0x1b0fbf }),
		.ret = -ENODEV,
		.line = "lacks NO_RBP_MOD (bit 18 of features0 0x1b0fbf)",
	}, {
		.name = "module without TDH.SYS.RD",
		CHANGE({ MAJOR_VERSION, 0, OPERAND_INVALID }),
		.ret = -ENODEV,
		.line = "module version 1.0 build 287 date 20220127 lacks TDH.SYS.RD",
	},
};

KUNIT_ARRAY_PARAM_DESC(sysinfo, sysinfo_cases, name);

static void sysinfo_answers(struct kunit *test)
{
	const struct sysinfo_case *c = test->param_value;
	struct tdx_sys_info *info = new_info(test);

	fake()->change = c->change;
	fake()->nr_changes = ARRAY_SIZE(c->change);
	KUNIT_EXPECT_EQ(test, tdx_sysinfo_read(info), c->ret);
	if (c->line)
		tdx_kunit_expect_line(test, c->line);
	else
		tdx_kunit_expect_silence(test);
}

/* Each field that is not optional, when it cannot be read: its name, once */
static const struct {
	u64 id;
	const char *line;
} needed[] = {
	{ MINOR_VERSION, "field MINOR_VERSION (0x800000100000003) cannot be read" },
	{ 0x0800000100000005, "field UPDATE_VERSION (0x800000100000005) cannot be read" },
	{ 0x8800000100000002, "field BUILD_NUM (0x8800000100000002) cannot be read" },
	{ 0x8800000200000001, "field BUILD_DATE (0x8800000200000001) cannot be read" },
	{ 0x0a00000200000000, "field SYS_ATTRIBUTES (0xa00000200000000) cannot be read" },
	{ FEATURES0, "field FEATURES0 (0xa00000300000008) cannot be read" },
	{ MAX_TDMRS, "field MAX_TDMRS (0x9100000100000008) cannot be read" },
	{ MAX_RESERVED, "field MAX_RESERVED_PER_TDMR (0x9100000100000009) cannot be read" },
	{ PAMT_4K_ENTRY_SIZE, "field PAMT_4K_ENTRY_SIZE (0x9100000100000010) cannot be read" },
	{ 0x9100000100000011, "field PAMT_2M_ENTRY_SIZE (0x9100000100000011) cannot be read" },
	{ PAMT_1G_ENTRY_SIZE, "field PAMT_1G_ENTRY_SIZE (0x9100000100000012) cannot be read" },
	{ NUM_CMRS, "field NUM_CMRS (0x9000000100000000) cannot be read" },
};

static void sysinfo_needed(struct kunit *test)
{
	struct tdx_sys_info *info = new_info(test);
	struct field change = { .status = NOT_READABLE };
	unsigned int i;

	fake()->change = &change;
	fake()->nr_changes = 1;
	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		change.id = needed[i].id;
		KUNIT_EXPECT_EQ_MSG(test, tdx_sysinfo_read(info), -EPERM, "field 0x%llx",
				    change.id);
		tdx_kunit_expect_line(test, needed[i].line);
		tdx_kunit_report_forget(test);
	}
	KUNIT_EXPECT_EQ(test, fake()->printed, 0);
}

/* A module without TDH.SYS.RD that does not tell its name either */
static void sysinfo_nameless(struct kunit *test)
{
	static const struct field no_rd = { .id = MAJOR_VERSION, .status = OPERAND_INVALID };

	fake()->change = &no_rd;
	fake()->nr_changes = 1;
	fake()->info_status = OPERAND_INVALID;
	KUNIT_EXPECT_EQ(test, tdx_sysinfo_read(new_info(test)), -ENODEV);
	tdx_kunit_expect_line(test, "TDH.SYS.INFO failed: TDX_OPERAND_INVALID");
}

/* What is left of CMRs when some are empty: they close ranks */
static void sysinfo_empty_cmrs(struct kunit *test)
{
	static const struct field change[] = {
		{ CMR_SIZE(0), 0 },
		{ CMR_BASE(3), 0x200000000 }, { CMR_SIZE(3), 0x1000 },
	};
	struct tdx_sys_info *info = new_info(test);

	fake()->change = change;
	fake()->nr_changes = ARRAY_SIZE(change);
	KUNIT_EXPECT_EQ(test, tdx_sysinfo_read(info), 0);
	KUNIT_EXPECT_EQ(test, info->nr_cmrs, 2);
	KUNIT_EXPECT_EQ(test, info->cmr[0].base, 0x100000000);
	KUNIT_EXPECT_EQ(test, info->cmr[0].size, 0x40000000);
	KUNIT_EXPECT_EQ(test, info->cmr[1].base, 0x200000000);
	KUNIT_EXPECT_EQ(test, info->cmr[1].size, 0x1000);
	KUNIT_EXPECT_EQ(test, info->cmr[2].size, 0);
}

static struct kunit_case sysinfo_test_cases[] = {
	KUNIT_CASE(sysinfo_sane),
	KUNIT_CASE_PARAM(sysinfo_answers, sysinfo_gen_params),
	KUNIT_CASE(sysinfo_needed),
	KUNIT_CASE(sysinfo_nameless),
	KUNIT_CASE(sysinfo_empty_cmrs),
	{}
};

static struct kunit_suite sysinfo_suite = {
	.name = "tdx_sysinfo",
	.init = sysinfo_init,
	.test_cases = sysinfo_test_cases,
};

kunit_test_suite(sysinfo_suite);
