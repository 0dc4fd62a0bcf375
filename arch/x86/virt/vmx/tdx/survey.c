// SPDX-License-Identifier: GPL-2.0
/*
 * Survey of memory: where no PAMT can be, because pages are in use that cannot
 * move, are not online, or belong to a zone or an area kept for movable memory.
 *
 * The page allocator isolates memory by pageblocks, so the list is in whole
 * pageblocks.  It begins with what memblock reserved at boot, which is the bulk
 * of it and costs nothing to know.  The rest is looked for where it matters: page
 * by page where a PAMT is to be, in all of a node when that went wrong too often.
 *
 * The list belongs to one attempt to enable TDX and needs no lock.  Pages are
 * looked at without one, so what is said about them is a guess that the page
 * allocator confirms or not; memory hotplug is held off by the caller.  That of
 * the attempt that succeeds is kept, for whoever wants to know why PAMTs are where
 * they are; it is constant once TDX is ready.
 */
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-isolation.h>
#include <linux/pageblock-flags.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "survey.h"

#define BLOCK_BYTES	((u64)pageblock_nr_pages << PAGE_SHIFT)

/* The list doubles from here on */
#define FIRST_SIZE	256

/* More pieces than this are no longer told apart: a MiB of list */
#define MAX_SIZE	65536

static struct tdx_survey kept;		/* tdx_lock, set before READY */

/* The first entry that ends at @pa or behind it */
static unsigned int entry_after(const struct tdx_survey *survey, u64 pa)
{
	unsigned int low = 0, high = survey->nr;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (survey->busy[mid].end >= pa)
			high = mid;
		else
			low = mid + 1;
	}

	return low;
}

static bool is_listed(const struct tdx_survey *survey, u64 start, u64 end)
{
	unsigned int i = entry_after(survey, start + 1);

	return i < survey->nr && survey->busy[i].start <= start && end <= survey->busy[i].end;
}

static int make_room(struct tdx_survey *survey)
{
	unsigned int size = max(2 * survey->size, FIRST_SIZE);
	void *busy;

	if (survey->nr < survey->size)
		return 0;

	busy = kvrealloc(survey->busy, size * sizeof(*survey->busy), TDX_GFP);
	if (!busy)
		return -ENOMEM;

	survey->busy = busy;
	survey->size = size;
	return 0;
}

/* Entries @first to @last, and [start, end) between them, become one */
static void join(struct tdx_survey *survey, unsigned int first, unsigned int last, u64 start,
		 u64 end)
{
	struct tdx_range *busy = survey->busy;

	busy[first].start = min(busy[first].start, start);
	busy[first].end = max(busy[last].end, end);
	memmove(&busy[first + 1], &busy[last + 1], (survey->nr - last - 1) * sizeof(*busy));
	survey->nr -= last - first;
}

static int add(struct tdx_survey *survey, u64 start, u64 end)
{
	unsigned int first = entry_after(survey, start), last = first;
	int ret;

	while (last < survey->nr && survey->busy[last].start <= end)
		last++;
	if (last > first) {
		join(survey, first, last - 1, start, end);
		return 0;
	}

	/* Too many pieces: what lies between this one and the last is lost for PAMTs */
	if (survey->nr == MAX_SIZE) {
		first = min(first, MAX_SIZE - 1);
		join(survey, first, first, start, end);
		return 0;
	}

	ret = make_room(survey);
	if (ret)
		return ret;

	memmove(&survey->busy[first + 1], &survey->busy[first],
		(survey->nr - first) * sizeof(*survey->busy));
	survey->busy[first].start = start;
	survey->busy[first].end = end;
	survey->nr++;
	return 0;
}

/* All of a pageblock must be in one zone that holds no memory kept for others */
static bool block_is_suited(unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	if (!page || page_zone(page) != page_zone(page + pageblock_nr_pages - 1))
		return false;

	return page_zonenum(page) <= ZONE_NORMAL && !is_migrate_cma_page(page) &&
	       !is_migrate_isolate_page(page);
}

/* How many pages from @page on are free, or can move away; 0: it cannot */
static unsigned long pages_to_be_had(struct page *page, bool free_only)
{
	if (PageReserved(page) || PageHuge(page))
		return 0;

	/* The order may change meanwhile: only believe what is possible */
	if (PageBuddy(page)) {
		unsigned long order = page_private(page);

		return order <= MAX_PAGE_ORDER ? 1UL << order : 1;
	}

	/* Free, on its way to be, or a part of what was looked at already */
	if (!page_count(page) && !PageTail(page))
		return 1;

	if (free_only)
		return 0;

	return PageLRU(compound_head(page)) || __PageMovable(page);
}

