// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: the way in.
 *
 * Owns the table of leaves, the checks that come before every leaf, the busy
 * flag of each logical processor and the statistics.  Registers of the caller
 * are copied in, worked on, and copied back when the module returns; a call
 * that ends in VMfail changes none.
 *
 * Once a leaf finds the module inconsistent it is dead: the flag is set at the
 * end of that call, and from then on every SEAMCALL ends in VMfail until the
 * module is loaded again.
 *
 * A leaf that is not implemented is refused as an unknown one.  It is never
 * answered with success.
 */
#include "internal.h"

/* Leaf takes versions above 0, and checks itself how high */
#define SEAM_LEAF_VERSIONED	BIT(0)
/* Leaf checks the system state itself; others need SEAM_SYS_READY */
#define SEAM_LEAF_ANY_STATE	BIT(1)
/* Leaf came with module 1.5 */
#define SEAM_LEAF_SINCE_1_5	BIT(2)
/* Leaf works after TDH.SYS.SHUTDOWN */
#define SEAM_LEAF_AFTER_SHUTDOWN BIT(3)
/* Leaf draws random numbers */
#define SEAM_LEAF_RANDOM	BIT(4)
/* Leaf has a key made */
#define SEAM_LEAF_KEY		BIT(5)
/* Leaf is there only if the platform says so */
#define SEAM_LEAF_OPTIONAL	BIT(6)

/**
 * struct seam_leaf - a host leaf of the module
 * @name: for traces
 * @handler: NULL while the model lacks it
 * @flags: SEAM_LEAF_*
 * @busy: operand or resource it blames when its first lock is taken, enum
 *	tdx_operand; zero for the module as a whole
 */
struct seam_leaf {
	const char *name;
	tdx_status_t (*handler)(struct seam_ctx *ctx);
	unsigned int flags;
	u8 busy;
};

