// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz_model - libFuzzer target for the model of the TDX module
 *
 * Calls are either any call at all, or the next one that a host would make on
 * its way to a module that is ready, so that it gets far.
 */
#include "fuzz.h"

#define MAX_EVENTS	96

static const u16 leaves[] = {
	TDH_SYS_INIT, TDH_SYS_LP_INIT, TDH_SYS_CONFIG, TDH_SYS_KEY_CONFIG, TDH_SYS_TDMR_INIT,
	TDH_SYS_RD, TDH_SYS_RDALL, TDH_SYS_INFO, TDH_SYS_LP_SHUTDOWN, TDH_SYS_SHUTDOWN,
	TDH_SYS_UPDATE, TDH_PHYMEM_PAGE_RDMD, 27, 28, 40, 41,
};

static unsigned int any_lp(void)
{
	return fuzz_below(machine.plat.nr_lps);
}

static void keep_outputs(const struct seam_regs *regs)
{
	fuzz.reg = regs->rdx ? regs->rdx : regs->r8;
}

static void call_anything(void)
{
	struct seam_regs regs = { .rax = leaves[fuzz_below(ARRAY_SIZE(leaves))] };
	unsigned int lp = any_lp();
	bool irqs_on;

	if (fuzz_rarely())
		regs.rax = fuzz_u64();
	if (fuzz_rarely())
		regs.rax = fuzz_u16();
	if (fuzz_rarely())
		lp = fuzz_u16();
	irqs_on = fuzz_u8() & 1;
	regs.rcx = fuzz_value();
	regs.rdx = fuzz_value();
	regs.r8 = fuzz_value();
	regs.r9 = fuzz_below(64);
	regs.r10 = 0x10;
	regs.r11 = 0x11;
	regs.rbx = 0xb;
	regs.rbp = 0xbb;
	regs.rsi = 0x51;
	regs.rdi = 0xd1;
	regs.r12 = 0x12;
	regs.r13 = 0x13;
	regs.r14 = 0x14;
	regs.r15 = 0x15;
	fuzz_call(lp, irqs_on, &regs);
	keep_outputs(&regs);
}

static void call(unsigned int lp, u64 rax, u64 rcx, u64 rdx, u64 r8)
{
	struct seam_regs regs = { .rax = rax, .rcx = rcx, .rdx = rdx, .r8 = r8 };

	fuzz_call(lp, true, &regs);
	keep_outputs(&regs);
}

static void init_a_tdmr(void)
{
	unsigned int i = fuzz_below(fuzz.nr_infos), calls = 1 + fuzz_below(8);

	/* To the end of a GiB: 256 calls */
	if (fuzz_rarely())
		calls = 260;
	for (; calls; calls--)
		call(any_lp(), TDH_SYS_TDMR_INIT, fuzz.info[i].info.base, 0, 0);
}

/* What a host would do now */
static void advance(void)
{
	unsigned int lp;

	switch (seam_state(&machine.m)) {
	case SEAM_SYS_INIT_PENDING:
		call(any_lp(), TDH_SYS_INIT, 0, 0, 0);
		break;
	case SEAM_SYS_INIT_DONE:
		for (lp = 0; lp < machine.plat.nr_lps; lp++)
			call(lp, TDH_SYS_LP_INIT, 0, 0, 0);
		if (machine.m.handoff.valid)
			call(any_lp(), TDH_SYS_UPDATE, 0, 0, 0);
		else
			call(any_lp(), TDH_SYS_CONFIG, FUZZ_ARRAY, fuzz.nr_infos,
			     machine.plat.mktme_keyids + 1);
		break;
	case SEAM_SYS_CONFIG_DONE:
		for (lp = 0; lp < machine.plat.nr_lps; lp++)
			call(lp, TDH_SYS_KEY_CONFIG, 0, 0, 0);
		break;
	case SEAM_SYS_READY:
		init_a_tdmr();
		break;
	case SEAM_SYS_SHUTDOWN:
		fuzz_reload();
		break;
	}
}

static void read_metadata(void)
{
	unsigned int n;
	u64 id = fuzz_below(2) ? U64_MAX : fuzz_u64();

	for (n = 1 + fuzz_below(16); n; n--) {
		call(any_lp(), TDH_SYS_RD, 0, id, 0);
		id = fuzz.reg;
	}
}

static void (* const events[])(void) = {
	advance, call_anything, advance, call_anything, init_a_tdmr, read_metadata,
	fuzz_infos, fuzz_patch_memory, fuzz_take_lock, fuzz_drop_locks, fuzz_rule, fuzz_processor,
	fuzz_give_back, fuzz_hole, fuzz_forge, fuzz_reload, fuzz_survey,
};

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	unsigned int n;

	memset(&fuzz, 0, sizeof(fuzz));
	fuzz.next = data;
	fuzz.end = data + size;
	fuzz.held.lp = SEAM_NO_LP;

	machine_reset();
	fuzz_platform();
	machine_load();
	fuzz_infos();

	for (n = 0; n < MAX_EVENTS && fuzz_more(); n++)
		events[fuzz_below(ARRAY_SIZE(events))]();
	return 0;
}
