// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: physical address metadata tables.
 *
 * The tables lie in memory that the host gave and must no longer touch.  Each
 * entry carries a check value made from its address and content, so that a
 * write by the host, a page used twice or a stale table is found when the
 * entry is next used, or by seam_pamt_sweep().  What is found is reported; if
 * a leaf needed the entry, the module is dead afterwards.
 *
 * An entry, two 64-bit words:
 *
 *   63             24 23    16 15         0     63         40 39            0
 *   [ owner, 40 bit ] [ type ] [ lock word ]    [ check value ] [ TD epoch    ]
 *
 * Life of an entry: anything (as the host left it), then written once by
 * TDH.SYS.TDMR.INIT, then changed only by a holder of its exclusive lock, until
 * the host takes the memory back, which is pamt_back.c's subject.
 *
 * The lock word is in the first word: bit 0 exclusive, bit 1 host priority,
 * bits 15:2 number of sharers.  The holder of the exclusive lock writes the
 * second word first, then the first word together with the unlock.  So two
 * equal reads of the first word without bit 0, around one of the second, give
 * a content that fits.
 */
#include "internal.h"

#define PAMT_LOCK		GENMASK_ULL(15, 0)
#define PAMT_LOCK_EXCLUSIVE	BIT_ULL(0)
#define PAMT_LOCK_SHARERS	GENMASK_ULL(15, 2)
#define PAMT_LOCK_ONE_SHARER	BIT_ULL(2)
#define PAMT_TYPE		GENMASK_ULL(23, 16)
#define PAMT_OWNER		GENMASK_ULL(63, 24)
#define PAMT_EPOCH		GENMASK_ULL(39, 0)
#define PAMT_CHECK		GENMASK_ULL(63, 40)

static_assert((PAMT_LOCK | PAMT_TYPE | PAMT_OWNER) == U64_MAX);
static_assert((PAMT_EPOCH ^ PAMT_CHECK) == U64_MAX);

#define PAMT_LINE_SIZE		64
#define PAMT_LINE_ENTRIES	(PAMT_LINE_SIZE / SEAM_PAMT_ENTRY_SIZE)

#define PAMT_TRIES		8

/* Findings after these are only counted: a reused table has a million */
#define PAMT_SWEEP_REPORTS	16

struct seam_pamt_slot {
	atomic64_t lock_type_owner;
	atomic64_t epoch_check;
};

static_assert(sizeof(struct seam_pamt_slot) == SEAM_PAMT_ENTRY_SIZE);

enum seam_pamt_try {
	SEAM_PAMT_OK,
	SEAM_PAMT_BUSY,
	SEAM_PAMT_BROKEN,
};

static u64 seam_pamt_pa(const struct seam_pamt_pos *pos)
{
	return pos->tdmr->pamt[pos->level].base + pos->index * SEAM_PAMT_ENTRY_SIZE;
}

/**
 * seam_pamt_check_value() - what makes an entry one of this module, here
 * @seed: of the module
 * @pa: address of the entry
 * @type_owner: its first word, of which the lock does not count
 * @epoch: its second word, of which only the epoch counts
 *
 * Return: 24 bits, never zero: a page full of zeroes is no PAMT.
 */
u64 seam_pamt_check_value(u64 seed, u64 pa, u64 type_owner, u64 epoch)
{
	u64 x = (pa ^ seed) * 0x9e3779b97f4a7c15ULL;

	x ^= (type_owner >> 16) * 0xd1342543de82ef95ULL;
	x ^= (epoch & PAMT_EPOCH) * 0xaf251af3b0f025b5ULL;
	x ^= x >> 32;
	x = (x * 0xb564ef22ec7aece5ULL) >> 40;
	return x ? x : 1;
}

static void seam_pamt_report(struct seam_module *m, unsigned int lp, enum seam_violation what,
			     const struct seam_pamt_pos *pos, u64 w0, u64 w1)
{
	struct seam_report report = {
		.what = what,
		.lp = lp,
		.entry_pa = seam_pamt_pa(pos),
		.page_pa = pos->tdmr->base + (pos->index << seam_pamt_page_shift(pos->level)),
		.level = pos->level,
		.tdmr = pos->tdmr->base,
		.owner = FIELD_GET(PAMT_OWNER, w0) * SZ_4K,
		.found = { w0, w1 },
		.expected_check = seam_pamt_check_value(m->pamt_seed, seam_pamt_pa(pos), w0, w1),
		.fatal = lp != SEAM_NO_LP,
	};

	atomic64_inc(&m->nr_reports);
	seam_env_report(&report);
}

