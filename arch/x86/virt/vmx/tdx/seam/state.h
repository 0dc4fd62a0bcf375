/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Software model of the TDX module: its state.
 *
 * One structure without pointers, so that it can lie in a reserved physical
 * range and survive kexec: the second kernel finds the module as the first one
 * left it.  Users of the model pass it around and do not look inside.
 *
 * Locks are try-locks made of atomics; no call ever waits for one.  Nesting:
 *
 *   LP busy flag -> global lock -> TDMR mutex -> PAMT entry
 *   LP busy flag -> write-back mutex of a package -> key table
 *
 * Fields without a lock of their own are written with the global lock held
 * exclusively and read after the state that publishes them was seen.
 *
 * A layout that changes gets another size; where it does not, SEAM_LAYOUT goes
 * up, so that no kernel takes over what another one means differently.
 */
#ifndef _X86_VIRT_TDX_SEAM_STATE_H
#define _X86_VIRT_TDX_SEAM_STATE_H

#define SEAM_MAGIC		0x314d414553584454ULL	/* "TDXSEAM1" */
#define SEAM_LAYOUT		2

/* Statistics, checks and sweeps address a PAMT by the level of its entries */
static_assert(TDX_LEVEL_4K == 0 && TDX_LEVEL_2M == 1 && TDX_LEVEL_1G == 2);

/**
 * enum seam_sys_state - state of the whole module
 * @SEAM_SYS_INIT_PENDING: loaded; left by TDH.SYS.INIT
 * @SEAM_SYS_INIT_DONE: left by TDH.SYS.CONFIG or TDH.SYS.UPDATE
 * @SEAM_SYS_CONFIG_DONE: left by TDH.SYS.KEY.CONFIG on the last package
 * @SEAM_SYS_READY: left by TDH.SYS.SHUTDOWN
 * @SEAM_SYS_SHUTDOWN: left by loading a module again
 * @SEAM_SYS_DISABLED: left by loading a module again; there is none meanwhile
 */
enum seam_sys_state {
	SEAM_SYS_INIT_PENDING,
	SEAM_SYS_INIT_DONE,
	SEAM_SYS_CONFIG_DONE,
	SEAM_SYS_READY,
	SEAM_SYS_SHUTDOWN,
	SEAM_SYS_DISABLED,
};

/**
 * enum seam_kot_state - what a KeyID is used for, an entry of the key table
 * @SEAM_KOT_FREE: nothing
 * @SEAM_KOT_ASSIGNED: a TD
 * @SEAM_KOT_FLUSHED: a TD that runs no more, TDH.PHYMEM.CACHE.WB is due
 * @SEAM_KOT_RESERVED: the PAMTs; a KeyID tried in a failed TDH.SYS.CONFIG
 *	stays reserved, as in the module
 */
enum seam_kot_state {
	SEAM_KOT_FREE,
	SEAM_KOT_ASSIGNED,
	SEAM_KOT_FLUSHED,
	SEAM_KOT_RESERVED,
};

/**
 * struct seam_lock - shared or exclusive, never waited for
 * @word: 0 free, -1 held exclusively, otherwise number of sharers
 */
struct seam_lock {
	atomic_t word;
};

/* Order of the MSRs that TDH.SYS.INIT samples and TDH.SYS.LP.INIT compares */
enum seam_msr_index {
	SEAM_MSR_CORE_CAPABILITIES,
	SEAM_MSR_ARCH_CAPABILITIES,
	SEAM_MSR_MISC_PACKAGE_CTLS,
	SEAM_MSR_XAPIC_DISABLE,
	SEAM_MSR_TSC_ADJUST,
	SEAM_MSR_MTRRCAP,
	SEAM_MSR_SMRR_BASE,
	SEAM_MSR_SMRR_MASK,
	SEAM_MSR_SMRR2_BASE,
	SEAM_MSR_SMRR2_MASK,
	SEAM_MSR_VMX_FIRST,
	SEAM_MSR_VMX_LAST	= SEAM_MSR_VMX_FIRST + 12,
	SEAM_MSR_PERF_CAPABILITIES,
	SEAM_MSR_TME_CAPABILITY,
	SEAM_MSR_TME_ACTIVATE,
	SEAM_MSR_KEYID_PARTITIONING,
	SEAM_MSR_WBINVDP,
	SEAM_MSR_WBNOINVDP,
	SEAM_NR_MSRS
};

#define SEAM_NR_CPUIDS		24

/**
 * struct seam_given_back - progress of a host that takes a PAMT back
 * @from: first byte converted with MOVDIR64B so far
 * @to: first byte after it that was not; @from == @to: none
 *
 * Hosts convert a PAMT in one ascending pass.  A line elsewhere starts anew.
 * @to is written last and read first.
 */
struct seam_given_back {
	atomic64_t from;
	atomic64_t to;
};

/**
 * struct seam_tdmr - a configured TDMR
 * @mutex: held by TDH.SYS.TDMR.INIT, protects @next against other writers
 * @base: physical address
 * @size: bytes
 * @next: first address without PAMT entries yet; usable memory ends at the GiB
 *	boundary below
 * @pamt: the three tables, by level
 * @reserved: areas by ascending offset, unused entries zero and last
 * @back: pages of @pamt that the host converted back
 */
struct seam_tdmr {
	struct seam_lock mutex;
	u64 base;
	u64 size;
	atomic64_t next;
	struct tdx_pamt_ref pamt[TDX_NR_LEVELS];
	struct tdx_reserved_area reserved[TDX_MAX_RESERVED];
	struct seam_given_back back[TDX_NR_LEVELS];
};

/* Bits that say something about each KeyID */
#define SEAM_HKID_WORDS		(SEAM_MAX_HKIDS / 64)

