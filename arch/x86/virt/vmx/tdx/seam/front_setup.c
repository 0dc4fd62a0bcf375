// SPDX-License-Identifier: GPL-2.0
/*
 * The SEAM shim's platform: boot parameters and firmware tables.
 *
 * "seam=" on the command line switches the shim on and shapes the machine it
 * shows.  The rest comes from where a real module gets it, from firmware: CMRs
 * from the firmware's memory map, logical processors from the MADT - never from
 * what the kernel made of them, because a module knows nothing of maxcpus= or
 * memmap=.
 *
 * All of this runs once, at boot, on one CPU, and is constant afterwards.
 */
#define pr_fmt(fmt) "seam: " fmt

#include <linux/acpi.h>
#include <linux/bsearch.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/pfn.h>
#include <linux/processor.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/topology.h>

#include <asm/e820/api.h>

#include "front.h"

/* APIC IDs of the platform's processors, ascending; the index is the LP number */
static u32 lp_apic_id[SEAM_MAX_LPS] __ro_after_init;

/* LP of each CPU plus one, 0 when not looked up yet; written by that CPU only */
static DEFINE_PER_CPU(int, cpu_lp_plus_one);

static unsigned int nr_cmr_params __initdata;

/* Where the state of the module survives kexec, 0: nowhere */
static u64 state_pa __initdata;

/* Another module takes the place of the one that an earlier kernel used */
static bool reload __initdata;

/* Of TDH.SYS.DISABLE, to be complete */
#define MAX_DISABLE_CALLS	1000000

static int __init parse_number(const char *value, u64 min, u64 max, u64 *out)
{
	if (!value || kstrtou64(value, 0, out) || *out < min || *out > max)
		return -EINVAL;

	return 0;
}

static int __init parse_cmr(char *value)
{
	struct tdx_cmr_info *cmr = &seam_platform.cmr[nr_cmr_params];
	u64 start, end;
	char *rest;

	if (!value || nr_cmr_params == TDX_MAX_CMRS)
		return -EINVAL;

	start = memparse(value, &rest);
	if (*rest++ != '-')
		return -EINVAL;

	end = memparse(rest, &rest);
	if (*rest || end <= start)
		return -EINVAL;

	cmr->base = start;
	cmr->size = end - start;
	nr_cmr_params++;
	return 0;
}

static int __init parse_module(const char *value)
{
	if (!value)
		return -EINVAL;
	if (!strcmp(value, "absent"))
		seam_platform.module_absent = true;
	else if (!strcmp(value, "1.0"))
		seam_platform.version = SEAM_VERSION_1_0;
	else if (!strcmp(value, "1.5"))
		seam_platform.version = SEAM_VERSION_1_5;
	else
		return -EINVAL;

	return 0;
}

static int __init parse_firmware(const char *value)
{
	if (!value || strcmp(value, "off"))
		return -EINVAL;

	seam_platform.firmware_off = true;
	return 0;
}

static int __init parse_erratum(const char *value)
{
	if (!value || strcmp(value, "pw"))
		return -EINVAL;

	seam_platform.pw_erratum = true;
	return 0;
}

static int __init parse_option(char *name, char *value)
{
	u64 number = 0;
	int ret;

	if (!strcmp(name, "on") && !value) {
		seam_on = true;
		return 0;
	}
	if (!strcmp(name, "off") && !value) {
		seam_on = false;
		return 0;
	}
	if (!strcmp(name, "reload") && !value) {
		reload = true;
		return 0;
	}
	if (!strcmp(name, "cmr"))
		return parse_cmr(value);
	if (!strcmp(name, "module"))
		return parse_module(value);
	if (!strcmp(name, "firmware"))
		return parse_firmware(value);
	if (!strcmp(name, "erratum"))
		return parse_erratum(value);
	if (!strcmp(name, "vmx") && !value) {
		seam_vmx_shown = true;
		return 0;
	}

	if (!strcmp(name, "mktme")) {
		ret = parse_number(value, 0, SEAM_MAX_HKIDS, &number);
		seam_platform.mktme_keyids = number;
	} else if (!strcmp(name, "tdx")) {
		ret = parse_number(value, 0, SEAM_MAX_HKIDS, &number);
		seam_platform.tdx_keyids = number;
	} else if (!strcmp(name, "keyids")) {
		ret = parse_number(value, 1, U64_MAX, &seam_keyids_shown);
	} else if (!strcmp(name, "max_tdmrs")) {
		ret = parse_number(value, 1, TDX_MAX_TDMRS, &number);
		seam_platform.max_tdmrs = number;
	} else if (!strcmp(name, "max_reserved")) {
		ret = parse_number(value, 1, TDX_MAX_RESERVED, &number);
		seam_platform.max_reserved = number;
	} else if (!strcmp(name, "state")) {
		ret = parse_number(value, SZ_1M, BIT_ULL(52) - SZ_1M, &state_pa);
		if (!IS_ALIGNED(state_pa, SZ_4K))
			ret = -EINVAL;
	} else if (!strcmp(name, "disable")) {
		ret = parse_number(value, 1, MAX_DISABLE_CALLS, &number);
		seam_platform.disable_calls = number;
	} else if (!strcmp(name, "features0")) {
		ret = parse_number(value, 0, U64_MAX, &number);
		seam_platform.features0 = number;
	} else {
		ret = -EINVAL;
	}

	return ret;
}