static void seam_pamt_unpack(struct seam_pamt_entry *entry, u64 w0, u64 w1)
{
	entry->type = FIELD_GET(PAMT_TYPE, w0);
	entry->owner = FIELD_GET(PAMT_OWNER, w0);
	entry->epoch = FIELD_GET(PAMT_EPOCH, w1);
}

/* NULL after a report and with the module doomed */
static struct seam_pamt_slot *seam_pamt_slot(struct seam_ctx *ctx, const struct seam_pamt_pos *pos)
{
	u64 pa = seam_pamt_pa(pos);
	u8 *page;

	if (seam_pamt_given_back(pos, pa)) {
		seam_pamt_report(ctx->m, ctx->lp, SEAM_PAMT_GIVEN_BACK, pos, 0, 0);
		seam_fatal(ctx);
		return NULL;
	}

	page = seam_env_page(pa);
	if (!page) {
		seam_pamt_report(ctx->m, ctx->lp, SEAM_PAMT_NO_MEMORY, pos, 0, 0);
		seam_fatal(ctx);
		return NULL;
	}

	return (struct seam_pamt_slot *)(page + (pa & (SZ_4K - 1)));
}

static bool seam_pamt_fits(const struct seam_module *m, const struct seam_pamt_pos *pos, u64 w0,
			   u64 w1)
{
	if (FIELD_GET(PAMT_LOCK_SHARERS, w0) > SEAM_MAX_LPS)
		return false;

	return FIELD_GET(PAMT_CHECK, w1) ==
	       seam_pamt_check_value(m->pamt_seed, seam_pamt_pa(pos), w0, w1);
}

/**
 * seam_pamt_peek() - read an entry and verify it
 * @m: the module
 * @lp: processor that asks, or SEAM_NO_LP
 * @slot: memory of the entry
 * @pos: where that is
 * @w0: set to the first word
 * @w1: set to the second word
 *
 * An entry that does not fit and has bit 0 set is either being changed by
 * another processor or was overwritten by the host.
 *
 * Return: SEAM_PAMT_OK, SEAM_PAMT_BUSY when somebody else holds the entry
 * exclusively, SEAM_PAMT_BROKEN when the content does not fit.
 */
static enum seam_pamt_try seam_pamt_peek(const struct seam_module *m, unsigned int lp,
					 struct seam_pamt_slot *slot,
					 const struct seam_pamt_pos *pos, u64 *w0, u64 *w1)
{
	unsigned int tries;

	for (tries = 0; tries < PAMT_TRIES; tries++) {
		*w0 = atomic64_read_acquire(&slot->lock_type_owner);
		*w1 = atomic64_read_acquire(&slot->epoch_check);
		if (seam_pamt_fits(m, pos, *w0, *w1))
			return *w0 & PAMT_LOCK_EXCLUSIVE ? SEAM_PAMT_BUSY : SEAM_PAMT_OK;
		if (*w0 != (u64)atomic64_read(&slot->lock_type_owner))
			continue;
		if (!(*w0 & PAMT_LOCK_EXCLUSIVE) || !seam_others_busy(m, lp))
			return SEAM_PAMT_BROKEN;
	}

	return SEAM_PAMT_BUSY;
}

static enum seam_pamt_try seam_pamt_try_lock(struct seam_ctx *ctx,
					     const struct seam_pamt_pos *pos, bool exclusive,
					     struct seam_pamt_entry *entry)
{
	struct seam_pamt_slot *slot = seam_pamt_slot(ctx, pos);
	enum seam_pamt_try found;
	unsigned int tries;
	u64 w0, w1, locked;
	s64 old;

	if (!slot)
		return SEAM_PAMT_BROKEN;

	for (tries = 0; tries < PAMT_TRIES; tries++) {
		found = seam_pamt_peek(ctx->m, ctx->lp, slot, pos, &w0, &w1);
		if (found == SEAM_PAMT_BROKEN) {
			seam_pamt_report(ctx->m, ctx->lp, SEAM_PAMT_CORRUPTED, pos, w0, w1);
			seam_fatal(ctx);
		}
		if (found != SEAM_PAMT_OK)
			return found;
		if (exclusive && (w0 & PAMT_LOCK_SHARERS))
			return SEAM_PAMT_BUSY;

		locked = exclusive ? w0 | PAMT_LOCK_EXCLUSIVE : w0 + PAMT_LOCK_ONE_SHARER;
		old = w0;
		if (!atomic64_try_cmpxchg_acquire(&slot->lock_type_owner, &old, locked))
			continue;

		w1 = atomic64_read(&slot->epoch_check);
		seam_pamt_unpack(entry, w0, w1);
		return SEAM_PAMT_OK;
	}

