// SPDX-License-Identifier: GPL-2.0
/*
 * stress_test - the model under several threads, for ThreadSanitizer
 *
 * Every thread is a logical processor and takes the whole way from
 * TDH.SYS.INIT to TDH.SYS.SHUTDOWN at the same time as the others, over and
 * over with fresh modules. Calls that find something busy are repeated, any
 * other status has to be one that the race allows. Numbers at the end are
 * exact: what succeeds once succeeds for one thread only.
 *
 * Injection rules are counted by all processors at once, and changed meanwhile.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "machine.h"

#define LPS		8
#define PKGS		4
#define TDMRS		3
#define ROUNDS		8
/* A status that is busy for ever is a lock that was not given back */
#define MAX_TRIES	20000000

#define GIB		0x40000000ULL
#define ARRAY		0x10000ULL
#define INFO(i)		(0x11000ULL + 0x200 * (i))
#define TDMR(i)		(GIB * (1 + 2 * (i)))
#define PAMTS(i)	(0x200000000ULL + 0x800000 * (i))
#define HKID		16

#define SUCCESS		0x0000000000000000
#define OPERAND_BUSY	0x8000020000000001
#define SYS_BUSY	0x8000020200000000
#define KEY_CONFIGURED	0x0000081500000000
#define INITIALIZED	0x00000a0300000000
#define INIT_NOT_PENDING	0xc000050000000000
#define CONFIG_NOT_PENDING	0xc000050c00000000
#define KEY_NOT_PENDING	0xc000050700000000
#define SYS_NOT_READY	0xc000050500000000
#define SYS_SHUTDOWN	0xc000050600000000
#define ADDR_RANGE	0xc000010100000001

static unsigned int successes[256];
static unsigned int surprises;

static void surprise(const char *leaf, unsigned int lp, u64 status)
{
	fprintf(stderr, "%s on LP %u: unexpected %#llx\n", leaf, lp, status);
	__atomic_add_fetch(&surprises, 1, __ATOMIC_RELAXED);
}

static u64 call(unsigned int lp, u64 leaf, u64 rcx, u64 rdx, u64 r8)
{
	struct seam_regs regs = { .rax = leaf, .rcx = rcx, .rdx = rdx, .r8 = r8 };

	if (seam_call(&machine.m, lp, true, &regs) != SEAM_RETURN)
		return tdx_status_raw(TDX_SEAMCALL_VMFAIL);
	if (!regs.rax)
		__atomic_add_fetch(&successes[leaf], 1, __ATOMIC_RELAXED);
	return regs.rax;
}

/* Repeat a call until nothing is busy */
static u64 call_until_free(unsigned int lp, u64 leaf, u64 rcx, u64 rdx, u64 r8)
{
	unsigned int tries;
	u64 status;

	for (tries = 0; tries < MAX_TRIES; tries++) {
		status = call(lp, leaf, rcx, rdx, r8);
		if (status != SYS_BUSY && status != OPERAND_BUSY)
			break;
	}

	return status;
}

static void initialise(unsigned int lp)
{
	u64 status = call_until_free(lp, TDH_SYS_INIT, 0, 0, 0);

	if (status != SUCCESS && status != INIT_NOT_PENDING)
		surprise("TDH.SYS.INIT", lp, status);
	status = call_until_free(lp, TDH_SYS_LP_INIT, 0, 0, 0);
	if (status != SUCCESS)
		surprise("TDH.SYS.LP.INIT", lp, status);
}

/* Until all processors are there, the module refuses; then one call wins */
static void configure(unsigned int lp)
{
	unsigned int tries;
	u64 status;

	for (tries = 0; tries < MAX_TRIES; tries++) {
		status = call_until_free(lp, TDH_SYS_CONFIG, ARRAY, TDMRS, HKID);
		if (status == SUCCESS || atomic_read(&machine.m.state) != SEAM_SYS_INIT_DONE)
			break;
	}
	if (status != SUCCESS && status != CONFIG_NOT_PENDING)
		surprise("TDH.SYS.CONFIG", lp, status);

	status = call_until_free(lp, TDH_SYS_KEY_CONFIG, 0, 0, 0);
	if (status != SUCCESS && status != KEY_CONFIGURED && status != KEY_NOT_PENDING)
		surprise("TDH.SYS.KEY.CONFIG", lp, status);
}

static void probe(unsigned int lp, u64 tdmr, unsigned int n)
{
	u64 status = call_until_free(lp, TDH_PHYMEM_PAGE_RDMD, tdmr + n * 0x1000, 0, 0);

	if (status != SUCCESS && status != ADDR_RANGE)
		surprise("TDH.PHYMEM.PAGE.RDMD", lp, status);
	status = call(lp, TDH_SYS_RD, 0, 0x9100000100000008 + n % 2, 0);
	if (status != SUCCESS)
		surprise("TDH.SYS.RD", lp, status);
}

