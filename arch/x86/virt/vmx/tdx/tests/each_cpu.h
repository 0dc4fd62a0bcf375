/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work on all CPUs at once, as schedule_on_each_cpu() does it, which modules cannot
 * call.
 */
#ifndef _X86_VIRT_TDX_EACH_CPU_H
#define _X86_VIRT_TDX_EACH_CPU_H

#include <linux/cleanup.h>
#include <linux/cpu.h>
#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/workqueue.h>

/* Returns when @func has run on each online CPU; none goes meanwhile */
static inline int work_on_each_cpu(work_func_t func)
{
	struct work_struct __percpu *works = alloc_percpu(struct work_struct);
	unsigned int cpu;

	if (!works)
		return -ENOMEM;

	scoped_guard(cpus_read_lock) {
		for_each_online_cpu(cpu) {
			struct work_struct *work = per_cpu_ptr(works, cpu);

			INIT_WORK(work, func);
			schedule_work_on(cpu, work);
		}

		for_each_online_cpu(cpu)
			flush_work(per_cpu_ptr(works, cpu));
	}

	free_percpu(works);
	return 0;
}

#endif /* _X86_VIRT_TDX_EACH_CPU_H */