	return SEAM_PAMT_BUSY;
}

static void seam_pamt_put(struct seam_ctx *ctx, const struct seam_pamt_pos *pos, bool exclusive)
{
	struct seam_pamt_slot *slot = seam_pamt_slot(ctx, pos);

	if (!slot)
		return;

	if (exclusive)
		atomic64_sub_return_release(PAMT_LOCK_EXCLUSIVE, &slot->lock_type_owner);
	else
		atomic64_sub_return_release(PAMT_LOCK_ONE_SHARER, &slot->lock_type_owner);
}

static void seam_pamt_set_pos(struct seam_pamt_pos *pos, struct seam_tdmr *tdmr,
			      enum tdx_level level, u64 pa)
{
	pos->tdmr = tdmr;
	pos->level = level;
	pos->index = (pa - tdmr->base) >> seam_pamt_page_shift(level);
}

static struct seam_tdmr *seam_usable_tdmr(struct seam_module *m, u64 pa)
{
	struct seam_tdmr *tdmr;
	unsigned int i;

	for (i = 0; i < m->nr_tdmrs; i++) {
		tdmr = &m->tdmr[i];
		if (pa < tdmr->base || pa - tdmr->base >= tdmr->size)
			continue;
		/* Pairs with the release in TDH.SYS.TDMR.INIT: entries are written */
		if (pa >= ALIGN_DOWN((u64)atomic64_read_acquire(&tdmr->next), TDX_TDMR_ALIGN))
			return NULL;
		return tdmr;
	}

	return NULL;
}

static void seam_pamt_put_above(struct seam_ctx *ctx, struct seam_tdmr *tdmr, u64 pa,
				enum tdx_level level)
{
	struct seam_pamt_pos pos;

	while (++level < TDX_NR_LEVELS) {
		seam_pamt_set_pos(&pos, tdmr, level, pa);
		seam_pamt_put(ctx, &pos, false);
	}
}

/**
 * seam_pamt_lock() - find and lock the PAMT entry of a page
 * @ctx: call in progress
 * @pa: 4 KiB aligned address without KeyID
 * @exclusive: how to lock the entry; those above it are locked shared
 * @op: operand that named the page
 * @walk: filled on success
 *
 * The entry is that of the page as the module manages it: a 2 MiB or 1 GiB
 * page has its entry at that level, and everything else at the 4 KiB level.
 *
 * Return: TDX_SUCCESS; an error about @op, with nothing locked.
 */
tdx_status_t seam_pamt_lock(struct seam_ctx *ctx, u64 pa, bool exclusive, enum tdx_operand op,
			    struct seam_pamt_walk *walk)
{
	struct seam_tdmr *tdmr = seam_usable_tdmr(ctx->m, pa);
	enum tdx_level level = TDX_LEVEL_1G;
	enum seam_pamt_try got;

	if (!tdmr)
		return tdx_status_with(TDX_OPERAND_ADDR_RANGE_ERROR, op);

	walk->pa = pa;
	walk->exclusive = exclusive;
	for (;; level--) {
		seam_pamt_set_pos(&walk->pos, tdmr, level, pa);
		got = seam_pamt_try_lock(ctx, &walk->pos, exclusive && level == TDX_LEVEL_4K,
					 &walk->entry);
		if (got != SEAM_PAMT_OK || level == TDX_LEVEL_4K)
			break;
		if (walk->entry.type == TDX_PT_NDA)
			continue;
		if (!exclusive)
			break;
		/* A large page: only its own entry is locked exclusively */
		seam_pamt_put(ctx, &walk->pos, false);
		got = seam_pamt_try_lock(ctx, &walk->pos, true, &walk->entry);
		break;
	}

	if (got == SEAM_PAMT_OK)
		return TDX_SUCCESS;

	seam_pamt_put_above(ctx, tdmr, pa, level);
	return got == SEAM_PAMT_BUSY ? seam_busy_operand(op) : seam_fatal(ctx);
}

/**
 * seam_pamt_unlock() - give back what seam_pamt_lock() took
 * @ctx: call in progress
 * @walk: as filled there
 */
void seam_pamt_unlock(struct seam_ctx *ctx, const struct seam_pamt_walk *walk)
{
	seam_pamt_put(ctx, &walk->pos, walk->exclusive);
	seam_pamt_put_above(ctx, walk->pos.tdmr, walk->pa, walk->pos.level);
}

