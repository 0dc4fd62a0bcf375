// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim tells when calls were made, how long they took and on which CPU:
 * one measure for every host code that runs on it, whatever that says itself.
 *
 * Each CPU writes its own figures, with interrupts off.  An NMI that makes a call
 * between two writes may cost one of them, no more.  A reader takes them while no
 * call is made, or gets them a little torn.
 *
 * The unit is ticks of the TSC: other clocks cost more than what they measure on
 * an emulator.  They become nanoseconds when somebody reads them.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/timekeeping.h>
#include <linux/vmstat.h>

#include <asm/msr.h>

#include "front.h"

/* Of one leaf, or of all */
struct seam_times {
	u64 calls;
	u64 first;		/* start of the first call */
	u64 last;		/* end of the last one */
	u64 busy;		/* within calls */
};

struct cpu_times {
	struct seam_times leaf[SEAM_MAX_LEAF + 1];
	unsigned long least_free;	/* pages, seen at any call; 0: no call yet */
};

static DEFINE_PER_CPU(struct cpu_times, cpu_times);

/* The same moment on both clocks */
static u64 origin_tsc;
static ktime_t origin_ktime;

/**
 * seam_front_time_start() - a call begins
 *
 * Context: any.
 * Return: the time, for seam_front_time_end().
 */
u64 seam_front_time_start(void)
{
	return rdtsc();
}

/**
 * seam_front_time_end() - a call has ended
 * @leaf: number of the leaf
 * @start: when it began
 *
 * Context: any, stays on this CPU.
 */
void seam_front_time_end(u16 leaf, u64 start)
{
	unsigned long free = global_zone_page_state(NR_FREE_PAGES);
	struct cpu_times *cpu = this_cpu_ptr(&cpu_times);
	u64 end = rdtsc();

	if (!cpu->least_free || free < cpu->least_free)
		cpu->least_free = free;

	if (leaf > SEAM_MAX_LEAF)
		return;

	if (!cpu->leaf[leaf].calls++)
		cpu->leaf[leaf].first = start;
	cpu->leaf[leaf].last = end;
	cpu->leaf[leaf].busy += end - start;
}

static void add_times(struct seam_times *sum, const struct seam_times *t)
{
	if (!t->calls)
		return;

	if (!sum->calls || t->first < sum->first)
		sum->first = t->first;
	if (t->last > sum->last)
		sum->last = t->last;
	sum->calls += t->calls;
	sum->busy += t->busy;
}

struct rate {
	u64 ns;
	u64 ticks;
};

static u64 to_ns(const struct rate *rate, u64 ticks)
{
	return mul_u64_u64_div_u64(ticks, rate->ns, rate->ticks);
}

static void show_times(struct seq_file *s, const struct rate *rate, const struct seam_times *t)
{
	seq_printf(s, " calls %llu first %llu last %llu busy %llu\n", t->calls,
		   to_ns(rate, t->first - origin_tsc), to_ns(rate, t->last - origin_tsc),
		   to_ns(rate, t->busy));
}

static void show_leaf(struct seq_file *s, const struct rate *rate, unsigned int leaf)
{
	struct seam_times sum = {};
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		add_times(&sum, &per_cpu(cpu_times, cpu).leaf[leaf]);
	if (!sum.calls)
		return;

	seq_printf(s, "leaf %s", seam_leaf_name(leaf) ?: "unknown");
	show_times(s, rate, &sum);
}

static void show_cpu(struct seq_file *s, const struct rate *rate, unsigned int cpu)
{
	struct seam_times sum = {};
	unsigned int leaf;

	for (leaf = 0; leaf <= SEAM_MAX_LEAF; leaf++)
		add_times(&sum, &per_cpu(cpu_times, cpu).leaf[leaf]);
	if (!sum.calls)
		return;

	seq_printf(s, "cpu %u", cpu);
	show_times(s, rate, &sum);
}

/**
 * seam_front_time_show() - print what was measured
 * @s: a line for each leaf and for each CPU with calls: how many, nanoseconds from
 *	boot of the shim to the start of the first and the end of the last, and in
 *	all of them; then the least free memory at the end of any
 *
 * Context: process context.
 */
void seam_front_time_show(struct seq_file *s)
{
	struct rate rate = {
		.ns = ktime_to_ns(ktime_sub(ktime_get(), origin_ktime)),
		.ticks = rdtsc() - origin_tsc,
	};
	unsigned long least = 0;
	unsigned int leaf, cpu;

	for (leaf = 0; leaf <= SEAM_MAX_LEAF; leaf++)
		show_leaf(s, &rate, leaf);

	for_each_possible_cpu(cpu) {
		unsigned long free = per_cpu(cpu_times, cpu).least_free;

		show_cpu(s, &rate, cpu);
		if (free && (!least || free < least))
			least = free;
	}

	seq_printf(s, "free %lu KiB\n", least * (PAGE_SIZE / SZ_1K));
}

/**
 * seam_front_time_init() - begin to measure
 *
 * Context: boot, before the first call.
 */
void __init seam_front_time_init(void)
{
	origin_ktime = ktime_get();
	origin_tsc = rdtsc();
}
