// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing the model of the TDX module: is what a call did all right?
 *
 * Knows from the specification which leaves there are, which registers are
 * outputs, and what else a leaf may change: fields of the module, and bytes of
 * memory. Everything else has to be as it was before the call.
 */
#include "fuzz.h"

#define MAX_PAGES	256
#define MAX_RANGES	4

/* A page that the call asked for, as it was when it did */
struct page {
	u64 pa;
	const u8 *now;
	u8 before[SZ_4K];
};

/* Bytes that the call may change */
struct range {
	u64 pa;
	u64 size;
};

static struct page pages[MAX_PAGES];
static unsigned int nr_pages;
static struct range ranges[MAX_RANGES];
static unsigned int nr_ranges;
static struct seam_module before, expected;

/* What a rule is about to do, if its turn has come */
static struct rule_state {
	bool in_force;
	struct seam_inject what;
	u64 seen;
	u64 fired;
} rules[SEAM_MAX_RULES];

static void touched(u64 pa, u8 *page)
{
	unsigned int i;

	for (i = 0; i < nr_pages; i++) {
		if (pages[i].pa == pa)
			return;
	}
	fuzz_check(nr_pages < MAX_PAGES, "pages of one call");
	pages[nr_pages].pa = pa;
	pages[nr_pages].now = page;
	memcpy(pages[nr_pages].before, page, SZ_4K);
	nr_pages++;
}

static void allow(u64 pa, u64 size)
{
	u64 plain = GENMASK_ULL(51, 0);

	if (machine.m.keyid_bits)
		plain >>= machine.m.keyid_bits;
	ranges[nr_ranges].pa = pa & plain;
	ranges[nr_ranges].size = size;
	nr_ranges++;
}

static bool allowed(u64 pa)
{
	unsigned int i;

	for (i = 0; i < nr_ranges; i++) {
		if (pa >= ranges[i].pa && pa - ranges[i].pa < ranges[i].size)
			return true;
	}
	return false;
}

/* Entries for 4 MiB, and the lines that the larger ones begin */
static void allow_pamts(u64 base)
{
	const struct seam_tdmr *tdmr = before.tdmr;
	u64 from, gib;

	while (tdmr < before.tdmr + before.nr_tdmrs && tdmr->base != base)
		tdmr++;
	if (tdmr == before.tdmr + before.nr_tdmrs)
		return;

	from = atomic64_read(&tdmr->next) - tdmr->base;
	gib = from >> 30;
	allow(tdmr->pamt[0].base + (from >> 12) * 16, 16384);
	allow(tdmr->pamt[1].base + (from >> 21) * 16, from >> 21 & 3 ? 32 : 64);
	if ((from + 4 * MIB) % GIB == 0)
		allow(tdmr->pamt[2].base + gib * 16, gib & 3 ? 16 : 64);
}

static void allow_memory(const struct seam_regs *in)
{
	nr_ranges = 0;
	switch (in->rax & 0xffff) {
	case 36:
		allow_pamts(in->rcx);
		break;
	case 37:
		allow(in->rdx, 4096);
		break;
	case 32:
		allow(in->rcx, 1024);
		allow(in->r8, 512);
		break;
	}
}

static void check_memory(const struct seam_regs *in)
{
	unsigned int i, at;

	for (i = 0; i < nr_pages; i++) {
		if (!memcmp(pages[i].now, pages[i].before, SZ_4K))
			continue;
		for (at = 0; at < SZ_4K; at++) {
			if (pages[i].now[at] != pages[i].before[at])
				fuzz_check(allowed(pages[i].pa + at), "leaf %llu wrote to %#llx",
					   in->rax, pages[i].pa + at);
		}
	}
}

static bool one_of(u64 leaf, const u8 *list, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (leaf == list[i])
			return true;
	}
	return false;
}