/* How many 4 KiB pages from @offset on, @nr at most, are alike: reserved or not */
static unsigned int seam_pamt_alike(const struct seam_tdmr *tdmr, u64 offset, unsigned int nr,
				    bool *reserved)
{
	const struct tdx_reserved_area *area = tdmr->reserved;
	const struct tdx_reserved_area *end = area + TDX_MAX_RESERVED;
	u64 border;

	while (area < end && area->size && offset >= area->offset + area->size)
		area++;

	*reserved = false;
	if (area == end || !area->size)
		return nr;

	*reserved = offset >= area->offset;
	border = *reserved ? area->offset + area->size : area->offset;
	return min_t(u64, nr, (border - offset) / SZ_4K);
}

static void seam_pamt_init_alike(const struct seam_module *m, struct seam_pamt_slot *slot, u64 pa,
				 unsigned int nr, u64 w0)
{
	for (; nr; nr--, slot++, pa += SEAM_PAMT_ENTRY_SIZE) {
		atomic64_set(&slot->epoch_check,
			     FIELD_PREP(PAMT_CHECK,
					seam_pamt_check_value(m->pamt_seed, pa, w0, 0)));
		atomic64_set(&slot->lock_type_owner, w0);
	}
}

/* Entries that follow each other in a page, from @slot on */
static void seam_pamt_init_run(const struct seam_module *m, struct seam_pamt_slot *slot,
			       const struct seam_pamt_pos *first, unsigned int nr)
{
	u64 offset = first->index << seam_pamt_page_shift(first->level);
	u64 pa = seam_pamt_pa(first);
	bool reserved = false;
	unsigned int n = nr;

	for (; nr; nr -= n, slot += n, pa += n * SEAM_PAMT_ENTRY_SIZE, offset += (u64)n * SZ_4K) {
		if (first->level == TDX_LEVEL_4K)
			n = seam_pamt_alike(first->tdmr, offset, nr, &reserved);
		seam_pamt_init_alike(m, slot, pa, n,
				     FIELD_PREP(PAMT_TYPE, reserved ? TDX_PT_RSVD : TDX_PT_NDA));
	}
}

/**
 * seam_pamt_init_entries() - write entries for the first time
 * @ctx: call in progress, it holds the mutex of the TDMR
 * @first: first entry
 * @nr: number of entries, from one page or whole pages
 *
 * The 4 KiB level says what is reserved; the levels above start as free.  As
 * the module writes whole lines there, the entry that is first in its line
 * clears the others.
 *
 * Return: false after a report and with the module doomed.
 */
bool seam_pamt_init_entries(struct seam_ctx *ctx, const struct seam_pamt_pos *first,
			    unsigned int nr)
{
	struct seam_pamt_pos pos = *first;
	struct seam_pamt_slot *slot;
	unsigned int run;

	for (; nr; nr -= run, pos.index += run) {
		slot = seam_pamt_slot(ctx, &pos);
		if (!slot)
			return false;
		run = min_t(unsigned int, nr,
			    (SZ_4K - (seam_pamt_pa(&pos) & (SZ_4K - 1))) / SEAM_PAMT_ENTRY_SIZE);
		if (pos.level != TDX_LEVEL_4K && !(pos.index % PAMT_LINE_ENTRIES))
			memset(slot, 0, PAMT_LINE_SIZE);
		seam_pamt_init_run(ctx->m, slot, &pos, run);
	}

	return true;
}

/* A lock that stays taken although no processor is in the module */
static bool seam_pamt_lock_is_stuck(struct seam_module *m, struct seam_pamt_slot *slot)
{
	unsigned int tries;

	for (tries = 0; tries < PAMT_TRIES; tries++) {
		if (!(atomic64_read(&slot->lock_type_owner) & PAMT_LOCK) ||
		    seam_others_busy(m, SEAM_NO_LP))
			return false;
	}

	return true;
}

static bool seam_pamt_entry_is_sound(struct seam_module *m, const struct seam_pamt_pos *pos,
				     bool may_report)
{
	enum seam_violation what = SEAM_PAMT_CORRUPTED;
	struct seam_pamt_slot *slot = NULL;
	u64 pa = seam_pamt_pa(pos);
	u64 w0 = 0, w1 = 0;
	u8 *page;

	if (seam_pamt_given_back(pos, pa))
		return true;

	page = seam_env_page(pa);
	if (page) {
		slot = (struct seam_pamt_slot *)(page + (pa & (SZ_4K - 1)));
		if (seam_pamt_peek(m, SEAM_NO_LP, slot, pos, &w0, &w1) != SEAM_PAMT_BROKEN &&
		    (!(w0 & PAMT_LOCK) || !seam_pamt_lock_is_stuck(m, slot)))
			return true;
	} else {
		what = SEAM_PAMT_NO_MEMORY;
	}

	if (may_report)
		seam_pamt_report(m, SEAM_NO_LP, what, pos, w0, w1);
	else
		atomic64_inc(&m->nr_reports);
	return false;
}