static const struct seam_leaf seam_leaves[] = {
	[0]  = { "TDH.VP.ENTER" },
	[1]  = { "TDH.MNG.ADDCX" },
	[2]  = { "TDH.MEM.PAGE.ADD" },
	[3]  = { "TDH.MEM.SEPT.ADD", NULL, SEAM_LEAF_VERSIONED },
	[4]  = { "TDH.VP.ADDCX" },
	[5]  = { "TDH.MEM.PAGE.RELOCATE" },
	[6]  = { "TDH.MEM.PAGE.AUG" },
	[7]  = { "TDH.MEM.RANGE.BLOCK" },
	[8]  = { "TDH.MNG.KEY.CONFIG" },
	[9]  = { "TDH.MNG.CREATE" },
	[10] = { "TDH.VP.CREATE" },
	[11] = { "TDH.MNG.RD", NULL, SEAM_LEAF_VERSIONED },
	[12] = { "TDH.MEM.RD" },
	[13] = { "TDH.MNG.WR" },
	[14] = { "TDH.MEM.WR" },
	[15] = { "TDH.MEM.PAGE.DEMOTE" },
	[16] = { "TDH.MR.EXTEND" },
	[17] = { "TDH.MR.FINALIZE" },
	[18] = { "TDH.VP.FLUSH" },
	[19] = { "TDH.MNG.VPFLUSHDONE" },
	[20] = { "TDH.MNG.KEY.FREEID" },
	[21] = { "TDH.MNG.INIT" },
	[22] = { "TDH.VP.INIT", NULL, SEAM_LEAF_VERSIONED },
	[23] = { "TDH.MEM.PAGE.PROMOTE", NULL, SEAM_LEAF_VERSIONED },
	[TDH_PHYMEM_PAGE_RDMD] = { "TDH.PHYMEM.PAGE.RDMD", seam_phymem_page_rdmd, 0,
				   TDX_OPERAND_RCX },
	[25] = { "TDH.MEM.SEPT.RD" },
	[26] = { "TDH.VP.RD", NULL, SEAM_LEAF_VERSIONED },
	[27] = { "TDH.MNG.KEY.RECLAIMID", seam_mng_key_reclaimid },
	[28] = { "TDH.PHYMEM.PAGE.RECLAIM", seam_phymem_page_reclaim, 0, TDX_OPERAND_RCX },
	[29] = { "TDH.MEM.PAGE.REMOVE" },
	[30] = { "TDH.MEM.SEPT.REMOVE", NULL, SEAM_LEAF_VERSIONED },
	[TDH_SYS_KEY_CONFIG] = { "TDH.SYS.KEY.CONFIG", seam_sys_key_config,
				 SEAM_LEAF_ANY_STATE | SEAM_LEAF_KEY },
	[TDH_SYS_INFO] = { "TDH.SYS.INFO", seam_sys_info, SEAM_LEAF_ANY_STATE },
	[TDH_SYS_INIT] = { "TDH.SYS.INIT", seam_sys_init, SEAM_LEAF_ANY_STATE | SEAM_LEAF_RANDOM },
	[TDH_SYS_RD] = { "TDH.SYS.RD", seam_sys_rd, SEAM_LEAF_ANY_STATE | SEAM_LEAF_SINCE_1_5 },
	[TDH_SYS_LP_INIT] = { "TDH.SYS.LP.INIT", seam_sys_lp_init,
			      SEAM_LEAF_ANY_STATE | SEAM_LEAF_RANDOM },
	[TDH_SYS_TDMR_INIT] = { "TDH.SYS.TDMR.INIT", seam_sys_tdmr_init, 0, TDX_OPERAND_RCX },
	[TDH_SYS_RDALL] = { "TDH.SYS.RDALL", seam_sys_rdall,
			    SEAM_LEAF_ANY_STATE | SEAM_LEAF_SINCE_1_5 },
	[38] = { "TDH.MEM.TRACK" },
	[39] = { "TDH.MEM.RANGE.UNBLOCK" },
	[40] = { "TDH.PHYMEM.CACHE.WB", seam_phymem_cache_wb, 0, TDX_OPERAND_WBCACHE },
	[41] = { "TDH.PHYMEM.PAGE.WBINVD", seam_phymem_page_wbinvd, 0, TDX_OPERAND_RCX },
	[43] = { "TDH.VP.WR" },
	[TDH_SYS_LP_SHUTDOWN] = { "TDH.SYS.LP.SHUTDOWN", seam_sys_lp_shutdown,
				  SEAM_LEAF_ANY_STATE | SEAM_LEAF_AFTER_SHUTDOWN },
	[TDH_SYS_CONFIG] = { "TDH.SYS.CONFIG", seam_sys_config, SEAM_LEAF_ANY_STATE },
	[48] = { "TDH.SERVTD.BIND" },
	[49] = { "TDH.SERVTD.PREBIND" },
	[TDH_SYS_SHUTDOWN] = { "TDH.SYS.SHUTDOWN", seam_sys_shutdown, SEAM_LEAF_SINCE_1_5 },
	[TDH_SYS_UPDATE] = { "TDH.SYS.UPDATE", seam_sys_update,
			     SEAM_LEAF_ANY_STATE | SEAM_LEAF_SINCE_1_5 },
	[64] = { "TDH.EXPORT.ABORT" },
	[65] = { "TDH.EXPORT.BLOCKW" },
	[66] = { "TDH.EXPORT.RESTORE" },
	[68] = { "TDH.EXPORT.MEM" },
	[TDH_SYS_DISABLE] = { "TDH.SYS.DISABLE", seam_sys_disable,
			      SEAM_LEAF_ANY_STATE | SEAM_LEAF_AFTER_SHUTDOWN | SEAM_LEAF_OPTIONAL },
	[70] = { "TDH.EXPORT.PAUSE" },
	[71] = { "TDH.EXPORT.TRACK" },
	[72] = { "TDH.EXPORT.STATE.IMMUTABLE" },
	[73] = { "TDH.EXPORT.STATE.TD" },
	[74] = { "TDH.EXPORT.STATE.VP" },
	[75] = { "TDH.EXPORT.UNBLOCKW" },
	[80] = { "TDH.IMPORT.ABORT" },
	[81] = { "TDH.IMPORT.END" },
	[82] = { "TDH.IMPORT.COMMIT" },
	[83] = { "TDH.IMPORT.MEM" },
	[84] = { "TDH.IMPORT.TRACK" },
	[85] = { "TDH.IMPORT.STATE.IMMUTABLE" },
	[86] = { "TDH.IMPORT.STATE.TD" },
	[87] = { "TDH.IMPORT.STATE.VP" },
	[96] = { "TDH.MIG.STREAM.CREATE" },
};

static_assert(ARRAY_SIZE(seam_leaves) == SEAM_MAX_LEAF + 1);

/**
 * seam_leaf_name() - name of a leaf for people
 * @leaf: RAX bits 15:0
 *
 * Return: name as in the specification, NULL for a number without a leaf.
 */