/* What the module answers before any leaf runs, 0 when one does */
static u64 refused(u64 rax)
{
	static const u8 versioned[] = { 3, 11, 22, 23, 26, 30 };
	static const u8 any_state[] = { 31, 32, 33, 34, 35, 37, 44, 45, 53 };
	static const u8 known[] = {
		24, 27, 28, 31, 32, 33, 34, 35, 36, 37, 40, 41, 44, 45, 52, 53,
	};
	static const u8 since_1_5[] = { 34, 37, 52, 53 };
	u64 leaf = rax & 0xffff;
	int state = atomic_read(&before.state);

	if (rax >> 24)
		return 0xc000010000000000;
	if (rax >> 16 && !one_of(leaf, versioned, sizeof(versioned)))
		return 0xc000010000000000;
	if (state == 4 && leaf != 44)
		return 0xc000050600000000;
	if (state != 3 && !one_of(leaf, any_state, sizeof(any_state)))
		return 0xc000050500000000;
	if (!one_of(leaf, known, sizeof(known)))
		return 0xc000010000000000;
	if (before.plat.version < 0x105 && one_of(leaf, since_1_5, sizeof(since_1_5)))
		return 0xc000010000000000;
	return 0;
}

static void look_at_rules(void)
{
	unsigned int i;

	for (i = 0; i < SEAM_MAX_RULES; i++)
		rules[i].in_force = seam_inject_get(&machine.m, i, &rules[i].what, &rules[i].seen,
						    &rules[i].fired);
}

static bool rule_is_about(const struct seam_inject *what, unsigned int lp, u64 leaf)
{
	if ((what->leaf != U32_MAX && what->leaf != leaf) ||
	    (what->lp != U32_MAX && what->lp != lp) ||
	    (what->pkg != U32_MAX && what->pkg != machine.plat.lp_pkg[lp]))
		return false;

	return what->kind != SEAM_INJECT_NO_ENTROPY || leaf == 31 || leaf == 33 || leaf == 35;
}

/* The rule that has to change this call, or NULL. All of them count it */
static const struct seam_inject *rule_due(unsigned int lp, u64 leaf)
{
	const struct seam_inject *due = NULL;
	struct rule_state now, *rule;
	bool counted, fires;

	for (rule = rules; rule < rules + SEAM_MAX_RULES; rule++) {
		now.in_force = seam_inject_get(&machine.m, rule - rules, &now.what, &now.seen,
					       &now.fired);
		fuzz_check(now.in_force == rule->in_force, "rules");
		if (!now.in_force)
			continue;
		counted = rule_is_about(&rule->what, lp, leaf);
		fires = counted && !due && now.seen >= rule->what.first &&
			now.seen <= rule->what.last;
		fuzz_check(now.seen == rule->seen + counted, "leaf %llu", leaf);
		fuzz_check(now.fired == rule->fired + fires, "leaf %llu", leaf);
		if (fires)
			due = &rule->what;
	}
	return due;
}

/* Fields that the leaf may have changed become what they are */
#define accept(field) do {						\
	__auto_type now = &machine.m.field;				\
	size_t at = (u8 *)now - (u8 *)&machine.m;			\
									\
	memcpy((u8 *)&expected + at, now, sizeof(*now));		\
} while (0)

static void accept_init(bool success)
{
	accept(msr);
	accept(cpuid);
	accept(keyid_bits);
	accept(first_private);
	accept(end_private);
	accept(canary);
	if (!success)
		return;
	accept(pamt_seed);
	accept(attributes_fixed0);
	accept(xfam_fixed0);
	accept(state);
}

static void accept_config(bool success)
{
	accept(kot);
	accept(hkid);
	accept(tdmr);
	if (!success)
		return;
	accept(nr_tdmrs);
	accept(pkg_bitmap);
	accept(state);
}

static void accept_update(void)
{
	accept_config(true);
	accept(wbt);
	accept(pamt_seed);
	accept(handoff.valid);
}

static void accept_tdmr_init(u64 base, u64 usable)
{
	unsigned int i;
	u64 next;

	for (i = 0; i < before.nr_tdmrs; i++) {
		if (before.tdmr[i].base == base)
			break;
	}
	fuzz_check(i < before.nr_tdmrs, "%#llx", base);
	next = atomic64_read(&before.tdmr[i].next) + 4 * MIB;
	fuzz_check(usable == (next & ~(GIB - 1)), "%#llx", usable);
	atomic64_set(&expected.tdmr[i].next, next);
}

