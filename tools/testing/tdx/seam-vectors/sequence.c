// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors: tdmr_init.jsonl and init_seq.jsonl, sequences of calls.
 *
 * "Another processor in a leaf" is played by taking the module's lock here.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../../../arch/x86/virt/vmx/tdx/seam/internal.h"
#include "vec.h"

static const struct {
	const char *name;
	u16 leaf;
} vec_leaves[] = {
	{ "SYS.INIT", TDH_SYS_INIT },
	{ "SYS.LP.INIT", TDH_SYS_LP_INIT },
	{ "SYS.CONFIG", TDH_SYS_CONFIG },
	{ "SYS.KEY.CONFIG", TDH_SYS_KEY_CONFIG },
	{ "SYS.TDMR.INIT", TDH_SYS_TDMR_INIT },
	{ "SYS.RD", TDH_SYS_RD },
	{ "SYS.RDALL", TDH_SYS_RDALL },
	{ "SYS.INFO", TDH_SYS_INFO },
	{ "SYS.LP.SHUTDOWN", TDH_SYS_LP_SHUTDOWN },
	{ "SYS.SHUTDOWN", TDH_SYS_SHUTDOWN },
	{ "SYS.UPDATE", TDH_SYS_UPDATE },
	{ "PHYMEM.PAGE.RDMD", TDH_PHYMEM_PAGE_RDMD },
};

static u64 vec_leaf(const json_t *step)
{
	const json_t *leaf = vec_member(step, "leaf");
	unsigned int i;

	for (i = 0; json_is_string(leaf) && i < ARRAY_SIZE(vec_leaves); i++) {
		if (!strcmp(vec_leaves[i].name, json_string_value(leaf)))
			return vec_leaves[i].leaf;
	}

	return vec_u64(leaf);
}

static void vec_set_global_lock(const char *mode)
{
	static const struct seam_lock free;
	struct seam_lock *lock = &machine.m.global;
	bool taken = true;

	/* The mode before may have been another one */
	*lock = free;
	if (!strcmp(mode, "exclusive"))
		taken = seam_trylock(lock);
	else if (!strcmp(mode, "shared"))
		taken = seam_trylock_shared(lock);
	else if (strcmp(mode, "none"))
		vec_bad("unknown lock mode '%s'", mode);
	vec_check("simulated global lock", 1, taken);
}

static void vec_set_tdmr_lock(u64 tdmr, bool held)
{
	struct seam_lock *lock;

	if (tdmr >= TDX_MAX_TDMRS)
		vec_bad("no TDMR %llu", tdmr);
	lock = &machine.m.tdmr[tdmr].mutex;
	if (held)
		vec_check("simulated TDMR lock", 1, seam_trylock(lock));
	else
		seam_unlock(lock);
}

static void vec_do(const json_t *step)
{
	const char *what = vec_string(step, "do");

	if (!strcmp(what, "global_lock"))
		vec_set_global_lock(vec_string(step, "mode"));
	else if (!strcmp(what, "tdmr_lock"))
		vec_set_tdmr_lock(vec_get(step, "tdmr"),
				  json_is_true(vec_member(step, "held")));
	else
		vec_bad("cannot do '%s'", what);
}

static void vec_regs_in(const json_t *step, struct seam_regs *regs)
{
	memset(regs, 0, sizeof(*regs));
	regs->rax = vec_leaf(step);
	regs->rcx = vec_get_or(step, "rcx", 0);
	regs->rdx = vec_get_or(step, "rdx", 0);
	regs->r8 = vec_get_or(step, "r8", 0);
	regs->r9 = vec_get_or(step, "r9", 0);
}

static void vec_check_regs(const char *what, const json_t *out, const struct seam_regs *in,
			   const struct seam_regs *got)
{
	const struct {
		const char *name;
		u64 in;
		u64 got;
	} regs[] = {
		{ "rcx", in->rcx, got->rcx },
		{ "rdx", in->rdx, got->rdx },
		{ "r8", in->r8, got->r8 },
		{ "r9", in->r9, got->r9 },
		{ "r10", in->r10, got->r10 },
	};
	char name[80];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		snprintf(name, sizeof(name), "%s %s", what, regs[i].name);
		vec_check(name, vec_get_or(out, regs[i].name, regs[i].in), regs[i].got);
	}
}

static void vec_call_once(const char *what, unsigned int lp, const json_t *step)
{
	const json_t *rax = vec_member(step, "rax");
	bool fatal = json_is_string(rax) && !strcmp(json_string_value(rax), "FATAL");
	struct seam_regs in, regs;

	vec_regs_in(step, &in);
	regs = in;
	vec_check_result(what, fatal ? SEAM_VMFAIL : SEAM_RETURN, vec_call(lp, &regs));
	if (fatal || vec.failed)
		return;

	vec_check_status(what, vec_u64(rax), regs.rax);
	vec_check_regs(what, json_object_get(step, "out"), &in, &regs);
}

/* The same call again and again; the first mismatch ends it */
static void vec_call_repeatedly(const char *what, unsigned int lp, const json_t *step)
{
	u64 calls = 0, times = vec_get(step, "times");
	struct seam_regs in, regs;
	u64 count, i;
	json_t *run;
	size_t n;

	vec_regs_in(step, &in);
	json_array_foreach(vec_array(step, "runs"), n, run) {
		count = vec_item(run, 0);
		for (i = 0; i < count && !vec.failed; i++, calls++) {
			regs = in;
			vec_check_result(what, SEAM_RETURN, vec_call(lp, &regs));
			vec_check_status(what, vec_item(run, 1), regs.rax);
			vec_check(what, vec_item(run, 2), regs.rdx);
		}
	}
	if (!vec.failed && calls != times)
		vec_bad("runs make %llu calls, not %llu", calls, times);
}

static void vec_step(size_t number, const json_t *step)
{
	char what[64];
	u64 lp;

	if (json_object_get(step, "do")) {
		vec_do(step);
		return;
	}

	lp = vec_get(step, "lp");
	if (lp >= machine.plat.nr_lps)
		vec_bad("step %zu: no LP %llu", number, lp);
	snprintf(what, sizeof(what), "step %zu, leaf %#llx", number, vec_leaf(step));
	if (json_object_get(step, "runs"))
		vec_call_repeatedly(what, lp, step);
	else
		vec_call_once(what, lp, step);
}

void vec_run_sequence(const json_t *vector)
{
	static struct vec_layout layout;
	const json_t *from = vec_member(vector, "layout");
	json_t *step;
	size_t i;

	vec_set_platform(vec_member(from, "plat"));
	vec_read_layout(from, &layout);
	vec_write_layout(&layout);
	machine_load();

	json_array_foreach(vec_array(vector, "steps"), i, step) {
		vec_step(i, step);
		if (vec.failed)
			break;
	}

	vec_check("damaged PAMT entries", 0, seam_pamt_sweep(&machine.m));
	vec_check("reports", 0, machine.nr_reports);
}
