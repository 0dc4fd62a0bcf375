// SPDX-License-Identifier: GPL-2.0
/*
 * Global metadata of the TDX module: read once per attempt to enable TDX,
 * checked, printed and kept by the caller.
 *
 * One table says which field goes where.  The module is not trusted to stay
 * within what the kernel can store: a value that does not fit, a count beyond a
 * bound or a malformed CMR is an error that names the field, and nothing of it
 * is used.  Runs in process context under tdx_lock, after TDH.SYS.LP.INIT on
 * the CPU it happens to run on (it may run on any, since all are initialised).
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <kunit/static_stub.h>
#include <kunit/visibility.h>
#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "host.h"
#include "seamcall.h"

struct md_field {
	u64 id;
	const char *name;
	u16 offset;
	u8 size;
};

/* The size code of the id and the size of the destination must agree */
#define MD_FIELD(_id, _member) {						\
	.id = TDX_MD_##_id,							\
	.name = #_id,								\
	.offset = offsetof(struct tdx_sys_info, _member),			\
	.size = sizeof_field(struct tdx_sys_info, _member) +			\
		BUILD_BUG_ON_ZERO(sizeof_field(struct tdx_sys_info, _member) !=	\
				  TDX_MD_BYTES(TDX_MD_##_id)),			\
}

static const struct md_field md_fields[] = {
	MD_FIELD(MAJOR_VERSION, version.major),
	MD_FIELD(MINOR_VERSION, version.minor),
	MD_FIELD(UPDATE_VERSION, version.update),
	MD_FIELD(BUILD_NUM, version.build_num),
	MD_FIELD(BUILD_DATE, version.build_date),
	MD_FIELD(SYS_ATTRIBUTES, attributes),
	MD_FIELD(FEATURES0, features0),
	MD_FIELD(MAX_TDMRS, limits.max_tdmrs),
	MD_FIELD(MAX_RESERVED_PER_TDMR, limits.max_reserved),
	MD_FIELD(PAMT_4K_ENTRY_SIZE, limits.pamt_entry_size[TDX_PS_4K]),
	MD_FIELD(PAMT_2M_ENTRY_SIZE, limits.pamt_entry_size[TDX_PS_2M]),
	MD_FIELD(PAMT_1G_ENTRY_SIZE, limits.pamt_entry_size[TDX_PS_1G]),
	MD_FIELD(NUM_CMRS, nr_cmrs),
};

static const struct md_field md_optional_fields[] = {
	MD_FIELD(INTERNAL_VERSION, version.internal),
};

/* First module with the metadata interface and the leaves this kernel needs */
#define TDX_MIN_MAJOR	1
#define TDX_MIN_MINOR	5

/* A TDMR_INFO must fit in a page; a PAMT is memory, and must lie in a reserved area */
#define TDX_SANE_RESERVED						\
	((SZ_4K - sizeof(struct tdx_tdmr_info)) / sizeof(struct tdx_reserved_area))

/* Eight times what modules need today: 1/32 of all memory would become PAMTs */
#define TDX_SANE_PAMT_ENTRY	128

static int field_failed(const char *name, u64 id, tdx_status_t status)
{
	tdx_err("metadata field %s (0x%llx) cannot be read: %s (0x%llx): %s\n", name, id,
		tdx_status_name(status), tdx_status_raw(status), tdx_status_advice(status));

	return tdx_status_to_errno(status) ?: -EIO;
}

static int store_field(const struct md_field *field, u64 value, struct tdx_sys_info *info)
{
	void *dst = (void *)info + field->offset;

	if (field->size < sizeof(u64) && value >> (8 * field->size)) {
		tdx_err("metadata field %s (0x%llx) is 0x%llx, more than %u bytes hold: update the kernel or the module\n",
			field->name, field->id, value, field->size);
		return -EOVERFLOW;
	}

	memcpy(dst, &value, field->size);
	return 0;
}

static bool field_is_absent(tdx_status_t status)
{
	return tdx_status_is(status, TDX_METADATA_FIELD_ID_INCORRECT) ||
	       tdx_status_is(status, TDX_METADATA_FIELD_NOT_READABLE);
}

static int read_fields(const struct md_field *fields, unsigned int nr, bool optional,
		       struct tdx_sys_info *info)
{
	tdx_status_t status;
	unsigned int i;
	u64 value;
	int ret;

	for (i = 0; i < nr; i++) {
		status = tdh_sys_rd(fields[i].id, &value);
		if (optional && field_is_absent(status))
			continue;
		if (status != TDX_SUCCESS)
			return field_failed(fields[i].name, fields[i].id, status);

		ret = store_field(&fields[i], value, info);
		if (ret)
			return ret;
	}

	return 0;
}

/* What is wrong with a CMR that is not empty, behind one that ends at @before */
static const char *cmr_defect(u64 base, u64 size, u64 before)
{
	u64 end;

	if (!IS_ALIGNED(base | size, TDX_CMR_ALIGN))
		return "it is not aligned to 4 KiB";
	if (check_add_overflow(base, size, &end) || end > BIT_ULL(TDX_MAX_PA))
		return "it ends behind the last physical address";
	if (base < before)
		return "it overlaps another, or is out of order";

	return NULL;
}

static int read_cmrs(struct tdx_sys_info *info)
{
	unsigned int nr_fields = info->nr_cmrs;
	unsigned int i, nr = 0;
	u64 base, size, end = 0;
	tdx_status_t status;
	const char *defect;

	if (nr_fields > ARRAY_SIZE(info->cmr)) {
		tdx_err("metadata field NUM_CMRS is %u, more than the %zu this kernel keeps: update the kernel\n",
			nr_fields, ARRAY_SIZE(info->cmr));
		return -EOVERFLOW;
	}

	for (i = 0; i < nr_fields; i++) {
		status = tdh_sys_rd(TDX_MD_CMR_BASE + i, &base);
		if (status != TDX_SUCCESS)
			return field_failed("CMR_BASE", TDX_MD_CMR_BASE + i, status);

		status = tdh_sys_rd(TDX_MD_CMR_SIZE + i, &size);
		if (status != TDX_SUCCESS)
			return field_failed("CMR_SIZE", TDX_MD_CMR_SIZE + i, status);

		/* Empty entries may be anywhere */
		if (!size)
			continue;

		defect = cmr_defect(base, size, end);
		if (defect) {
			tdx_err("CMR %u (base 0x%llx, size 0x%llx) is malformed, %s: update firmware\n",
				i, base, size, defect);
			return -EINVAL;
		}

		end = base + size;
		info->cmr[nr].base = base;
		info->cmr[nr].size = size;
		nr++;
	}

	if (!nr) {
		tdx_err("the module has no CMR, so TDX can protect no memory: enable memory encryption and TDX in firmware setup, or update firmware\n");
		return -EINVAL;
	}

	info->nr_cmrs = nr;
	return 0;
}

static int check_limit(const char *name, unsigned int value, unsigned int most)
{
	if (value && value <= most)
		return 0;

	tdx_err("metadata field %s is %u, and only 1 to %u is sane: update the module or the kernel\n",
		name, value, most);
	return -EINVAL;
}

/* More TDMRs or areas than the planner can use do no harm */
static int check_limits(const struct tdx_sys_limits *limits)
{
	const u16 *entry = limits->pamt_entry_size;

	return check_limit("MAX_TDMRS", limits->max_tdmrs, U16_MAX) ?:
	       check_limit("MAX_RESERVED_PER_TDMR", limits->max_reserved, TDX_SANE_RESERVED) ?:
	       check_limit("PAMT_4K_ENTRY_SIZE", entry[TDX_PS_4K], TDX_SANE_PAMT_ENTRY) ?:
	       check_limit("PAMT_2M_ENTRY_SIZE", entry[TDX_PS_2M], TDX_SANE_PAMT_ENTRY) ?:
	       check_limit("PAMT_1G_ENTRY_SIZE", entry[TDX_PS_1G], TDX_SANE_PAMT_ENTRY);
}

/*
 * A module older than 1.5 has no TDH.SYS.RD and calls the leaf an invalid
 * operand.  Ask it for its name the old way, so that the message is of use.
 */
static int refuse_old_module(void)
{
	const struct tdx_sys_info_buf *buf;
	tdx_status_t status;
	unsigned long page;
	phys_addr_t pa;

	page = get_zeroed_page(TDX_GFP);
	if (!page)
		return tdx_no_memory("old form of metadata");

	pa = virt_to_phys((void *)page);
	status = tdh_sys_info(pa, pa + TDX_SYS_INFO_SIZE);
	buf = (const struct tdx_sys_info_buf *)page;

	if (status == TDX_SUCCESS)
		tdx_err("module version %u.%u build %u date %u lacks TDH.SYS.RD: version %u.%u or later is needed, update the module\n",
			buf->major_version, buf->minor_version, buf->build_num, buf->build_date,
			TDX_MIN_MAJOR, TDX_MIN_MINOR);
	else
		tdx_seamcall_failed(status, "TDH.SYS.INFO");

	free_page(page);
	return -ENODEV;
}

static int check_version(const struct tdx_sys_version *version)
{
	if (version->major > TDX_MIN_MAJOR ||
	    (version->major == TDX_MIN_MAJOR && version->minor >= TDX_MIN_MINOR))
		return 0;

	tdx_err("module version %u.%u.%02u is too old: version %u.%u or later is needed, update the module\n",
		version->major, version->minor, version->update, TDX_MIN_MAJOR, TDX_MIN_MINOR);
	return -ENODEV;
}

/* Once, whatever comes of the attempt.  What a test reads is no module of this host. */
VISIBLE_IF_KUNIT void tdx_sysinfo_print(const struct tdx_sys_info *info)
{
	const struct tdx_sys_version *version = &info->version;
	static bool printed;
	unsigned int i;

	KUNIT_STATIC_STUB_REDIRECT(tdx_sysinfo_print, info);

	if (printed)
		return;
	printed = true;

	pr_info("module version %u.%u.%02u build %u date %u attributes 0x%x features0 0x%llx\n",
		version->major, version->minor, version->update, version->build_num,
		version->build_date, info->attributes, info->features0);

	for (i = 0; i < info->nr_cmrs; i++)
		pr_info("CMR [mem 0x%llx-0x%llx]\n", info->cmr[i].base,
			info->cmr[i].base + info->cmr[i].size - 1);
}
EXPORT_SYMBOL_IF_KUNIT(tdx_sysinfo_print);

/**
 * tdx_sysinfo_read() - read and check the global metadata of the module
 * @info: filled in; what it holds after an error is not to be used
 *
 * Prints version, build, attributes and CMRs the first time.  An error is
 * printed, naming the field.
 *
 * Context: process context, tdx_lock held, every CPU initialised.
 * Return: 0; -ENODEV when the module is too old or lacks a feature without
 * which it cannot be used; another negative errno when a field cannot be read
 * or makes no sense.
 *
 * See TDH.SYS.RD and "Global Scope Metadata" of the TDX module ABI.
 */
int tdx_sysinfo_read(struct tdx_sys_info *info)
{
	tdx_status_t status;
	u64 value;
	int ret;

	memset(info, 0, sizeof(*info));

	status = tdh_sys_rd(TDX_MD_MAJOR_VERSION, &value);
	if (tdx_status_is(status, TDX_OPERAND_INVALID))
		return refuse_old_module();

	ret = read_fields(md_fields, ARRAY_SIZE(md_fields), false, info);
	if (ret)
		return ret;

	ret = read_fields(md_optional_fields, ARRAY_SIZE(md_optional_fields), true, info);
	if (ret)
		return ret;

	ret = read_cmrs(info);
	if (ret)
		return ret;

	tdx_sysinfo_print(info);

	ret = check_version(&info->version);
	if (ret)
		return ret;

	if (!(info->features0 & TDX_FEATURES0_NO_RBP_MOD)) {
		tdx_err("the module lacks NO_RBP_MOD (bit 18 of features0 0x%llx) and would destroy the frame pointer at guest entry: update the module\n",
			info->features0);
		return -ENODEV;
	}

	return check_limits(&info->limits);
}
EXPORT_SYMBOL_IF_KUNIT(tdx_sysinfo_read);
