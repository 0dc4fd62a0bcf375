// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: faults on demand.
 *
 * Rules make chosen SEAMCALLs end otherwise than they would: for tests of the
 * host.  There is a fixed number of them, and the text form is inject_text.c's
 * subject.
 *
 * A rule says which calls it is about (leaf, processor, package), which of
 * these are to be changed, counted from when the rule was set, and how they
 * end.  Every call is counted by all rules that are about it, by each for
 * itself: of two calls at the same time one rule may count this one first and
 * another rule that one.  The first rule whose turn has come decides.  A call
 * that finds its processor in the module already is not counted.
 *
 * Life of a rule: not in force; written by the holder of the lock @change; put
 * in force; out of force when the rules are cleared.  Rules outlive a module
 * that is replaced, not a kernel that is.
 *
 * Calls look at rules without a lock, while others may change them.  Counting
 * is what makes that safe: the counter carries a generation, so that a call
 * that counts itself knows that the rule it read was in force all the time.  A
 * call meanwhile may see the old rules or the new ones, or neither.
 */
#include "internal.h"

/* struct seam_rule::seen and ::fired */
#define RULE_COUNT		GENMASK_ULL(39, 0)
#define RULE_IN_FORCE		BIT_ULL(40)
#define RULE_GENERATION		GENMASK_ULL(63, 41)

static_assert((RULE_COUNT | RULE_IN_FORCE | RULE_GENERATION) == U64_MAX);

/* Fields one by one: calls may read while they are written */
static void seam_inject_copy(struct seam_inject *to, const struct seam_inject *from)
{
	WRITE_ONCE(to->leaf, READ_ONCE(from->leaf));
	WRITE_ONCE(to->lp, READ_ONCE(from->lp));
	WRITE_ONCE(to->pkg, READ_ONCE(from->pkg));
	WRITE_ONCE(to->kind, READ_ONCE(from->kind));
	WRITE_ONCE(to->output, READ_ONCE(from->output));
	WRITE_ONCE(to->field, READ_ONCE(from->field));
	WRITE_ONCE(to->first, READ_ONCE(from->first));
	WRITE_ONCE(to->last, READ_ONCE(from->last));
	WRITE_ONCE(to->status, READ_ONCE(from->status));
	WRITE_ONCE(to->value, READ_ONCE(from->value));
}

static bool seam_inject_is_about(const struct seam_inject *what, const struct seam_ctx *ctx)
{
	u16 leaf = FIELD_GET(TDX_RAX_LEAF, ctx->regs.rax);

	if (what->leaf != SEAM_INJECT_ANY && what->leaf != leaf)
		return false;
	if (what->lp != SEAM_INJECT_ANY && what->lp != ctx->lp)
		return false;
	if (what->pkg != SEAM_INJECT_ANY && what->pkg != ctx->m->plat.lp_pkg[ctx->lp])
		return false;
	if (what->field != SEAM_INJECT_ANY_FIELD && what->field != ctx->regs.rdx)
		return false;

	return what->kind != SEAM_INJECT_NO_ENTROPY || seam_leaf_no_entropy(leaf) != TDX_SUCCESS;
}

/**
 * seam_rule_count() - count a call
 * @counter: of a rule
 * @word: any value of it since the rule was put in force
 *
 * Each failure to count is another processor's success; more of them than
 * there are processors do not come in a row.
 *
 * Return: the count with this call, 0 when the rule is another one meanwhile.
 */
static u64 seam_rule_count(atomic64_t *counter, u64 word)
{
	s64 old = word;
	unsigned int tries;

	for (tries = 0; tries < SEAM_MAX_LPS; tries++) {
		if (((u64)old ^ word) & ~RULE_COUNT)
			return 0;
		if (atomic64_try_cmpxchg(counter, &old, old + 1))
			return FIELD_GET(RULE_COUNT, old + 1);
	}

	return 0;
}

/* Counts the call if the rule is about it; returns whether its turn has come */
static bool seam_rule_is_due(struct seam_rule *rule, const struct seam_ctx *ctx,
			     struct seam_inject *what, u64 *word)
{
	u64 nr;

	/* Pairs with the release in seam_inject_add(): what the rule says */
	*word = atomic64_read_acquire(&rule->seen);
	if (!(*word & RULE_IN_FORCE))
		return false;

	seam_inject_copy(what, &rule->what);
	if (!seam_inject_is_about(what, ctx))
		return false;

	nr = seam_rule_count(&rule->seen, *word);
	return nr && nr >= what->first && nr <= what->last;
}

static enum seam_inject_kind seam_inject_resolve(const struct seam_inject *what, u16 leaf,
						 tdx_status_t *status)
{
	switch (what->kind) {
	case SEAM_INJECT_BUSY:
		*status = seam_leaf_busy(leaf);
		return SEAM_INJECT_STATUS;
	case SEAM_INJECT_NO_ENTROPY:
		*status = seam_leaf_no_entropy(leaf);
		return SEAM_INJECT_STATUS;
	default:
		*status = (__force tdx_status_t)what->status;
		return what->kind;
	}
}

