// SPDX-License-Identifier: GPL-2.0
/*
 * Failure sweep: whatever enabling TDX does is made to fail, one after the other,
 * and after each failure nothing may be left behind.
 *
 * One attempt that succeeds is counted first: SEAMCALLs by leaf, allocations,
 * registrations.  Then for each of them: a new module, TDX as after boot, the nth
 * fails.  The attempt either fails, says so once and can be repeated, or works
 * without what failed.  Afterwards memory, threads and KeyIDs are compared with
 * what was there before the first attempt.  A table tells what was done.
 *
 * TDX is ready and all CPUs are in VMX operation before (tdx_test_caller), and
 * nobody uses it.  It all happens while the module is loaded, in the task that
 * loads it; loading succeeds only if everything was clean.
 */
#define pr_fmt(fmt) "tdx_test_sweep: " fmt

#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/cpufeature.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/string.h>

#include <asm/tdx.h>

#include "../host.h"
#include "../seam/test.h"
#include "sweep.h"

static char *only;
module_param(only, charp, 0444);
MODULE_PARM_DESC(only, "sweep only \"calls\" or only \"allocations\"");

static unsigned int parts = 1;
module_param(parts, uint, 0444);
MODULE_PARM_DESC(parts, "do one of so many parts of the work");

static unsigned int part = 1;
module_param(part, uint, 0444);
MODULE_PARM_DESC(part, "which one, from 1");

#define MAX_ROWS	64
#define MAX_LEAVES	16
#define MAX_KEYIDS	2048

/* What is lost once is missed in all attempts that follow: enough is known then */
#define MAX_UNCLEAN	20

/* More than anything that is counted here */
#define MAX_N		100000

/**
 * struct fault - a way to fail
 * @kind: its name
 * @leaf: the SEAMCALLs it is for; without a name, it is for allocations
 * @words: how they end, for the shim
 * @ends: of TDH.SYS.TDMR.INIT, fail the first and the last only: to give back what
 *	it filled in takes the most time, and to the host it is all the same
 * @mode: which allocations fail
 */
struct fault {
	const char *kind;
	struct seam_test_stats leaf;
	const char *words;
	bool ends;
	enum fail_mode mode;
};

/**
 * struct outcome - what came of an attempt
 * @ret: of enabling TDX
 * @keyid_ret: of taking all KeyIDs afterwards
 * @failed: something was made to fail
 * @step: what
 * @log: what the host said
 */
struct outcome {
	int ret;
	int keyid_ret;
	bool failed;
	char step[SWEEP_NAME];
	struct log_seen log;
};

/**
 * struct row - a line of the table
 * @kind: of fault
 * @step: what failed
 * @first: the first number of it
 * @last: the last one
 * @total: how many
 * @failed: attempts that failed
 * @without: attempts that did without it
 * @retried: repeated with success after a failure
 * @anew: the same, but with a new module only
 */
struct row {
	const char *kind;
	char step[SWEEP_NAME];
	unsigned int first, last, total;
	unsigned int failed, without, retried, anew;
};

static struct row rows[MAX_ROWS];
static unsigned int nr_rows;
static unsigned int nr_injected, nr_unclean;

static struct row *row_of(const struct fault *fault, const char *step, unsigned int n)
{
	struct row *row;

	for (row = rows; row < rows + nr_rows; row++) {
		if (!strcmp(row->kind, fault->kind) && !strcmp(row->step, step))
			goto found;
	}

	/* What does not fit shares the last line */
	if (nr_rows == MAX_ROWS) {
		row = &rows[MAX_ROWS - 1];
		strscpy(row->step, "others");
		goto found;
	}

	nr_rows++;
	row->kind = fault->kind;
	row->first = n;
	strscpy(row->step, step);
found:
	row->last = n;
	row->total++;
	return row;
}

static void print_table(void)
{
	const struct row *row;

	pr_info("%-8s %-36s %5s %4s %4s %6s %7s %7s %5s\n", "fault", "step", "first", "last",
		"made", "failed", "without", "retried", "anew");
	for (row = rows; row < rows + nr_rows; row++)
		pr_info("%-8s %-36s %5u %4u %4u %6u %7u %7u %5u\n", row->kind, row->step,
			row->first, row->last, row->total, row->failed, row->without,
			row->retried, row->anew);
}

static __printf(3, 4) void unclean(const struct fault *fault, unsigned int n, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	pr_err("%s %s %u: %pV\n", fault->kind, fault->leaf.name ?: "allocation", n, &vaf);
	va_end(args);

	nr_unclean++;
}

static void enable_cpu(void *error)
{
	int ret = tdx_cpu_enable();

	if (ret)
		atomic_set(error, ret);
}

static int enable(void)
{
	atomic_t error = ATOMIC_INIT(0);
	int ret;

	cpus_read_lock();
	on_each_cpu(enable_cpu, &error, true);
	ret = atomic_read(&error) ?: tdx_enable();
	cpus_read_unlock();

	return ret;
}

