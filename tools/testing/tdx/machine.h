/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine for the model of the TDX module in userspace: memory, processors
 * and everything else that model_env.h asks for.
 */
#ifndef _TDX_TEST_MACHINE_H
#define _TDX_TEST_MACHINE_H

#include "../../../arch/x86/virt/vmx/tdx/seam/model_env.h"

#define MACHINE_MAX_MSRS	64
#define MACHINE_MAX_CPUIDS	64
#define MACHINE_MAX_PCONFIGS	64
#define MACHINE_ALL_LPS		U32_MAX

/**
 * struct machine - the machine; there is one
 * @plat: platform for the next machine_load()
 * @m: the module
 * @rndfail: number of RDRAND executions that fail before the others succeed
 * @pconfig: results of the first executions of PCONFIG
 * @nr_pconfigs: entries of @pconfig
 * @next_pconfig: executions so far
 * @msrs: values that differ from those of the default processor
 * @nr_msrs: entries of @msrs
 * @cpuids: registers that differ from those of the default processor
 * @nr_cpuids: entries of @cpuids
 * @nr_reports: violations reported
 * @last_report: the last of them
 */
struct machine {
	struct seam_platform plat;
	struct seam_module m;
	unsigned int rndfail;
	unsigned int pconfig[MACHINE_MAX_PCONFIGS];
	unsigned int nr_pconfigs;
	unsigned int next_pconfig;
	struct {
		unsigned int lp;
		u32 msr;
		u64 value;
	} msrs[MACHINE_MAX_MSRS];
	unsigned int nr_msrs;
	struct {
		unsigned int lp;
		u32 leaf;
		u32 subleaf;
		unsigned int reg;
		u32 value;
	} cpuids[MACHINE_MAX_CPUIDS];
	unsigned int nr_cpuids;
	unsigned int nr_reports;
	struct seam_report last_report;
};

extern struct machine machine;

/* When set, called for every page that the model asks for */
extern void (*machine_touched)(u64 pa, u8 *page);

void machine_reset(void);
void machine_load(void);
bool machine_set_msr(unsigned int lp, u32 msr, u64 value);
bool machine_set_cpuid(unsigned int lp, u32 leaf, u32 subleaf, unsigned int reg, u32 value);

void machine_no_memory(u64 start, u64 end);
void machine_write(u64 pa, const void *from, size_t len);
void machine_read(u64 pa, void *to, size_t len);
void machine_write64(u64 pa, u64 value);
u64 machine_read64(u64 pa);
void machine_fill(u64 pa, u8 byte, size_t len);
void machine_movdir64b(u64 pa, size_t len);

#endif /* _TDX_TEST_MACHINE_H */