/* May be given more than once; the options add up */
static int __init parse_seam(char *arg)
{
	static bool started __initdata;
	char *option;

	if (!arg)
		return -EINVAL;

	if (!started)
		seam_platform_init(&seam_platform);
	started = true;

	while ((option = strsep(&arg, ","))) {
		char *value = strchr(option, '=');

		if (value)
			*value++ = '\0';
		if (parse_option(option, value)) {
			pr_err("option '%s%s%s' not understood: the shim stays off, see Documentation/arch/x86/tdx.rst\n",
			       option, value ? "=" : "", value ?: "");
			seam_on = false;
			return -EINVAL;
		}
	}

	if (seam_on)
		seam_front_present();
	return 0;
}
early_param("seam", parse_seam);

static char *inject_rules[SEAM_MAX_RULES] __initdata;
static unsigned int nr_inject_rules __initdata;

static int __init keep_inject_rule(char *arg)
{
	if (!arg || nr_inject_rules == SEAM_MAX_RULES) {
		pr_err("seam_inject= is empty or given more than %u times: ignored\n",
		       SEAM_MAX_RULES);
		return -EINVAL;
	}

	inject_rules[nr_inject_rules++] = arg;
	return 0;
}
early_param("seam_inject", keep_inject_rule);

/**
 * seam_front_inject() - give the rules of the command line to the module
 *
 * Context: boot, the module is loaded.
 */
void __init seam_front_inject(void)
{
	unsigned int i;

	for (i = 0; i < nr_inject_rules; i++) {
		if (seam_inject_parse(seam_module, inject_rules[i]))
			pr_err("seam_inject=%s not understood: ignored, see Documentation/arch/x86/tdx.rst\n",
			       inject_rules[i]);
	}
}

/*
 * CMRs as firmware makes them: what its memory map calls RAM, in whole pages,
 * without the first MiB.
 */
static void __init default_cmrs(void)
{
	struct tdx_cmr_info *cmr = seam_platform.cmr;
	unsigned int i, nr = 0;

	for (i = 0; i < e820_table_firmware->nr_entries; i++) {
		const struct e820_entry *entry = &e820_table_firmware->entries[i];
		u64 start = max_t(u64, ALIGN(entry->addr, SZ_4K), SZ_1M);
		u64 end = ALIGN_DOWN(entry->addr + entry->size, SZ_4K);

		if (entry->type != E820_TYPE_RAM || start >= end)
			continue;

		if (nr && cmr[nr - 1].base + cmr[nr - 1].size == start) {
			cmr[nr - 1].size += end - start;
			continue;
		}

		if (nr == TDX_MAX_CMRS) {
			pr_warn("memory from 0x%llx on is in no CMR: there are %u at most\n",
				start, TDX_MAX_CMRS);
			break;
		}

		cmr[nr].base = start;
		cmr[nr].size = end - start;
		nr++;
	}
}

static void __init add_lp(u32 apic_id, u32 flags)
{
	if (!(flags & ACPI_MADT_ENABLED))
		return;

	if (seam_platform.nr_lps < SEAM_MAX_LPS)
		lp_apic_id[seam_platform.nr_lps++] = apic_id;
	else
		pr_warn("APIC ID 0x%x left out: %u logical processors at most\n", apic_id,
			SEAM_MAX_LPS);
}

