/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Software model of the TDX module: what its users see.
 *
 * Registers go in, registers come out: the model knows physical memory, MSRs
 * and CPUID through model_env.h and nothing else of the host.  The same files
 * are built into the kernel, where front.c traps SEAMCALL and calls
 * seam_call(), and into the userspace tests under tools/testing/tdx.
 *
 * Whether a logical processor is in VMX operation is CPU state and belongs to
 * the front end, as does the choice between module and P-SEAMLDR (RAX bit 63):
 * seam_call() is the module, and answers that bit as the module would.
 */
#ifndef _X86_VIRT_TDX_SEAM_MODEL_H
#define _X86_VIRT_TDX_SEAM_MODEL_H

#include <linux/atomic.h>
#include <linux/types.h>

#include "../tdx_abi.h"

#define SEAM_MAX_LPS		512
#define SEAM_MAX_PKGS		8	/* limit of module 1.5 */
#define SEAM_MAX_HKIDS		2048	/* limit of module 1.5 */
#define SEAM_MAX_LEAF		96	/* highest leaf number of module 1.5 */

/* The registers that a SEAMCALL passes both ways; RSP is never an argument */
struct seam_regs {
	u64 rax;
	u64 rcx;
	u64 rdx;
	u64 rbx;
	u64 rbp;
	u64 rsi;
	u64 rdi;
	u64 r8;
	u64 r9;
	u64 r10;
	u64 r11;
	u64 r12;
	u64 r13;
	u64 r14;
	u64 r15;
};

/**
 * enum seam_result - how a SEAMCALL ends
 * @SEAM_RETURN: the module answered; RAX holds the status, CF is clear
 * @SEAM_VMFAIL: VMfailInvalid, no module there; CF is set, no register changed
 * @SEAM_GP: #GP(0), the firmware left TDX off; nothing changed
 */
enum seam_result {
	SEAM_RETURN,
	SEAM_VMFAIL,
	SEAM_GP,
};

/* Index of struct seam_platform::smrr */
enum seam_smrr {
	SEAM_SMRR_BASE,
	SEAM_SMRR_MASK,
	SEAM_SMRR2_BASE,
	SEAM_SMRR2_MASK,
	SEAM_NR_SMRR
};

/**
 * struct seam_platform - what firmware and CPU give to the module
 * @keyid_bits: KeyID bits in a physical address, K: bits 51:(52 - K)
 * @mktme_keyids: number of shared MKTME KeyIDs, N
 * @tdx_keyids: number of private KeyIDs, M: N + 1 .. N + M
 * @seamrr_base: physical address of the range reserved for the module
 * @seamrr_size: bytes of it
 * @cmr: convertible memory as the firmware lists it, unused entries zero
 * @nr_pkgs: packages that the firmware counts, at most SEAM_MAX_PKGS
 * @nr_lps: logical processors that the firmware counts, at most SEAM_MAX_LPS;
 *	LP numbers are 0 .. nr_lps - 1, whatever the host does with them
 * @lp_pkg: package of each LP
 * @pkg_fms: family, model and stepping of each package, CPUID.1 EAX
 * @smrr: SMRR_BASE, SMRR_MASK, SMRR2_BASE, SMRR2_MASK MSRs of every LP
 * @version: of the module, (major << 8 | minor): 0x105, or 0x100 for an old
 *	one without TDH.SYS.RD, RDALL, SHUTDOWN and UPDATE
 * @max_tdmrs: limit that the module has and reports, 1 .. TDX_MAX_TDMRS
 * @max_reserved: reserved areas per TDMR, 1 .. TDX_MAX_RESERVED
 * @features0: TDX_FEATURES0 to report
 * @handoff_pages: pages for handoff data, from the module's signature
 * @td_preserving: SEAMOPS offers what TD preserving needs
 * @disable_calls: TDH.SYS.DISABLE takes as many calls, 0: there is no such leaf
 * @pw_erratum: a partial write to memory that was private poisons it, until it
 *	is converted; for the front end, the module is the same
 * @firmware_off: SEAMRR is not enabled, every SEAMCALL faults
 * @module_absent: nothing was loaded, every SEAMCALL ends in VMfailInvalid
 *
 * MSRs and CPUID are not here but behind hooks of model_env.h, because they
 * may differ between processors.  seam_refcpu_msr() and seam_refcpu_cpuid()
 * give those hooks a processor that fits this platform.
 */
struct seam_platform {
	u8 keyid_bits;
	u32 mktme_keyids;
	u32 tdx_keyids;
	u64 seamrr_base;
	u64 seamrr_size;
	struct tdx_cmr_info cmr[TDX_MAX_CMRS];
	u32 nr_pkgs;
	u32 nr_lps;
	u8 lp_pkg[SEAM_MAX_LPS];
	u32 pkg_fms[SEAM_MAX_PKGS];
	u64 smrr[SEAM_NR_SMRR];
	u16 version;
	u16 max_tdmrs;
	u16 max_reserved;
	u64 features0;
	u16 handoff_pages;
	u32 disable_calls;
	bool td_preserving;
	bool pw_erratum;
	bool firmware_off;
	bool module_absent;
};

#define SEAM_VERSION_1_0	0x100
#define SEAM_VERSION_1_5	0x105

