// SPDX-License-Identifier: GPL-2.0
/*
 * TDMRs on their way into the module: marshalling a plan for TDH.SYS.CONFIG,
 * and driving TDH.SYS.TDMR.INIT until every TDMR is complete.
 *
 * The structures given to TDH.SYS.CONFIG live only as long as the call.  Runs
 * in process context under tdx_lock and takes no lock of its own; the calls of
 * TDH.SYS.TDMR.INIT are made by all CPUs that parallel.c has for it.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/bitfield.h>
#include <linux/cache.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "host.h"
#include "parallel.h"
#include "seamcall.h"

/* One call of TDH.SYS.TDMR.INIT does at least this much, or it does not progress */
#define TDMR_INIT_MIN_STEP	SZ_1M

/* What a call of TDH.SYS.TDMR.INIT does in the modules known; the order of work depends on it */
#define TDMR_INIT_USUAL_STEP	SZ_4M

/* Calls for 256 MiB of memory, before another TDMR may come first */
#define STEPS_AT_A_TIME		64

static void fill_info(struct tdx_tdmr_info *info, const struct tdx_plan_tdmr *tdmr)
{
	unsigned int i;

	info->base = tdmr->base;
	info->size = tdmr->size;
	info->pamt_4k = tdmr->pamt[TDX_LEVEL_4K];
	info->pamt_2m = tdmr->pamt[TDX_LEVEL_2M];
	info->pamt_1g = tdmr->pamt[TDX_LEVEL_1G];

	for (i = 0; i < tdmr->nr_reserved; i++)
		info->reserved[i] = tdmr->reserved[i];
}

/* Statuses of class "physical memory setup" carry the TDMR they are about */
static int config_failed(const struct tdx_plan *plan, tdx_status_t status)
{
	unsigned int nr = FIELD_GET(TDX_DETAIL_TDMR, tdx_status_detail(status));
	const struct tdx_plan_tdmr *tdmr;

	if (FIELD_GET(TDX_STATUS_CLASS, tdx_status_raw(status)) != TDX_CLASS_PHYMEM_SETUP ||
	    nr >= plan->nr_tdmrs)
		return tdx_seamcall_failed(status, "TDH.SYS.CONFIG");

	tdmr = &plan->tdmr[nr];
	return tdx_seamcall_failed(status, "TDH.SYS.CONFIG of TDMR [mem 0x%llx-0x%llx]",
				   tdmr->base, tdmr->base + tdmr->size - 1);
}

/**
 * tdx_tdmr_config() - give a plan to the module
 * @plan: complete plan
 * @limits: of the module; they decide how large a TDMR_INFO is
 * @hkid: global KeyID
 *
 * Context: process context.
 * Return: 0, after which the plan is final; -ENOMEM; or the errno of a status,
 * which is printed.
 *
 * See TDH.SYS.CONFIG and TDMR_INFO of the TDX module ABI.
 */
int tdx_tdmr_config(const struct tdx_plan *plan, const struct tdx_sys_limits *limits, u16 hkid)
{
	struct tdx_tdmr_info *info;
	size_t array_size, info_size, size;
	tdx_status_t status;
	unsigned int i;
	u64 *array;

	array_size = ALIGN(plan->nr_tdmrs * sizeof(*array), TDX_TDMR_INFO_ALIGN);
	info_size = ALIGN(struct_size(info, reserved, limits->max_reserved), TDX_TDMR_INFO_ALIGN);
	size = array_size + plan->nr_tdmrs * info_size;

	/* Physically contiguous and page aligned, so everything in it is aligned */
	array = alloc_pages_exact(size, TDX_GFP | __GFP_ZERO);
	if (!array) {
		tdx_err("no %zu bytes of memory for the list of TDMRs: free memory and try again\n",
			size);
		return -ENOMEM;
	}

	for (i = 0; i < plan->nr_tdmrs; i++) {
		info = (void *)array + array_size + i * info_size;
		fill_info(info, &plan->tdmr[i]);
		array[i] = virt_to_phys(info);
	}

	status = tdh_sys_config(virt_to_phys(array), plan->nr_tdmrs, hkid);

	free_pages_exact(array, size);

	return status == TDX_SUCCESS ? 0 : config_failed(plan, status);
}

/* Of each TDMR, for the worker that has it; tdx_parallel_run() orders accesses */
static struct {
	u64 calls;
	tdx_status_t status;
} ____cacheline_aligned_in_smp progress[TDX_MAX_TDMRS];

/*
 * Work that remains, for who takes which TDMR next.  The module tells it in whole
 * GiBs only, too coarse for the last ones to get done at the same time.
 */
static u64 init_left(const struct tdx_plan_tdmr *tdmr, u64 next, u64 calls)
{
	u64 end = tdmr->base + tdmr->size;
	u64 done = min(calls * TDMR_INIT_USUAL_STEP, tdmr->size);

	if (next == end)
		return 0;

	/* An address that cannot be does no harm: it is not the end */
	return clamp(min(end - next, tdmr->size - done), (u64)TDX_PAMT_ALIGN, tdmr->size);
}

static int init_step(const struct tdx_plan *plan, unsigned int i, u64 *left)
{
	const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];
	tdx_status_t status;
	u64 next;

	/* The bound keeps a module that never gets done from holding the CPU */
	if (progress[i].calls++ == tdmr->size / TDMR_INIT_MIN_STEP)
		return -EIO;

	status = tdh_sys_tdmr_init(tdmr->base, &next);
	progress[i].status = status;
	if (tdx_status_is(status, TDX_TDMR_ALREADY_INITIALIZED)) {
		*left = 0;
		return 0;
	}
	if (status != TDX_SUCCESS)
		return tdx_status_to_errno(status) ?: -EIO;

	*left = init_left(tdmr, next, progress[i].calls);
	return 0;
}

static int init_failed(const struct tdx_plan *plan, unsigned int i)
{
	const struct tdx_plan_tdmr *tdmr = &plan->tdmr[i];
	u64 last = tdmr->base + tdmr->size - 1;

	if (progress[i].status != TDX_SUCCESS)
		return tdx_seamcall_failed(progress[i].status,
					   "TDH.SYS.TDMR.INIT of TDMR [mem 0x%llx-0x%llx]",
					   tdmr->base, last);

	tdx_err("TDH.SYS.TDMR.INIT makes no progress in TDMR [mem 0x%llx-0x%llx]: update the module\n",
		tdmr->base, last);
	return -EIO;
}

/**
 * tdx_tdmr_init_all() - initialise every TDMR of a plan
 * @plan: the plan the module was configured with
 *
 * Several CPUs work on different TDMRs at once.
 *
 * Context: process context, tdx_lock held, may sleep; on one CPU about a second
 * for 256 GiB.
 * Return: 0, or the errno of the first status that is not success, printed.
 *
 * See TDH.SYS.TDMR.INIT of the TDX module ABI.
 */
int tdx_tdmr_init_all(const struct tdx_plan *plan)
{
	struct tdx_parallel_job job = {
		.plan = plan,
		.step = init_step,
		.steps = STEPS_AT_A_TIME,
	};

	memset(progress, 0, sizeof(progress));

	return tdx_parallel_run(&job) ? init_failed(plan, job.failed) : 0;
}
