// SPDX-License-Identifier: GPL-2.0
/*
 * Plans of random hosts: whatever they look like, some things must hold.
 *
 * Every plan is checked byte by byte (plan_check.c) and handed to TDH.SYS.CONFIG
 * of the model.  The seed is printed and can be given as PLAN_TEST_SEED, the
 * number of hosts as PLAN_TEST_LAYOUTS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../arch/x86/virt/vmx/tdx/status.h"
#include "plan_case.h"
#include "plan_module.h"

#define PAGE	0x1000ULL
#define LAYOUTS	5000

static struct plan_case host;
static struct solution solution;
static struct tdx_plan_work work;
static struct tdx_plan plan;

/* Is all well?  Otherwise the host is printed: tdx-plan can read it. */
static void assert_right(const char *wrong, unsigned long n)
{
	if (!wrong)
		return;
	print_case(&host);
	fail_msg("host %lu: %s", n, wrong);
}

static const char *ask_module(const struct tdx_plan *p)
{
	static struct module_tdmr tdmr[TDX_MAX_TDMRS];
	tdx_status_t status;
	unsigned int i;

	machine_reset();
	machine.plat.max_tdmrs = host.l.max_tdmrs;
	machine.plat.max_reserved = host.l.max_reserved;
	memset(machine.plat.cmr, 0, sizeof(machine.plat.cmr));
	for (i = 0; i < host.l.nr_cmrs; i++) {
		machine.plat.cmr[i].base = host.cmr[i].start;
		machine.plat.cmr[i].size = host.cmr[i].end - host.cmr[i].start;
	}

	for (i = 0; i < p->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *t = &p->tdmr[i];

		tdmr[i].info.base = t->base;
		tdmr[i].info.size = t->size;
		tdmr[i].info.pamt_1g = t->pamt[TDX_LEVEL_1G];
		tdmr[i].info.pamt_2m = t->pamt[TDX_LEVEL_2M];
		tdmr[i].info.pamt_4k = t->pamt[TDX_LEVEL_4K];
		memset(tdmr[i].reserved, 0, sizeof(tdmr[i].reserved));
		memcpy(tdmr[i].reserved, t->reserved, t->nr_reserved * sizeof(t->reserved[0]));
	}

	status = module_start();
	if (status == TDX_SUCCESS)
		status = module_config(tdmr, p->nr_tdmrs);
	return status == TDX_SUCCESS ? NULL : tdx_status_name(status);
}

/* All of the way, as tdx-plan goes it */
static void complete_plans(void **state)
{
	unsigned long nr = test_count("PLAN_TEST_LAYOUTS", LAYOUTS), n, planned = 0;

	random_seed("PLAN_TEST_SEED");
	for (n = 0; n < nr; n++) {
		test_progress(n, nr);
		random_case(&host);
		solve(&host.l, host.max_withheld, &solution);
		if (!solution.ok) {
			if (!solution.reason[0] || solution.fault.start >= solution.fault.end)
				assert_right("no plan, for no reason", n);
			continue;
		}

		assert_right(check_plan(&host.l, host.max_withheld, &solution.plan), n);
		assert_right(ask_module(&solution.plan), n);
		planned++;
	}

	/* The generator is of no use when it makes only one kind */
	printf("# %lu of %lu hosts planned\n", planned, nr);
	assert_true(planned > nr / 4 && planned < nr - nr / 20);
	machine_reset();
}

/* The CMR that a page is in */
static struct tdx_range *cmr_of(u64 pa)
{
	struct tdx_range *cmr = host.cmr;

	while (cmr->end <= pa)
		cmr++;
	return cmr;
}

/* The last page of some memory is not convertible, nor what is behind it: it is named */
static void unconvertible_memory(void **state)
{
	unsigned long n;

	random_seed("PLAN_TEST_SEED");
	for (n = 0; n < LAYOUTS / 10; n++) {
		struct tdx_range *cmr, page;

		random_case(&host);
		page.end = host.mem[random_below(host.l.nr_mem)].end;
		page.start = page.end - PAGE;
		cmr = cmr_of(page.start);
		if (cmr->start == page.start)
			continue;
		cmr->end = page.start;

		solve(&host.l, host.max_withheld, &solution);
		if (solution.ok || solution.fault.start != page.start ||
		    solution.fault.end != page.end)
			assert_right("memory is not convertible, and is not named", n);
	}
}

/*
 * Tables anywhere, side by side or scattered, over borders of TDMRs and of memory:
 * more than ever is placed so, but what is reserved must still be right.
 */
static void scattered_tables(void **state)
{
	unsigned long n, planned = 0;
	struct tdx_plan_in in;
	unsigned int i, level;
	u64 pos;

	random_seed("PLAN_TEST_SEED");
	for (n = 0; n < LAYOUTS; n++) {
		random_case(&host);
		make_plan_in(&host, &work, &in);
		if (tdx_plan_tdmrs(&in, &plan)) {
			if (plan.fault_needs <= (plan.fault_is_area ? in.max_reserved :
						 in.max_tdmrs))
				assert_right("a limit was not exceeded", n);
			continue;
		}

		pos = host.mem[random_below(host.l.nr_mem)].start;
		for (i = 0; i < plan.nr_tdmrs; i++) {
			for (level = 0; level < TDX_NR_LEVELS; level++) {
				plan.tdmr[i].pamt[level].base = pos;
				pos += plan.tdmr[i].pamt[level].size;
				pos += random_below(8) ? 0 : random_below(64) * PAGE;
			}
		}
		if (tdx_plan_reserved(&in, &plan)) {
			if (plan.fault_needs <= in.max_reserved)
				assert_right("areas were not too many", n);
			continue;
		}
		assert_right(check_reserved(&host.l, host.max_withheld, &plan), n);
		planned++;
	}

	assert_true(planned > LAYOUTS / 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete_plans),
		cmocka_unit_test(unconvertible_memory),
		cmocka_unit_test(scattered_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
