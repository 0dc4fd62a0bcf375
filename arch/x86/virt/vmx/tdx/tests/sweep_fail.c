// SPDX-License-Identifier: GPL-2.0
/*
 * Making allocations and registrations fail, one after the other.
 *
 * The kernel's fault injection asks should_fail_ex() in every allocation, and so
 * does tdx_fail() of the host.  A probe there counts what the task under test asks
 * for, and arms current->fail_nth when the turn of a failure has come.  It counts
 * as well what kthreadd does while it makes a thread for that task: that is where
 * most of a thread's memory comes from.
 *
 * Allocation profiling gives every place that allocates a tag, with the bytes that
 * are held.  The tags of the host, and of what it calls for itself alone, are kept
 * together with what was held before the place was first seen.
 *
 * watch is written by the task under test while nothing is being watched, and by
 * the probes, which run on that task, or on kthreadd while that task waits for a
 * thread.  Should kthreadd make another one meanwhile, that may fail as well.
 */
#define pr_fmt(fmt) "tdx_test_sweep: " fmt

#include <linux/alloc_tag.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/fault-inject.h>
#include <linux/hardirq.h>
#include <linux/kmsan-checks.h>
#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "sweep.h"

#define MAX_TAGS	64

/* kthreadd's, since there are threads */
#define KTHREADD_PID	2

static struct {
	struct task_struct *task;
	struct task_struct *kthreadd;
	enum fail_mode mode;
	unsigned int n;
	unsigned int count;
	bool makes_thread;
	const char *point;
	struct fail_seen seen;
} watch;

static struct {
	struct alloc_tag *tag;
	u64 bytes;
} tags[MAX_TAGS];
static unsigned int nr_tags;
static bool tags_full;

#define HOST_PLACE	"arch/x86/virt/vmx/tdx/"

/* Places that nobody else uses while the test runs */
static const char * const own_places[] = {
	HOST_PLACE,
	"drivers/base/",
	"fs/kernfs/",
	"fs/sysfs/",
	"kernel/kthread.c",
};

static bool is_own_place(const struct alloc_tag *tag)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(own_places); i++) {
		if (strstarts(tag->ct.filename, own_places[i]))
			return true;
	}

	return false;
}

static bool is_host_place(const struct alloc_tag *tag)
{
	return strstarts(tag->ct.filename, HOST_PLACE);
}

/*
 * A new slab needs memory for the tags of its objects.  The kernel warns when it
 * gets none, and the allocation that is tagged succeeds.
 */
static bool is_profiling(const struct alloc_tag *tag)
{
	return !strcmp(tag->ct.function, "alloc_slab_obj_exts");
}

/* Nothing was allocated yet when a place is seen for the first time */
static void note_tag(struct alloc_tag *tag)
{
	unsigned int i;

	if (!tag || !is_own_place(tag))
		return;

	for (i = 0; i < nr_tags; i++) {
		if (tags[i].tag == tag)
			return;
	}

	if (nr_tags == MAX_TAGS) {
		tags_full = true;
		return;
	}

	tags[nr_tags].tag = tag;
	tags[nr_tags++].bytes = alloc_tag_read(tag).bytes;
}

/* A probe itself counts as an NMI; what was interrupted must be a task */
static bool in_plain_task(void)
{
	return !in_serving_softirq() && hardirq_count() <= HARDIRQ_OFFSET;
}

static bool is_watched(void)
{
	struct task_struct *task = READ_ONCE(watch.task);

	if (!task || !in_plain_task())
		return false;
	if (current == task)
		return true;

	return current->pid == KTHREADD_PID && watch.makes_thread;
}

