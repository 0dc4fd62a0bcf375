// SPDX-License-Identifier: GPL-2.0
/*
 * Logical processors and the module.
 *
 * The module counts the processors that firmware enabled, not those the kernel
 * brought online, and refuses TDH.SYS.CONFIG until TDH.SYS.LP.INIT was done on
 * each of them.  This file remembers firmware's list (the MADT), does the calls
 * of tdx_cpu_enable(), and says before memory is spent which CPU is in the way.
 *
 * CPUs go offline and come back as they like: nothing is told to the module.  A
 * processor it does not know, or was configured without, is refused by
 * tdx_cpu_enable() without asking it.  The last CPU of a package stays online
 * while guests have KeyIDs, because a key is reclaimed on every package; the
 * hotplug callback runs under cpus_write_lock().
 *
 * lp_initialized is written by the CPU it belongs to, with interrupts off, and
 * cleared by tests only: initialisation lasts as long as the module.
 * lp_lock serialises the one TDH.SYS.INIT and guards lp_report; it is taken
 * with interrupts off and nests inside everything.
 */
#define pr_fmt(fmt) "virt/tdx: " fmt

#include <linux/acpi.h>
#include <linux/bitmap.h>
#include <linux/bsearch.h>
#include <linux/cleanup.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sort.h>
#include <linux/spinlock.h>
#include <linux/string_choices.h>
#include <linux/topology.h>

#include "host.h"
#include "seamcall.h"

static DEFINE_PER_CPU(bool, lp_initialized);
static DEFINE_RAW_SPINLOCK(lp_lock);
static bool sys_initialized;		/* lp_lock */

/*
 * The last failure of tdx_cpu_enable() and the CPUs that met it.  All CPUs of
 * a host usually fail alike, and one line is enough; a CPU that fails the same
 * way once more belongs to a new attempt and is reported again.
 */
static struct {
	tdx_status_t status;
	struct cpumask cpus;
} lp_report;				/* lp_lock */

/* APIC IDs that firmware enabled, ascending; constant after boot */
static u32 *firmware_lps __ro_after_init;
static unsigned int nr_firmware_lps __ro_after_init;

static void __init add_firmware_lp(u32 apic_id, u32 flags)
{
	if (!(flags & ACPI_MADT_ENABLED))
		return;

	if (firmware_lps)
		firmware_lps[nr_firmware_lps] = apic_id;
	nr_firmware_lps++;
}

static int __init parse_lapic(union acpi_subtable_headers *header, const unsigned long end)
{
	const struct acpi_madt_local_apic *lapic = (void *)header;

	/* APIC ID 0xff is what firmware writes into an entry without a processor */
	if (lapic->id != 0xff)
		add_firmware_lp(lapic->id, lapic->lapic_flags);
	return 0;
}

static int __init parse_x2apic(union acpi_subtable_headers *header, const unsigned long end)
{
	const struct acpi_madt_local_x2apic *x2apic = (void *)header;

	/* IDs below 255 may be listed in both forms; those count once, above */
	if (x2apic->local_apic_id != U32_MAX)
		add_firmware_lp(x2apic->local_apic_id, x2apic->lapic_flags);
	return 0;
}

static void __init walk_madt(void)
{
	nr_firmware_lps = 0;
	acpi_table_parse_madt(ACPI_MADT_TYPE_LOCAL_APIC, parse_lapic, 0);
	acpi_table_parse_madt(ACPI_MADT_TYPE_LOCAL_X2APIC, parse_x2apic, 0);
}

static int cmp_apic_id(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* Without a MADT the list stays empty and only online CPUs are checked */
static void __init count_firmware_lps(void)
{
	unsigned int i, nr = 0;

	walk_madt();
	if (!nr_firmware_lps)
		return;

	firmware_lps = kcalloc(nr_firmware_lps, sizeof(*firmware_lps), GFP_KERNEL);
	if (!firmware_lps) {
		nr_firmware_lps = 0;
		return;
	}

	walk_madt();
	sort(firmware_lps, nr_firmware_lps, sizeof(*firmware_lps), cmp_apic_id, NULL);

	for (i = 0; i < nr_firmware_lps; i++) {
		if (!nr || firmware_lps[nr - 1] != firmware_lps[i])
			firmware_lps[nr++] = firmware_lps[i];
	}
	nr_firmware_lps = nr;
}

/* Without it TDH.PHYMEM.CACHE.WB cannot run on the package, and no KeyID comes free */
static int tdx_cpu_offline(unsigned int cpu)
{
	unsigned int in_use = tdx_guest_keyids_in_use();

	if (!in_use || cpumask_any_but(topology_core_cpumask(cpu), cpu) < nr_cpu_ids)
		return 0;

	pr_err("CPU %u cannot go offline: it is the last of package %d, and guests have %u KeyID%s, which are reclaimed on every package; shut down TDX guests first\n",
	       cpu, topology_logical_package_id(cpu), in_use, str_plural(in_use));
	return -EBUSY;
}

/**
 * tdx_cpu_init() - remember which processors firmware enabled, watch CPU hotplug
 *
 * Context: boot, after ACPI tables can be read and kmalloc() works.
 * Return: 0 or a negative errno.
 */
int __init tdx_cpu_init(void)
{
	int ret;

	count_firmware_lps();

	ret = tdx_fail("cpuhp_setup_state_nocalls", -ENOMEM) ?:
	      cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "x86/tdx:online", NULL,
					tdx_cpu_offline);
	return ret < 0 ? ret : 0;
}

