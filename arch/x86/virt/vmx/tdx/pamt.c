// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for the PAMTs: taken where the plan wants it, given back, and told from
 * other memory.
 *
 * The planner packs tables side by side, so that many cost one reserved area.
 * The page allocator however isolates memory by pageblocks, and two tables may
 * share one.  So tables are claimed together, in runs of whole pageblocks, and
 * what no table needs is given back at once.  They stay allocated as long as the
 * module is in use.  Once TDH.SYS.KEY.CONFIG was called they hold private lines
 * of the global KeyID, and must be converted back before they are freed.
 *
 * The plan carries the addresses; it is guarded by tdx_lock, and constant once
 * TDX is ready.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pageblock-flags.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <asm/special_insns.h>

#include "parallel.h"
#include "survey.h"

/* MOVDIR64B writes this much at once */
#define LINE_BYTES	64

/* Convert this much between two chances to reschedule */
#define CONVERT_CHUNK	SZ_64K

/* Of each TDMR at a time, when several CPUs convert */
#define CONVERT_STEP	SZ_1M

/* A TDMR is about that much larger than its PAMTs */
#define PAMT_RATIO	256

#define MAX_TABLES	(TDX_MAX_TDMRS * TDX_NR_LEVELS)

/**
 * struct pamt_claim - taking the memory of all tables, or none
 * @nr: tables of the plan
 * @table: where they are, ascending
 * @nr_runs: entries in @run
 * @run: tables that lie in the same or in adjacent pageblocks, in whole pageblocks
 * @survey: where no PAMT can be
 */
struct pamt_claim {
	unsigned int nr;
	struct tdx_range table[MAX_TABLES];
	unsigned int nr_runs;
	struct tdx_range run[MAX_TABLES];
	struct tdx_survey *survey;
};

static int compare_ranges(const void *a, const void *b)
{
	const struct tdx_range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

static void collect_runs(struct pamt_claim *claim, const struct tdx_plan *plan)
{
	u64 block_bytes = PFN_PHYS(pageblock_nr_pages);
	unsigned int i;
	int level;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *pamt = &plan->tdmr[i].pamt[level];

			claim->table[claim->nr].start = pamt->base;
			claim->table[claim->nr++].end = pamt->base + pamt->size;
		}
	}

	sort(claim->table, claim->nr, sizeof(claim->table[0]), compare_ranges, NULL);

	for (i = 0; i < claim->nr; i++) {
		u64 start = ALIGN_DOWN(claim->table[i].start, block_bytes);
		u64 end = ALIGN(claim->table[i].end, block_bytes);
		struct tdx_range *last = claim->nr_runs ? &claim->run[claim->nr_runs - 1] : NULL;

		if (last && start <= last->end) {
			last->end = max(last->end, end);
			continue;
		}
		claim->run[claim->nr_runs].start = start;
		claim->run[claim->nr_runs++].end = end;
	}
}

static void free_range(u64 start, u64 end)
{
	if (start < end)
		free_contig_range(PHYS_PFN(start), PHYS_PFN(end - start));
}

static struct zone *zone_at(u64 pa)
{
	return page_zone(pfn_to_page(PHYS_PFN(pa)));
}

/* Memory of a single zone is allocated at a time: where does that of @start end? */
static u64 same_zone(u64 start, u64 end)
{
	u64 next = start;

	do
		next += PFN_PHYS(pageblock_nr_pages);
	while (next < end && zone_at(next) == zone_at(start));

	return next;
}

/* -EAGAIN: the survey knows more, plan anew */
static int claim_run(struct pamt_claim *claim, const struct tdx_range *run)
{
	u64 done, next;
	int ret;

	ret = tdx_survey_range(claim->survey, run->start, run->end);
	if (ret)
		return ret < 0 ? ret : -EAGAIN;

	for (done = run->start; done < run->end; done = next) {
		next = same_zone(done, run->end);

		ret = tdx_fail("alloc_contig_range", -EBUSY) ?:
		      alloc_contig_range(PHYS_PFN(done), PHYS_PFN(next), MIGRATE_MOVABLE,
					 TDX_GFP);
		if (!ret)
			continue;

		free_range(run->start, done);
		if (ret == -EINTR)
			return ret;
		return tdx_survey_not_free(claim->survey, done, next) ?: -EAGAIN;
	}

	return 0;
}

/* Give back what lies between tables, and before and behind them, in the runs */
static void free_rest(const struct pamt_claim *claim)
{
	unsigned int i = 0, k;

	for (k = 0; k < claim->nr_runs; k++) {
		u64 done = claim->run[k].start;

		for (; i < claim->nr && claim->table[i].start < claim->run[k].end; i++) {
			free_range(done, claim->table[i].start);
			done = claim->table[i].end;
		}
		free_range(done, claim->run[k].end);
	}
}

