// SPDX-License-Identifier: GPL-2.0
/*
 * What an administrator sees: /sys/devices/platform/tdx_host.
 *
 * Newer kernels have a device of this name on the faux bus, which this one
 * lacks; until there was that bus, devices that stand for no hardware were
 * platform devices.  The device is there when firmware gave KeyIDs to TDX, also
 * if TDX is switched off or cannot be used, and then shows why.  It never goes.
 *
 * Everything is read-only.  What may hold an address is root's; the state, which
 * all may read, is shown without numbers that could be one.
 *
 * Values come from what READY publishes, which is constant.  Attributes of nodes
 * are added when TDX becomes ready, under tdx_lock.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/pfn.h>
#include <linux/platform_device.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "host.h"

/* "0x", 13 digits, twice, and a node, with what is between */
#define RANGE_BYTES	48

static struct platform_device *tdx_dev;	/* constant after boot */

/* --- state, KeyIDs --- */

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	char *text __free(kfree) = kmalloc(TDX_STATE_BYTES, GFP_KERNEL);

	if (!text)
		return -ENOMEM;

	tdx_report_state(text, true);
	return sysfs_emit(buf, "%s\n", text);
}
static DEVICE_ATTR_RO(state);

static ssize_t last_error_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	char *text __free(kfree) = kmalloc(TDX_REPORT_BYTES, GFP_KERNEL);
	size_t len;

	if (!text)
		return -ENOMEM;

	len = tdx_report_read(text, TDX_REPORT_BYTES);
	if (!len)
		return -ENODATA;

	/* The last line has its end already */
	text[len - 1] = '\0';
	return sysfs_emit(buf, "%s\n", text);
}
static DEVICE_ATTR_ADMIN_RO(last_error);

static ssize_t private_keyids_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", tdx_nr_private_keyids());
}
static DEVICE_ATTR_RO(private_keyids);

static ssize_t guest_keyids_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", tdx_get_nr_guest_keyids());
}
static DEVICE_ATTR_RO(guest_keyids);

static ssize_t guest_keyids_in_use_show(struct device *dev, struct device_attribute *attr,
					char *buf)
{
	return sysfs_emit(buf, "%u\n", tdx_guest_keyids_in_use());
}
static DEVICE_ATTR_RO(guest_keyids_in_use);

/* --- the module: known when it is ready --- */

#define MODULE_ATTR(_name, _fmt, ...)						\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr,	\
			    char *buf)						\
{										\
	const struct tdx_sys_info *info = tdx_get_sysinfo();			\
										\
	return info ? sysfs_emit(buf, _fmt "\n", __VA_ARGS__) : -ENODATA;	\
}										\
static DEVICE_ATTR_RO(_name)

MODULE_ATTR(version, "%u.%u.%02u", info->version.major, info->version.minor,
	    info->version.update);
MODULE_ATTR(build_num, "%u", info->version.build_num);
MODULE_ATTR(build_date, "%u", info->version.build_date);
MODULE_ATTR(attributes, "0x%x", info->attributes);
MODULE_ATTR(features0, "0x%llx", info->features0);

/* --- the plan --- */

#define PLAN_ATTR(_name, _fmt, _value)						\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr,	\
			    char *buf)						\
{										\
	const struct tdx_plan *plan = tdx_ready_plan();				\
										\
	return plan ? sysfs_emit(buf, _fmt "\n", _value) : -ENODATA;		\
}										\
static DEVICE_ATTR_RO(_name)

PLAN_ATTR(tdmrs, "%u", plan->nr_tdmrs);
PLAN_ATTR(pamt_bytes, "%llu", tdx_plan_pamt_bytes(plan));

/* More than a page on a host with many ranges, hence no common attribute */
static ssize_t memory_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			   char *buf, loff_t off, size_t count)
{
	const struct tdx_memory *memory = tdx_ready_memory();
	struct seq_buf s;
	unsigned int i;
	size_t size;

	if (!memory)
		return -ENODATA;

	size = memory->nr * RANGE_BYTES;

	char *text __free(kvfree) = kvmalloc(size, GFP_KERNEL);

	if (!text)
		return -ENOMEM;

	seq_buf_init(&s, text, size);
	for (i = 0; i < memory->nr; i++)
		seq_buf_printf(&s, "0x%llx-0x%llx %d\n", memory->range[i].start,
			       memory->range[i].end - 1, memory->range[i].nid);

	return memory_read_from_buffer(buf, count, &off, text, seq_buf_used(&s));
}
static BIN_ATTR_ADMIN_RO(memory, 0);

static struct attribute *tdx_attrs[] = {
	&dev_attr_state.attr,
	&dev_attr_last_error.attr,
	&dev_attr_private_keyids.attr,
	&dev_attr_guest_keyids.attr,
	&dev_attr_guest_keyids_in_use.attr,
	&dev_attr_version.attr,
	&dev_attr_build_num.attr,
	&dev_attr_build_date.attr,
	&dev_attr_attributes.attr,
	&dev_attr_features0.attr,
	&dev_attr_tdmrs.attr,
	&dev_attr_pamt_bytes.attr,
	NULL
};

static struct bin_attribute *tdx_bin_attrs[] = {
	&bin_attr_memory,
	NULL
};

/* Where TDX will never be ready there is only why */
static umode_t attr_is_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	if (tdx_host_state() != TDX_ABSENT || attr == &dev_attr_state.attr ||
	    attr == &dev_attr_last_error.attr)
		return attr->mode;

	return 0;
}

static umode_t bin_attr_is_visible(struct kobject *kobj, struct bin_attribute *attr, int n)
{
	return tdx_host_state() != TDX_ABSENT ? attr->attr.mode : 0;
}

