// SPDX-License-Identifier: GPL-2.0
/*
 * The CPUs that work on TDMRs together: tdx_enable()'s caller, and threads that
 * help it.
 *
 * Threads are made before TDH.SYS.CONFIG, for afterwards it is too late to run out
 * of memory, and wait until there is work.  They are kernel threads and not a
 * workqueue's, whose workers are made when work is there already.  Each is bound
 * to the CPUs of a node, without those that are isolated from kernel threads.  A
 * thread that cannot be made is done without: the caller alone gets everything
 * done, only later.
 *
 *	tdx_parallel_begin()	threads wait
 *	tdx_parallel_run()	all work, the caller too, and all are done on return
 *	tdx_parallel_end()	no threads
 *
 * All three run under tdx_lock, which guards the team.  The caller holds
 * cpus_read_lock(), hence CPUs do not go offline under a thread; threads take
 * neither of the two.  work_lock guards what is left of a job (share, ret); it is
 * held for a look at 64 entries at most, a few hundred times a second, and nests
 * in nothing.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/sched/isolation.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "parallel.h"
#include "share.h"

struct helper {
	struct kthread_worker *worker;
	struct kthread_work work;
};

static unsigned int max_workers __ro_after_init = TDX_MAX_TDMRS;

/* tdx_lock */
static unsigned int nr_helpers;
static struct helper helpers[TDX_MAX_TDMRS];
static unsigned int cpus_of[MAX_NUMNODES];
static struct cpumask allowed;

/* The job under way; constant while helpers work */
static struct tdx_parallel_job *job;

static DEFINE_SPINLOCK(work_lock);
static struct tdx_share share;		/* work_lock */
static int job_ret;			/* work_lock for writing */

static int __init parse_workers(char *arg)
{
	unsigned int nr;

	if (kstrtouint(arg, 10, &nr) || !nr) {
		pr_err("tdx_workers=%s is ignored: a number of CPUs above 0 is wanted\n", arg);
		return 1;
	}

	max_workers = min(nr, (unsigned int)TDX_MAX_TDMRS);
	return 1;
}
__setup("tdx_workers=", parse_workers);

static int take(void)
{
	int i;

	spin_lock(&work_lock);
	i = job_ret ? -1 : tdx_share_take(&share, numa_node_id());
	spin_unlock(&work_lock);

	return i;
}

static void put(unsigned int i, u64 left, int ret)
{
	spin_lock(&work_lock);
	tdx_share_put(&share, i, left);
	if (ret && !job_ret) {
		job->failed = i;
		WRITE_ONCE(job_ret, ret);
	}
	spin_unlock(&work_lock);
}

static void work_on(unsigned int i)
{
	unsigned int n = job->steps;
	u64 left = 0;
	int ret;

	do {
		ret = job->step(job->plan, i, &left);
		/* Others are to know of it before anybody else gets this CPU */
		if (ret)
			break;
		cond_resched();
	} while (left && --n && !READ_ONCE(job_ret));

	put(i, left, ret);
}

static void work_until_done(void)
{
	int i;

	/* Ends: a step that neither fails nor makes progress is the job's bug */
	while ((i = take()) >= 0)
		work_on(i);
}

static void helper_fn(struct kthread_work *work)
{
	work_until_done();
}

static void make_helper(int nid)
{
	struct helper *helper = &helpers[nr_helpers];
	struct kthread_worker *worker;

	worker = ERR_PTR(tdx_fail("kthread_create_worker", -ENOMEM)) ?:
		 kthread_create_worker(0, "tdx_init/%u", nr_helpers);
	if (IS_ERR(worker))
		return;

	/* A node has CPUs for all the helpers it gets, so the mask is not empty */
	cpumask_and(&allowed, cpumask_of_node(nid), housekeeping_cpumask(HK_TYPE_KTHREAD));
	set_cpus_allowed_ptr(worker->task, &allowed);

	kthread_init_work(&helper->work, helper_fn);
	helper->worker = worker;
	nr_helpers++;
}

static void count_cpus(void)
{
	int nid;

	/* Nodes of an earlier attempt may be gone */
	memset(cpus_of, 0, sizeof(cpus_of));

	for_each_online_node(nid) {
		cpumask_and(&allowed, cpumask_of_node(nid),
			    housekeeping_cpumask(HK_TYPE_KTHREAD));
		cpus_of[nid] = cpumask_weight_and(&allowed, cpu_online_mask);
	}
}

/**
 * tdx_parallel_begin() - get help for work on the TDMRs of a plan
 * @plan: TDMRs and their nodes
 *
 * Context: process context, tdx_lock and cpus_read_lock() held.
 */
void tdx_parallel_begin(const struct tdx_plan *plan)
{
	unsigned int i, self, nr;
	int nid[TDX_MAX_TDMRS];

	lockdep_assert_cpus_held();

	count_cpus();
	nr = tdx_share_staff(plan, cpus_of, nr_node_ids, max_workers, nid);

	/* The caller is one of them, if possible where it is already */
	for (self = 0; self + 1 < nr; self++) {
		if (nid[self] == numa_node_id())
			break;
	}
	for (i = 0; i < nr; i++) {
		if (i != self)
			make_helper(nid[i]);
	}
}

/**
 * tdx_parallel_end() - help is not needed any more
 *
 * Context: process context, tdx_lock held.
 */
void tdx_parallel_end(void)
{
	while (nr_helpers)
		kthread_destroy_worker(helpers[--nr_helpers].worker);
}

/**
 * tdx_parallel_workers() - how many CPUs work together
 *
 * Context: tdx_lock held.
 * Return: at least 1, for the caller.
 */
unsigned int tdx_parallel_workers(void)
{
	return nr_helpers + 1;
}

/**
 * tdx_parallel_run() - do something for every TDMR
 * @todo: what
 *
 * The first failure ends it on all CPUs, each after the step it is in.
 *
 * Context: process context, tdx_lock held; allocates nothing.
 * Return: 0, or the first errno of a step; nobody works any more then.
 */
int tdx_parallel_run(struct tdx_parallel_job *todo)
{
	unsigned int i;

	/* Queueing publishes these to the helpers */
	job = todo;
	job_ret = 0;
	tdx_share_init(&share, todo->plan);

	for (i = 0; i < nr_helpers; i++)
		kthread_queue_work(helpers[i].worker, &helpers[i].work);

	work_until_done();

	for (i = 0; i < nr_helpers; i++)
		kthread_flush_work(&helpers[i].work);

	return job_ret;
}
