/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests of the model: a machine that all of them start from, and calls.
 *
 * 4 processors in 2 packages. Memory and TDMRs:
 *
 *   0   1 MiB      2G             4G             8G          16G
 *   |    |==========|              |==============|============|
 *         CMR 0                     CMR 1          CMR 2
 *             |--|                         |-----|
 *            1G-2G                         6G-8G
 *            TDMR 0                        TDMR 1
 *
 * PAMTs lie at 4 GiB and behind. TDMR 0 has two reserved areas.
 */
#ifndef _MODEL_TEST_H
#define _MODEL_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../machine.h"
#include "../../../../arch/x86/virt/vmx/tdx/seam/internal.h"

#define TEST_LPS	4
#define TEST_PKGS	2
#define TEST_HKID	16		/* the first private KeyID */
#define TEST_ARRAY	0x10000ULL	/* addresses of the TDMR_INFOs */
#define TEST_INFO(i)	(0x11000ULL + 0x200 * (i))
#define TEST_BUFFER	0x20000ULL

#define GIB		0x40000000ULL
#define MIB		0x100000ULL

#define TDMR0		(1 * GIB)
#define TDMR0_PAMT_4K	0x100000000ULL
#define TDMR0_PAMT_2M	0x100400000ULL
#define TDMR0_PAMT_1G	0x100402000ULL
#define TDMR1		(6 * GIB)
#define TDMR1_PAMT_4K	0x101000000ULL
#define TDMR1_PAMT_2M	0x101800000ULL
#define TDMR1_PAMT_1G	0x101804000ULL

/* How far the machine is brought */
enum test_stage {
	STAGE_LOADED,
	STAGE_SYS_INIT,
	STAGE_LP_INIT,
	STAGE_CONFIG,
	STAGE_READY,
	STAGE_SHUTDOWN,
	NR_STAGES
};

struct test_info {
	struct tdx_tdmr_info info;
	struct tdx_reserved_area reserved[TDX_MAX_RESERVED];
};

extern struct test_info test_info[2];

void test_machine(void);
void test_write_infos(void);
void test_reach(enum test_stage stage);
u64 test_call(unsigned int lp, u64 rax, struct seam_regs *regs);
u64 test_leaf(unsigned int lp, u64 rax, u64 rcx, u64 rdx, u64 r8);
u64 test_config(void);
void test_init_tdmr(u64 base, unsigned int calls);
u64 test_page_type(u64 pa);
void test_forge_entry(u64 entry_pa, u64 type, u64 owner, u64 epoch);
void test_assert_fatal(u64 rax, u64 rcx, enum seam_violation what, u64 entry_pa, u64 page_pa);
void test_snapshot(void);
void test_assert_unchanged(void);

int test_setup(void **state);

int run_dispatch_tests(void);
int run_sys_init_tests(void);
int run_config_tests(void);
int run_pamt_tests(void);
int run_digest_tests(void);
int run_phymem_tests(void);
int run_inject_tests(void);
int run_adopt_tests(void);
int run_disable_tests(void);
int run_metadata_tests(void);
int run_vmx_tests(void);

#endif /* _MODEL_TEST_H */