/* Every one that there is must be to be had */
static int take_keyids(void)
{
	static u16 keyids[MAX_KEYIDS];
	unsigned int i, nr;
	int ret = 0;

	for (nr = 0; nr < MAX_KEYIDS; nr++) {
		ret = tdx_guest_keyid_alloc();
		if (ret < 0)
			break;
		keyids[nr] = ret;
	}
	for (i = 0; i < nr; i++)
		tdx_guest_keyid_free(keyids[i]);

	if (ret != -ENOSPC)
		return ret;

	return nr == tdx_get_nr_guest_keyids() ? 0 : -EXFULL;
}

/* A new module, and TDX as after boot */
static int start_anew(void)
{
	int ret;

	ret = seam_test_load();
	if (ret)
		return ret;

	cpus_read_lock();
	ret = tdx_test_reset();
	cpus_read_unlock();

	return ret;
}

static int arm(const struct fault *fault, unsigned int n)
{
	char rule[96];

	log_skip();

	if (fault->leaf.name) {
		scnprintf(rule, sizeof(rule), "leaf=%u nth=%u %s", fault->leaf.leaf, n,
			  fault->words);
		return seam_test_inject(rule);
	}

	fail_begin(fault->mode, n);
	return 0;
}

static void disarm(const struct fault *fault, struct outcome *out)
{
	struct fail_seen seen;

	if (fault->leaf.name) {
		out->failed = seam_test_injected();
		strscpy(out->step, fault->leaf.name);
	} else {
		fail_end(&seen);
		out->failed = seen.failed;
		strscpy(out->step, seen.what);
	}
	log_read(&out->log);
}

/* The module cannot be configured a second time */
static bool is_final(const struct fault *fault, const struct outcome *out)
{
	return out->ret && fault->leaf.name &&
	       (fault->leaf.leaf == TDH_SYS_KEY_CONFIG || fault->leaf.leaf == TDH_SYS_TDMR_INIT);
}

static bool names_step(const struct fault *fault, const struct outcome *out)
{
	const char *line = out->log.first;

	if (!fault->leaf.name)
		return strstr(line, "memory");
	if (fault->leaf.leaf == TDH_SYS_RD && strstr(line, "metadata field"))
		return true;

	return strstr(line, fault->leaf.name);
}

static void judge_log(const struct fault *fault, unsigned int n, const struct outcome *out)
{
	unsigned int errors = is_final(fault, out) ? 2 : !!out->ret;

	if (out->log.errors != errors)
		unclean(fault, n, "%u lines about it, %u wanted; the first: %s", out->log.errors,
			errors, out->log.first);
	else if (errors && !names_step(fault, out))
		unclean(fault, n, "the step is not named: %s", out->log.first);

	if (out->log.others)
		unclean(fault, n, "%u other errors in the log", out->log.others);
}

static void judge_state(const struct fault *fault, unsigned int n, const char *when)
{
	char why[128];

	if (!state_is_back(why, sizeof(why)))
		unclean(fault, n, "%s: %s", when, why);
	if (!state_is_sound(why, sizeof(why)))
		unclean(fault, n, "%s: %s", when, why);
}

static bool works_again(const struct fault *fault, unsigned int n, const char *when)
{
	int ret = enable();

	ret = ret ?: take_keyids();
	if (ret)
		unclean(fault, n, "%s: error %d", when, ret);

	return !ret;
}

static void judge_failure(const struct fault *fault, unsigned int n, const struct outcome *out,
			  struct row *row)
{
	int ret;

	row->failed++;
	judge_state(fault, n, "after the failure");

	if (!is_final(fault, out)) {
		row->retried += works_again(fault, n, "when repeated");
		return;
	}

	ret = enable();
	if (ret != -EIO)
		unclean(fault, n, "when repeated: error %d, %d wanted", ret, -EIO);

	ret = start_anew();
	if (ret)
		unclean(fault, n, "no new module: error %d", ret);
	row->anew += works_again(fault, n, "with a new module");
}

static void judge(const struct fault *fault, unsigned int n, const struct outcome *out)
{
	struct row *row = row_of(fault, out->step, n);

	nr_injected++;
	judge_log(fault, n, out);

	if (out->ret) {
		judge_failure(fault, n, out, row);
	} else if (out->keyid_ret) {
		row->failed++;
		row->retried += works_again(fault, n, "when repeated");
	} else {
		row->without++;
	}
}