/* All threads work on all TDMRs, each beginning with another one */
static void init_tdmrs(unsigned int lp)
{
	unsigned int i, n;
	u64 tdmr, status;

	while (call(lp, TDH_SYS_TDMR_INIT, 0, 0, 0) == SYS_NOT_READY)
		;
	for (i = 0; i < TDMRS; i++) {
		tdmr = TDMR((lp + i) % TDMRS);
		for (n = 0;; n++) {
			status = call_until_free(lp, TDH_SYS_TDMR_INIT, tdmr, 0, 0);
			if (status == INITIALIZED)
				break;
			if (status != SUCCESS) {
				surprise("TDH.SYS.TDMR.INIT", lp, status);
				break;
			}
			probe(lp, TDMR(n % TDMRS), n);
		}
		/* Several threads share the same entries, and complete they are */
		for (n = 0; n < 512; n++)
			probe(lp, tdmr, n % 4);
	}
}

static pthread_barrier_t before_shutdown;

static void *processor(void *arg)
{
	unsigned int lp = (uintptr_t)arg;
	u64 status;

	initialise(lp);
	configure(lp);
	init_tdmrs(lp);

	pthread_barrier_wait(&before_shutdown);
	status = call_until_free(lp, TDH_SYS_SHUTDOWN, 0, 0, 0);
	/* Those who come while a shutdown is tried are turned away as well */
	if (status != SUCCESS && status != SYS_SHUTDOWN)
		surprise("TDH.SYS.SHUTDOWN", lp, status);
	return NULL;
}

static void set_up(void)
{
	unsigned int i;

	machine_reset();
	machine.plat.nr_lps = LPS;
	machine.plat.nr_pkgs = PKGS;
	for (i = 0; i < LPS; i++)
		machine.plat.lp_pkg[i] = i % PKGS;
	for (i = 0; i < PKGS; i++)
		machine.plat.pkg_fms[i] = 0x806f8;
	machine.plat.cmr[0] = (struct tdx_cmr_info){ 0x100000, 0x3ffe00000 };

	for (i = 0; i < TDMRS; i++) {
		struct tdx_tdmr_info info = {
			.base = TDMR(i),
			.size = GIB,
			.pamt_4k = { PAMTS(i), 0x400000 },
			.pamt_2m = { PAMTS(i) + 0x400000, 0x2000 },
			.pamt_1g = { PAMTS(i) + 0x402000, 0x1000 },
		};

		machine_write64(ARRAY + 8 * i, INFO(i));
		machine_write(INFO(i), &info, sizeof(info));
	}
	machine_load();
	memset(successes, 0, sizeof(successes));
}

static void test_whole_way(void **state)
{
	pthread_t threads[LPS];
	unsigned int round;
	uintptr_t lp;

	for (round = 0; round < ROUNDS; round++) {
		set_up();
		assert_int_equal(pthread_barrier_init(&before_shutdown, NULL, LPS), 0);
		for (lp = 0; lp < LPS; lp++)
			assert_int_equal(pthread_create(&threads[lp], NULL, processor, (void *)lp),
					 0);
		for (lp = 0; lp < LPS; lp++)
			assert_int_equal(pthread_join(threads[lp], NULL), 0);
		pthread_barrier_destroy(&before_shutdown);

		assert_int_equal(surprises, 0);
		assert_int_equal(successes[TDH_SYS_INIT], 1);
		assert_int_equal(successes[TDH_SYS_LP_INIT], 8);
		assert_int_equal(successes[TDH_SYS_CONFIG], 1);
		assert_int_equal(successes[TDH_SYS_KEY_CONFIG], 4);
		assert_int_equal(successes[TDH_SYS_TDMR_INIT], 768);
		assert_int_equal(successes[TDH_SYS_SHUTDOWN], 1);
		assert_int_equal(seam_pamt_sweep(&machine.m), 0);
		assert_int_equal(machine.nr_reports, 0);
	}
	machine_reset();
}

static void *sharer(void *arg)
{
	unsigned int lp = (uintptr_t)arg, n;

	for (n = 0; n < 20000; n++)
		probe(lp, TDMR(0), n % 8);
	return NULL;
}