/* Result of one CPUID instruction */
struct seam_cpuid {
	u32 eax;
	u32 ebx;
	u32 ecx;
	u32 edx;
};

/**
 * struct seam_leaf_stats - what became of the calls of one leaf
 * @ok: ended with TDX_SUCCESS
 * @info: ended with an informational status
 * @busy: ended with a status that asks to repeat the call
 * @error: ended with any other error
 */
struct seam_leaf_stats {
	atomic64_t ok;
	atomic64_t info;
	atomic64_t busy;
	atomic64_t error;
};

/* Statistics slot of calls that name no leaf of the table */
#define SEAM_STATS_UNKNOWN	(SEAM_MAX_LEAF + 1)
#define SEAM_NR_STATS		(SEAM_MAX_LEAF + 2)

#define SEAM_MAX_RULES		8
#define SEAM_INJECT_ANY		U32_MAX
#define SEAM_INJECT_ANY_FIELD	U64_MAX

/**
 * enum seam_inject_kind - how a call ends that a rule changes
 * @SEAM_INJECT_NONE: as it would without rules
 * @SEAM_INJECT_STATUS: with a status, nothing else happens
 * @SEAM_INJECT_AFTER: with a status, after the leaf took effect
 * @SEAM_INJECT_BUSY: as if the leaf had found its first lock taken
 * @SEAM_INJECT_NO_ENTROPY: as if the leaf had drawn no random number; leaves
 *	that draw none are left alone
 * @SEAM_INJECT_VMFAIL: there is no module
 * @SEAM_INJECT_OUTPUT: as it would, but if that is well, an output is another
 */
enum seam_inject_kind {
	SEAM_INJECT_NONE,
	SEAM_INJECT_STATUS,
	SEAM_INJECT_AFTER,
	SEAM_INJECT_BUSY,
	SEAM_INJECT_NO_ENTROPY,
	SEAM_INJECT_VMFAIL,
	SEAM_INJECT_OUTPUT,
};

/* Registers in which leaves give numbers to the host */
enum seam_output {
	SEAM_OUTPUT_RCX,
	SEAM_OUTPUT_RDX,
	SEAM_OUTPUT_R8,
	SEAM_OUTPUT_R9,
	SEAM_OUTPUT_R10,
	SEAM_OUTPUT_R11,
	SEAM_NR_OUTPUTS
};

/**
 * struct seam_inject - which calls end how
 * @leaf: number of the leaf, or SEAM_INJECT_ANY
 * @lp: logical processor, or SEAM_INJECT_ANY
 * @pkg: package of the logical processor, or SEAM_INJECT_ANY
 * @kind: enum seam_inject_kind
 * @output: for SEAM_INJECT_OUTPUT, enum seam_output
 * @field: metadata field that is read, or SEAM_INJECT_ANY_FIELD
 * @first: first of these calls that ends so, from 1
 * @last: last of them
 * @status: for SEAM_INJECT_STATUS and SEAM_INJECT_AFTER
 * @value: for SEAM_INJECT_OUTPUT
 */
struct seam_inject {
	u32 leaf;
	u32 lp;
	u32 pkg;
	u32 kind;
	u32 output;
	u64 field;
	u64 first;
	u64 last;
	u64 status;
	u64 value;
};

#include "state.h"

void seam_platform_init(struct seam_platform *plat);
const char *seam_platform_error(const struct seam_platform *plat);
u64 seam_refcpu_msr(const struct seam_platform *plat, unsigned int lp, u32 msr);
void seam_refcpu_cpuid(const struct seam_platform *plat, unsigned int lp, u32 leaf, u32 subleaf,
		       struct seam_cpuid *out);

void seam_module_load(struct seam_module *m, const struct seam_platform *plat);
void seam_module_update(struct seam_module *m, const struct seam_platform *plat);
bool seam_module_present(const struct seam_module *m);
bool seam_module_adopt(struct seam_module *m);
void seam_module_lose(struct seam_module *m);

enum seam_result seam_call(struct seam_module *m, unsigned int lp, bool irqs_were_on,
			   struct seam_regs *regs);

const char *seam_leaf_name(u16 leaf);
u64 seam_leaf_calls(const struct seam_leaf_stats *stats);

void seam_host_movdir64b(struct seam_module *m, u64 pa);
bool seam_pamt_is_live(struct seam_module *m, u64 pa, u64 size);
u64 seam_pamt_sweep(struct seam_module *m);

/**
 * struct seam_pamt_digest - what a table of a PAMT says, in short
 * @entries: how many were written
 * @unsound: of these, not what the model wrote, or not the module's any more
 * @hash: over type, owner and epoch of each by its index; neither what makes an
 *	entry one of this module nor the place of the table counts
 */
struct seam_pamt_digest {
	u64 entries;
	u64 unsound;
	u64 hash;
};

void seam_pamt_digest(struct seam_module *m, unsigned int tdmr, enum tdx_level level,
		      struct seam_pamt_digest *digest);

/* Room for a rule as text */
#define SEAM_INJECT_TEXT	160

int seam_inject_parse(struct seam_module *m, const char *text);
const char *seam_inject_word(const char *text, unsigned int nr, unsigned int *len);
bool seam_inject_show(struct seam_module *m, unsigned int index, char *buf, size_t size,
		      u64 *seen, u64 *fired);

#endif /* _X86_VIRT_TDX_SEAM_MODEL_H */