static int survey_pages(struct tdx_survey *survey, u64 start, u64 end, bool free_only)
{
	unsigned long pfn = PHYS_PFN(start), end_pfn = PHYS_PFN(end);
	unsigned int nr = 0;
	int ret;

	while (pfn < end_pfn) {
		unsigned long block = pageblock_start_pfn(pfn);
		u64 pa = PFN_PHYS(block);
		unsigned long nr_pages = 0;

		cond_resched();

		if (is_listed(survey, pa, pa + BLOCK_BYTES)) {
			pfn = block + pageblock_nr_pages;
			continue;
		}

		if (pfn != block || block_is_suited(pfn))
			nr_pages = pages_to_be_had(pfn_to_page(pfn), free_only);
		if (nr_pages) {
			pfn += nr_pages;
			continue;
		}

		ret = add(survey, pa, pa + BLOCK_BYTES);
		if (ret)
			return ret;
		nr++;
		pfn = block + pageblock_nr_pages;
	}

	return nr;
}

/**
 * tdx_survey_range() - look at every page of a range
 * @survey: list; pageblocks in which something is in the way are added
 * @start: first byte, at the start of a pageblock
 * @end: byte after the last, at the end of a pageblock
 *
 * Context: process context; the caller holds get_online_mems().
 * Return: how many pageblocks were added, or -ENOMEM.
 */
int tdx_survey_range(struct tdx_survey *survey, u64 start, u64 end)
{
	return survey_pages(survey, start, end, false);
}

/**
 * tdx_survey_not_free() - list what kept a range from being allocated
 * @survey: list; pageblocks with pages that are not free are added, or the whole
 *	range when there is none
 * @start: first byte, at the start of a pageblock
 * @end: byte after the last, at the end of a pageblock
 *
 * For pages that should have moved away, but would not.
 *
 * Context: process context; the caller holds get_online_mems().
 * Return: 0 or -ENOMEM.
 */
int tdx_survey_not_free(struct tdx_survey *survey, u64 start, u64 end)
{
	int ret = survey_pages(survey, start, end, true);

	if (ret)
		return min(ret, 0);

	return add(survey, start, end);
}

static u64 block_down(u64 pa)
{
	return ALIGN_DOWN(pa, BLOCK_BYTES);
}

static u64 block_up(u64 pa)
{
	return ALIGN(pa, BLOCK_BYTES);
}

/**
 * tdx_survey_node() - look at every page of a node
 * @survey: list; what is in the way is added
 * @memory: memory list
 * @nid: node
 *
 * Context: process context, may take seconds per terabyte in use; the caller holds
 * get_online_mems().
 * Return: how many pageblocks were added, or -ENOMEM.
 */
int tdx_survey_node(struct tdx_survey *survey, const struct tdx_memory *memory, int nid)
{
	unsigned int i, nr = 0;
	int ret;

	for (i = 0; i < memory->nr; i++) {
		const struct tdx_mem_range *range = &memory->range[i];

		if (range->nid != nid)
			continue;

		ret = tdx_survey_range(survey, block_down(range->start), block_up(range->end));
		if (ret < 0)
			return ret;
		nr += ret;
	}

	return nr;
}

/**
 * tdx_survey_begin() - list what is known to be in the way
 * @survey: all zero
 * @memory: memory list
 *
 * Context: process context; the caller holds get_online_mems(), and ends with
 * tdx_survey_end() in any case.
 * Return: 0 or -ENOMEM.
 */
int tdx_survey_begin(struct tdx_survey *survey, const struct tdx_memory *memory)
{
	phys_addr_t start, end;
	unsigned int i;
	int ret = 0;
	u64 idx;

	for_each_reserved_mem_range(idx, &start, &end) {
		ret = ret ?: add(survey, block_down(start), block_up(end));
	}

	/* Pageblocks that are not all memory */
	for (i = 0; i < memory->nr; i++) {
		const struct tdx_mem_range *range = &memory->range[i];

		if (range->start != block_down(range->start))
			ret = ret ?: add(survey, block_down(range->start), block_up(range->start));
		if (range->end != block_up(range->end))
			ret = ret ?: add(survey, block_down(range->end), block_up(range->end));
	}

	return ret;
}

/**
 * tdx_survey_end() - free the list
 * @survey: list, empty afterwards
 *
 * Context: process context.
 */
void tdx_survey_end(struct tdx_survey *survey)
{
	kvfree(survey->busy);
	*survey = (struct tdx_survey){ };
}

/**
 * tdx_survey_keep() - publish the list
 * @survey: list, empty afterwards
 *
 * Context: process context, tdx_lock held, TDX not ready.
 */
void tdx_survey_keep(struct tdx_survey *survey)
{
	kept = *survey;
	*survey = (struct tdx_survey){ };
}

/**
 * tdx_survey_unpublish() - free the list that was published
 *
 * Context: process context, tdx_lock held, TDX not ready.
 */
void tdx_survey_unpublish(void)
{
	tdx_survey_end(&kept);
}

/**
 * tdx_ready_survey() - where the plan could have no PAMT
 *
 * Context: any.
 * Return: constant data, or NULL as long as TDX is not ready.
 */
const struct tdx_survey *tdx_ready_survey(void)
{
	return tdx_is_ready() ? &kept : NULL;
}
