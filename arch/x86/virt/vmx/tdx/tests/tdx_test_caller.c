// SPDX-License-Identifier: GPL-2.0
/*
 * A stand-in for KVM: puts every CPU in VMX operation, introduces it to the TDX
 * module and enables TDX.  Parameters make it misbehave the ways a caller can.
 *
 * Loading succeeds only when TDX came up for every caller; otherwise VMX
 * operation ends again and modprobe gets the error.  While the module stays
 * loaded, CPUs that come online are treated as those at load time, and CPUs
 * that go offline leave VMX operation.
 *
 * vmxon_region belongs to its CPU: it is allocated, used and freed by the CPU
 * hotplug callbacks, which run on that CPU one at a time.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpufeature.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string_choices.h>

#include <asm/asm.h>
#include <asm/msr.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <asm/tdx.h>
#include <asm/tlbflush.h>

static char *skip_vmxon;
module_param(skip_vmxon, charp, 0444);
MODULE_PARM_DESC(skip_vmxon, "list of CPUs that are left outside VMX operation");

static char *vmxoff_early;
module_param(vmxoff_early, charp, 0444);
MODULE_PARM_DESC(vmxoff_early, "list of CPUs that leave VMX operation before TDX is enabled");

static unsigned int callers = 1;
module_param(callers, uint, 0444);
MODULE_PARM_DESC(callers, "threads that call tdx_enable() at the same time");

static unsigned int repeat = 1;
module_param(repeat, uint, 0444);
MODULE_PARM_DESC(repeat, "calls of tdx_enable() by each of them");

#define MAX_CALLERS	64

static DEFINE_PER_CPU(void *, vmxon_region);
static struct cpumask skipped, leaving;
static int online_state;

static int vmx_on(phys_addr_t region)
{
	u64 operand = region;

	asm goto("1:	vmxon %[region]\n"
		 "	jbe %l[refused]\n"
		 _ASM_EXTABLE(1b, %l[fault])
		 : : [region] "m" (operand) : "cc", "memory" : refused, fault);
	return 0;

refused:
	return -EBUSY;
fault:
	return -EOPNOTSUPP;
}

static void vmx_off(void)
{
	asm goto("1:	vmxoff\n"
		 _ASM_EXTABLE(1b, %l[outside])
		 : : : "cc", "memory" : outside);
outside:
	return;
}

static int enter_vmx(void *region)
{
	u64 basic;
	int ret;

	if (cr4_read_shadow() & X86_CR4_VMXE)
		return -EBUSY;

	ret = rdmsrl_safe(MSR_IA32_VMX_BASIC, &basic);
	if (ret)
		return ret;

	*(u32 *)region = basic & GENMASK(30, 0);

	cr4_set_bits(X86_CR4_VMXE);
	ret = vmx_on(virt_to_phys(region));
	if (ret)
		cr4_clear_bits(X86_CR4_VMXE);

	return ret;
}

static void leave_vmx(void *unused)
{
	vmx_off();
	cr4_clear_bits(X86_CR4_VMXE);
}

static int caller_cpu_online(unsigned int cpu)
{
	void *region;
	int ret;

	if (cpumask_test_cpu(cpu, &skipped))
		return 0;

	region = (void *)get_zeroed_page(GFP_KERNEL);
	if (!region)
		return -ENOMEM;

	local_irq_disable();
	ret = enter_vmx(region);
	if (ret) {
		local_irq_enable();
		pr_err("CPU %u: VMXON failed: error %d\n", cpu, ret);
		goto free_region;
	}

	ret = tdx_cpu_enable();
	if (ret)
		leave_vmx(NULL);
	local_irq_enable();

	if (ret) {
		pr_err("CPU %u: tdx_cpu_enable() failed: error %d\n", cpu, ret);
		goto free_region;
	}

	this_cpu_write(vmxon_region, region);
	return 0;

free_region:
	free_page((unsigned long)region);
	return ret;
}

static int caller_cpu_offline(unsigned int cpu)
{
	void *region = this_cpu_read(vmxon_region);

	if (!region)
		return 0;

	local_irq_disable();
	leave_vmx(NULL);
	local_irq_enable();

	this_cpu_write(vmxon_region, NULL);
	free_page((unsigned long)region);
	return 0;
}

struct call {
	struct completion done;
	s64 us;
	int ret;
};

static int call_thread(void *data)
{
	struct call *call = data;
	ktime_t start = ktime_get();
	unsigned int i;

	for (i = 0; i < repeat && !call->ret; i++) {
		cpus_read_lock();
		call->ret = tdx_enable();
		cpus_read_unlock();
	}

	call->us = ktime_us_delta(ktime_get(), start);

	complete(&call->done);
	return 0;
}

static int call_tdx_enable(void)
{
	unsigned int i, started, nr_ok = 0;
	struct call *calls;
	s64 us = 0;
	int ret = 0;

	calls = kcalloc(callers, sizeof(*calls), GFP_KERNEL);
	if (!calls)
		return -ENOMEM;

	for (started = 0; started < callers; started++) {
		struct task_struct *thread;

		init_completion(&calls[started].done);
		thread = kthread_run(call_thread, &calls[started], "tdx_caller/%u", started);
		if (IS_ERR(thread)) {
			ret = PTR_ERR(thread);
			break;
		}
	}

	for (i = 0; i < started; i++) {
		wait_for_completion(&calls[i].done);
		us = max(us, calls[i].us);
		if (!calls[i].ret)
			nr_ok++;
		else if (!ret)
			ret = calls[i].ret;
	}

	kfree(calls);

	if (ret)
		pr_err("TDX came up for %u of %u callers: error %d\n", nr_ok, callers, ret);
	else
		pr_info("TDX came up for %u of %u callers, %u call%s each, %lld us\n", nr_ok,
			callers, repeat, str_plural(repeat), us);
	return ret;
}

/* A CPU in VMX operation cannot be reset by INIT */
static int caller_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	cpuhp_remove_state(online_state);
	online_state = 0;

	return NOTIFY_OK;
}