const char *seam_leaf_name(u16 leaf)
{
	return leaf < ARRAY_SIZE(seam_leaves) ? seam_leaves[leaf].name : NULL;
}

/**
 * seam_leaf_from_name() - number of a leaf
 * @name: as in the specification, "TDH." may be left out
 * @leaf: set on success
 *
 * Return: false for a name that there is not.
 */
bool seam_leaf_from_name(const char *name, u32 *leaf)
{
	static const char prefix[] = "TDH.";
	const char *known;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(seam_leaves); i++) {
		known = seam_leaves[i].name;
		if (!known ||
		    (strcmp(name, known) && strcmp(name, known + sizeof(prefix) - 1)))
			continue;
		*leaf = i;
		return true;
	}

	return false;
}

/**
 * seam_leaf_busy() - what a leaf answers that finds a lock taken
 * @leaf: RAX bits 15:0
 *
 * Return: status for the first lock that the leaf takes.
 */
tdx_status_t seam_leaf_busy(u16 leaf)
{
	if (!seam_leaf_name(leaf) || !seam_leaves[leaf].busy)
		return TDX_SYS_BUSY;

	return seam_busy_operand(seam_leaves[leaf].busy);
}

/**
 * seam_leaf_no_entropy() - what a leaf answers that draws no random number
 * @leaf: RAX bits 15:0
 *
 * Return: status, TDX_SUCCESS for a leaf that needs none.
 */
tdx_status_t seam_leaf_no_entropy(u16 leaf)
{
	unsigned int flags = seam_leaf_name(leaf) ? seam_leaves[leaf].flags : 0;

	if (flags & SEAM_LEAF_KEY)
		return TDX_KEY_GENERATION_FAILED;

	return flags & SEAM_LEAF_RANDOM ? TDX_RND_NO_ENTROPY : TDX_SUCCESS;
}

/**
 * seam_others_busy() - look for processors inside the module
 * @m: the module
 * @this_lp: processor that asks and does not count, or SEAM_NO_LP
 *
 * What those that left have done is visible if there are none.
 *
 * Return: true when there is another one.
 */
bool seam_others_busy(const struct seam_module *m, unsigned int this_lp)
{
	unsigned int lp;

	for (lp = 0; lp < m->plat.nr_lps; lp++) {
		/* Pairs with the release in seam_call() */
		if (lp != this_lp && atomic_read_acquire(&m->lp[lp].busy))
			return true;
	}

	return false;
}

static unsigned int seam_stats_slot(u64 rax)
{
	u16 leaf = FIELD_GET(TDX_RAX_LEAF, rax);

	return seam_leaf_name(leaf) ? leaf : SEAM_STATS_UNKNOWN;
}

static void seam_count(struct seam_leaf_stats *stats, tdx_status_t status)
{
	u64 raw = tdx_status_raw(status);

	if (!raw)
		atomic64_inc(&stats->ok);
	else if (!(raw & TDX_STATUS_ERROR))
		atomic64_inc(&stats->info);
	else if (!(raw & TDX_STATUS_FINAL))
		atomic64_inc(&stats->busy);
	else
		atomic64_inc(&stats->error);
}

/**
 * seam_leaf_calls() - number of calls
 * @stats: of a leaf
 *
 * Return: calls, however they ended.
 */
u64 seam_leaf_calls(const struct seam_leaf_stats *stats)
{
	return atomic64_read(&stats->ok) + atomic64_read(&stats->info) +
	       atomic64_read(&stats->busy) + atomic64_read(&stats->error);
}

static bool seam_leaf_known(const struct seam_module *m, const struct seam_leaf *leaf)
{
	if (!leaf->handler)
		return false;

	return m->plat.version >= SEAM_VERSION_1_5 || !(leaf->flags & SEAM_LEAF_SINCE_1_5);
}

static const struct seam_leaf *seam_find_leaf(const struct seam_module *m, u64 rax)
{
	static const struct seam_leaf none;
	u16 nr = FIELD_GET(TDX_RAX_LEAF, rax);

	if (nr >= ARRAY_SIZE(seam_leaves))
		return &none;
	if (seam_leaves[nr].flags & SEAM_LEAF_OPTIONAL && !m->plat.disable_calls)
		return &none;

	return &seam_leaves[nr];
}