/* Returns false when there was no nth to fail, and at the end of it all */
static bool sweep_one(const struct fault *fault, unsigned int n)
{
	struct outcome out = { };
	int ret;

	ret = arm(fault, n);
	if (ret) {
		unclean(fault, n, "cannot be injected: error %d", ret);
		return false;
	}
	out.ret = enable();
	if (!out.ret)
		out.keyid_ret = take_keyids();
	disarm(fault, &out);

	if (out.failed)
		judge(fault, n, &out);
	else if (out.ret || out.keyid_ret)
		unclean(fault, n, "error %d without a reason", out.ret ?: out.keyid_ret);

	ret = start_anew();
	if (ret) {
		unclean(fault, n, "TDX cannot be put aside: error %d", ret);
		return false;
	}
	judge_state(fault, n, "with TDX put aside");
	cond_resched();

	return out.failed && nr_unclean < MAX_UNCLEAN && !signal_pending(current);
}

static void sweep(const struct fault *fault)
{
	unsigned int n;

	if (fault->ends && fault->leaf.leaf == TDH_SYS_TDMR_INIT) {
		if (part == 1)
			sweep_one(fault, 1);
		if (part == parts)
			sweep_one(fault, fault->leaf.calls);
		return;
	}

	for (n = part; n < MAX_N; n += parts) {
		if (!sweep_one(fault, n))
			break;
	}
}

/* Allocations and registrations: one, as when memory is short for a moment, or all */
static void sweep_allocations(void)
{
	static const struct fault faults[] = {
		{ .kind = "one", .mode = FAIL_NTH },
		{ .kind = "all", .mode = FAIL_FROM },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		sweep(&faults[i]);
}

/* How SEAMCALLs end: with an error, without a module, and busy for a moment */
static void sweep_calls(const struct seam_test_stats *leaves, unsigned int nr)
{
	static const struct fault faults[] = {
		{ .kind = "error", .words = "status=OPERAND_INVALID" },
		{ .kind = "vmfail", .words = "vmfail", .ends = true },
		{ .kind = "busy", .words = "busy", .ends = true },
	};
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		for (k = 0; k < nr; k++) {
			struct fault fault = faults[i];

			fault.leaf = leaves[k];
			sweep(&fault);
		}
	}
}

/* What there is to fail, in an attempt that succeeds */
static int observe(struct seam_test_stats *leaves, unsigned int *nr)
{
	struct seam_test_stats stats = { };
	struct fail_seen seen;
	int ret;

	fail_begin(FAIL_NONE, 0);
	ret = enable();
	ret = ret ?: take_keyids();
	fail_end(&seen);
	if (ret) {
		pr_err("TDX does not work at all: error %d\n", ret);
		return ret;
	}

	for (*nr = 0; *nr < MAX_LEAVES && seam_test_next_leaf(&stats); (*nr)++) {
		leaves[*nr] = stats;
		pr_info("%llu calls of %s\n", stats.calls, stats.name);
	}
	pr_info("%u allocations, %u of them in kthreadd; %u other points of failure\n",
		seen.allocations, seen.threads, seen.points);

	if (seen.allocations && seen.points && *nr)
		return 0;

	pr_err("not everything is seen: see Documentation/arch/x86/tdx.rst for what to set\n");
	return -EINVAL;
}

static int run(void)
{
	struct seam_test_stats leaves[MAX_LEAVES];
	unsigned int nr;
	int ret;

	ret = start_anew();
	if (ret) {
		pr_err("TDX cannot be put aside: error %d\n", ret);
		return ret;
	}

	/* What is freed late is not to be taken for what is held */
	rcu_barrier();

	/* Twice: what the kernel only does the first time does not count */
	ret = observe(leaves, &nr);
	if (ret)
		return ret;
	ret = start_anew();
	if (ret) {
		pr_err("TDX cannot be put aside after an enabling: error %d\n", ret);
		return ret;
	}
	state_note();

	if (!only || !strcmp(only, "allocations"))
		sweep_allocations();
	if (!only || !strcmp(only, "calls"))
		sweep_calls(leaves, nr);

	/* As it was found */
	return enable();
}

static int __init sweep_init(void)
{
	ktime_t start = ktime_get();
	int ret;

	if (!boot_cpu_has(X86_FEATURE_TDX_HOST_PLATFORM)) {
		pr_err("this platform is no TDX host\n");
		return -ENODEV;
	}
	if (!parts || !part || part > parts ||
	    (only && strcmp(only, "calls") && strcmp(only, "allocations"))) {
		pr_err("part=%u of parts=%u, only=%s make no sense\n", part, parts, only ?: "");
		return -EINVAL;
	}

	ret = fail_init();
	if (ret) {
		pr_err("no probes: error %d\n", ret);
		return ret;
	}
	ret = run();
	fail_exit();
	if (ret)
		return ret;

	print_table();
	pr_info("%u made to fail, %u complaints, %lld ms\n", nr_injected, nr_unclean,
		ktime_ms_delta(ktime_get(), start));
	return nr_unclean || !nr_injected ? -EIO : 0;
}
module_init(sweep_init);

static void __exit sweep_exit(void)
{
}
module_exit(sweep_exit);

MODULE_DESCRIPTION("Makes each step of enabling TDX fail, for tests");
MODULE_LICENSE("GPL");
