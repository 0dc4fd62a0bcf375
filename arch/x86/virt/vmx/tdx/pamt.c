// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for the PAMTs: found, given back, and told from other memory.
 *
 * The three tables of a TDMR lie side by side in one contiguous block, so that
 * they cost one reserved area at most: on the node of the TDMR, for smaller
 * TDMRs if need be, on another node only then.  They stay allocated as long as the
 * module is in use.  Once TDH.SYS.KEY.CONFIG was called they hold private lines
 * of the global KeyID, and must be converted back before they are freed.
 *
 * The plan carries the addresses; it is guarded by tdx_lock, and constant once
 * TDX is ready.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sizes.h>

#include <asm/special_insns.h>

#include "host.h"

/* MOVDIR64B writes this much at once */
#define LINE_BYTES	64

/* Convert this much between two chances to reschedule */
#define CONVERT_CHUNK	SZ_64K

static phys_addr_t block_start(const struct tdx_plan_tdmr *tdmr)
{
	return tdmr->pamt[TDX_LEVEL_4K].base;
}

/* Of a node alone, or of all nodes by distance; GFP_KERNEL keeps off movable zones */
static bool alloc_block(struct tdx_plan_tdmr *tdmr, bool local)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN | (local ? __GFP_THISNODE : 0);
	u64 bytes = tdx_plan_tdmr_pamt_bytes(tdmr);
	struct page *page;
	phys_addr_t pa;
	int level;

	page = alloc_contig_pages(PHYS_PFN(bytes), gfp, tdmr->nid, &node_states[N_MEMORY]);
	if (!page)
		return false;

	pa = page_to_phys(page);
	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
		tdmr->pamt[level].base = pa;
		pa += tdmr->pamt[level].size;
	}

	return true;
}

/*
 * PAMTs of TDMR @i.  A node with memory of its own that is too fragmented gets
 * smaller TDMRs: the caller goes on with what @i is then.
 */
static int alloc_or_halve(const struct tdx_plan_in *in, struct tdx_plan *plan, unsigned int *i)
{
	struct tdx_plan_tdmr *tdmr = &plan->tdmr[*i];

	if (node_state(tdmr->nid, N_NORMAL_MEMORY)) {
		if (alloc_block(tdmr, true)) {
			++*i;
			return 0;
		}
		if (tdx_plan_halve(in, plan, *i))
			return 0;
	}

	if (alloc_block(tdmr, false)) {
		++*i;
		return 0;
	}

	pr_err("no %llu KiB of contiguous memory for the PAMT of TDMR [mem 0x%llx-0x%llx]: free memory, or enable TDX soon after boot\n",
	       tdx_plan_tdmr_pamt_bytes(tdmr) / SZ_1K, tdmr->base, tdmr->base + tdmr->size - 1);
	return -ENOMEM;
}

static void free_block(struct tdx_plan_tdmr *tdmr)
{
	int level;

	if (!block_start(tdmr))
		return;

	free_contig_range(PHYS_PFN(block_start(tdmr)), PHYS_PFN(tdx_plan_tdmr_pamt_bytes(tdmr)));

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++)
		tdmr->pamt[level].base = 0;
}

/**
 * tdx_pamt_alloc() - find memory for all PAMTs of a plan
 * @in: what the plan was made from
 * @plan: sizes in, addresses out; TDMRs may have been cut into smaller ones
 *
 * All or nothing; what is in the way is printed.
 *
 * Context: process context, may sleep for compaction.
 * Return: 0 or -ENOMEM.
 */
int tdx_pamt_alloc(const struct tdx_plan_in *in, struct tdx_plan *plan)
{
	unsigned int i = 0;
	int ret;

	/* Ends: each round places the PAMTs of a TDMR or adds one, up to the limit */
	while (i < plan->nr_tdmrs) {
		ret = alloc_or_halve(in, plan, &i);
		if (ret) {
			tdx_pamt_free(plan);
			return ret;
		}
	}

	return 0;
}

/**
 * tdx_pamt_free() - give the memory of all PAMTs back to the page allocator
 * @plan: plan, with or without addresses
 *
 * The tables must never have been touched by the module, or be converted back.
 *
 * Context: process context.
 */
void tdx_pamt_free(struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs; i++)
		free_block(&plan->tdmr[i]);
}

static void convert_range(phys_addr_t pa, u64 bytes)
{
	const void *zeroes = page_address(ZERO_PAGE(0));
	void *va = phys_to_virt(pa);
	u64 done;

	for (done = 0; done < bytes; done += LINE_BYTES) {
		movdir64b(va + done, zeroes);
		if (IS_ALIGNED(done, CONVERT_CHUNK))
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
 * Context: process context; takes seconds per hundred GiB of TDMR.
 *
 * See "Platform memory conversion" of the TDX module base specification.
 */
void tdx_pamt_convert_back(const struct tdx_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];

		convert_range(block_start(tdmr), tdx_plan_tdmr_pamt_bytes(tdmr));
	}

	/* MOVDIR64B is weakly ordered: be done before anybody reuses the memory */
	mb();
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

	for (i = 0; i < plan->nr_tdmrs; i++) {
		const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];

		if (pa - block_start(tdmr) < tdx_plan_tdmr_pamt_bytes(tdmr))
			return true;
	}

	return false;
}