/**
 * tdx_pamt_claim() - take the memory of all PAMTs from the page allocator
 * @plan: complete plan
 * @survey: where no PAMT can be; what turns out to be in the way is added
 * @fault: on -EAGAIN, where that was
 *
 * All or nothing.
 *
 * Context: process context, may sleep for migration; the caller holds
 * get_online_mems().
 * Return: 0; -EAGAIN when something was in the way that @survey did not know of;
 * -ENOMEM; -EINTR when the task is being killed.
 */
int tdx_pamt_claim(const struct tdx_plan *plan, struct tdx_survey *survey,
		   struct tdx_range *fault)
{
	struct pamt_claim *claim __free(kfree) = kzalloc(sizeof(*claim), TDX_GFP);
	unsigned int i;
	int ret;

	if (!claim)
		return -ENOMEM;

	claim->survey = survey;
	collect_runs(claim, plan);

	for (i = 0; i < claim->nr_runs; i++) {
		ret = claim_run(claim, &claim->run[i]);
		if (ret)
			goto free_runs;
	}

	free_rest(claim);
	return 0;

free_runs:
	*fault = claim->run[i];
	while (i--)
		free_range(claim->run[i].start, claim->run[i].end);
	return ret;
}

/**
 * tdx_pamt_free() - give the memory of all PAMTs back to the page allocator
 * @plan: plan whose PAMTs are allocated
 *
 * The tables must never have been touched by the module, or be converted back.
 *
 * Context: process context.
 */
void tdx_pamt_free(const struct tdx_plan *plan)
{
	unsigned int i;
	int level;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *pamt = &plan->tdmr[i].pamt[level];

			free_range(pamt->base, pamt->base + pamt->size);
		}
	}
}

static void convert_range(phys_addr_t pa, u64 bytes)
{
	const void *zeroes = page_address(ZERO_PAGE(0));
	void *va = phys_to_virt(pa);
	u64 done;

	for (done = 0; done < bytes; done += LINE_BYTES) {
		movdir64b(va + done, zeroes);
		/* The last CPU of a kernel that ends has nobody to make way for */
		if (IS_ALIGNED(done, CONVERT_CHUNK) && !irqs_disabled())
			cond_resched();
	}
}

/**
 * tdx_pamt_convert_back() - turn all PAMTs into ordinary memory
 * @plan: plan with addresses
 *
 * Whole lines written with MOVDIR64B lose the KeyID and the poison they may
 * carry.  Nothing may make a SEAMCALL that touches the tables any more, and
 * caches were written back, so that no private line lands in memory later.
 *
 * Context: interrupts off, on the last CPU; takes seconds per hundred GiB of TDMR.
 *
 * See "Platform memory conversion" of the TDX module base specification.
 */
void tdx_pamt_convert_back(const struct tdx_plan *plan)
{
	unsigned int i;
	int level;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++)
			convert_range(plan->tdmr[i].pamt[level].base,
				      plan->tdmr[i].pamt[level].size);
	}

	/* MOVDIR64B is weakly ordered: be done before anybody reuses the memory */
	mb();
}

/* Bytes of the PAMTs of each TDMR, for the worker that has it */
static u64 converted[TDX_MAX_TDMRS];

static int convert_step(const struct tdx_plan *plan, unsigned int i, u64 *left)
{
	const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];
	u64 at = converted[i];
	int level;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
		const struct tdx_pamt_ref *pamt = &tdmr->pamt[level];
		u64 bytes = min(pamt->size - min(at, pamt->size), (u64)CONVERT_STEP);

		if (bytes) {
			convert_range(pamt->base + at, bytes);
			converted[i] += bytes;
			break;
		}
		at -= pamt->size;
	}

	/* As in tdx_pamt_convert_back(), on the CPU that wrote */
	mb();

	*left = (tdx_plan_tdmr_pamt_bytes(tdmr) - converted[i]) * PAMT_RATIO;
	return 0;
}

/**
 * tdx_pamt_convert_back_all() - turn all PAMTs into ordinary memory, on all CPUs
 * @plan: plan with addresses
 *
 * As tdx_pamt_convert_back(), by the CPUs that tdx_parallel_begin() found.
 *
 * Context: process context, tdx_lock held.
 */
void tdx_pamt_convert_back_all(const struct tdx_plan *plan)
{
	struct tdx_parallel_job job = { .plan = plan, .step = convert_step, .steps = 16 };

	memset(converted, 0, sizeof(converted));

	/* No step fails */
	tdx_parallel_run(&job);
}

/**
 * tdx_pamt_contains() - is this an address within a PAMT?
 * @plan: plan with addresses
 * @pa: physical address
 *
 * Context: any, machine checks included, once the plan is constant.
 * Return: true if so.
 */
bool tdx_pamt_contains(const struct tdx_plan *plan, phys_addr_t pa)
{
	unsigned int i;
	int level;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
			const struct tdx_pamt_ref *pamt = &plan->tdmr[i].pamt[level];

			if (pa - pamt->base < pamt->size)
				return true;
		}
	}

	return false;
}