/**
 * seam_inject_pick() - find out whether a call is to end otherwise
 * @ctx: call that begins
 * @decides: filled with the rule that decides, if there is one
 * @status: set to the status to report, if that is how it ends
 *
 * Context: any; takes no lock.
 * Return: SEAM_INJECT_NONE, SEAM_INJECT_STATUS, SEAM_INJECT_AFTER,
 * SEAM_INJECT_VMFAIL or SEAM_INJECT_OUTPUT.
 */
enum seam_inject_kind seam_inject_pick(struct seam_ctx *ctx, struct seam_inject *decides,
				       tdx_status_t *status)
{
	enum seam_inject_kind kind = SEAM_INJECT_NONE;
	struct seam_inject what;
	struct seam_rule *rule;
	unsigned int i;
	u64 word;

	*status = TDX_SUCCESS;
	for (i = 0; i < SEAM_MAX_RULES; i++) {
		rule = &ctx->m->rules.rule[i];
		if (!seam_rule_is_due(rule, ctx, &what, &word) || kind != SEAM_INJECT_NONE)
			continue;
		kind = seam_inject_resolve(&what, FIELD_GET(TDX_RAX_LEAF, ctx->regs.rax), status);
		*decides = what;
		seam_rule_count(&rule->fired, word & ~RULE_COUNT);
	}

	return kind;
}

/**
 * seam_inject_output() - change what a call gives to the host
 * @rule: rule of the kind SEAM_INJECT_OUTPUT
 * @regs: registers out
 */
void seam_inject_output(const struct seam_inject *rule, struct seam_regs *regs)
{
	u64 *const outputs[SEAM_NR_OUTPUTS] = {
		[SEAM_OUTPUT_RCX] = &regs->rcx,
		[SEAM_OUTPUT_RDX] = &regs->rdx,
		[SEAM_OUTPUT_R8] = &regs->r8,
		[SEAM_OUTPUT_R9] = &regs->r9,
		[SEAM_OUTPUT_R10] = &regs->r10,
		[SEAM_OUTPUT_R11] = &regs->r11,
	};

	*outputs[rule->output] = rule->value;
}

/**
 * seam_inject_add() - put a rule in force
 * @m: the module; calls may go on meanwhile
 * @what: the rule, copied
 *
 * Return: 0, -EBUSY while somebody else changes rules, -ENOSPC.
 */
int seam_inject_add(struct seam_module *m, const struct seam_inject *what)
{
	struct seam_rule *rule = m->rules.rule;
	struct seam_rule *end = rule + SEAM_MAX_RULES;
	int ret = -ENOSPC;
	u64 word;

	if (!seam_trylock(&m->rules.change))
		return -EBUSY;

	while (rule < end && (atomic64_read(&rule->seen) & RULE_IN_FORCE))
		rule++;

	if (rule < end) {
		seam_inject_copy(&rule->what, what);
		word = FIELD_GET(RULE_GENERATION, atomic64_read(&rule->seen)) + 1;
		word = FIELD_PREP(RULE_GENERATION, word) | RULE_IN_FORCE;
		atomic64_set(&rule->fired, word);
		/* Pairs with the acquire in seam_rule_is_due() */
		atomic64_set_release(&rule->seen, word);
		ret = 0;
	}

	seam_unlock(&m->rules.change);
	return ret;
}

/**
 * seam_inject_clear() - put all rules out of force
 * @m: the module; calls may go on meanwhile
 *
 * Return: 0, -EBUSY while somebody else changes rules.
 */
int seam_inject_clear(struct seam_module *m)
{
	struct seam_rule *rule;
	unsigned int i;
	u64 word;

	if (!seam_trylock(&m->rules.change))
		return -EBUSY;

	for (i = 0; i < SEAM_MAX_RULES; i++) {
		rule = &m->rules.rule[i];
		word = atomic64_read(&rule->seen);
		/* Full ordering: what follows is not seen by calls that still count */
		atomic64_xchg(&rule->seen, word & RULE_GENERATION);
	}

	seam_unlock(&m->rules.change);
	return 0;
}

/**
 * seam_inject_get() - read a rule
 * @m: the module; calls may go on meanwhile
 * @index: below SEAM_MAX_RULES
 * @what: filled
 * @seen: set to the number of calls that the rule was about
 * @fired: set to the number of calls that it changed
 *
 * Return: false when no such rule is in force.
 */
bool seam_inject_get(struct seam_module *m, unsigned int index, struct seam_inject *what,
		     u64 *seen, u64 *fired)
{
	struct seam_rule *rule = &m->rules.rule[index];
	u64 word = atomic64_read_acquire(&rule->seen);
	unsigned int tries;
	s64 again = word;

	if (!(word & RULE_IN_FORCE))
		return false;

	seam_inject_copy(what, &rule->what);
	*fired = FIELD_GET(RULE_COUNT, atomic64_read(&rule->fired));

	/* Writes back what is there: orders the reads above before a change */
	for (tries = 0; tries < SEAM_MAX_LPS; tries++) {
		if (atomic64_try_cmpxchg(&rule->seen, &again, again))
			break;
	}

	*seen = FIELD_GET(RULE_COUNT, again);
	return !(((u64)again ^ word) & ~RULE_COUNT);
}
