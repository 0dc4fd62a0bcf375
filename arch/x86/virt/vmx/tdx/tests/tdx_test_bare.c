// SPDX-License-Identifier: GPL-2.0
/*
 * The limit that benchmarks compare with: TDH.SYS.TDMR.INIT in a bare loop.
 *
 * A probe at the host's tdx_tdmr_init_all() goes on here instead.  So all else is
 * the same, TDMRs, PAMTs and what was done before, and only the phase itself is
 * without host logic: a thread bound to each CPU takes the next TDMR and repeats
 * the instruction until the TDMR is done.
 *
 * Writing a number of bytes to the parameter "stores" has the same threads write
 * as much memory, that nobody used before, with plain stores.
 *
 * One set of threads at a time, under bare_lock, which nests in the lock of CPU
 * hotplug.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "../plan.h"

#define CHUNK_ORDER	MAX_PAGE_ORDER
#define CHUNK_BYTES	(PAGE_SIZE << CHUNK_ORDER)

/* Of memory, by one TDH.SYS.TDMR.INIT of the shim */
#define BYTES_A_CALL	SZ_4M
#define CALLS_AT_A_TIME	64

/* More than any PAMT of this world */
#define MAX_STORES	BIT(40)

static DEFINE_MUTEX(bare_lock);

struct work {
	int (*fn)(unsigned int nr, void *data);
	void *data;
	unsigned int count;		/* of what there is to do */
	atomic_t next;			/* what nobody took yet */
	atomic_t error;			/* the first one */
	atomic_t running;
	struct completion done;
};

static int bare_thread(void *data)
{
	struct work *work = data;
	unsigned int nr;
	int ret;

	while ((nr = atomic_fetch_inc(&work->next)) < work->count) {
		ret = work->fn(nr, work->data);
		if (ret)
			atomic_cmpxchg(&work->error, 0, ret);
		cond_resched();
	}

	if (atomic_dec_and_test(&work->running))
		complete(&work->done);
	return 0;
}

/* Caller keeps CPUs from going offline */
static int run_on_all_cpus(struct work *work)
{
	struct task_struct *thread;
	unsigned int cpu;

	atomic_set(&work->running, 1);
	init_completion(&work->done);

	for_each_online_cpu(cpu) {
		atomic_inc(&work->running);
		thread = kthread_create_on_node(bare_thread, work, cpu_to_node(cpu), "bare/%u",
						cpu);
		if (IS_ERR(thread)) {
			atomic_dec(&work->running);
			atomic_cmpxchg(&work->error, 0, PTR_ERR(thread));
			break;
		}
		kthread_bind(thread, cpu);
		wake_up_process(thread);
	}

	if (!atomic_dec_and_test(&work->running))
		wait_for_completion(&work->done);

	return atomic_read(&work->error);
}

static u64 tdmr_init(u64 base, u64 *next)
{
	u64 status = TDH_SYS_TDMR_INIT;

	asm volatile(".byte 0x66, 0x0f, 0x01, 0xcf"
		     : "+a" (status), "=d" (*next), "+c" (base)
		     : : "r8", "r9", "r10", "r11", "cc", "memory");

	return status;
}

struct tdmr_calls {
	u64 base;
	atomic_t taken;
	int left;		/* written by who has it */
} ____cacheline_aligned_in_smp;

static struct tdmr_calls tdmr_calls[TDX_MAX_TDMRS];
static unsigned int nr_tdmrs;

static struct tdmr_calls *take_most(void)
{
	struct tdmr_calls *t, *most;

	do {
		most = NULL;
		for (t = tdmr_calls; t < &tdmr_calls[nr_tdmrs]; t++) {
			int left = READ_ONCE(t->left);

			if (left && !atomic_read(&t->taken) && (!most || left > most->left))
				most = t;
		}
	} while (most && atomic_xchg(&most->taken, 1));

	return most;
}