static struct notifier_block caller_reboot_nb = {
	.notifier_call = caller_reboot,
};

static int __init parse_parameters(void)
{
	if (skip_vmxon && cpulist_parse(skip_vmxon, &skipped)) {
		pr_err("skip_vmxon=%s is not a list of CPUs\n", skip_vmxon);
		return -EINVAL;
	}

	if (vmxoff_early && cpulist_parse(vmxoff_early, &leaving)) {
		pr_err("vmxoff_early=%s is not a list of CPUs\n", vmxoff_early);
		return -EINVAL;
	}

	if (!callers || callers > MAX_CALLERS || !repeat) {
		pr_err("callers=%u must be 1 to %u, and repeat=%u not 0\n", callers, MAX_CALLERS,
		       repeat);
		return -EINVAL;
	}

	return 0;
}

static int __init caller_init(void)
{
	int ret;

	if (!boot_cpu_has(X86_FEATURE_TDX_HOST_PLATFORM)) {
		pr_err("this platform is no TDX host\n");
		return -ENODEV;
	}

	ret = parse_parameters();
	if (ret)
		return ret;

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "x86/tdx_test_caller:online",
				caller_cpu_online, caller_cpu_offline);
	if (ret < 0)
		return ret;
	online_state = ret;

	on_each_cpu_mask(&leaving, leave_vmx, NULL, true);

	ret = call_tdx_enable();
	if (ret)
		goto remove_state;

	ret = register_reboot_notifier(&caller_reboot_nb);
	if (ret)
		goto remove_state;

	return 0;

remove_state:
	cpuhp_remove_state(online_state);
	return ret;
}
module_init(caller_init);

static void __exit caller_exit(void)
{
	unregister_reboot_notifier(&caller_reboot_nb);
	if (online_state)
		cpuhp_remove_state(online_state);
}
module_exit(caller_exit);

MODULE_DESCRIPTION("Stand-in for KVM that enables TDX, for tests");
MODULE_LICENSE("GPL");