static int __init add_lapic(union acpi_subtable_headers *header, const unsigned long end)
{
	const struct acpi_madt_local_apic *lapic = (void *)header;

	add_lp(lapic->id, lapic->lapic_flags);
	return 0;
}

static int __init add_x2apic(union acpi_subtable_headers *header, const unsigned long end)
{
	const struct acpi_madt_local_x2apic *x2apic = (void *)header;

	add_lp(x2apic->local_apic_id, x2apic->lapic_flags);
	return 0;
}

static int compare_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* Packages get numbers in the order of their first processor's APIC ID */
static void __init number_packages(void)
{
	unsigned int shift = x86_topo_system.dom_shifts[TOPO_PKG_DOMAIN - 1];
	unsigned int lp, pkg = 0;

	for (lp = 0; lp < seam_platform.nr_lps; lp++) {
		if (lp && lp_apic_id[lp] >> shift != lp_apic_id[lp - 1] >> shift)
			pkg++;
		seam_platform.lp_pkg[lp] = min_t(unsigned int, pkg, U8_MAX);
		if (pkg < SEAM_MAX_PKGS)
			seam_platform.pkg_fms[pkg] = cpuid_eax(1);
	}

	seam_platform.nr_pkgs = pkg + 1;
}

/**
 * seam_front_setup() - complete the platform from firmware tables
 *
 * Context: boot, ACPI tables readable, topology known.
 * Return: 0, or -EINVAL with a line about what does not fit.
 */
int __init seam_front_setup(void)
{
	const char *error;

	if (!nr_cmr_params)
		default_cmrs();

	seam_platform.nr_lps = 0;
	acpi_table_parse_madt(ACPI_MADT_TYPE_LOCAL_APIC, add_lapic, 0);
	acpi_table_parse_madt(ACPI_MADT_TYPE_LOCAL_X2APIC, add_x2apic, 0);
	if (!seam_platform.nr_lps)
		add_lp(cpu_physical_id(0), ACPI_MADT_ENABLED);

	sort(lp_apic_id, seam_platform.nr_lps, sizeof(u32), compare_u32, NULL);
	number_packages();

	error = seam_platform_error(&seam_platform);
	if (error) {
		pr_err("platform makes no sense: %s: the shim stays off\n", error);
		return -EINVAL;
	}

	return 0;
}

/**
 * seam_front_state() - memory for the state of the module
 *
 * A real module lives in a range of its own and outlives the kernel.  So does
 * the model when "state=" names a range that "memmap=" has taken from the
 * kernel; otherwise its state goes with the kernel.
 *
 * Context: boot.
 * Return: zeroed memory, or what an earlier kernel left; NULL with a line about
 * the reason when the range cannot be used.
 */
struct seam_module * __init seam_front_state(void)
{
	static struct seam_module builtin_state;
	u64 end = state_pa + sizeof(struct seam_module);
	struct seam_module *state;

	if (!state_pa)
		return &builtin_state;

	if (e820__mapped_any(state_pa, end, E820_TYPE_RAM)) {
		pr_err("state=0x%llx is memory the kernel uses: reserve it with memmap=%zuK$0x%llx; the shim stays off\n",
		       state_pa, DIV_ROUND_UP(sizeof(struct seam_module), SZ_1K), state_pa);
		return NULL;
	}

	state = memremap(state_pa, sizeof(*state), MEMREMAP_WB);
	if (!state)
		pr_err("state=0x%llx cannot be mapped: the shim stays off\n", state_pa);

	return state;
}

/**
 * seam_front_reload() - does each kernel get a module of its own?
 *
 * Context: boot.
 * Return: true if the loader is to replace the module of an earlier kernel.
 */
bool __init seam_front_reload(void)
{
	return reload;
}

/**
 * seam_front_lp() - the logical processor that a CPU is
 * @cpu: this CPU, or one that is offline
 *
 * Context: any, also #UD, NMI and machine check.
 * Return: LP number, or -1 for a CPU that firmware does not list.
 */
int seam_front_lp(unsigned int cpu)
{
	int *cached = per_cpu_ptr(&cpu_lp_plus_one, cpu);
	u32 apic_id = cpu_physical_id(cpu);
	const u32 *lp;

	if (!*cached) {
		lp = bsearch(&apic_id, lp_apic_id, seam_platform.nr_lps, sizeof(u32),
			     compare_u32);
		if (lp)
			*cached = lp - lp_apic_id + 1;
	}

	return *cached - 1;
}