/* The sweep looks at entries that others are locking */
static void test_sweep_meanwhile(void **state)
{
	pthread_t threads[LPS];
	unsigned int i;
	uintptr_t lp;

	set_up();
	for (lp = 0; lp < LPS; lp++)
		initialise(lp);
	for (lp = 0; lp < LPS; lp++)
		configure(lp);
	for (i = 0; i < 256; i++)
		assert_int_equal(call(0, TDH_SYS_TDMR_INIT, TDMR(0), 0, 0), SUCCESS);

	for (lp = 0; lp < LPS; lp++)
		assert_int_equal(pthread_create(&threads[lp], NULL, sharer, (void *)lp), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	for (lp = 0; lp < LPS; lp++)
		assert_int_equal(pthread_join(threads[lp], NULL), 0);

	assert_int_equal(seam_pamt_sweep(&machine.m), 0);
	assert_int_equal(surprises, 0);
	assert_int_equal(machine.nr_reports, 0);
	machine_reset();
}

/* Statuses that a rule reports have its number in the details */
#define RULE_STATUS	0xc0000a0000000000ULL
#define RULES		300
#define CALLS		20000

static unsigned int rule_hits[RULES];
static bool rules_done;

/* All calls end well or as a rule wants it, and rules are about one leaf */
static void *caller(void *arg)
{
	unsigned int lp = (uintptr_t)arg, n;
	u64 status;

	for (n = 0; n < CALLS || !__atomic_load_n(&rules_done, __ATOMIC_RELAXED); n++) {
		status = call(lp, TDH_SYS_LP_SHUTDOWN, 0, 0, 0);
		if (status >= RULE_STATUS && status < RULE_STATUS + RULES)
			__atomic_add_fetch(&rule_hits[status - RULE_STATUS], 1, __ATOMIC_RELAXED);
		else if (status != SUCCESS)
			surprise("TDH.SYS.LP.SHUTDOWN", lp, status);
		status = call(lp, TDH_PHYMEM_PAGE_RDMD, 0, 0, 0);
		if (status != SYS_NOT_READY)
			surprise("TDH.PHYMEM.PAGE.RDMD", lp, status);
	}
	return NULL;
}

static void start_callers(pthread_t *threads)
{
	uintptr_t lp;

	set_up();
	memset(rule_hits, 0, sizeof(rule_hits));
	rules_done = false;
	for (lp = 0; lp < LPS; lp++)
		assert_int_equal(pthread_create(&threads[lp], NULL, caller, (void *)lp), 0);
}

static void stop_callers(pthread_t *threads)
{
	unsigned int lp;

	__atomic_store_n(&rules_done, true, __ATOMIC_RELAXED);
	for (lp = 0; lp < LPS; lp++)
		assert_int_equal(pthread_join(threads[lp], NULL), 0);
	assert_int_equal(surprises, 0);
}

static void inject(const char *text)
{
	assert_int_equal(seam_inject_parse(&machine.m, text), 0);
}

static bool rule_state(unsigned int index, u64 *seen, u64 *fired)
{
	char text[SEAM_INJECT_TEXT];

	return seam_inject_show(&machine.m, index, text, sizeof(text), seen, fired);
}

/*
 * However many call at once, a rule changes as many calls as it says.  Each rule
 * counts by itself, so calls that are under way at the same time have not the
 * same order for all: rules must not be due within a few calls of each other.
 */
static void test_rules_count(void **state)
{
	pthread_t threads[LPS];
	uintptr_t lp;
	u64 seen, fired;

	set_up();
	memset(rule_hits, 0, sizeof(rule_hits));
	rules_done = true;
	inject("leaf=44 nth=5000 status=0xc0000a0000000000");
	inject("leaf=44 first=4000 status=0xc0000a0000000001");
	inject("leaf=44 from=159999 status=0xc0000a0000000002");
	for (lp = 0; lp < LPS; lp++)
		assert_int_equal(pthread_create(&threads[lp], NULL, caller, (void *)lp), 0);
	stop_callers(threads);

	assert_int_equal(rule_hits[0], 1);
	assert_int_equal(rule_hits[1], 4000);
	assert_int_equal(rule_hits[2], 2);
	assert_true(rule_state(0, &seen, &fired));
	assert_int_equal(seen, 160000);
	assert_int_equal(fired, 1);
	assert_true(rule_state(1, &seen, &fired));
	assert_int_equal(seen, 160000);
	assert_int_equal(fired, 4000);
	machine_reset();
}

/* Rules come and go: each fires once, for the first call that it counts */
static void test_rules_change(void **state)
{
	pthread_t threads[LPS];
	unsigned int rule, tries, early = 0;
	char text[64];
	u64 seen, fired;

	start_callers(threads);
	for (rule = 0; rule < RULES; rule++) {
		snprintf(text, sizeof(text), "leaf=44 nth=1 status=%#llx", RULE_STATUS + rule);
		inject(text);
		/* Half of them go before it is known whether they fired */
		for (tries = 0; rule % 2 && tries < MAX_TRIES; tries++) {
			assert_true(rule_state(0, &seen, &fired));
			if (fired)
				break;
		}
		if (rule % 2)
			assert_int_equal(fired, 1);
		inject("clear");
		/* In the same place one about another leaf */
		inject("leaf=36 status=0x1");
		inject("clear");
	}
	stop_callers(threads);

	for (rule = 0; rule < RULES; rule++) {
		assert_true(rule_hits[rule] <= 1);
		early += !rule_hits[rule];
		if (rule % 2)
			assert_int_equal(rule_hits[rule], 1);
	}
	printf("# %u of %u rules went unused\n", early, RULES / 2);
	machine_reset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_way),
		cmocka_unit_test(test_sweep_meanwhile),
		cmocka_unit_test(test_rules_count),
		cmocka_unit_test(test_rules_change),
	};

	return cmocka_run_group_tests_name("stress", tests, NULL, NULL) ? 1 : 0;
}