static const struct attribute_group tdx_group = {
	.attrs = tdx_attrs,
	.bin_attrs = tdx_bin_attrs,
	.is_visible = attr_is_visible,
	.is_bin_visible = bin_attr_is_visible,
};

static const struct attribute_group *tdx_groups[] = { &tdx_group, NULL };

/* --- nodes: a directory each --- */

/**
 * struct node_dir - directory of a node; lives as long as the device
 * @list: in node_dirs
 * @group: the directory
 * @attrs: its files
 * @tdmrs: TDMRs of the node
 * @pamt_bytes: bytes of PAMTs on the node
 * @name: of the directory
 */
struct node_dir {
	struct list_head list;
	struct attribute_group group;
	struct attribute *attrs[3];
	struct dev_ext_attribute tdmrs;
	struct dev_ext_attribute pamt_bytes;
	char name[16];
};

static LIST_HEAD(node_dirs);	/* tdx_lock */

static int node_of_attr(struct device_attribute *attr)
{
	return (long)container_of(attr, struct dev_ext_attribute, attr)->var;
}

static unsigned int tdmrs_of_node(const struct tdx_plan *plan, int nid)
{
	unsigned int i, nr = 0;

	for (i = 0; i < plan->nr_tdmrs; i++)
		nr += plan->tdmr[i].nid == nid;

	return nr;
}

/* A table is contiguous in a zone, so all of it is on the node of its first page */
static u64 pamt_bytes_of_node(const struct tdx_plan *plan, int nid)
{
	unsigned int i, level;
	u64 bytes = 0;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = 0; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *pamt = &plan->tdmr[i].pamt[level];

			if (page_to_nid(pfn_to_page(PHYS_PFN(pamt->base))) == nid)
				bytes += pamt->size;
		}
	}

	return bytes;
}

static ssize_t node_tdmrs_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", tdmrs_of_node(tdx_ready_plan(), node_of_attr(attr)));
}

static ssize_t node_pamt_bytes_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n",
			  pamt_bytes_of_node(tdx_ready_plan(), node_of_attr(attr)));
}

static void init_node_attr(struct dev_ext_attribute *attr, const char *name, long nid,
			   ssize_t (*show)(struct device *dev, struct device_attribute *attr,
					   char *buf))
{
	sysfs_attr_init(&attr->attr.attr);
	attr->attr.attr.name = name;
	attr->attr.attr.mode = 0444;
	attr->attr.show = show;
	attr->var = (void *)nid;
}

static int add_node_dir(int nid)
{
	struct node_dir *dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	int ret;

	if (!dir)
		return -ENOMEM;

	init_node_attr(&dir->tdmrs, "tdmrs", nid, node_tdmrs_show);
	init_node_attr(&dir->pamt_bytes, "pamt_bytes", nid, node_pamt_bytes_show);
	dir->attrs[0] = &dir->tdmrs.attr.attr;
	dir->attrs[1] = &dir->pamt_bytes.attr.attr;
	snprintf(dir->name, sizeof(dir->name), "node%d", nid);
	dir->group.name = dir->name;
	dir->group.attrs = dir->attrs;

	ret = tdx_fail("device_add_group", -ENOMEM) ?:
	      device_add_group(&tdx_dev->dev, &dir->group);
	if (ret)
		kfree(dir);
	else
		list_add(&dir->list, &node_dirs);

	return ret;
}

static void add_node_dirs(const struct tdx_plan *plan)
{
	int nid, ret;

	for_each_node(nid) {
		if (!tdmrs_of_node(plan, nid) && !pamt_bytes_of_node(plan, nid))
			continue;
		ret = add_node_dir(nid);
		if (ret)
			pr_warn("sysfs shows nothing of node %d: error %d: TDX works without it\n",
				nid, ret);
	}
}

/**
 * tdx_sysfs_changed() - an attempt to enable TDX has ended
 *
 * Context: process context, tdx_lock held.
 */
void tdx_sysfs_changed(void)
{
	const struct tdx_plan *plan = tdx_ready_plan();

	if (!tdx_dev)
		return;
	if (plan)
		add_node_dirs(plan);

	/* For whoever polls it */
	sysfs_notify(&tdx_dev->dev.kobj, NULL, "state");
}

#if IS_ENABLED(CONFIG_TDX_TEST_SWEEP)
/**
 * tdx_sysfs_forget() - TDX is not ready any more
 *
 * Context: process context, tdx_lock held.
 */
void tdx_sysfs_forget(void)
{
	struct node_dir *dir, *next;

	list_for_each_entry_safe(dir, next, &node_dirs, list) {
		device_remove_group(&tdx_dev->dev, &dir->group);
		list_del(&dir->list);
		kfree(dir);
	}
}
#endif

static bool __init has_something_to_show(void)
{
	char text[2];

	return tdx_host_state() != TDX_ABSENT || tdx_is_switched_off() ||
	       tdx_report_read(text, sizeof(text));
}

/* After tdx_late_init(), which may find that TDX cannot be used */
static int __init tdx_sysfs_init(void)
{
	struct platform_device *dev;
	int ret;

	if (!has_something_to_show())
		return 0;

	dev = platform_device_alloc("tdx_host", PLATFORM_DEVID_NONE);
	if (!dev)
		return -ENOMEM;

	dev->dev.groups = tdx_groups;
	ret = tdx_fail("platform_device_add", -ENOMEM) ?: platform_device_add(dev);
	if (ret) {
		pr_warn("no device tdx_host in sysfs: error %d: TDX works without it\n", ret);
		platform_device_put(dev);
		return ret;
	}

	tdx_dev = dev;
	return 0;
}
subsys_initcall_sync(tdx_sysfs_init);
