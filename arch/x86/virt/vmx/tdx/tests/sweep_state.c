// SPDX-License-Identifier: GPL-2.0
/*
 * What must be as it was after a failure: memory, threads and the kernel's health;
 * and what the kernel log says of it.
 *
 * Bytes are compared by the place that allocated them, see sweep_fail.c.  Free
 * pages are compared per node, and here the rest of the kernel has a say: it may
 * have taken or given a few meanwhile.  Everything is compared with the state
 * before the first attempt, so what is lost a little at a time adds up.
 */
#define pr_fmt(fmt) "tdx_test_sweep: " fmt

#include <linux/debug_locks.h>
#include <linux/delay.h>
#include <linux/kmsg_dump.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/panic.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/vmstat.h>

#include "../seam/test.h"
#include "sweep.h"

/* The table of 4 KiB pages of a TDMR is never smaller than 4 MiB */
#define PAGES_OF_OTHERS	(SZ_1M / PAGE_SIZE)

/* KASAN keeps up to that part of memory from being used again */
#define KASAN_PART	32

/* Memory may come back late, by RCU: two seconds in all */
#define SETTLE_TRIES	100
#define SETTLE_MS	20

static long noted_free[MAX_NUMNODES];
static unsigned long noted_ram;
static struct kmsg_dump_iter log_iter;

/* With what waits in the lists of each CPU, and is not yet counted by each */
static long free_pages_of(int nid)
{
	struct pglist_data *node = NODE_DATA(nid);
	struct zone *zone;
	long pages = 0;
	int cpu;

	for (zone = node->node_zones; zone < node->node_zones + MAX_NR_ZONES; zone++) {
		if (!populated_zone(zone))
			continue;
		pages += zone_page_state_snapshot(zone, NR_FREE_PAGES);
		for_each_online_cpu(cpu)
			pages += READ_ONCE(per_cpu_ptr(zone->per_cpu_pageset, cpu)->count);
	}

	return pages;
}

/**
 * state_note() - take down what will be compared with
 */
void state_note(void)
{
	int nid;

	for_each_online_node(nid)
		noted_free[nid] = free_pages_of(nid);
	noted_ram = totalram_pages();
}

static long pages_of_others(void)
{
	return PAGES_OF_OTHERS +
	       (IS_ENABLED(CONFIG_KASAN_GENERIC) ? totalram_pages() / KASAN_PART : 0);
}

static bool pages_are_back(char *why, size_t size)
{
	int nid;

	if (totalram_pages() != noted_ram) {
		scnprintf(why, size, "%lu pages of RAM, before %lu", totalram_pages(), noted_ram);
		return false;
	}

	for_each_online_node(nid) {
		long pages = free_pages_of(nid);

		if (pages >= noted_free[nid] - pages_of_others())
			continue;
		scnprintf(why, size, "node %d has %ld pages free, before %ld", nid, pages,
			  noted_free[nid]);
		return false;
	}

	return true;
}

static bool threads_are_gone(char *why, size_t size)
{
	struct task_struct *task;
	bool gone = true;

	rcu_read_lock();
	for_each_process(task) {
		if (!strstarts(task->comm, "tdx_init/"))
			continue;
		scnprintf(why, size, "thread %s is there", task->comm);
		gone = false;
	}
	rcu_read_unlock();

	return gone;
}

/**
 * state_is_back() - is everything as it was when it was taken down?
 * @why: filled in if not
 * @size: of it
 *
 * Context: process context, may sleep.
 * Return: true if so, or soon after.
 */
bool state_is_back(char *why, size_t size)
{
	unsigned int tries;

	for (tries = 0; tries < SETTLE_TRIES; tries++) {
		if (fail_memory_is_back(why, size) && pages_are_back(why, size) &&
		    threads_are_gone(why, size))
			return true;
		msleep(SETTLE_MS);
	}

	return false;
}

/**
 * state_is_sound() - has nobody complained?
 * @why: filled in if not
 * @size: of it
 *
 * Return: true if there was no warning, no report of lockdep and no violation
 * that the shim found, since boot.
 */
bool state_is_sound(char *why, size_t size)
{
	u64 damage = seam_test_damage();

	if (test_taint(TAINT_WARN))
		strscpy(why, "there was a warning", size);
	else if (IS_ENABLED(CONFIG_LOCKDEP) && !debug_locks)
		strscpy(why, "lockdep has something to say", size);
	else if (damage)
		scnprintf(why, size, "the shim found %llu violations", damage);
	else
		return true;

	return false;
}

/* "<3>[    1.234567] text" */
static int level_of(const char *line, const char **text)
{
	const char *end = strstr(line, "] ");
	unsigned int level;

	*text = end ? end + 2 : line;
	if (sscanf(line, "<%u>", &level) != 1)
		return LOGLEVEL_DEFAULT;

	return level & 7;
}

/**
 * log_skip() - what was logged up to now does not matter
 */
void log_skip(void)
{
	static char line[1024];
	size_t len;

	while (kmsg_dump_get_line(&log_iter, true, line, sizeof(line) - 1, &len))
		;
}

/**
 * log_read() - read what was logged since the last time
 * @seen: filled in
 */
void log_read(struct log_seen *seen)
{
	static char line[1024];
	const char *text;
	size_t len;
	int level;

	memset(seen, 0, sizeof(*seen));

	while (kmsg_dump_get_line(&log_iter, true, line, sizeof(line) - 1, &len)) {
		line[len] = '\0';
		level = level_of(line, &text);
		if (level < 0 || level > LOGLEVEL_ERR)
			continue;
		if (!strstarts(text, "virt/tdx: ")) {
			seen->others++;
			continue;
		}
		if (!seen->errors++)
			strscpy(seen->first, text);
	}
}
