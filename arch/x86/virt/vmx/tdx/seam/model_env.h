/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Everything the model of the TDX module needs from its surroundings.
 *
 * In the kernel front.c implements the hooks, in userspace the machine of
 * tools/testing/tdx does, and the linux/ headers below are stand-ins from
 * there.  Files of the model include this header and their own, nothing else.
 * With the host they share tdx_abi.h and, for people, the names of statuses.
 *
 * In the kernel the model runs in the #UD handler with interrupts off and may
 * be nested by NMI and #MC.  Hooks therefore neither sleep nor allocate nor
 * take a lock that such a context could meet.
 */
#ifndef _X86_VIRT_TDX_SEAM_MODEL_ENV_H
#define _X86_VIRT_TDX_SEAM_MODEL_ENV_H

#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/sprintf.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/wordpart.h>

#include "../status.h"
#include "model.h"

/**
 * seam_env_page() - memory of a physical page
 * @pa: any address in it, without KeyID bits
 *
 * Return: the 4 KiB page, or NULL when there is no memory: then reads give all
 * ones and writes are dropped.
 */
void *seam_env_page(u64 pa);

/**
 * seam_env_rdmsr() - value of an MSR as the module reads it
 * @m: the module, its platform is that of the machine
 * @lp: logical processor that executes the call
 * @msr: number
 *
 * Return: the value, zero for an MSR that does not exist.
 */
u64 seam_env_rdmsr(const struct seam_module *m, unsigned int lp, u32 msr);

/**
 * seam_env_cpuid() - CPUID as the module executes it
 * @m: the module
 * @lp: logical processor that executes the call
 * @leaf: EAX
 * @subleaf: ECX
 * @out: result
 */
void seam_env_cpuid(const struct seam_module *m, unsigned int lp, u32 leaf, u32 subleaf,
		    struct seam_cpuid *out);

/**
 * seam_env_random() - one execution of RDRAND or RDSEED
 * @value: result
 *
 * Return: false for lack of entropy.
 */
bool seam_env_random(u64 *value);

/**
 * seam_env_resched() - let others run, in work that is not a call and takes long
 */
void seam_env_resched(void);

/* Results of PCONFIG, as the instruction gives them in RAX */
enum seam_pconfig {
	SEAM_PCONFIG_OK			= 0,
	SEAM_PCONFIG_INVALID_COMMAND	= 1,
	SEAM_PCONFIG_ENTROPY		= 2,
	SEAM_PCONFIG_INVALID_KEYID	= 3,
	SEAM_PCONFIG_INVALID_ALG	= 4,
	SEAM_PCONFIG_BUSY		= 5,
};

/**
 * seam_env_pconfig() - program a random key into the memory controllers
 * @lp: logical processor, which decides on the package
 * @hkid: KeyID to give the key to
 *
 * Return: enum seam_pconfig, or another number for an unexpected failure.
 */
unsigned int seam_env_pconfig(unsigned int lp, u16 hkid);

/**
 * enum seam_violation - what the host did wrong
 * @SEAM_PAMT_CORRUPTED: a PAMT entry is not what the module wrote
 * @SEAM_PAMT_NO_MEMORY: a PAMT lies where there is no memory
 * @SEAM_PAMT_GIVEN_BACK: the module needs a PAMT that the host took back
 */
enum seam_violation {
	SEAM_PAMT_CORRUPTED,
	SEAM_PAMT_NO_MEMORY,
	SEAM_PAMT_GIVEN_BACK,
};

/**
 * struct seam_report - a violation found
 * @what: kind of it
 * @lp: logical processor whose call found it, or SEAM_NO_LP in a sweep
 * @entry_pa: address of the PAMT entry
 * @page_pa: address of the memory that the entry describes
 * @level: size of that memory, enum tdx_level
 * @tdmr: base of the TDMR whose table the entry is in
 * @owner: physical address of the TDR of the TD that the entry names as the
 *	owner of that memory, 0 when it belongs to no TD
 * @found: the 16 bytes that are there
 * @expected_check: check value that would fit the other bits of @found
 * @fatal: the module is dead from now on
 */
struct seam_report {
	enum seam_violation what;
	unsigned int lp;
	u64 entry_pa;
	u64 page_pa;
	unsigned int level;
	u64 tdmr;
	u64 owner;
	u64 found[2];
	u64 expected_check;
	bool fatal;
};

#define SEAM_NO_LP	U32_MAX

/**
 * seam_env_report() - make a violation known, once for each call
 * @report: details
 */
void seam_env_report(const struct seam_report *report);

#endif /* _X86_VIRT_TDX_SEAM_MODEL_ENV_H */