static const char *base_name(const char *path)
{
	return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

static void name_failure(bool is_point)
{
	struct fail_seen *seen = &watch.seen;
	struct alloc_tag *tag = current->alloc_tag;

	if (is_point)
		scnprintf(seen->what, sizeof(seen->what), "%s()", watch.point);
	else if (current != watch.task)
		strscpy(seen->what, "kthreadd");
	else
		scnprintf(seen->what, sizeof(seen->what), "%s:%s", base_name(tag->ct.filename),
			  tag->ct.function);
}

static bool is_due(void)
{
	return (watch.mode == FAIL_NTH && watch.count == watch.n) ||
	       (watch.mode == FAIL_FROM && watch.count >= watch.n);
}

/* A probe's registers are saved by assembly, of which KMSAN does not know */
static void *first_argument(struct pt_regs *regs)
{
	kmsan_unpoison_memory(regs, sizeof(*regs));

	return (void *)regs->di;
}

static int seen_question(struct kprobe *kp, struct pt_regs *regs)
{
	const struct fault_attr *attr = first_argument(regs);
	bool is_point;

	if (!is_watched())
		return 0;

	is_point = !strcmp(attr->dname, "fail_tdx");
	if (!is_point && (!current->alloc_tag || is_profiling(current->alloc_tag)))
		return 0;

	if (current != watch.task) {
		watch.kthreadd = current;
		watch.seen.threads++;
	} else if (!is_point) {
		/* The host allocates again: the thread is made, or is not */
		if (is_host_place(current->alloc_tag))
			watch.makes_thread = false;
		note_tag(current->alloc_tag);
	}

	watch.seen.points += is_point;
	watch.seen.allocations += !is_point;
	watch.count++;
	if (!is_due())
		return 0;

	if (!watch.seen.failed)
		name_failure(is_point);
	watch.seen.failed = true;
	WRITE_ONCE(current->fail_nth, 1);
	return 0;
}

static int seen_point(struct kprobe *kp, struct pt_regs *regs)
{
	if (!is_watched())
		return 0;

	watch.point = first_argument(regs);
	watch.makes_thread = !strcmp(watch.point, "kthread_create_worker");
	return 0;
}

/* It never fails by itself, but holds most of the memory */
static int seen_contig(struct kprobe *kp, struct pt_regs *regs)
{
	if (is_watched())
		note_tag(current->alloc_tag);

	return 0;
}

static struct kprobe question_probe = {
	.symbol_name = "should_fail_ex",
	.pre_handler = seen_question,
};

static struct kprobe point_probe = {
	.symbol_name = "tdx_fail",
	.pre_handler = seen_point,
};

static struct kprobe contig_probe = {
	.symbol_name = "alloc_contig_range_noprof",
	.pre_handler = seen_contig,
};

static struct kprobe *probes[] = { &question_probe, &point_probe, &contig_probe };

/**
 * fail_init() - place the probes
 *
 * Return: 0 or a negative errno.
 */
int fail_init(void)
{
	return register_kprobes(probes, ARRAY_SIZE(probes));
}

/**
 * fail_exit() - remove the probes
 */
void fail_exit(void)
{
	unregister_kprobes(probes, ARRAY_SIZE(probes));
}

/**
 * fail_begin() - from here on the current task is watched
 * @mode: what fails
 * @n: number of the first failure, from 1
 */
void fail_begin(enum fail_mode mode, unsigned int n)
{
	memset(&watch, 0, sizeof(watch));
	watch.mode = mode;
	watch.n = n;
	WRITE_ONCE(watch.task, current);
}

/**
 * fail_end() - the current task is not watched any more
 * @seen: filled in
 */
void fail_end(struct fail_seen *seen)
{
	WRITE_ONCE(watch.task, NULL);
	*seen = watch.seen;

	/* An interrupt may have taken the place of who was to fail */
	WRITE_ONCE(current->fail_nth, 0);
	if (watch.kthreadd)
		WRITE_ONCE(watch.kthreadd->fail_nth, 0);
}

/**
 * fail_memory_is_back() - is no byte more held than before?
 * @why: filled in if not
 * @size: of it
 *
 * Return: true if so, for every place that was seen.
 */
bool fail_memory_is_back(char *why, size_t size)
{
	unsigned int i;

	if (tags_full) {
		scnprintf(why, size, "more than %u places allocate memory", MAX_TAGS);
		return false;
	}

	for (i = 0; i < nr_tags; i++) {
		struct alloc_tag *tag = tags[i].tag;
		u64 bytes = alloc_tag_read(tag).bytes;

		if (bytes == tags[i].bytes)
			continue;
		scnprintf(why, size, "%s:%u holds %llu bytes, before %llu", tag->ct.filename,
			  tag->ct.lineno, bytes, tags[i].bytes);
		return false;
	}

	return true;
}
