/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Software model of the TDX module: what its files share among themselves.
 */
#ifndef _X86_VIRT_TDX_SEAM_INTERNAL_H
#define _X86_VIRT_TDX_SEAM_INTERNAL_H

#include "model_env.h"

/* Of TME_ACTIVATE */
#define SEAM_MAX_KEYID_BITS	15

#define SEAM_PAMT_ENTRY_SIZE	16

/* Who looks at all entries lets others run after so many: milliseconds */
#define SEAM_PAMT_AT_A_TIME	SZ_16K

/**
 * struct seam_ctx - a SEAMCALL in progress
 * @m: the module
 * @lp: logical processor that executes it
 * @irqs_were_on: RFLAGS.IF of the caller, for interruptible leaves
 * @fatal: set by seam_fatal(), the module dies at the end of the call
 * @regs: registers in and out; the caller's change only when the call returns
 */
struct seam_ctx {
	struct seam_module *m;
	unsigned int lp;
	bool irqs_were_on;
	bool fatal;
	struct seam_regs regs;
};

/* The status is never seen: the call ends in VMfail */
static inline tdx_status_t seam_fatal(struct seam_ctx *ctx)
{
	ctx->fatal = true;
	return TDX_OPERAND_INVALID;
}

static inline tdx_status_t seam_bad_operand(enum tdx_operand op)
{
	return tdx_status_with(TDX_OPERAND_INVALID, op);
}

static inline tdx_status_t seam_busy_operand(enum tdx_operand op)
{
	return tdx_status_with(TDX_OPERAND_BUSY, op);
}

static inline enum seam_sys_state seam_state(struct seam_module *m)
{
	return atomic_read_acquire(&m->state);
}

static inline void seam_set_state(struct seam_module *m, enum seam_sys_state state)
{
	atomic_set_release(&m->state, state);
}

static inline bool seam_all_lps_initialised(struct seam_module *m)
{
	return (u32)atomic_read(&m->nr_lps_initialised) == m->plat.nr_lps;
}

static inline struct seam_lp *seam_this_lp(struct seam_ctx *ctx)
{
	return &ctx->m->lp[ctx->lp];
}

/* dispatch.c */
bool seam_leaf_from_name(const char *name, u32 *leaf);
tdx_status_t seam_leaf_busy(u16 leaf);
tdx_status_t seam_leaf_no_entropy(u16 leaf);
bool seam_others_busy(const struct seam_module *m, unsigned int this_lp);

/* inject.c */
enum seam_inject_kind seam_inject_pick(struct seam_ctx *ctx, struct seam_inject *rule,
				       tdx_status_t *status);
void seam_inject_output(const struct seam_inject *rule, struct seam_regs *regs);
int seam_inject_add(struct seam_module *m, const struct seam_inject *what);
int seam_inject_clear(struct seam_module *m);
bool seam_inject_get(struct seam_module *m, unsigned int index, struct seam_inject *what,
		     u64 *seen, u64 *fired);

/* lock.c */
bool seam_trylock_shared(struct seam_lock *lock);
void seam_unlock_shared(struct seam_lock *lock);
bool seam_trylock(struct seam_lock *lock);
void seam_unlock(struct seam_lock *lock);
void seam_lock_reset(struct seam_lock *lock);

/* addr.c */
u64 seam_hkid_mask(const struct seam_module *m);
bool seam_addr_is_plain(const struct seam_module *m, u64 pa);
bool seam_range_is_plain(const struct seam_module *m, u64 base, u64 size);
bool seam_addr_is_shared(const struct seam_module *m, u64 pa, u64 align);
bool seam_hkid_is_private(const struct seam_module *m, u64 hkid);
void seam_mem_read(const struct seam_module *m, u64 pa, void *to, size_t len);
void seam_mem_write(const struct seam_module *m, u64 pa, const void *from, size_t len);
void seam_mem_zero(const struct seam_module *m, u64 pa, size_t len);
bool seam_range_in_cmrs(const struct seam_module *m, u64 start, u64 end);

/* cpu.c */
u32 seam_msr_number(unsigned int index);
u64 seam_read_msr(struct seam_ctx *ctx, u32 msr);
tdx_status_t seam_cpu_check(struct seam_ctx *ctx);
tdx_status_t seam_cpu_compare(struct seam_ctx *ctx);
const struct seam_cpuid *seam_cpuid_sample(const struct seam_module *m, u32 leaf, u32 subleaf);

/* tdmr_check.c */
tdx_status_t seam_tdmr_check(const struct seam_module *m, unsigned int index);