/* Print a failure unless other CPUs met the same in this attempt already */
static void report_failure(const char *leaf, tdx_status_t status)
{
	int cpu = smp_processor_id();
	bool print;

	raw_spin_lock(&lp_lock);
	print = lp_report.status != status || cpumask_test_cpu(cpu, &lp_report.cpus);
	if (print) {
		lp_report.status = status;
		cpumask_clear(&lp_report.cpus);
	}
	cpumask_set_cpu(cpu, &lp_report.cpus);
	raw_spin_unlock(&lp_lock);

	if (!print)
		return;

	tdx_report_begin();
	tdx_err("%s failed on CPU %d: %s (0x%llx): %s\n", leaf, cpu,
		tdx_status_name(status), tdx_status_raw(status), tdx_status_advice(status));
}

static tdx_status_t init_module_once(void)
{
	tdx_status_t status = TDX_SUCCESS;

	raw_spin_lock(&lp_lock);
	if (!sys_initialized)
		status = tdh_sys_init();
	if (status == TDX_SUCCESS)
		sys_initialized = true;
	raw_spin_unlock(&lp_lock);

	return status;
}

static const u32 *find_firmware_lp(unsigned int cpu)
{
	u32 apic_id = cpu_physical_id(cpu);

	return bsearch(&apic_id, firmware_lps, nr_firmware_lps, sizeof(*firmware_lps),
		       cmp_apic_id);
}

#define ADDED_TEXT	\
	"CPU %u, APIC ID 0x%x, was added after boot, and the module does not know it: TDX does not support physical CPU hotplug; keep it offline, or reboot with it present\n"

/* Before TDX is enabled such a CPU is what keeps TDX off, afterwards only itself */
static void say_added(unsigned int cpu)
{
	if (tdx_is_ready()) {
		pr_err(ADDED_TEXT, cpu, cpu_physical_id(cpu));
		return;
	}

	tdx_report_begin();
	tdx_err(ADDED_TEXT, cpu, cpu_physical_id(cpu));
}

/* Processors the module does not know, or was configured without, are not for it */
static int refuse_latecomer(unsigned int cpu)
{
	if (nr_firmware_lps && !find_firmware_lp(cpu)) {
		say_added(cpu);
		return -EPERM;
	}

	if (tdx_is_ready()) {
		pr_err("CPU %u was not initialised before TDX was enabled, and the module takes no CPU later: keep it offline, or reboot and have it online when TDX is enabled\n",
		       cpu);
		return -EPERM;
	}

	return 0;
}

/**
 * tdx_cpu_enable() - introduce this CPU to the TDX module
 *
 * The first CPU starts the module with TDH.SYS.INIT.  Repeated calls on a CPU
 * do nothing: a CPU that was offline in between needs VMX operation again, and
 * nothing of the module.  The caller has put the CPU in VMX operation and keeps
 * it there while TDX may be used.  A caller whose hotplug callback passes on a
 * failure keeps a CPU offline that TDX cannot use.
 *
 * A failure is printed, once for all CPUs that fail alike.
 *
 * Context: on the CPU concerned, interrupts off.
 * Return: 0; -ENODEV when the platform has no TDX or lost it to a sleep state,
 * or the module is not loaded; -EOPNOTSUPP when firmware has not enabled TDX;
 * -EACCES when the CPU is not in VMX operation; -EPERM when the module is
 * configured and takes no more CPUs, or does not know this one; another negative
 * errno for other statuses of the module.
 *
 * See TDH.SYS.INIT and TDH.SYS.LP.INIT of the TDX module ABI.
 */
int tdx_cpu_enable(void)
{
	const char *leaf = "TDH.SYS.INIT";
	tdx_status_t status;
	int ret;

	lockdep_assert_irqs_disabled();

	if (tdx_host_state() == TDX_ABSENT)
		return -ENODEV;

	if (__this_cpu_read(lp_initialized))
		return 0;

	/* After the above: CPUs that come back from S3 must be let online */
	ret = tdx_power_check();
	if (ret)
		return ret;

	ret = refuse_latecomer(smp_processor_id());
	if (ret)
		return ret;

	status = init_module_once();
	if (status == TDX_SUCCESS) {
		leaf = "TDH.SYS.LP.INIT";
		status = tdh_sys_lp_init();
	}

	if (status != TDX_SUCCESS) {
		report_failure(leaf, status);
		return tdx_status_to_errno(status) ?: -EIO;
	}

	__this_cpu_write(lp_initialized, true);
	return 0;
}
EXPORT_SYMBOL_GPL(tdx_cpu_enable);

