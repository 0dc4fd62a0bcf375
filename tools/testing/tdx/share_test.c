// SPDX-License-Identifier: GPL-2.0
/*
 * share_test - how TDMRs are shared among CPUs
 *
 * The rules one by one, and all together: threads that share the TDMRs of the model
 * as the kernel's do, for ThreadSanitizer.  What they leave in the PAMTs has to be
 * what one thread leaves, byte by byte.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine.h"
#include "share.h"

#define GIB		0x40000000ULL
#define LPS		8
#define TDMRS		5
#define HKID		16
#define ARRAY		0x10000ULL
#define INFO(i)		(0x11000ULL + 0x200 * (i))
#define PAMTS		0x800000000ULL
#define PAMT_ROOM	0x1000000ULL
#define CALLS_AT_A_TIME	16

static struct tdx_plan plan;
static struct tdx_share share;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int failures;
static bool stop;

/* TDMRs of @gibs each, on nodes @nids */
static void plan_of(unsigned int nr, const unsigned int *gibs, const int *nids)
{
	unsigned int i;

	memset(&plan, 0, sizeof(plan));
	plan.nr_tdmrs = nr;
	for (i = 0; i < nr; i++) {
		plan.tdmr[i].base = i ? plan.tdmr[i - 1].base + plan.tdmr[i - 1].size : GIB;
		plan.tdmr[i].size = gibs[i] * GIB;
		plan.tdmr[i].nid = nids[i];
	}
	tdx_share_init(&share, &plan);
}

static void test_order(void **state)
{
	plan_of(4, (unsigned int []){ 1, 3, 9, 2 }, (int []){ 0, 0, 1, 0 });

	/* The largest of the own node, then the next; others when there is none */
	assert_int_equal(tdx_share_take(&share, 0), 1);
	assert_int_equal(tdx_share_take(&share, 0), 3);
	assert_int_equal(tdx_share_take(&share, 0), 0);
	assert_int_equal(tdx_share_take(&share, 0), 2);
	assert_int_equal(tdx_share_take(&share, 1), -1);

	/* What is given back can be had, as long as something is left of it */
	tdx_share_put(&share, 1, GIB);
	assert_int_equal(tdx_share_take(&share, 1), 1);
	tdx_share_put(&share, 1, 0);
	assert_int_equal(tdx_share_take(&share, 0), -1);

	/* The one with most left, not the largest */
	tdx_share_put(&share, 2, GIB);
	tdx_share_put(&share, 3, 2 * GIB);
	assert_int_equal(tdx_share_take(&share, 7), 3);
	assert_int_equal(tdx_share_take(&share, 7), 2);
}

static void test_staff(void **state)
{
	unsigned int cpus[3];
	int nid[TDX_MAX_TDMRS];

	plan_of(4, (unsigned int []){ 1, 3, 9, 2 }, (int []){ 0, 1, 1, 2 });

	/* A CPU on the node of each TDMR */
	memcpy(cpus, (unsigned int []){ 4, 4, 4 }, sizeof(cpus));
	assert_int_equal(tdx_share_staff(&plan, cpus, 3, 64, nid), 4);
	assert_memory_equal(nid, ((int []){ 0, 1, 1, 2 }), 4 * sizeof(int));
	assert_memory_equal(cpus, ((unsigned int []){ 3, 2, 3 }), sizeof(cpus));

	/* Too few there, others help */
	memcpy(cpus, (unsigned int []){ 1, 0, 9 }, sizeof(cpus));
	assert_int_equal(tdx_share_staff(&plan, cpus, 3, 64, nid), 4);
	assert_memory_equal(nid, ((int []){ 0, 2, 2, 2 }), 4 * sizeof(int));

	/* No more than there are, or than are allowed */
	memcpy(cpus, (unsigned int []){ 0, 1, 1 }, sizeof(cpus));
	assert_int_equal(tdx_share_staff(&plan, cpus, 3, 64, nid), 2);
	memcpy(cpus, (unsigned int []){ 4, 4, 4 }, sizeof(cpus));
	assert_int_equal(tdx_share_staff(&plan, cpus, 3, 1, nid), 1);
	memcpy(cpus, (unsigned int []){ 0, 0, 0 }, sizeof(cpus));
	assert_int_equal(tdx_share_staff(&plan, cpus, 3, 64, nid), 0);

	/* A node that is not in the list is nobody's */
	plan_of(1, (unsigned int []){ 1 }, (int []){ -1 });
	memcpy(cpus, (unsigned int []){ 0, 2, 1 }, sizeof(cpus));
	assert_int_equal(tdx_share_staff(&plan, cpus, 3, 64, nid), 1);
	assert_int_equal(nid[0], 1);
}