/* metadata.c */
#define SEAM_NR_CPUID_CONFIG	18
#define SEAM_NO_SUBLEAF		U32_MAX

/**
 * struct seam_md_entry - metadata fields with consecutive ids
 * @id: canonical id of the first one
 * @fields: number of them
 * @elements: values per field
 * @get: value number i of the entry, 0 .. @fields * @elements - 1
 * @in_use: how many of the fields have content, 0 for all; of the others
 *	TDH.SYS.RDALL writes the first element and leaves the memory of further
 *	elements as it was, a peculiarity of module 1.5.05
 */
struct seam_md_entry {
	u64 id;
	u16 fields;
	u8 elements;
	u64 (*get)(const struct seam_module *m, unsigned int i);
	u16 in_use;
};

const struct seam_md_entry *seam_md_entry(unsigned int index);
u64 seam_cpuid_config_leaf(unsigned int i);
u64 seam_cpuid_config_value(const struct seam_module *m, unsigned int i, unsigned int half);

/* sys_config.c */
unsigned int seam_pamt_page_shift(enum tdx_level level);

/* pamt.c */

/**
 * struct seam_pamt_pos - where a PAMT entry lies
 * @tdmr: TDMR it belongs to
 * @level: table
 * @index: entry of that table
 */
struct seam_pamt_pos {
	struct seam_tdmr *tdmr;
	enum tdx_level level;
	u64 index;
};

/**
 * struct seam_pamt_entry - content of a PAMT entry, unpacked
 * @type: what the memory is used for
 * @owner: frame number of the TDR, 40 bits
 * @epoch: TD epoch of the last block
 */
struct seam_pamt_entry {
	enum tdx_page_type type;
	u64 owner;
	u64 epoch;
};

/**
 * struct seam_pamt_walk - PAMT entries that a call holds for a page
 * @pos: entry of the page itself; the entries above it are held shared
 * @pa: address in the page
 * @exclusive: @pos is held exclusively
 * @entry: content of the entry at @pos
 */
struct seam_pamt_walk {
	struct seam_pamt_pos pos;
	u64 pa;
	bool exclusive;
	struct seam_pamt_entry entry;
};

u64 seam_pamt_check_value(u64 seed, u64 pa, u64 type_owner, u64 epoch);
tdx_status_t seam_pamt_lock(struct seam_ctx *ctx, u64 pa, bool exclusive, enum tdx_operand op,
			    struct seam_pamt_walk *walk);
void seam_pamt_unlock(struct seam_ctx *ctx, const struct seam_pamt_walk *walk);
bool seam_pamt_init_entries(struct seam_ctx *ctx, const struct seam_pamt_pos *first,
			    unsigned int nr);
u64 seam_pamt_nr_written(const struct seam_pamt_pos *pos);
bool seam_pamt_read(const struct seam_module *m, const struct seam_pamt_pos *pos,
		    struct seam_pamt_entry *entry);
void seam_pamt_unlock_all(struct seam_module *m);

/* pamt_back.c */
bool seam_pamt_given_back(const struct seam_pamt_pos *pos, u64 pa);
unsigned int seam_nr_configured(struct seam_module *m);

/* Leaf handlers, by file */
tdx_status_t seam_sys_init(struct seam_ctx *ctx);
tdx_status_t seam_sys_lp_init(struct seam_ctx *ctx);
tdx_status_t seam_sys_config(struct seam_ctx *ctx);
tdx_status_t seam_sys_key_config(struct seam_ctx *ctx);
tdx_status_t seam_sys_tdmr_init(struct seam_ctx *ctx);
tdx_status_t seam_sys_rd(struct seam_ctx *ctx);
tdx_status_t seam_sys_rdall(struct seam_ctx *ctx);
tdx_status_t seam_sys_info(struct seam_ctx *ctx);
tdx_status_t seam_sys_lp_shutdown(struct seam_ctx *ctx);
tdx_status_t seam_sys_shutdown(struct seam_ctx *ctx);
tdx_status_t seam_sys_update(struct seam_ctx *ctx);
tdx_status_t seam_sys_disable(struct seam_ctx *ctx);
tdx_status_t seam_phymem_page_rdmd(struct seam_ctx *ctx);
tdx_status_t seam_phymem_page_wbinvd(struct seam_ctx *ctx);
tdx_status_t seam_phymem_page_reclaim(struct seam_ctx *ctx);
tdx_status_t seam_phymem_cache_wb(struct seam_ctx *ctx);
tdx_status_t seam_mng_key_reclaimid(struct seam_ctx *ctx);

#endif /* _X86_VIRT_TDX_SEAM_INTERNAL_H */