static void accept_success(u64 leaf, unsigned int lp, const struct seam_regs *in,
			   const struct seam_regs *out)
{
	switch (leaf) {
	case 31:
		accept(pkg_bitmap);
		accept(state);
		break;
	case 33:
		accept_init(true);
		break;
	case 35:
		accept(lp[lp].initialised);
		accept(lp[lp].lfsr);
		accept(nr_lps_initialised);
		break;
	case 36:
		accept_tdmr_init(in->rcx, out->rdx);
		break;
	case 40:
		accept(wbt);
		break;
	case 45:
		accept_config(true);
		fuzz_check(machine.m.nr_tdmrs == in->rdx, "TDMRs");
		break;
	case 52:
		accept(handoff);
		accept(state);
		break;
	case 53:
		accept_update();
		break;
	}
}

static void accept_failure(u64 leaf, u64 status)
{
	u64 class = status >> 40 & 0xff;

	if (leaf == 33)
		accept_init(false);
	/* Past the operands that are numbers */
	if (leaf == 45 && (class == 0x0a || status == 0xc000010000000001))
		accept_config(false);
	if (leaf == 40)
		accept(wbt);
}

static void check_module(const char *why, u64 leaf)
{
	accept(stats);
	accept(rules);
	accept(nr_reports);
	fuzz_check(!memcmp(&expected, &machine.m, sizeof(expected)), "leaf %llu, %s", leaf, why);
}

static void clear_page_outputs(struct seam_regs *regs)
{
	regs->rcx = 0;
	regs->rdx = 0;
	regs->r8 = 0;
	regs->r9 = 0;
	regs->r10 = 0;
	regs->r11 = 0;
}

/* Registers after a leaf ran: *@want is as before the call, but for RAX */
static void expect_outputs(u64 leaf, const struct seam_regs *out, struct seam_regs *want)
{
	u64 status = out->rax, code = status >> 32;
	bool error = status >> 63;

	switch (leaf) {
	case 24:
	case 28:
		clear_page_outputs(want);
		if (error && (leaf == 24 || status != 0xc000010000000001))
			break;
		fuzz_check(out->rcx <= 8 && out->r8 <= 2, "page of type %llu", out->rcx);
		want->rcx = out->rcx;
		want->rdx = out->rdx;
		want->r8 = out->r8;
		want->r9 = out->rcx == 3 || out->rcx == 8 ? out->r9 : 0;
		break;
	case 32:
		want->rdx = error ? 0 : 1024;
		want->r9 = error ? 0 : 32;
		break;
	case 33:
	case 35:
		if (code == 0xc0000900 || code == 0xc0000902) {
			*want = *out;
			break;
		}
		want->rcx = 0;
		want->rdx = 0;
		want->r8 = 0;
		if (leaf == 33) {
			want->r9 = 0;
			want->r10 = 0;
		}
		break;
	case 34:
		want->rdx = error ? U64_MAX : out->rdx;
		want->r8 = status ? 0 : out->r8;
		break;
	case 36:
		want->rdx = status ? 0 : out->rdx;
		break;
	case 37:
		want->r8 = code == 0xc0000c04 ? out->r8 : U64_MAX;
		break;
	}
}

/**
 * fuzz_check_locks() - nothing is held but what the fuzzer holds
 */
void fuzz_check_locks(void)
{
	const struct seam_module *m = &machine.m;
	unsigned int i;

	fuzz_check(atomic_read(&m->global.word) == fuzz.held.global, "lock left");
	fuzz_check(atomic_read(&m->kot_lock.word) == fuzz.held.kot, "lock left");
	for (i = 0; i < TDX_MAX_TDMRS; i++)
		fuzz_check(atomic_read(&m->tdmr[i].mutex.word) ==
			   (fuzz.held.tdmr & BIT_ULL(i) ? -1 : 0), "lock left");
	for (i = 0; i < SEAM_MAX_PKGS; i++)
		fuzz_check(atomic_read(&m->wbt[i].mutex.word) ==
			   (fuzz.held.wbt & BIT_ULL(i) ? -1 : 0), "lock left");
	for (i = 0; i < m->plat.nr_lps; i++)
		fuzz_check(atomic_read(&m->lp[i].busy) == (i == fuzz.held.lp), "LP left busy");
}

