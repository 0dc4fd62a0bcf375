// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim in debugfs, directory "seam":
 *
 *	calls	a line for each leaf that was called: name, calls, and how many
 *		ended with success, an informational status, busy, another error
 *	sweep	reading it checks every live PAMT entry and prints how many are
 *		not what the model wrote
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include "front.h"

static void show_leaf(struct seq_file *s, const char *name, struct seam_leaf_stats *stats)
{
	if (!atomic64_read(&stats->calls))
		return;

	seq_printf(s, "%-24s %8lld %8lld %8lld %8lld %8lld\n", name,
		   atomic64_read(&stats->calls), atomic64_read(&stats->ok),
		   atomic64_read(&stats->info), atomic64_read(&stats->busy),
		   atomic64_read(&stats->error));
}

static int calls_show(struct seq_file *s, void *unused)
{
	unsigned int leaf;

	seq_printf(s, "%-24s %8s %8s %8s %8s %8s\n", "leaf", "calls", "ok", "info", "busy",
		   "error");
	for (leaf = 0; leaf < SEAM_STATS_UNKNOWN; leaf++) {
		const char *name = seam_leaf_name(leaf);

		if (name)
			show_leaf(s, name, &seam_module.stats[leaf]);
	}
	show_leaf(s, "unknown", &seam_module.stats[SEAM_STATS_UNKNOWN]);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(calls);

static int sweep_show(struct seq_file *s, void *unused)
{
	seq_printf(s, "%llu\n", seam_pamt_sweep(&seam_module));

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sweep);

/**
 * seam_front_debugfs() - create the files
 *
 * Context: boot.
 */
void __init seam_front_debugfs(void)
{
	struct dentry *dir = debugfs_create_dir("seam", NULL);

	debugfs_create_file("calls", 0400, dir, NULL, &calls_fops);
	debugfs_create_file("sweep", 0400, dir, NULL, &sweep_fops);
}