/* TDH.SYS.DISABLE, once called, keeps its siblings out */
static bool seam_is_disabling(struct seam_module *m, const struct seam_leaf *leaf)
{
	static const char family[] = "TDH.SYS.";

	return atomic_read(&m->disable_left) && leaf->handler != seam_sys_disable &&
	       !strncmp(leaf->name, family, sizeof(family) - 1);
}

static tdx_status_t seam_dispatch(struct seam_ctx *ctx)
{
	const struct seam_leaf *leaf = seam_find_leaf(ctx->m, ctx->regs.rax);
	enum seam_sys_state state = seam_state(ctx->m);

	if (ctx->regs.rax & (TDX_RAX_RESERVED | TDX_RAX_SEAMLDR))
		return seam_bad_operand(TDX_OPERAND_RAX);
	if (FIELD_GET(TDX_RAX_VERSION, ctx->regs.rax) && !(leaf->flags & SEAM_LEAF_VERSIONED))
		return seam_bad_operand(TDX_OPERAND_RAX);
	if (state == SEAM_SYS_SHUTDOWN && !(leaf->flags & SEAM_LEAF_AFTER_SHUTDOWN))
		return TDX_SYS_SHUTDOWN;
	if (state != SEAM_SYS_READY && !(leaf->flags & SEAM_LEAF_ANY_STATE))
		return TDX_SYS_NOT_READY;
	if (!seam_leaf_known(ctx->m, leaf))
		return seam_bad_operand(TDX_OPERAND_RAX);
	if (seam_is_disabling(ctx->m, leaf))
		return TDX_SYS_BUSY;

	return leaf->handler(ctx);
}

/* A call on a processor that is not in the module yet, unless a rule is in its way */
static enum seam_result seam_execute(struct seam_ctx *ctx, struct seam_regs *regs,
				     tdx_status_t *status)
{
	struct seam_inject rule;
	tdx_status_t injected;
	enum seam_inject_kind kind = seam_inject_pick(ctx, &rule, &injected);

	if (kind == SEAM_INJECT_VMFAIL)
		return SEAM_VMFAIL;
	if (kind == SEAM_INJECT_STATUS) {
		*status = injected;
		return SEAM_RETURN;
	}

	*status = seam_dispatch(ctx);
	if (ctx->fatal) {
		atomic_set(&ctx->m->dead, 1);
		return SEAM_VMFAIL;
	}

	/* The host sees a failure and no output; a real failure is told instead */
	if (kind == SEAM_INJECT_AFTER && !(tdx_status_raw(*status) & TDX_STATUS_ERROR)) {
		*status = injected;
		return SEAM_RETURN;
	}

	*regs = ctx->regs;
	if (kind == SEAM_INJECT_OUTPUT && !(tdx_status_raw(*status) & TDX_STATUS_ERROR))
		seam_inject_output(&rule, regs);
	return SEAM_RETURN;
}

/**
 * seam_call() - execute a SEAMCALL
 * @m: the module
 * @lp: logical processor it is executed on
 * @irqs_were_on: RFLAGS.IF of the caller
 * @regs: registers in and out
 *
 * Callable from any context; never waits.  A call on a processor that is in
 * the module already (an NMI or #MC arrived there) finds it busy.
 *
 * Return: how the instruction ends; @regs changed only for SEAM_RETURN.
 */
enum seam_result seam_call(struct seam_module *m, unsigned int lp, bool irqs_were_on,
			   struct seam_regs *regs)
{
	struct seam_ctx ctx = { .m = m, .lp = lp, .irqs_were_on = irqs_were_on };
	struct seam_leaf_stats *stats = &m->stats[seam_stats_slot(regs->rax)];
	enum seam_result result = SEAM_RETURN;
	tdx_status_t status = TDX_SYS_BUSY;

	if (m->plat.firmware_off)
		return SEAM_GP;
	if (m->plat.module_absent || atomic_read(&m->dead) || lp >= m->plat.nr_lps ||
	    seam_state(m) == SEAM_SYS_DISABLED)
		return SEAM_VMFAIL;

	/*
	 * Full ordering: the flag is seen by TDH.SYS.SHUTDOWN before this call
	 * looks at the state.
	 */
	if (!atomic_xchg(&m->lp[lp].busy, 1)) {
		ctx.regs = *regs;
		result = seam_execute(&ctx, regs, &status);
		atomic_set_release(&m->lp[lp].busy, 0);
	}

	if (result == SEAM_RETURN) {
		regs->rax = tdx_status_raw(status);
		seam_count(stats, status);
	}
	return result;
}
