// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim counts calls by leaf and status.
 *
 * A table of counters that fills up with the pairs that occur: a slot belongs to
 * a pair from the moment its key is set, for good.  There are far fewer pairs
 * than slots in any run that makes sense; calls that find no slot are counted
 * together.  Keys are atomics and each CPU counts with one instruction, since
 * calls come from any context.
 */
#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>

#include "../status.h"
#include "front.h"

#define SLOT_BITS	9
#define SLOTS		BIT(SLOT_BITS)

/* Status without details in the low half, leaf plus one above: never 0 */
#define KEY_STATUS	GENMASK_ULL(31, 0)
#define KEY_LEAF	GENMASK_ULL(63, 32)

static atomic64_t keys[SLOTS];

/* By slot, and those without one: each CPU its own, or they would wait for each other */
static DEFINE_PER_CPU(u64 [SLOTS + 1], counts);

/**
 * seam_front_count() - count a call
 * @leaf: number of the leaf
 * @status: how it ended
 *
 * Context: any.
 */
void seam_front_count(u16 leaf, tdx_status_t status)
{
	u64 key = FIELD_PREP(KEY_LEAF, leaf + 1) | tdx_status_raw(status) >> 32;
	unsigned int first = hash_64(key, SLOT_BITS), i;

	for (i = 0; i < SLOTS; i++) {
		unsigned int slot = (first + i) % SLOTS;
		s64 old = atomic64_read(&keys[slot]);

		/* Another call may take the slot meanwhile, perhaps for the same pair */
		if (!old && atomic64_try_cmpxchg(&keys[slot], &old, key))
			old = key;
		if (old != key)
			continue;

		this_cpu_inc(counts[slot]);
		return;
	}

	this_cpu_inc(counts[SLOTS]);
}

static u64 sum_of(unsigned int slot)
{
	unsigned int cpu;
	u64 sum = 0;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(counts, cpu)[slot]);

	return sum;
}

/**
 * seam_front_count_show() - print the counters
 * @s: a line for each pair: leaf, status, calls
 *
 * Context: process context.
 */
void seam_front_count_show(struct seq_file *s)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++) {
		u64 key = atomic64_read(&keys[i]);
		tdx_status_t status;
		const char *leaf;

		if (!key)
			continue;

		leaf = seam_leaf_name(FIELD_GET(KEY_LEAF, key) - 1);
		status = (__force tdx_status_t)(FIELD_GET(KEY_STATUS, key) << 32);
		seq_printf(s, "%s %s %llu\n", leaf ?: "unknown", tdx_status_name(status),
			   sum_of(i));
	}

	if (sum_of(SLOTS))
		seq_printf(s, "other other %llu\n", sum_of(SLOTS));
}
