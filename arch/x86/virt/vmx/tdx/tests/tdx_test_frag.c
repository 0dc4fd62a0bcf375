// SPDX-License-Identifier: GPL-2.0
/*
 * Leaves no contiguous free memory of a given size behind.
 *
 * Takes all free memory in blocks, keeps the first page of each block, or of one
 * block in several, and gives the others back.  A kept page can neither move nor
 * be reclaimed, so no larger contiguous piece is to be had until the module is
 * unloaded.
 *
 * kept is filled at load and emptied at unload, nobody else touches it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/sched.h>

static unsigned int order = MAX_PAGE_ORDER;
module_param(order, uint, 0444);
MODULE_PARM_DESC(order, "size of a block, as the power of two of its pages");

static unsigned int every = 1;
module_param(every, uint, 0444);
MODULE_PARM_DESC(every, "keep a page only where the number of the block is a multiple of this");

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

/* Give pages back where whole blocks are to be had */
static unsigned int thin_out_kept(void)
{
	struct page *page, *next;
	unsigned int nr = 0;

	list_for_each_entry_safe(page, next, &kept, lru) {
		if (!((page_to_pfn(page) >> order) % every)) {
			nr++;
			continue;
		}
		list_del(&page->lru);
		__free_page(page);
	}

	return nr;
}

static int __init frag_init(void)
{
	LIST_HEAD(blocks);
	unsigned int nr;

	if (!order || order > MAX_PAGE_ORDER || !every) {
		pr_err("order=%u must be 1 to %u, and every=%u not 0\n", order, MAX_PAGE_ORDER,
		       every);
		return -EINVAL;
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
