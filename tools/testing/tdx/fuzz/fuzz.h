/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fuzzing the model of the TDX module: what its files share.
 *
 * An input is a stream of bytes that is read as a machine and then as things
 * that happen to it, one after the other, until it ends. After every SEAMCALL
 * the whole state is checked; what is wrong ends the process.
 */
#ifndef _TDX_FUZZ_H
#define _TDX_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "../machine.h"
#include "../../../../arch/x86/virt/vmx/tdx/seam/internal.h"

#define GIB		0x40000000ULL
#define MIB		0x100000ULL

#define FUZZ_TDMRS	80		/* more than the module takes */
#define FUZZ_ARRAY	0x10000ULL	/* addresses of the TDMR_INFOs */
#define FUZZ_INFO(i)	(0x20000ULL + 0x200 * (i))
#define FUZZ_BUFFER	0x40000ULL	/* two pages for leaves that write */

#define fuzz_check(condition, ...) do {					\
	if (!(condition)) {						\
		fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);		\
		fprintf(stderr, __VA_ARGS__);				\
		fprintf(stderr, ": %s\n", #condition);			\
		abort();						\
	}								\
} while (0)

#define FUZZ_INFO_WORDS	40

/**
 * union fuzz_info - a TDMR_INFO as it lies in memory
 * @info: the fixed part
 * @reserved: areas
 * @words: the same as numbers
 */
union fuzz_info {
	struct {
		struct tdx_tdmr_info info;
		struct tdx_reserved_area reserved[TDX_MAX_RESERVED];
	};
	u64 words[FUZZ_INFO_WORDS];
};

static_assert(sizeof(union fuzz_info) == 320);

/**
 * struct fuzz_held - locks that another processor is in the middle of
 * @lp: that processor, busy meanwhile, or SEAM_NO_LP
 * @global: as the lock word has it
 * @kot: same
 * @wbt: packages whose write-back mutex it has, a bit for each
 * @tdmr: TDMRs whose mutex it has, a bit for each
 */
struct fuzz_held {
	unsigned int lp;
	int global;
	int kot;
	u64 wbt;
	u64 tdmr;
};

/**
 * struct fuzz - one run
 * @next: byte of the input to read next
 * @end: end of the input
 * @nr_infos: TDMRs that the host proposes
 * @info: their descriptions, as last written to memory
 * @held: locks
 * @may_die: the host or the test did what a module need not survive
 * @reg: RDX or R8 that a call returned last
 * @page: page that was last made look like a TD's, or 0
 */
struct fuzz {
	const u8 *next;
	const u8 *end;
	unsigned int nr_infos;
	union fuzz_info info[FUZZ_TDMRS];
	struct fuzz_held held;
	bool may_die;
	u64 reg;
	u64 page;
};

extern struct fuzz fuzz;

/* input.c */
bool fuzz_more(void);
u8 fuzz_u8(void);
u16 fuzz_u16(void);
u64 fuzz_u64(void);
unsigned int fuzz_below(unsigned int nr);
bool fuzz_rarely(void);
u64 fuzz_address(void);
u64 fuzz_value(void);

/* world.c */
void fuzz_platform(void);
void fuzz_infos(void);
void fuzz_write_infos(void);

/* host.c */
void fuzz_take_lock(void);
void fuzz_drop_locks(void);
void fuzz_forget_locks(void);
void fuzz_processor(void);
void fuzz_patch_memory(void);
void fuzz_give_back(void);
void fuzz_hole(void);
void fuzz_rule(void);
void fuzz_forge(void);
void fuzz_reload(void);
void fuzz_survey(void);

/* oracle.c */
bool fuzz_status(const struct seam_module *m, unsigned int lp, bool irqs_on,
		 const struct seam_regs *in, u64 *status);

/* main.c: names that the fuzzer and the sanitizer know */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
const char *__asan_default_options(void);

/* check.c */
void fuzz_check_locks(void);
enum seam_result fuzz_call(unsigned int lp, bool irqs_on, struct seam_regs *regs);

#endif /* _TDX_FUZZ_H */
