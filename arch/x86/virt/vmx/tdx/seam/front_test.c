// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim for test modules: a new TDX module at run time, faults, and what
 * was found out about the host.
 *
 * One test at a time; nothing here is protected against another one.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/stop_machine.h>

#include "front.h"
#include "test.h"

static int load(void *unused)
{
	seam_module_load(seam_module, &seam_platform);

	return 0;
}

/**
 * seam_test_load() - put a new module in the place of the one there is
 *
 * It knows nothing of what that one was told, and PAMTs are ordinary memory.
 * Statistics and rules start anew.
 *
 * Context: process context, cpus_read_lock() not held.  CPUs stop meanwhile, so
 * that none is in the module.
 * Return: 0, -ENODEV when the shim is off.
 */
int seam_test_load(void)
{
	return seam_module ? stop_machine(load, NULL, NULL) : -ENODEV;
}
EXPORT_SYMBOL_GPL(seam_test_load);

/**
 * seam_test_inject() - add a rule
 * @rule: as in debugfs
 *
 * Context: any.
 * Return: 0, -EINVAL or another negative errno.
 */
int seam_test_inject(const char *rule)
{
	int ret = seam_inject_parse(seam_module, rule);

	return ret > 0 ? -EINVAL : ret;
}
EXPORT_SYMBOL_GPL(seam_test_inject);

/**
 * seam_test_injected() - how many calls ended otherwise than they would
 *
 * Context: any.
 * Return: their number, by the rules that are in force.
 */
u64 seam_test_injected(void)
{
	char text[SEAM_INJECT_TEXT];
	u64 seen, fired, sum = 0;
	unsigned int i;

	for (i = 0; i < SEAM_MAX_RULES; i++) {
		if (seam_inject_show(seam_module, i, text, sizeof(text), &seen, &fired))
			sum += fired;
	}

	return sum;
}
EXPORT_SYMBOL_GPL(seam_test_injected);

/**
 * seam_test_next_leaf() - go through the leaves that were called
 * @stats: all zero to begin with, or of the leaf before; of the next one after
 *
 * Context: any.
 * Return: false when there is none.
 */
bool seam_test_next_leaf(struct seam_test_stats *stats)
{
	unsigned int leaf = stats->name ? stats->leaf + 1 : 0;

	for (; leaf < SEAM_STATS_UNKNOWN; leaf++) {
		stats->calls = seam_leaf_calls(&seam_module->stats[leaf]);
		if (!stats->calls)
			continue;
		stats->leaf = leaf;
		stats->name = seam_leaf_name(leaf) ?: "unknown";
		return true;
	}

	return false;
}
EXPORT_SYMBOL_GPL(seam_test_next_leaf);

/**
 * seam_test_damage() - what the host did wrong
 *
 * Context: process context.
 * Return: violations since boot, and PAMT entries that are not as the model left
 * them now.
 */
u64 seam_test_damage(void)
{
	return atomic_read(&seam_violations) + seam_pamt_sweep(seam_module);
}
EXPORT_SYMBOL_GPL(seam_test_damage);