static int init_some(struct tdmr_calls *t)
{
	unsigned int n = min(t->left, CALLS_AT_A_TIME);
	u64 status, next;

	WRITE_ONCE(t->left, t->left - n);
	while (n--) {
		status = tdmr_init(t->base, &next);
		if (status) {
			pr_err("TDMR at 0x%llx: status 0x%llx\n", t->base, status);
			return -EIO;
		}
	}

	atomic_set_release(&t->taken, 0);
	return 0;
}

/* A thread that finds nothing is not needed: others have what is left */
static int init_tdmrs(unsigned int nr, void *data)
{
	struct tdmr_calls *t;
	int ret = 0;

	while (!ret && (t = take_most()))
		ret = init_some(t);

	return ret;
}

/* Goes on in place of tdx_tdmr_init_all(), whose caller holds the CPUs */
static noinline int bare_init_all(const struct tdx_plan *plan)
{
	struct work work = { .fn = init_tdmrs, .count = num_online_cpus() };
	unsigned int i;

	guard(mutex)(&bare_lock);

	nr_tdmrs = plan->nr_tdmrs;
	for (i = 0; i < nr_tdmrs; i++) {
		tdmr_calls[i].base = plan->tdmr[i].base;
		tdmr_calls[i].left = div64_u64(plan->tdmr[i].size, BYTES_A_CALL);
	}

	return run_on_all_cpus(&work);
}

static int to_bare(struct kprobe *probe, struct pt_regs *regs)
{
	instruction_pointer_set(regs, (unsigned long)bare_init_all);

	return 1;
}

/* With a handler of this kind a probe is not optimised, and may change where it goes on */
static void not_reached(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
}

static struct kprobe bare_probe = {
	.symbol_name = "tdx_tdmr_init_all",
	.pre_handler = to_bare,
	.post_handler = not_reached,
};

static int store_one(unsigned int nr, void *data)
{
	struct page **chunks = data;

	memset(page_address(chunks[nr]), 0x5a, CHUNK_BYTES);
	return 0;
}

static int store_chunks(struct page **chunks, unsigned int nr)
{
	struct work work = { .fn = store_one, .data = chunks, .count = nr };
	ktime_t start;
	int ret;

	guard(cpus_read_lock)();
	guard(mutex)(&bare_lock);

	start = ktime_get();
	ret = run_on_all_cpus(&work);
	pr_info("stores: %lu bytes, %lld us\n", nr * CHUNK_BYTES,
		ktime_us_delta(ktime_get(), start));
	return ret;
}

static int set_stores(const char *text, const struct kernel_param *param)
{
	unsigned int i, nr, got;
	struct page **chunks;
	unsigned long bytes;
	int ret;

	ret = kstrtoul(text, 0, &bytes);
	if (ret)
		return ret;
	if (!bytes || bytes > MAX_STORES)
		return -ERANGE;

	nr = DIV_ROUND_UP(bytes, CHUNK_BYTES);
	chunks = kvcalloc(nr, sizeof(*chunks), GFP_KERNEL);
	if (!chunks)
		return -ENOMEM;

	for (got = 0; got < nr; got++) {
		chunks[got] = alloc_pages(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, CHUNK_ORDER);
		if (!chunks[got])
			break;
	}

	ret = got == nr ? store_chunks(chunks, nr) : -ENOMEM;

	for (i = 0; i < got; i++)
		__free_pages(chunks[i], CHUNK_ORDER);
	kvfree(chunks);
	return ret;
}

static const struct kernel_param_ops stores_ops = { .set = set_stores };

module_param_cb(stores, &stores_ops, NULL, 0200);
MODULE_PARM_DESC(stores, "write so many bytes on all CPUs, and say how long it took");

static int __init bare_init(void)
{
	int ret = register_kprobe(&bare_probe);

	if (ret)
		pr_err("no probe at %s(): error %d\n", bare_probe.symbol_name, ret);
	return ret;
}
module_init(bare_init);

static void __exit bare_exit(void)
{
	unregister_kprobe(&bare_probe);
}
module_exit(bare_exit);

MODULE_DESCRIPTION("TDH.SYS.TDMR.INIT without host logic, for benchmarks");
MODULE_LICENSE("GPL");
