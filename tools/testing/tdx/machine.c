// SPDX-License-Identifier: GPL-2.0
/*
 * A machine for the model of the TDX module in userspace.
 *
 * Memory is a tree of tables over the whole physical address space, filled
 * where it is touched; what was never written reads as zero.  One range can be
 * taken out, for addresses without memory.  Processors are the default ones of
 * the model with deviations on top.
 *
 * Calls may come from several threads: tables are added with compare and
 * exchange.  Setting the machine up, and resetting it, is for one thread.
 */
#include <stdlib.h>

#include "machine.h"

/* Four levels of 10 bits each over 40 bits of page number */
#define TREE_LEVELS	4
#define TREE_BITS	10
#define TREE_SLOTS	BIT(TREE_BITS)

struct machine machine;
void (*machine_touched)(u64 pa, u8 *page);

static void *tree_root;
static u64 hole_start, hole_end;

static void tree_free(void *node, unsigned int level)
{
	void **slots = node;
	unsigned int i;

	if (!node)
		return;
	for (i = 0; level < TREE_LEVELS && i < TREE_SLOTS; i++)
		tree_free(slots[i], level + 1);
	free(node);
}

/* The node in a slot, added if there is none */
static void *tree_node(void **slot, size_t size)
{
	void *found = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	void *node;

	if (found)
		return found;

	if (posix_memalign(&node, SZ_4K, size))
		abort();
	memset(node, 0, size);
	if (__atomic_compare_exchange_n(slot, &found, node, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return node;

	free(node);
	return found;
}

void *seam_env_page(u64 pa)
{
	void **slot = &tree_root;
	unsigned int shift = 12 + TREE_LEVELS * TREE_BITS;
	unsigned int level;
	u8 *page;

	if (pa >> shift || (pa >= hole_start && pa < hole_end))
		return NULL;

	for (level = 0; level < TREE_LEVELS; level++) {
		shift -= TREE_BITS;
		slot = tree_node(slot, TREE_SLOTS * sizeof(*slot));
		slot += pa >> shift & (TREE_SLOTS - 1);
	}

	page = tree_node(slot, SZ_4K);
	if (machine_touched)
		machine_touched(ALIGN_DOWN(pa, SZ_4K), page);
	return page;
}

u64 seam_env_rdmsr(const struct seam_module *m, unsigned int lp, u32 msr)
{
	unsigned int i;

	for (i = 0; i < machine.nr_msrs; i++) {
		if (machine.msrs[i].msr == msr &&
		    (machine.msrs[i].lp == lp || machine.msrs[i].lp == MACHINE_ALL_LPS))
			return machine.msrs[i].value;
	}

	return seam_refcpu_msr(&m->plat, lp, msr);
}

void seam_env_cpuid(const struct seam_module *m, unsigned int lp, u32 leaf, u32 subleaf,
		    struct seam_cpuid *out)
{
	u32 *regs[] = { &out->eax, &out->ebx, &out->ecx, &out->edx };
	unsigned int i;

	seam_refcpu_cpuid(&m->plat, lp, leaf, subleaf, out);
	for (i = 0; i < machine.nr_cpuids; i++) {
		if (machine.cpuids[i].leaf == leaf && machine.cpuids[i].subleaf == subleaf &&
		    (machine.cpuids[i].lp == lp || machine.cpuids[i].lp == MACHINE_ALL_LPS))
			*regs[machine.cpuids[i].reg] = machine.cpuids[i].value;
	}
}

void seam_env_resched(void)
{
}

bool seam_env_random(u64 *value)
{
	static u64 state = 0x853c49e6748fea9bULL;

	if (machine.rndfail) {
		machine.rndfail--;
		return false;
	}

	*value = __atomic_add_fetch(&state, 0x9e3779b97f4a7c15ULL, __ATOMIC_RELAXED);
	return true;
}

unsigned int seam_env_pconfig(unsigned int lp, u16 hkid)
{
	if (machine.next_pconfig >= machine.nr_pconfigs)
		return SEAM_PCONFIG_OK;

	return machine.pconfig[machine.next_pconfig++];
}

void seam_env_report(const struct seam_report *report)
{
	machine.last_report = *report;
	machine.nr_reports++;
}

/**
 * machine_reset() - empty memory, default platform, no deviations, no module
 */
void machine_reset(void)
{
	tree_free(tree_root, 0);
	tree_root = NULL;
	hole_start = 0;
	hole_end = 0;
	memset(&machine, 0, sizeof(machine));
	seam_platform_init(&machine.plat);
}

/**
 * machine_load() - load a fresh module on the platform that was set up
 */
void machine_load(void)
{
	seam_module_load(&machine.m, &machine.plat);
}

/* False when there are too many */
bool machine_set_msr(unsigned int lp, u32 msr, u64 value)
{
	unsigned int i = machine.nr_msrs;

	if (i == MACHINE_MAX_MSRS)
		return false;
	machine.msrs[i].lp = lp;
	machine.msrs[i].msr = msr;
	machine.msrs[i].value = value;
	machine.nr_msrs++;
	return true;
}

/* False when there are too many */
bool machine_set_cpuid(unsigned int lp, u32 leaf, u32 subleaf, unsigned int reg, u32 value)
{
	unsigned int i = machine.nr_cpuids;

	if (i == MACHINE_MAX_CPUIDS)
		return false;
	machine.cpuids[i].lp = lp;
	machine.cpuids[i].leaf = leaf;
	machine.cpuids[i].subleaf = subleaf;
	machine.cpuids[i].reg = reg;
	machine.cpuids[i].value = value;
	machine.nr_cpuids++;
	return true;
}

/* Nothing answers between @start and @end */
void machine_no_memory(u64 start, u64 end)
{
	hole_start = start;
	hole_end = end;
}

/* Bytes at @pa as far as its page goes, at most *@len, which is set to that */
static u8 *machine_bytes(u64 pa, size_t *len)
{
	u8 *page = seam_env_page(pa);

	if (!page)
		abort();
	*len = min_t(size_t, *len, SZ_4K - (pa & (SZ_4K - 1)));
	return page + (pa & (SZ_4K - 1));
}

void machine_write(u64 pa, const void *from, size_t len)
{
	const u8 *bytes = from;
	size_t part;
	u8 *to;

	for (; len; len -= part, pa += part, bytes += part) {
		part = len;
		to = machine_bytes(pa, &part);
		memcpy(to, bytes, part);
	}
}

void machine_read(u64 pa, void *to, size_t len)
{
	u8 *bytes = to;
	size_t part;
	u8 *from;

	for (; len; len -= part, pa += part, bytes += part) {
		part = len;
		from = machine_bytes(pa, &part);
		memcpy(bytes, from, part);
	}
}

void machine_write64(u64 pa, u64 value)
{
	machine_write(pa, &value, sizeof(value));
}

u64 machine_read64(u64 pa)
{
	u64 value;

	machine_read(pa, &value, sizeof(value));
	return value;
}

void machine_fill(u64 pa, u8 byte, size_t len)
{
	size_t part;
	u8 *to;

	for (; len; len -= part, pa += part) {
		part = len;
		to = machine_bytes(pa, &part);
		memset(to, byte, part);
	}
}

/**
 * machine_movdir64b() - clear memory as a host does that takes it back
 * @pa: first byte, 64-byte aligned
 * @len: bytes, multiple of 64
 */
void machine_movdir64b(u64 pa, size_t len)
{
	for (; len; len -= 64, pa += 64) {
		machine_fill(pa, 0, 64);
		seam_host_movdir64b(&machine.m, pa);
	}
}
