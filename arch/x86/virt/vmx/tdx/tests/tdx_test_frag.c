// SPDX-License-Identifier: GPL-2.0
/*
 * Leaves no contiguous free memory of a given size behind.
 *
 * Takes all free memory in blocks, keeps the first page of each block, or of one
 * block in several, and gives the others back.  A kept page can neither move nor
 * be reclaimed, so no larger contiguous piece is to be had until the module is
 * unloaded.  Or, with percent=, takes one page at a random place in as many of all
 * blocks of 2 MiB, as a host looks like that has been up for long.
 *
 * kept is filled at load and emptied at unload, nobody else touches it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sizes.h>

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
MODULE_PARM_DESC(percent, "take a page in so many of 100 blocks of 2 MiB, and leave the rest alone");

static unsigned int seed = 1;
module_param(seed, uint, 0444);
MODULE_PARM_DESC(seed, "of the random choice with percent=");

#define SCATTER_ORDER	get_order(SZ_2M)
#define SCATTER_PAGES	BIT(SCATTER_ORDER)

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
static unsigned int take_all(struct list_head *blocks, unsigned int order, gfp_t zone)
{
	gfp_t gfp = GFP_KERNEL | zone | __GFP_NORETRY | __GFP_NOWARN;
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

/* A random number for each block and purpose, whatever is free and in what order */
static u32 random_below(struct page *block, u32 purpose, u32 limit)
{
	u32 number = page_to_pfn(block) / SCATTER_PAGES;

	return reciprocal_scale(jhash_3words(number, seed, purpose, 0), limit);
}

/* Keep a page of each chosen block; what was not chosen stays taken for now */
static unsigned int scatter_over(struct list_head *blocks, struct list_head *whole)
{
	struct page *block, *next;
	unsigned int i, keep, nr = 0;

	list_for_each_entry_safe(block, next, blocks, lru) {
		cond_resched();
		list_del(&block->lru);
		if (random_below(block, 0, 100) >= percent) {
			list_add(&block->lru, whole);
			continue;
		}

		keep = random_below(block, 1, SCATTER_PAGES);
		split_page(block, SCATTER_ORDER);
		for (i = 0; i < SCATTER_PAGES; i++) {
			if (i != keep)
				__free_page(block + i);
		}
		list_add(&block[keep].lru, &kept);
		nr++;
	}

	return nr;
}

/*
 * Where no whole block is free, something is in the way without a page of ours.
 * Lower zones keep memory back from those who could use a higher one, so each is
 * asked for.
 */
static void scatter(void)
{
	static const gfp_t zones[] = { 0, GFP_DMA32, GFP_DMA };
	struct page *block, *next;
	unsigned int i, nr = 0;
	LIST_HEAD(blocks);
	LIST_HEAD(whole);

	for (i = 0; i < ARRAY_SIZE(zones); i++) {
		while (take_all(&blocks, SCATTER_ORDER, zones[i]))
			nr += scatter_over(&blocks, &whole);
	}

	list_for_each_entry_safe(block, next, &whole, lru) {
		list_del(&block->lru);
		__free_pages(block, SCATTER_ORDER);
		cond_resched();
	}

	pr_info("a page taken in each of %u blocks of 2 MiB, %u percent, seed %u\n", nr, percent,
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
		nr = take_all(&blocks, order, 0);
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
