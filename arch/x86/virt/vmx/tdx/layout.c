// SPDX-License-Identifier: GPL-2.0
/*
 * The layout of TDX on this host, in debugfs: memory, CMRs, limits and where no
 * PAMT can be, as the planner was given them, and the plan that the module works
 * with.
 *
 * The format is that of the userspace tool tdx-plan, which draws what it reads
 * here; tools/testing/tdx/layouts/README.md describes it.  Before TDX is ready
 * there is memory as it is now, CMRs and limits as soon as an attempt has read
 * them, and in place of a plan why there is none.  An attempt that failed can so
 * be repeated on paper.
 *
 * All of it are addresses, so the file is root's.  What READY publishes is
 * constant; a reader waits for the attempt under way.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/memory_hotplug.h>
#include <linux/nodemask.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "survey.h"

static void show_memory(struct seq_file *m, const struct tdx_memory *memory)
{
	unsigned int i;

	for (i = 0; i < memory->nr; i++)
		seq_printf(m, "mem 0x%llx 0x%llx %d\n", memory->range[i].start,
			   memory->range[i].end, memory->range[i].nid);
}

static void show_module(struct seq_file *m, const struct tdx_sys_info *info)
{
	unsigned int i;

	seq_printf(m, "limit max_tdmrs %u\n", info->limits.max_tdmrs);
	seq_printf(m, "limit max_reserved %u\n", info->limits.max_reserved);
	seq_printf(m, "limit pamt_entry_4k %u\n", info->limits.pamt_entry_size[TDX_PS_4K]);
	seq_printf(m, "limit pamt_entry_2m %u\n", info->limits.pamt_entry_size[TDX_PS_2M]);
	seq_printf(m, "limit pamt_entry_1g %u\n", info->limits.pamt_entry_size[TDX_PS_1G]);

	for (i = 0; i < info->nr_cmrs; i++)
		seq_printf(m, "cmr 0x%llx 0x%llx\n", info->cmr[i].base,
			   info->cmr[i].base + info->cmr[i].size);
}

static void show_survey(struct seq_file *m, const struct tdx_survey *survey)
{
	unsigned int i;

	for (i = 0; i < survey->nr; i++)
		seq_printf(m, "nopamt 0x%llx 0x%llx\n", survey->busy[i].start,
			   survey->busy[i].end);
}

static void show_cpus(struct seq_file *m)
{
	int nid;

	for_each_node_state(nid, N_CPU)
		seq_printf(m, "cpus %d %u\n", nid, cpumask_weight(cpumask_of_node(nid)));
}

static void show_tdmr(struct seq_file *m, const struct tdx_plan_tdmr *tdmr)
{
	const struct tdx_pamt_ref *pamt = tdmr->pamt;
	unsigned int i;

	seq_printf(m, "tdmr 0x%llx 0x%llx 1g 0x%llx 0x%llx 2m 0x%llx 0x%llx 4k 0x%llx 0x%llx\n",
		   tdmr->base, tdmr->size,
		   pamt[TDX_LEVEL_1G].base, pamt[TDX_LEVEL_1G].size,
		   pamt[TDX_LEVEL_2M].base, pamt[TDX_LEVEL_2M].size,
		   pamt[TDX_LEVEL_4K].base, pamt[TDX_LEVEL_4K].size);

	for (i = 0; i < tdmr->nr_reserved; i++)
		seq_printf(m, "rsvd 0x%llx 0x%llx\n", tdmr->reserved[i].offset,
			   tdmr->reserved[i].size);
}

static void show_plan(struct seq_file *m, const struct tdx_plan *plan)
{
	unsigned int i;

	seq_puts(m, "status ok\n");
	for (i = 0; i < plan->nr_tdmrs; i++)
		show_tdmr(m, &plan->tdmr[i]);
	for (i = 0; i < plan->nr_withheld; i++)
		seq_printf(m, "withheld 0x%llx 0x%llx\n", plan->withheld[i].start,
			   plan->withheld[i].end);
	seq_printf(m, "pamt_bytes %llu\n", tdx_plan_pamt_bytes(plan));
}

/* Memory as it is now, held against the CMRs if they are known, and what is in use */
static int show_memory_now(struct seq_file *m, const struct tdx_sys_info *info)
{
	struct tdx_survey survey = { };
	struct tdx_memory *memory;
	int ret = -ENOMEM;

	get_online_mems();
	memory = tdx_memory_snapshot(info);
	if (memory)
		ret = tdx_survey_begin(&survey, memory);
	put_online_mems();

	if (!ret) {
		show_memory(m, memory);
		if (info)
			show_module(m, info);
		show_survey(m, &survey);
	}

	tdx_survey_end(&survey);
	kvfree(memory);
	return ret;
}

static int show_unready(struct seq_file *m, const struct tdx_sys_info *info)
{
	int ret;

	char *text __free(kfree) = kmalloc(TDX_STATE_BYTES, GFP_KERNEL);

	if (!text)
		return -ENOMEM;

	ret = show_memory_now(m, info);
	if (ret)
		return ret;

	tdx_report_state(text, false);
	seq_printf(m, "status %s %s\n",
		   str_has_prefix(text, "present:") ? "pending" : "infeasible", text);
	return 0;
}

static int layout_show(struct seq_file *m, void *unused)
{
	const struct tdx_plan *plan;
	int ret;

	struct tdx_sys_info *info __free(kfree) = kmalloc(sizeof(*info), GFP_KERNEL);

	if (!info)
		return -ENOMEM;

	/* Waits for an attempt under way, after which there may be a plan */
	ret = tdx_last_sysinfo(info);
	if (ret && ret != -ENODATA)
		return ret;
	plan = tdx_ready_plan();

	seq_puts(m, "# TDX of this host, to be read by tdx-plan\n");
	show_cpus(m);
	if (!plan)
		return show_unready(m, ret ? NULL : info);

	show_memory(m, tdx_ready_memory());
	show_module(m, tdx_get_sysinfo());
	show_survey(m, tdx_ready_survey());
	show_plan(m, plan);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(layout);

/* After tdx_late_init(), which may find that TDX cannot be used */
static int __init tdx_layout_init(void)
{
	if (tdx_host_state() != TDX_ABSENT)
		debugfs_create_file("layout", 0400, debugfs_create_dir("tdx_host", NULL), NULL,
				    &layout_fops);

	return 0;
}
subsys_initcall_sync(tdx_layout_init);