/**
 * struct seam_wbt - the caches of a package, an entry of the write-back table
 * @mutex: held by TDH.PHYMEM.CACHE.WB, protects the fields below
 * @resume: sub-block to go on with, 0 when no run was interrupted
 * @covered: KeyIDs that were flushed when the run began
 * @dirty: KeyIDs of which caches may hold lines; set for all packages, with the
 *	key table locked exclusively, when a KeyID becomes flushed
 */
struct seam_wbt {
	struct seam_lock mutex;
	u32 resume;
	u64 covered[SEAM_HKID_WORDS];
	u64 dirty[SEAM_HKID_WORDS];
};

/**
 * struct seam_lp - a logical processor
 * @busy: the LP is in the module
 * @initialised: TDH.SYS.LP.INIT succeeded; only the LP itself looks
 * @lfsr: seed drawn by TDH.SYS.LP.INIT
 */
struct seam_lp {
	atomic_t busy;
	bool initialised;
	u64 lfsr;
};

/**
 * struct seam_handoff - what a module leaves to its successor
 * @valid: written by TDH.SYS.SHUTDOWN, read once by TDH.SYS.UPDATE
 * @hv: version of this format
 * @hkid: global private KeyID
 * @nr_tdmrs: entries of @tdmr in use
 * @pkg_bitmap: packages with the global key
 * @pamt_seed: what PAMT check values are derived from
 * @kot: use of each KeyID, enum seam_kot_state
 * @wbt: caches of each package
 * @tdmr: table of TDMRs
 */
struct seam_handoff {
	bool valid;
	u16 hv;
	u16 hkid;
	u32 nr_tdmrs;
	u32 pkg_bitmap;
	u64 pamt_seed;
	u8 kot[SEAM_MAX_HKIDS];
	struct seam_wbt wbt[SEAM_MAX_PKGS];
	struct seam_tdmr tdmr[TDX_MAX_TDMRS];
};

/**
 * struct seam_rule - makes chosen calls end otherwise than they would
 * @seen: calls that the rule is about; in the upper bits a generation and
 *	whether the rule is in force
 * @fired: calls that it changed, under the same generation
 * @what: the rule, written while it is not in force
 */
struct seam_rule {
	atomic64_t seen;
	atomic64_t fired;
	struct seam_inject what;
};

/**
 * struct seam_rules - all rules
 * @change: held by who adds or clears rules
 * @rule: applied in this order
 */
struct seam_rules {
	struct seam_lock change;
	struct seam_rule rule[SEAM_MAX_RULES];
};

/**
 * struct seam_module - the module
 * @magic: SEAM_MAGIC once loaded
 * @struct_size: of this structure, so that another build is told apart
 * @layout: SEAM_LAYOUT
 * @plat: platform at the time of loading
 * @dead: shut down after an internal inconsistency, SEAMCALLs end in VMfail
 * @state: enum seam_sys_state
 * @global: see the lock list above
 * @nr_lps_initialised: LPs that did TDH.SYS.LP.INIT
 * @attributes_fixed0: TD attributes that may be 1
 * @xfam_fixed0: TD XFAM bits that may be 1
 * @keyid_bits: K as TDH.SYS.INIT found it
 * @first_private: first private KeyID
 * @end_private: first KeyID after the private ones
 * @msr: MSRs as sampled by TDH.SYS.INIT, by enum seam_msr_index
 * @cpuid: CPUID as sampled by TDH.SYS.INIT
 * @canary: drawn by TDH.SYS.INIT
 * @hkid: global private KeyID
 * @pkg_bitmap: packages with the global key
 * @pamt_seed: what PAMT check values are derived from
 * @nr_tdmrs: entries of @tdmr in use, set by a successful TDH.SYS.CONFIG
 * @kot: use of each KeyID, enum seam_kot_state
 * @kot_lock: key table
 * @wbt: caches of each package
 * @tdmr: table of TDMRs; scratch space until @nr_tdmrs is set
 * @lp: logical processors
 * @disable_left: calls of TDH.SYS.DISABLE to come, 0 before the first and after
 *	the last
 * @handoff: left by the module before this one or for the next
 * @stats: by leaf number, SEAM_STATS_UNKNOWN for others
 * @nr_reports: host violations found
 * @rules: faults on demand; not of the module but of who tests with it
 * @cache: by LP, its caches may hold private lines; of the front end
 */
struct seam_module {
	u64 magic;
	u64 struct_size;
	u64 layout;
	struct seam_platform plat;
	atomic_t dead;
	atomic_t state;
	struct seam_lock global;
	atomic_t nr_lps_initialised;
	u64 attributes_fixed0;
	u64 xfam_fixed0;
	u8 keyid_bits;
	u32 first_private;
	u32 end_private;
	u64 msr[SEAM_NR_MSRS];
	struct seam_cpuid cpuid[SEAM_NR_CPUIDS];
	u64 canary;
	u16 hkid;
	u32 pkg_bitmap;
	u64 pamt_seed;
	u32 nr_tdmrs;
	u8 kot[SEAM_MAX_HKIDS];
	struct seam_lock kot_lock;
	struct seam_wbt wbt[SEAM_MAX_PKGS];
	struct seam_tdmr tdmr[TDX_MAX_TDMRS];
	struct seam_lp lp[SEAM_MAX_LPS];
	atomic_t disable_left;
	struct seam_handoff handoff;
	struct seam_leaf_stats stats[SEAM_NR_STATS];
	atomic64_t nr_reports;
	struct seam_rules rules;
	atomic_t cache[SEAM_MAX_LPS];
};

#endif /* _X86_VIRT_TDX_SEAM_STATE_H */
