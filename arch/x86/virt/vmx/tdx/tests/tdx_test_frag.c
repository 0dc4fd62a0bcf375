// SPDX-License-Identifier: GPL-2.0
/*
 * Leaves no contiguous free memory of a given size behind.
 *
 * Takes all free memory in blocks, keeps the first page of each block, or of one
 * block in several, and gives the others back.  A kept page can neither move nor
 * be reclaimed, so no larger contiguous piece is to be had until the module is
 * unloaded.  Or, with percent=, takes one page at a random place in as many of all
 * pageblocks, as a host looks like that has been up for long.
 *
 * kept is filled at load and emptied at unload, nobody else touches it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/nodemask.h>
#include <linux/pfn.h>
#include <linux/prandom.h>
#include <linux/sched.h>

static unsigned int order = MAX_PAGE_ORDER;
module_param(order, uint, 0444);
MODULE_PARM_DESC(order, "size of a block, as the power of two of its pages");

static unsigned int every = 1;
module_param(every, uint, 0444);
MODULE_PARM_DESC(every, "keep a page only where the number of the block is a multiple of this");

static unsigned long start;
module_param(start, ulong, 0444);
MODULE_PARM_DESC(start, "keep no page below this address");

static unsigned long end = ULONG_MAX;
module_param(end, ulong, 0444);
MODULE_PARM_DESC(end, "keep no page from this address on");

static unsigned int percent;
module_param(percent, uint, 0444);
MODULE_PARM_DESC(percent, "take a page in so many of 100 pageblocks, and leave the rest alone");

static unsigned long seed = 1;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "of the random choice with percent=");

static LIST_HEAD(kept);

static void free_kept(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &kept, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

/* All blocks first: what is given back early would be taken again */
static unsigned int take_all(struct list_head *blocks)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN;
	unsigned int nr = 0;
	struct page *page;

	while ((page = alloc_pages(gfp, order))) {
		list_add(&page->lru, blocks);
		nr++;
		cond_resched();
	}

	return nr;
}

static void keep_first_pages(struct list_head *blocks)
{
	struct page *page, *next;
	unsigned int i;

	list_for_each_entry_safe(page, next, blocks, lru) {
		list_del(&page->lru);
		split_page(page, order);
		for (i = 1; i < 1U << order; i++)
			__free_page(page + i);
		list_add(&page->lru, &kept);
		cond_resched();
	}
}

static bool is_wanted(struct page *page)
{
	phys_addr_t pa = page_to_phys(page);

	return pa >= start && pa < end && !((page_to_pfn(page) >> order) % every);
}

/* Give pages back where whole blocks are to be had */
static unsigned int thin_out_kept(void)
{
	struct page *page, *next;
	unsigned int nr = 0;

	list_for_each_entry_safe(page, next, &kept, lru) {
		if (is_wanted(page)) {
			nr++;
			continue;
		}
		list_del(&page->lru);
		__free_page(page);
	}

	return nr;
}

/* What is in use already needs no page */
static unsigned int scatter_in_zone(struct zone *zone, struct rnd_state *rnd)
{
	unsigned long pfn = ALIGN(zone->zone_start_pfn, pageblock_nr_pages);
	unsigned int nr = 0;

	for (; pfn + pageblock_nr_pages <= zone_end_pfn(zone); pfn += pageblock_nr_pages) {
		unsigned long chosen = pfn + prandom_u32_state(rnd) % pageblock_nr_pages;

		cond_resched();
		if (prandom_u32_state(rnd) % 100 >= percent || !pfn_to_online_page(chosen) ||
		    page_zone(pfn_to_page(chosen)) != zone)
			continue;
		if (alloc_contig_range(chosen, chosen + 1, MIGRATE_MOVABLE, GFP_KERNEL))
			continue;
		list_add(&pfn_to_page(chosen)->lru, &kept);
		nr++;
	}

	return nr;
}

static void scatter(void)
{
	struct rnd_state rnd;
	unsigned int nr = 0;
	unsigned int zone;
	int nid;

	prandom_seed_state(&rnd, seed);
	for_each_node_state(nid, N_MEMORY) {
		for (zone = 0; zone < MAX_NR_ZONES; zone++)
			nr += scatter_in_zone(&NODE_DATA(nid)->node_zones[zone], &rnd);
	}

	pr_info("a page taken in each of %u pageblocks, %u percent, seed %lu\n", nr, percent,
		seed);
}

static int __init frag_init(void)
{
	LIST_HEAD(blocks);
	unsigned int nr;

	if (!order || order > MAX_PAGE_ORDER || !every || percent > 100) {
		pr_err("order=%u must be 1 to %u, every=%u not 0, percent=%u at most 100\n",
		       order, MAX_PAGE_ORDER, every, percent);
		return -EINVAL;
	}

	if (percent) {
		scatter();
		return 0;
	}

	/*
	 * What a first round leaves are reserves.  Once single pages are free in
	 * plenty, blocks can be had from there as well.
	 */
	do {
		nr = take_all(&blocks);
		keep_first_pages(&blocks);
	} while (nr);

	nr = thin_out_kept();
	pr_info("a page kept in each of %u blocks of %lu KiB\n", nr, PAGE_SIZE << order >> 10);
	return 0;
}
module_init(frag_init);

static void __exit frag_exit(void)
{
	free_kept();
}
module_exit(frag_exit);

MODULE_DESCRIPTION("Fragments memory, for tests");
MODULE_LICENSE("GPL");