static u64 call(unsigned int lp, u64 leaf, u64 rcx, u64 rdx, u64 r8, u64 *out)
{
	struct seam_regs regs = { .rax = leaf, .rcx = rcx, .rdx = rdx, .r8 = r8 };

	assert_int_equal(seam_call(&machine.m, lp, true, &regs), SEAM_RETURN);
	if (out)
		*out = regs.rdx;
	return regs.rax;
}

static int take(int nid)
{
	int i;

	pthread_mutex_lock(&lock);
	i = stop ? -1 : tdx_share_take(&share, nid);
	pthread_mutex_unlock(&lock);
	return i;
}

static void put(unsigned int i, u64 left, bool failed)
{
	pthread_mutex_lock(&lock);
	tdx_share_put(&share, i, left);
	failures += failed;
	stop = stop || failed;
	pthread_mutex_unlock(&lock);
}

static void *worker(void *arg)
{
	unsigned int lp = (uintptr_t)arg;
	int i;

	while ((i = take(lp % 2)) >= 0) {
		const struct tdx_plan_tdmr *tdmr = &plan.tdmr[i];
		u64 next = 0, left = 0;
		bool failed = false;
		unsigned int n;

		for (n = 0; n < CALLS_AT_A_TIME && !failed; n++) {
			/* Never busy: nobody else has this TDMR */
			failed = call(lp, TDH_SYS_TDMR_INIT, tdmr->base, 0, 0, &next);
			left = tdmr->base + tdmr->size - next;
			if (!left)
				n = CALLS_AT_A_TIME;
		}
		put(i, left, failed);
	}
	return NULL;
}

static void set_up(void)
{
	unsigned int i;

	machine_reset();
	machine.plat.nr_lps = LPS;
	machine.plat.nr_pkgs = 1;
	machine.plat.pkg_fms[0] = 0x806f8;
	machine.plat.cmr[0] = (struct tdx_cmr_info){ 0x100000, 0xfffe00000 };
	plan_of(TDMRS, (unsigned int []){ 1, 3, 1, 1, 2 }, (int []){ 0, 1, 0, 1, 0 });

	for (i = 0; i < TDMRS; i++) {
		u64 gibs = plan.tdmr[i].size / GIB, base = PAMTS + i * PAMT_ROOM;
		struct tdx_tdmr_info info = {
			.base = plan.tdmr[i].base,
			.size = plan.tdmr[i].size,
			.pamt_4k = { base, gibs * 0x400000 },
			.pamt_2m = { base + 0xc00000, gibs * 0x2000 },
			.pamt_1g = { base + 0xd00000, 0x1000 },
		};

		machine_write64(ARRAY + 8 * i, INFO(i));
		machine_write(INFO(i), &info, sizeof(info));
	}
	machine_load();

	assert_int_equal(call(0, TDH_SYS_INIT, 0, 0, 0, NULL), 0);
	/* Random otherwise: check values of two modules could not be compared */
	machine.m.pamt_seed = 0x5eed;
	for (i = 0; i < LPS; i++)
		assert_int_equal(call(i, TDH_SYS_LP_INIT, 0, 0, 0, NULL), 0);
	assert_int_equal(call(0, TDH_SYS_CONFIG, ARRAY, TDMRS, HKID, NULL), 0);
	assert_int_equal(call(0, TDH_SYS_KEY_CONFIG, 0, 0, 0, NULL), 0);
}

static u8 *run_with(unsigned int workers)
{
	u8 *content = malloc(TDMRS * PAMT_ROOM);
	pthread_t threads[LPS];
	uintptr_t lp;

	assert_non_null(content);
	set_up();
	failures = 0;
	stop = false;
	for (lp = 0; lp < workers; lp++)
		assert_int_equal(pthread_create(&threads[lp], NULL, worker, (void *)lp), 0);
	for (lp = 0; lp < workers; lp++)
		assert_int_equal(pthread_join(threads[lp], NULL), 0);

	assert_int_equal(failures, 0);
	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	assert_int_equal(machine.nr_reports, 0);
	machine_read(PAMTS, content, TDMRS * PAMT_ROOM);
	return content;
}

static void test_same_content(void **state)
{
	u8 *one = run_with(1), *many;
	unsigned int i;

	/* Every TDMR is complete: 0x00000a0300000000 is "already initialised" */
	for (i = 0; i < TDMRS; i++)
		assert_int_equal(call(0, TDH_SYS_TDMR_INIT, plan.tdmr[i].base, 0, 0, NULL),
				 0x00000a0300000000);

	many = run_with(LPS);
	for (i = 0; i < TDMRS; i++)
		assert_int_equal(call(0, TDH_SYS_TDMR_INIT, plan.tdmr[i].base, 0, 0, NULL),
				 0x00000a0300000000);

	assert_memory_equal(one, many, TDMRS * PAMT_ROOM);
	free(one);
	free(many);
	machine_reset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_staff),
		cmocka_unit_test(test_same_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
