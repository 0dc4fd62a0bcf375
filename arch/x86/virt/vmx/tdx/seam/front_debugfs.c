// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim in debugfs, directory "seam":
 *
 *	calls	a line for each leaf that was called: name, calls, and how many
 *		ended with success, an informational status, busy, another error
 *	statuses
 *		a line for each leaf and status that occurred: leaf, status, calls
 *	times	a line for each leaf and for each CPU with calls: when, how long; and
 *		how little memory was free at the end of any call
 *	sweep	reading it checks every live PAMT entry and prints how many are
 *		not what the model wrote
 *	violations
 *		how often the host was found to do something wrong
 *	tdmrs	what the module was configured with, a line for each TDMR and one
 *		for each reserved area
 *	pamts	what the PAMTs say, in short: a line for each TDMR and level
 *	write_backs
 *		how often a CPU was seen to write back its caches
 *	inject	faults on demand: writing a line adds a rule, "clear" removes
 *		all, reading lists them with the calls they saw and changed
 */
#define pr_fmt(fmt) "seam: " fmt

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "front.h"

static void show_leaf(struct seq_file *s, const char *name, struct seam_leaf_stats *stats)
{
	if (!seam_leaf_calls(stats))
		return;

	seq_printf(s, "%-24s %8llu %8lld %8lld %8lld %8lld\n", name, seam_leaf_calls(stats),
		   atomic64_read(&stats->ok), atomic64_read(&stats->info),
		   atomic64_read(&stats->busy), atomic64_read(&stats->error));
}

static int calls_show(struct seq_file *s, void *unused)
{
	unsigned int leaf;

	seq_printf(s, "%-24s %8s %8s %8s %8s %8s\n", "leaf", "calls", "ok", "info", "busy",
		   "error");
	for (leaf = 0; leaf < SEAM_STATS_UNKNOWN; leaf++) {
		const char *name = seam_leaf_name(leaf);

		if (name)
			show_leaf(s, name, &seam_module->stats[leaf]);
	}
	show_leaf(s, "unknown", &seam_module->stats[SEAM_STATS_UNKNOWN]);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(calls);

static int statuses_show(struct seq_file *s, void *unused)
{
	seam_front_count_show(s);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(statuses);

static int times_show(struct seq_file *s, void *unused)
{
	seam_front_time_show(s);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(times);

static int sweep_show(struct seq_file *s, void *unused)
{
	seq_printf(s, "%llu\n", seam_pamt_sweep(seam_module));

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sweep);

static void show_tdmr(struct seq_file *s, const struct seam_tdmr *tdmr)
{
	const struct tdx_reserved_area *area = tdmr->reserved;
	unsigned int i;

	seq_printf(s, "tdmr 0x%llx 0x%llx 1g 0x%llx 0x%llx 2m 0x%llx 0x%llx 4k 0x%llx 0x%llx\n",
		   tdmr->base, tdmr->size,
		   tdmr->pamt[TDX_LEVEL_1G].base, tdmr->pamt[TDX_LEVEL_1G].size,
		   tdmr->pamt[TDX_LEVEL_2M].base, tdmr->pamt[TDX_LEVEL_2M].size,
		   tdmr->pamt[TDX_LEVEL_4K].base, tdmr->pamt[TDX_LEVEL_4K].size);

	for (i = 0; i < TDX_MAX_RESERVED && area[i].size; i++)
		seq_printf(s, "rsvd 0x%llx 0x%llx\n", area[i].offset, area[i].size);
}

/* A look at a module that is being configured may be torn; that is for people to know */
static int tdmrs_show(struct seq_file *s, void *unused)
{
	unsigned int i;

	for (i = 0; i < min_t(u32, seam_module->nr_tdmrs, TDX_MAX_TDMRS); i++)
		show_tdmr(s, &seam_module->tdmr[i]);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tdmrs);

static int pamts_show(struct seq_file *s, void *unused)
{
	static const char * const names[TDX_NR_LEVELS] = {
		[TDX_LEVEL_4K] = "4k", [TDX_LEVEL_2M] = "2m", [TDX_LEVEL_1G] = "1g",
	};
	struct seam_pamt_digest digest;
	unsigned int i, level;

	for (i = 0; i < min_t(u32, seam_module->nr_tdmrs, TDX_MAX_TDMRS); i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
			seam_pamt_digest(seam_module, i, level, &digest);
			seq_printf(s, "pamt 0x%llx %s entries %llu unsound %llu hash %016llx\n",
				   seam_module->tdmr[i].base, names[level], digest.entries,
				   digest.unsound, digest.hash);
		}
	}

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(pamts);

static int inject_show(struct seq_file *s, void *unused)
{
	char text[SEAM_INJECT_TEXT];
	unsigned int i;
	u64 seen, fired;

	for (i = 0; i < SEAM_MAX_RULES; i++) {
		if (seam_inject_show(seam_module, i, text, sizeof(text), &seen, &fired))
			seq_printf(s, "%s seen %llu fired %llu\n", text, seen, fired);
	}

	return 0;
}

static int inject_open(struct inode *inode, struct file *file)
{
	return single_open(file, inject_show, NULL);
}

static ssize_t inject_write(struct file *file, const char __user *data, size_t count,
			    loff_t *pos)
{
	static DEFINE_MUTEX(lock);	/* The parser takes one writer at a time */
	char text[SEAM_INJECT_TEXT];
	unsigned int len;
	const char *word;
	int ret;

	if (count >= sizeof(text))
		return -E2BIG;
	if (copy_from_user(text, data, count))
		return -EFAULT;
	text[count] = '\0';

	mutex_lock(&lock);
	ret = seam_inject_parse(seam_module, text);
	mutex_unlock(&lock);

	if (ret > 0) {
		word = seam_inject_word(text, ret, &len);
		pr_err("inject: word %d, '%.*s', is wrong: see Documentation/arch/x86/tdx.rst\n",
		       ret, len, word);
		ret = -EINVAL;
	}

	return ret ?: count;
}

static const struct file_operations inject_fops = {
	.owner = THIS_MODULE,
	.open = inject_open,
	.read = seq_read,
	.write = inject_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/**
 * seam_front_debugfs() - create the files
 *
 * Context: boot.
 */
void __init seam_front_debugfs(void)
{
	struct dentry *dir = debugfs_create_dir("seam", NULL);

	debugfs_create_file("calls", 0400, dir, NULL, &calls_fops);
	debugfs_create_file("statuses", 0400, dir, NULL, &statuses_fops);
	debugfs_create_file("times", 0400, dir, NULL, &times_fops);
	debugfs_create_file("sweep", 0400, dir, NULL, &sweep_fops);
	debugfs_create_file("tdmrs", 0400, dir, NULL, &tdmrs_fops);
	debugfs_create_file("pamts", 0400, dir, NULL, &pamts_fops);
	debugfs_create_file("inject", 0600, dir, NULL, &inject_fops);
	debugfs_create_atomic_t("violations", 0400, dir, &seam_violations);
	debugfs_create_atomic_t("write_backs", 0400, dir, &seam_write_backs);
}
