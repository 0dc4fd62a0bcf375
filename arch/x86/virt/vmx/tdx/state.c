// SPDX-License-Identifier: GPL-2.0
/*
 * How far TDX has come on this host, and what it works with once it is ready.
 *
 * tdx.c alone changes the state, and tells there how each is entered and left.
 * Whoever has seen READY may use what it publishes without a lock: metadata and
 * plan are constant from then on.
 *
 * At the bottom of the host core: asks nothing of any other file.
 */
#include <linux/compiler.h>
#include <linux/export.h>

#include <asm/barrier.h>

#include "host.h"

static enum tdx_state tdx_state;		/* tdx_lock for writing */
static const struct tdx_sys_info *ready_info;	/* set before READY */
static const struct tdx_plan *ready_plan;	/* set before READY */

/**
 * tdx_host_state() - how far TDX has come on this host
 *
 * Context: any.
 * Return: the state; one that can be left may be left at any time.
 */
enum tdx_state tdx_host_state(void)
{
	return READ_ONCE(tdx_state);
}

/**
 * tdx_set_state() - enter a state other than READY
 * @state: TDX_ABSENT, TDX_PRESENT or TDX_DEAD
 *
 * Context: boot, or tdx_lock held.
 */
void tdx_set_state(enum tdx_state state)
{
	WRITE_ONCE(tdx_state, state);
}

/**
 * tdx_set_ready() - let TDX be used
 * @info: metadata of the module, constant from now on
 * @plan: what the module was configured with, constant from now on
 *
 * Context: tdx_lock held.
 */
void tdx_set_ready(const struct tdx_sys_info *info, const struct tdx_plan *plan)
{
	ready_info = info;
	ready_plan = plan;
	/* Pairs with the acquire in tdx_is_ready() */
	smp_store_release(&tdx_state, TDX_READY);
}

/**
 * tdx_is_ready() - is TDX in use on this host?
 *
 * Context: any.
 * Return: true from the success of tdx_enable() on.
 */
bool tdx_is_ready(void)
{
	/* Pairs with the release in tdx_set_ready(): what READY publishes is seen */
	return smp_load_acquire(&tdx_state) == TDX_READY;
}

/**
 * tdx_ready_plan() - TDMRs and PAMTs that the module works with
 *
 * Context: any.
 * Return: constant data, or NULL as long as TDX is not ready.
 */
const struct tdx_plan *tdx_ready_plan(void)
{
	return tdx_is_ready() ? ready_plan : NULL;
}

/**
 * tdx_get_sysinfo() - global metadata of the TDX module
 *
 * Context: any.
 * Return: constant data, or NULL as long as TDX is not ready.
 */
const struct tdx_sys_info *tdx_get_sysinfo(void)
{
	return tdx_is_ready() ? ready_info : NULL;
}
EXPORT_SYMBOL_GPL(tdx_get_sysinfo);