/**
 * seam_pamt_nr_written() - entries of a table that were written so far
 * @pos: the table, its index does not matter
 *
 * Return: entries below the mark of TDH.SYS.TDMR.INIT; the last one of a level is
 * counted when it is complete.
 */
u64 seam_pamt_nr_written(const struct seam_pamt_pos *pos)
{
	u64 next = atomic64_read_acquire(&pos->tdmr->next);

	return (next - pos->tdmr->base) >> seam_pamt_page_shift(pos->level);
}

/**
 * seam_pamt_sweep() - verify every PAMT entry that was written
 * @m: the module; calls may go on meanwhile
 *
 * Takes a while: a million entries for 4 GiB.  Not for atomic context.
 *
 * Return: number of entries that the host damaged; the first few are reported.
 */
u64 seam_pamt_sweep(struct seam_module *m)
{
	unsigned int i, nr = seam_nr_configured(m);
	struct seam_pamt_pos pos;
	u64 entries, broken = 0;

	for (i = 0; i < nr; i++) {
		pos.tdmr = &m->tdmr[i];
		for (pos.level = TDX_LEVEL_4K; pos.level < TDX_NR_LEVELS; pos.level++) {
			entries = seam_pamt_nr_written(&pos);
			for (pos.index = 0; pos.index < entries; pos.index++) {
				broken += !seam_pamt_entry_is_sound(m, &pos,
								    broken < PAMT_SWEEP_REPORTS);
				if (!(pos.index % SEAM_PAMT_AT_A_TIME))
					seam_env_resched();
			}
		}
	}

	return broken;
}

/**
 * seam_pamt_read() - what an entry says, without locking it
 * @m: the module
 * @pos: the entry, which was written
 * @entry: filled on success
 *
 * Return: false when it is not what the module wrote, was given back to the host,
 * or is being changed.
 */
bool seam_pamt_read(const struct seam_module *m, const struct seam_pamt_pos *pos,
		    struct seam_pamt_entry *entry)
{
	u64 pa = seam_pamt_pa(pos);
	struct seam_pamt_slot *slot;
	u64 w0, w1;
	u8 *page;

	page = seam_pamt_given_back(pos, pa) ? NULL : seam_env_page(pa);
	if (!page)
		return false;

	slot = (struct seam_pamt_slot *)(page + (pa & (SZ_4K - 1)));
	if (seam_pamt_peek(m, SEAM_NO_LP, slot, pos, &w0, &w1) != SEAM_PAMT_OK)
		return false;

	seam_pamt_unpack(entry, w0, w1);
	return true;
}

static void seam_pamt_unlock_entry(struct seam_module *m, const struct seam_pamt_pos *pos)
{
	u64 pa = seam_pamt_pa(pos);
	struct seam_pamt_slot *slot;
	u8 *page;
	u64 w0;

	if (seam_pamt_given_back(pos, pa))
		return;

	page = seam_env_page(pa);
	if (!page)
		return;

	slot = (struct seam_pamt_slot *)(page + (pa & (SZ_4K - 1)));
	w0 = atomic64_read(&slot->lock_type_owner);
	if ((w0 & PAMT_LOCK) && seam_pamt_fits(m, pos, w0, atomic64_read(&slot->epoch_check)))
		atomic64_set(&slot->lock_type_owner, w0 & ~PAMT_LOCK);
}

/**
 * seam_pamt_unlock_all() - release every entry whose holder was reset
 * @m: the module; no call is in progress
 *
 * What does not look like an entry is left for the sweep to find.
 */
void seam_pamt_unlock_all(struct seam_module *m)
{
	unsigned int i, nr = seam_nr_configured(m);
	struct seam_pamt_pos pos;
	u64 entries;

	for (i = 0; i < nr; i++) {
		pos.tdmr = &m->tdmr[i];
		for (pos.level = TDX_LEVEL_4K; pos.level < TDX_NR_LEVELS; pos.level++) {
			entries = seam_pamt_nr_written(&pos);
			for (pos.index = 0; pos.index < entries; pos.index++)
				seam_pamt_unlock_entry(m, &pos);
		}
	}
}
