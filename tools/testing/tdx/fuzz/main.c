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
		regs.rax |= fuzz_u8() << 16;
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

/* Operands that a host might use */
static void call_sensibly(void)
{
	struct seam_regs regs = { .rax = leaves[fuzz_below(ARRAY_SIZE(leaves))] };
	u64 base = fuzz.info[fuzz_below(fuzz.nr_infos)].info.base;

	switch (regs.rax) {
	case TDH_SYS_CONFIG:
		regs.rcx = FUZZ_ARRAY;
		regs.rdx = fuzz.nr_infos;
		regs.r8 = machine.plat.mktme_keyids + 1 + fuzz_below(4);
		break;
	case TDH_SYS_TDMR_INIT:
		regs.rcx = base;
		break;
	case TDH_SYS_RD:
		regs.rdx = fuzz.reg;
		break;
	case TDH_SYS_RDALL:
		regs.rdx = FUZZ_BUFFER;
		regs.r8 = U64_MAX;
		break;
	case TDH_SYS_INFO:
		regs.rcx = FUZZ_BUFFER;
		regs.rdx = 1024;
		regs.r8 = FUZZ_BUFFER + 0x1000;
		regs.r9 = 32;
		break;
	case TDH_PHYMEM_PAGE_RDMD:
	case 28:
	case 41:
		regs.rcx = (fuzz.page ? fuzz.page : base) + ((u64)fuzz_u16() << 12);
		if (regs.rax == 41)
			regs.rcx |= (u64)fuzz_below(64) << 46;
		break;
	case 40:
		regs.rcx = fuzz_below(2);
		break;
	}

	fuzz_call(any_lp(), fuzz_u8() & 1, &regs);
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
	case SEAM_SYS_DISABLED:
		fuzz_reload();
		break;
	}
}

/* So much without looking: how that goes is seen when it is not skipped */
static void skip_a_gib(void)
{
	struct seam_regs regs;
	unsigned int n;

	for (n = 0; n < 256; n++) {
		regs = (struct seam_regs){ .rax = TDH_SYS_TDMR_INIT };
		regs.rcx = fuzz.info[0].info.base;
		seam_call(&machine.m, 0, true, &regs);
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
	advance, call_anything, call_sensibly, call_sensibly, init_a_tdmr, read_metadata,
	fuzz_infos, fuzz_patch_memory, fuzz_take_lock, fuzz_drop_locks, fuzz_rule, fuzz_processor,
	fuzz_give_back, fuzz_hole, fuzz_forge, fuzz_reload, fuzz_survey,
};

/* Memory of machines past need not be kept for long */
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=4";
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	unsigned int n, stage;

	memset(&fuzz, 0, sizeof(fuzz));
	fuzz.next = data;
	fuzz.end = data + size;
	fuzz.held.lp = SEAM_NO_LP;

	machine_reset();
	fuzz_platform();
	machine_load();
	fuzz_infos();

	stage = fuzz_below(5);
	for (n = 0; n < stage && n < 3; n++)
		advance();
	if (stage > 3)
		skip_a_gib();

	for (n = 0; n < MAX_EVENTS && fuzz_more(); n++)
		events[fuzz_below(ARRAY_SIZE(events))]();
	return 0;
}