/* Whatever happened: numbers that fit each other, and a state that goes one way */
static void check_state(u64 leaf)
{
	static const struct {
		int from, to;
		u8 leaf;
	} steps[] = {
		{ 0, 1, 33 }, { 1, 2, 45 }, { 2, 3, 31 }, { 1, 3, 53 }, { 3, 4, 52 },
	};
	struct seam_module *m = &machine.m;
	int from = atomic_read(&before.state), to = atomic_read(&m->state);
	unsigned int i, initialised = 0;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i].from == from && steps[i].to == to && steps[i].leaf == leaf)
			break;
	}
	fuzz_check(from == to || i < ARRAY_SIZE(steps), "leaf %llu: state %d to %d", leaf, from,
		   to);

	for (i = 0; i < SEAM_MAX_LPS; i++)
		initialised += m->lp[i].initialised;
	fuzz_check((unsigned int)atomic_read(&m->nr_lps_initialised) == initialised, "LPs");
	fuzz_check(initialised <= m->plat.nr_lps, "LPs");
	fuzz_check(to < 2 || initialised == m->plat.nr_lps, "state %d", to);
	fuzz_check(to < 2 || (m->nr_tdmrs && m->nr_tdmrs <= m->plat.max_tdmrs), "TDMRs");
	fuzz_check(to < 2 || m->kot[m->hkid] == SEAM_KOT_RESERVED || fuzz.may_die, "KeyID");
	fuzz_check(to < 3 || hweight32(m->pkg_bitmap) == m->plat.nr_pkgs, "packages");
	fuzz_check(!(m->pkg_bitmap >> m->plat.nr_pkgs), "packages");

	for (i = 0; to >= 2 && i < m->nr_tdmrs; i++) {
		fuzz_check((u64)atomic64_read(&m->tdmr[i].next) - m->tdmr[i].base <=
			   m->tdmr[i].size, "TDMR %u", i);
		fuzz_check(to >= 3 || (u64)atomic64_read(&m->tdmr[i].next) == m->tdmr[i].base,
			   "TDMR %u", i);
	}
}

static void check_stats(const struct seam_regs *in, enum seam_result result)
{
	unsigned int slot = in->rax & 0xffff;
	const struct seam_leaf_stats *then, *now;

	slot = seam_leaf_name(slot) ? slot : SEAM_STATS_UNKNOWN;
	then = &before.stats[slot];
	now = &machine.m.stats[slot];
	fuzz_check(seam_leaf_calls(now) == seam_leaf_calls(then) + (result == SEAM_RETURN),
		   "leaf %u", slot);
}

/* A leaf ran and the module answered */
static void check_leaf(unsigned int lp, const struct seam_regs *in, const struct seam_regs *out)
{
	struct seam_regs want = *in;
	u64 leaf = in->rax & 0xffff;

	want.rax = out->rax;
	expect_outputs(leaf, out, &want);
	fuzz_check(!memcmp(&want, out, sizeof(want)), "leaf %llu: registers after %#llx", leaf,
		   out->rax);
	if (out->rax)
		accept_failure(leaf, out->rax);
	else
		accept_success(leaf, lp, in, out);
	check_module("after it", leaf);
}

