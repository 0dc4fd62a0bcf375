// SPDX-License-Identifier: GPL-2.0
/*
 * The gate before every SEAMCALL, and the caches behind it.
 *
 * The gate (stopped) goes from open to closed, once.  It stands before every
 * SEAMCALL and covers what comes late: a machine check on the last CPU, a CPU
 * that did not stop when it was told to, any caller after TDH.SYS.DISABLE.
 *
 * cache_private is written by the CPU it belongs to: set before a SEAMCALL,
 * cleared when the CPU writes its caches back.  A CPU that is merely taken
 * offline does that in play_dead(), without this file.
 *
 * No locks: all of it works in NMIs and in a kernel that crashed.
 */
#include <linux/compiler.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include <asm/special_insns.h>

#include "host.h"

static bool stopped;			/* never cleared */
static bool called __read_mostly;	/* this kernel has made a SEAMCALL */
static DEFINE_PER_CPU(bool, cache_private);

/**
 * tdx_seamcall_begin() - ask whether a SEAMCALL may be made
 *
 * Context: any, on the CPU that makes the call, preemption off until after it.
 * Return: false once the end of this kernel has begun.
 */
bool tdx_seamcall_begin(void)
{
	/* Before the call: a CPU that is stopped in between writes back in vain */
	this_cpu_write(cache_private, true);
	if (!READ_ONCE(called))
		WRITE_ONCE(called, true);

	return !READ_ONCE(stopped);
}

/**
 * tdx_seamcall_made() - has this kernel made a SEAMCALL?
 *
 * Context: any.
 * Return: true from the first one on.
 */
bool tdx_seamcall_made(void)
{
	return READ_ONCE(called);
}

/**
 * tdx_seamcall_end() - let nobody make a SEAMCALL any more
 *
 * Context: any.
 * Return: true if somebody could until now.
 */
bool tdx_seamcall_end(void)
{
	if (READ_ONCE(stopped))
		return false;

	WRITE_ONCE(stopped, true);
	return true;
}

/**
 * tdx_cpu_stop() - write back what this CPU's caches hold of private memory
 *
 * For a CPU after its last SEAMCALL, on its way down or before PAMTs are converted.
 * There is one WBINVD for all callers, so that it can be probed.
 *
 * Context: any, NMI included; interrupts off.
 */
noinline void tdx_cpu_stop(void)
{
	if (!this_cpu_read(cache_private))
		return;

	native_wbinvd();
	this_cpu_write(cache_private, false);
}

static void write_back(void *always)
{
	if (always)
		this_cpu_write(cache_private, true);
	tdx_cpu_stop();
}

/**
 * tdx_write_back_all() - write back the caches of all CPUs, at once
 * @always: of those too that have made no SEAMCALL since the last time
 *
 * Context: process context, cpus_read_lock() held.
 */
void tdx_write_back_all(bool always)
{
	on_each_cpu(write_back, (void *)(unsigned long)always, true);
}