#if IS_ENABLED(CONFIG_TDX_TEST_SWEEP)
/**
 * tdx_cpu_forget() - the module is another one, which knows no CPU
 *
 * Context: process context, cpus_read_lock() held; nobody is in tdx_cpu_enable().
 */
void tdx_cpu_forget(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(lp_initialized, cpu) = false;

	raw_spin_lock_irq(&lp_lock);
	sys_initialized = false;
	lp_report.status = TDX_SUCCESS;
	cpumask_clear(&lp_report.cpus);
	raw_spin_unlock_irq(&lp_lock);
}
#endif

static int cpu_of_apic_id(u32 apic_id)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (cpu_physical_id(cpu) == apic_id)
			return cpu;
	}

	return -1;
}

/* Clear the bits of processors that are online, by their place in firmware_lps */
static void strike_online(unsigned long *missing)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		const u32 *lp = find_firmware_lp(cpu);

		if (lp)
			__clear_bit(lp - firmware_lps, missing);
	}
}

static int no_memory(void)
{
	tdx_err("no memory for a list of CPUs: free memory and try again\n");

	return -ENOMEM;
}

#define MISSING_NAMED	8

static int check_online(void)
{
	char names[160];
	struct seq_buf list;
	unsigned int i, nr, named = 0;

	if (!nr_firmware_lps)
		return 0;

	unsigned long *missing __free(bitmap) = bitmap_alloc(nr_firmware_lps, TDX_GFP);

	if (!missing)
		return no_memory();

	bitmap_fill(missing, nr_firmware_lps);
	strike_online(missing);

	nr = bitmap_weight(missing, nr_firmware_lps);
	if (!nr)
		return 0;

	seq_buf_init(&list, names, sizeof(names));
	for_each_set_bit(i, missing, nr_firmware_lps) {
		int cpu = cpu_of_apic_id(firmware_lps[i]);

		if (named == MISSING_NAMED) {
			seq_buf_puts(&list, ", ...");
			break;
		}
		seq_buf_puts(&list, named++ ? ", " : "");
		if (cpu >= 0)
			seq_buf_printf(&list, "CPU %d", cpu);
		else
			seq_buf_printf(&list, "APIC ID 0x%x", firmware_lps[i]);
	}

	tdx_err("%u of %u processors that firmware enabled are not online (%s): the module counts all of them; bring them online or boot without maxcpus=, nosmt and nr_cpus=\n",
		nr, nr_firmware_lps, seq_buf_str(&list));
	return -ENXIO;
}

/* Any leaf tells whether the CPU is in VMX operation; this one changes nothing */
static void probe_vmx(void *data)
{
	struct cpumask *outside = data;
	u64 value;

	if (tdh_sys_rd(TDX_MD_MAJOR_VERSION, &value) == TDX_SEAMCALL_UD)
		cpumask_set_cpu(smp_processor_id(), outside);
}

static int check_vmx_and_init(void)
{
	cpumask_var_t cpus;
	unsigned int cpu;
	int ret = 0;

	if (!zalloc_cpumask_var(&cpus, TDX_GFP))
		return no_memory();

	on_each_cpu(probe_vmx, cpus, true);
	if (!cpumask_empty(cpus)) {
		tdx_err("CPU %*pbl not in VMX operation: the caller of tdx_enable() must execute VMXON on every CPU\n",
			cpumask_pr_args(cpus));
		ret = -EACCES;
		goto out_free;
	}

	for_each_online_cpu(cpu) {
		if (!per_cpu(lp_initialized, cpu))
			cpumask_set_cpu(cpu, cpus);
	}
	if (!cpumask_empty(cpus)) {
		tdx_err("CPU %*pbl not initialised: tdx_cpu_enable() was not called or failed there, and the module needs every CPU\n",
			cpumask_pr_args(cpus));
		ret = -EPERM;
	}

out_free:
	free_cpumask_var(cpus);
	return ret;
}

/**
 * tdx_cpu_check_all() - check what TDH.SYS.CONFIG wants of the processors
 *
 * Every processor that firmware enabled must be online, in VMX operation and
 * initialised.  Those that are not are printed.
 *
 * Context: process context, cpus_read_lock() held.
 * Return: 0; -ENXIO when a processor is not online, -EACCES when one is not in
 * VMX operation, -EPERM when one is not initialised, -ENOMEM.
 */
int tdx_cpu_check_all(void)
{
	int ret;

	lockdep_assert_cpus_held();

	ret = check_online();
	if (ret)
		return ret;

	return check_vmx_and_init();
}