static void check_rule(const struct seam_inject *rule, unsigned int lp, enum seam_result result,
		       const struct seam_regs *in, const struct seam_regs *out)
{
	int state = atomic_read(&before.state);
	struct seam_regs want = *in;
	u64 leaf = in->rax & 0xffff;

	fuzz_check((result == SEAM_VMFAIL) == (rule->kind == SEAM_INJECT_VMFAIL), "leaf %llu",
		   leaf);
	if (result == SEAM_RETURN)
		want.rax = out->rax;
	fuzz_check(!memcmp(&want, out, sizeof(want)), "leaf %llu: registers", leaf);
	if (rule->kind == SEAM_INJECT_STATUS || rule->kind == SEAM_INJECT_AFTER)
		fuzz_check(out->rax == rule->status, "leaf %llu: %#llx", leaf, out->rax);
	if (rule->kind == SEAM_INJECT_BUSY || rule->kind == SEAM_INJECT_NO_ENTROPY)
		fuzz_check(out->rax >> 62 == 2, "leaf %llu: %#llx", leaf, out->rax);
	/* It took effect; or it had none, but for what informational statuses come with */
	if (rule->kind == SEAM_INJECT_AFTER && atomic_read(&machine.m.state) != state)
		accept_success(leaf, lp, in, out);
	else if (rule->kind == SEAM_INJECT_AFTER)
		expected = machine.m;
	check_module("a rule", leaf);
}

static void check_result(unsigned int lp, bool irqs_on, enum seam_result result,
			 const struct seam_regs *in, const struct seam_regs *out)
{
	const struct seam_inject *rule = NULL;
	struct seam_regs same = *in;
	u64 leaf = in->rax & 0xffff;
	u64 status;

	if (before.plat.firmware_off || before.plat.module_absent || atomic_read(&before.dead) ||
	    lp >= before.plat.nr_lps) {
		fuzz_check(result == (before.plat.firmware_off ? SEAM_GP : SEAM_VMFAIL), "there");
		fuzz_check(!memcmp(&same, out, sizeof(same)), "registers");
		nr_ranges = 0;
		check_module("not there", leaf);
		return;
	}

	status = 0x8000020200000000;
	if (lp != fuzz.held.lp) {
		rule = rule_due(lp, leaf);
		status = refused(in->rax);
	}
	if (rule && rule->kind != SEAM_INJECT_AFTER) {
		nr_ranges = 0;
		check_rule(rule, lp, result, in, out);
		return;
	}
	if (status) {
		nr_ranges = 0;
		same.rax = status;
		fuzz_check(result == SEAM_RETURN, "leaf %llu", leaf);
		fuzz_check(!memcmp(&same, out, sizeof(same)), "leaf %llu: %#llx for %#llx",
			   leaf, out->rax, status);
		check_module("refused", leaf);
		return;
	}
	if (result == SEAM_VMFAIL) {
		fuzz_check(fuzz.may_die, "leaf %llu: death", leaf);
		fuzz_check(!memcmp(&same, out, sizeof(same)), "registers");
		accept(dead);
		check_module("dead", leaf);
		return;
	}

	fuzz_check(result == SEAM_RETURN, "leaf %llu", leaf);
	/* A failure of the leaf itself is told as always */
	same.rax = out->rax;
	if (rule && out->rax == rule->status && !memcmp(&same, out, sizeof(same)))
		check_rule(rule, lp, result, in, out);
	else
		check_leaf(lp, in, out);
	if (!rule && fuzz_status(&before, lp, irqs_on, in, &status))
		fuzz_check(out->rax == status, "leaf %llu: %#llx for %#llx", leaf, out->rax,
			   status);
}

/**
 * fuzz_call() - make a SEAMCALL, and look at everything afterwards
 * @lp: processor
 * @irqs_on: RFLAGS.IF
 * @regs: registers in and out
 *
 * Return: how it ended.
 */
enum seam_result fuzz_call(unsigned int lp, bool irqs_on, struct seam_regs *regs)
{
	struct seam_regs in = *regs;
	enum seam_result result;

	before = machine.m;
	expected = machine.m;
	look_at_rules();
	allow_memory(&in);
	nr_pages = 0;
	machine_touched = touched;
	result = seam_call(&machine.m, lp, irqs_on, regs);
	machine_touched = NULL;

	check_result(lp, irqs_on, result, &in, regs);
	check_memory(&in);
	fuzz_check_locks();
	check_state(in.rax & 0xffff);
	check_stats(&in, result);
	fuzz_check(!machine.nr_reports || fuzz.may_die, "report of %#llx",
		   machine.last_report.entry_pa);
	return result;
}
