// SPDX-License-Identifier: GPL-2.0
/*
 * TDX in kvm_intel: enable it, and keep the CPUs fit for it.
 *
 * With kvm_intel.tdx=1, TDX is enabled while kvm_intel is loaded, after VMX is
 * set up and before /dev/kvm exists:
 *
 *	check what TDX needs of KVM and of the CPU
 *	switch VMX on, on every CPU
 *	tdx_cpu_enable() on every CPU
 *	tdx_enable()
 *
 * A SEAMCALL needs VMX operation, so from then on one of the references that KVM
 * counts is TDX's, and VMX stays on until kvm_intel is unloaded, whether there
 * are VMs or not.  A CPU that comes online gets VMX from KVM and then, here, is
 * introduced to the module; one that the module does not take is refused.
 *
 * Any failure gives the reference back and leaves kvm_intel as it is without
 * TDX: nothing else depends on it.
 *
 * All state is written while the module is loaded or unloaded, which the module
 * loader serialises, and by the CPU hotplug core.  cpus_read_lock() is taken
 * here, after kvm_usage_lock is released and before the locks of tdx_enable();
 * see asm/tdx.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/array_size.h>
#include <linux/cpu.h>
#include <linux/cpufeature.h>
#include <linux/cpuhotplug.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kvm_host.h>
#include <linux/moduleparam.h>

#include <asm/tdx.h>

#include "capabilities.h"
#include "mmu.h"
#include "tdx.h"

/* What was asked for; from the end of kvm_tdx_init() on, whether it is usable */
static bool enable_tdx __read_mostly;
module_param_named(tdx, enable_tdx, bool, 0444);
MODULE_PARM_DESC(tdx, "Enable TDX while the module is loaded (default: off)");

static enum cpuhp_state online_state;

struct needed_feature {
	unsigned int feature;
	const char *advice;
};

/* Of the CPU; the second stands for all that the host core has looked for */
static const struct needed_feature needed_features[] __initconst = {
	{ X86_FEATURE_MOVDIR64B,
	  "the CPU lacks MOVDIR64B: do not disable it with clearcpuid= or in firmware setup" },
	{ X86_FEATURE_TDX_HOST_PLATFORM,
	  "the platform is no TDX host: enable TDX in firmware setup, see virt/tdx of boot" },
};

struct needed_option {
	const bool *on;
	const char *advice;
};

/* Of KVM, after it has looked at the CPU */
static const struct needed_option needed_options[] __initconst = {
	{ &enable_ept, "EPT is off: set kvm_intel.ept=1" },
	{ &enable_ept_ad_bits, "accessed and dirty flags of EPT are off: set kvm_intel.eptad=1" },
	{ &tdp_mmu_enabled, "the TDP MMU is off: set kvm.tdp_mmu=1" },
	{ &enable_mmio_caching, "MMIO caching is off: set kvm.mmio_caching=1" },
	{ &enable_apicv, "APIC virtualization is off: set kvm_intel.enable_apicv=1" },
};

/* What is in the way of TDX, and what to do about it; NULL: nothing */
static const char * __init find_obstacle(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(needed_features); i++) {
		if (!boot_cpu_has(needed_features[i].feature))
			return needed_features[i].advice;
	}

	for (i = 0; i < ARRAY_SIZE(needed_options); i++) {
		if (!*needed_options[i].on)
			return needed_options[i].advice;
	}

	if (!cpu_has_vmx_virtualize_x2apic_mode())
		return "the CPU does not virtualize an x2APIC: TDX needs one that does";

	return NULL;
}

/* KVM has switched VMX on before, its CPU hotplug state comes first */
static int tdx_online_cpu(unsigned int cpu)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = tdx_cpu_enable();
	local_irq_restore(flags);

	/* While TDX is brought up, that is what fails and gets reported */
	if (ret && online_state)
		pr_err("CPU %u cannot go online while TDX is in use, error %pe: unload kvm_intel, or reboot with all CPUs online\n",
		       cpu, ERR_PTR(ret));

	return ret;
}

/* The first of the two lines about a failure is that of the host core */
static int __init enable_on_all_cpus(void)
{
	int state, ret;

	guard(cpus_read_lock)();

	state = cpuhp_setup_state_cpuslocked(CPUHP_AP_ONLINE_DYN, "kvm/tdx:online",
					     tdx_online_cpu, NULL);
	if (state < 0)
		return state;

	ret = tdx_enable();
	if (ret) {
		cpuhp_remove_state_nocalls_cpuslocked(state);
		return ret;
	}

	online_state = state;
	return 0;
}

/**
 * kvm_tdx_init() - enable TDX if kvm_intel.tdx=1
 *
 * A failure is printed and otherwise without consequences.
 *
 * Context: kvm_intel is loaded: after hardware setup, before kvm_init().
 */
void __init kvm_tdx_init(void)
{
	const char *obstacle;
	int ret;

	if (!enable_tdx)
		return;

	enable_tdx = false;

	obstacle = find_obstacle();
	if (obstacle) {
		pr_err("TDX stays off: %s\n", obstacle);
		return;
	}

	ret = kvm_enable_virtualization();
	if (ret) {
		pr_err("TDX stays off: VMX cannot be switched on, error %pe: unload other hypervisors\n",
		       ERR_PTR(ret));
		return;
	}

	ret = enable_on_all_cpus();
	if (ret) {
		pr_err("TDX stays off: it cannot be enabled, error %pe: see virt/tdx above\n",
		       ERR_PTR(ret));
		kvm_disable_virtualization();
		return;
	}

	enable_tdx = true;
	pr_info("TDX is enabled: VMX stays on until this module is unloaded\n");
}

/**
 * kvm_tdx_exit() - TDX needs VMX no longer
 *
 * The TDX module stays as it is, and is found so when kvm_intel is loaded again.
 *
 * Context: no VM exists, after kvm_exit() or when kvm_init() failed.
 */
void kvm_tdx_exit(void)
{
	if (!enable_tdx)
		return;

	enable_tdx = false;
	cpuhp_remove_state_nocalls(online_state);
	online_state = 0;
	kvm_disable_virtualization();
}
