// SPDX-License-Identifier: GPL-2.0
/*
 * Takes and gives back KeyIDs of guests, and checks what it gets.
 *
 * Loading it exhausts the pool, then lets each CPU take and give back KeyIDs
 * for a while, and exhausts the pool once more to see whether any was lost.  A
 * KeyID that somebody holds has its bit in held; the bit is set by whoever got
 * the KeyID and cleared by the same before it is given back, so two holders of
 * one KeyID are found whoever of them comes first.
 *
 * What the range ought to be is read from the MSR, and not asked of the code
 * under test.  Loading succeeds when all was right; while the module is loaded
 * it keeps as many KeyIDs as "keep" says.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include <asm/msr.h>
#include <asm/msr-index.h>
#include <asm/tdx.h>

#include "each_cpu.h"

static unsigned int seconds = 2;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "how long the CPUs take and give");

static u64 seed = 1;
module_param(seed, ullong, 0444);
MODULE_PARM_DESC(seed, "of the random sequences");

static unsigned int keep;
module_param(keep, uint, 0444);
MODULE_PARM_DESC(keep, "KeyIDs that are held as long as the module is loaded");

static int bad_free = -1;
module_param(bad_free, int, 0444);
MODULE_PARM_DESC(bad_free, "give back this KeyID, which nobody holds");

#define NR_KEYIDS	(U16_MAX + 1)
#define PART_NR_SHARED	GENMASK_ULL(31, 0)
#define PART_NR_PRIVATE	GENMASK_ULL(63, 32)

/* KeyIDs a CPU may have at once: on four CPUs enough to run dry now and then */
#define CPU_HOLDS	32

static DECLARE_BITMAP(held, NR_KEYIDS);
static atomic_t nr_wrong = ATOMIC_INIT(0);
static u32 first_guest, last_guest;

struct holder {
	u64 taken, dry;
};

static DEFINE_PER_CPU(struct holder, holders);

static int read_range(void)
{
	u64 part;
	int ret;

	ret = rdmsrl_safe(MSR_IA32_MKTME_KEYID_PARTITIONING, &part);
	if (ret)
		return ret;

	/* The first private KeyID is the module's own */
	first_guest = FIELD_GET(PART_NR_SHARED, part) + 2;
	last_guest = FIELD_GET(PART_NR_SHARED, part) + FIELD_GET(PART_NR_PRIVATE, part);
	return 0;
}

/* Take a KeyID; one that is wrong is printed, and as good as any other */
static int take(void)
{
	int keyid = tdx_guest_keyid_alloc();

	if (keyid < 0)
		return keyid;

	if (keyid < first_guest || keyid > last_guest) {
		pr_err("KeyID %d is not in [%u, %u]\n", keyid, first_guest, last_guest);
		atomic_inc(&nr_wrong);
	} else if (test_and_set_bit(keyid, held)) {
		pr_err("KeyID %d was handed out twice\n", keyid);
		atomic_inc(&nr_wrong);
	}

	return keyid;
}

static void give(unsigned int keyid)
{
	if (keyid < NR_KEYIDS)
		clear_bit(keyid, held);
	tdx_guest_keyid_free(keyid);
}

static void give_all(void)
{
	unsigned int keyid;

	for_each_set_bit(keyid, held, NR_KEYIDS)
		give(keyid);
}

/* All KeyIDs of guests, each once, and then -ENOSPC */
static int exhaust(void)
{
	unsigned int nr = 0, wanted = last_guest - first_guest + 1;
	int keyid;

	while ((keyid = take()) >= 0 && nr <= wanted)
		nr++;

	if (!nr && keyid == -ENODEV) {
		pr_err("no KeyID: error %d\n", keyid);
		return keyid;
	}

	if (keyid != -ENOSPC || nr != wanted || tdx_get_nr_guest_keyids() != wanted) {
		pr_err("%u of %u KeyIDs, said to be %u, then %d\n", nr, wanted,
		       tdx_get_nr_guest_keyids(), keyid);
		atomic_inc(&nr_wrong);
	}

	give_all();
	return 0;
}

static void take_or_give(struct holder *holder, struct rnd_state *rnd, int *mine)
{
	unsigned int i = prandom_u32_state(rnd) % CPU_HOLDS;

	if (mine[i] >= 0) {
		give(mine[i]);
		mine[i] = -1;
		return;
	}

	mine[i] = take();
	if (mine[i] >= 0) {
		holder->taken++;
	} else if (mine[i] == -ENOSPC) {
		holder->dry++;
	} else {
		pr_err("CPU %u: error %d\n", smp_processor_id(), mine[i]);
		atomic_inc(&nr_wrong);
	}
}

static void hold_for_a_while(struct work_struct *work)
{
	struct holder *holder = this_cpu_ptr(&holders);
	unsigned long end = jiffies + seconds * HZ;
	int mine[CPU_HOLDS];
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, seed + smp_processor_id());
	for (i = 0; i < CPU_HOLDS; i++)
		mine[i] = -1;

	while (time_before(jiffies, end)) {
		take_or_give(holder, &rnd, mine);
		cond_resched();
	}

	for (i = 0; i < CPU_HOLDS; i++) {
		if (mine[i] >= 0)
			give(mine[i]);
	}
}

static int run_on_all_cpus(void)
{
	u64 taken = 0, dry = 0;
	unsigned int cpu;
	int ret;

	ret = work_on_each_cpu(hold_for_a_while);
	if (ret)
		return ret;

	for_each_possible_cpu(cpu) {
		const struct holder *holder = per_cpu_ptr(&holders, cpu);

		taken += holder->taken;
		dry += holder->dry;
	}

	pr_info("seed %llu: %llu KeyIDs taken, %llu times there was none, %d wrong\n", seed, taken,
		dry, atomic_read(&nr_wrong));
	return 0;
}

static int __init keyid_init(void)
{
	unsigned int i;
	int ret;

	ret = read_range();
	if (ret)
		return ret;

	ret = exhaust();
	if (!ret)
		ret = run_on_all_cpus();
	if (!ret)
		ret = exhaust();
	if (!ret && atomic_read(&nr_wrong))
		ret = -EIO;
	if (ret)
		return ret;

	if (bad_free >= 0)
		tdx_guest_keyid_free(bad_free);

	for (i = 0; i < keep; i++) {
		ret = take();
		if (ret < 0) {
			give_all();
			return ret;
		}
	}

	return 0;
}
module_init(keyid_init);

static void __exit keyid_exit(void)
{
	give_all();
}
module_exit(keyid_exit);

MODULE_DESCRIPTION("Takes and gives back KeyIDs of guests, for tests");
MODULE_LICENSE("GPL");
