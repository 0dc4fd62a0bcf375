// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing the model of the TDX module: what happens around its calls.
 *
 * Other processors in the middle of a leaf, hosts that write where they must
 * not, take PAMTs back or ask for the module's end, and tests that set rules.
 * Where a module may die of it, fuzz.may_die says so from then on.
 */
#include "fuzz.h"

static unsigned int fuzz_nr_tdmrs(void)
{
	return seam_state(&machine.m) < SEAM_SYS_CONFIG_DONE ? 0 : machine.m.nr_tdmrs;
}

/* Where there is memory */
static void fuzz_poke(u64 pa, u64 value)
{
	pa = ALIGN_DOWN(pa, 8);
	if (seam_env_page(pa))
		machine_write64(pa, value);
}

static void fuzz_take_global(bool exclusive)
{
	if (exclusive && seam_trylock(&machine.m.global))
		fuzz.held.global = -1;
	else if (!exclusive && seam_trylock_shared(&machine.m.global))
		fuzz.held.global++;
}

static void fuzz_take_kot(bool exclusive)
{
	if (exclusive && seam_trylock(&machine.m.kot_lock))
		fuzz.held.kot = -1;
	else if (!exclusive && seam_trylock_shared(&machine.m.kot_lock))
		fuzz.held.kot++;
}

static void fuzz_take_tdmr(unsigned int i)
{
	if (i < fuzz_nr_tdmrs() && seam_trylock(&machine.m.tdmr[i].mutex))
		fuzz.held.tdmr |= BIT_ULL(i);
}

/**
 * fuzz_take_lock() - a processor takes a lock and stays in the module
 */
void fuzz_take_lock(void)
{
	unsigned int pkg = fuzz_below(machine.plat.nr_pkgs);
	bool ready = seam_state(&machine.m) == SEAM_SYS_READY;

	/* The last one: LP 0 goes on with its work */
	if (fuzz.held.lp == SEAM_NO_LP) {
		fuzz.held.lp = machine.plat.nr_lps - 1;
		atomic_set(&machine.m.lp[fuzz.held.lp].busy, 1);
	}

	/* Other locks than the global one are of leaves that need a module at work */
	switch (fuzz_below(ready ? 6 : 2)) {
	case 0:
		fuzz_take_global(true);
		break;
	case 1:
		fuzz_take_global(false);
		break;
	case 2:
		fuzz_take_tdmr(fuzz_below(TDX_MAX_TDMRS));
		break;
	case 3:
		fuzz_take_kot(true);
		break;
	case 4:
		fuzz_take_kot(false);
		break;
	case 5:
		if (seam_trylock(&machine.m.wbt[pkg].mutex))
			fuzz.held.wbt |= BIT_ULL(pkg);
		break;
	}
}

/**
 * fuzz_forget_locks() - the processor that had them is no more
 */
void fuzz_forget_locks(void)
{
	memset(&fuzz.held, 0, sizeof(fuzz.held));
	fuzz.held.lp = SEAM_NO_LP;
}

/**
 * fuzz_drop_locks() - the processor leaves the module
 */
void fuzz_drop_locks(void)
{
	unsigned int i;

	if (fuzz.held.lp == SEAM_NO_LP)
		return;

	seam_lock_reset(&machine.m.global);
	seam_lock_reset(&machine.m.kot_lock);
	for (i = 0; i < TDX_MAX_TDMRS; i++) {
		if (fuzz.held.tdmr & BIT_ULL(i))
			seam_unlock(&machine.m.tdmr[i].mutex);
	}
	for (i = 0; i < SEAM_MAX_PKGS; i++) {
		if (fuzz.held.wbt & BIT_ULL(i))
			seam_unlock(&machine.m.wbt[i].mutex);
	}
	atomic_set(&machine.m.lp[fuzz.held.lp].busy, 0);
	fuzz_forget_locks();
}

/**
 * fuzz_processor() - a processor is unlike the default one, or has bad luck
 */
void fuzz_processor(void)
{
	static const u32 msrs[] = {
		0x87, 0x98, 0x99, 0x9a, 0xbc, 0xbd, 0xcf, 0xfe, 0x10a, 0x1a0, 0x1f2, 0x1f3, 0x1f6,
		0x1f7, 0x345, 0x3b, 0x480, 0x48c, 0x48d, 0x492, 0x981, 0x982,
	};
	static const u32 cpuids[] = {
		0, 1, 4, 7, 0xa, 0xd, 0x15, 0x1c, 0x1f, 0x23, 0x80000000, 0x80000001, 0x80000008,
	};
	unsigned int lp = fuzz_below(2) ? MACHINE_ALL_LPS : fuzz_below(machine.plat.nr_lps);
	u64 value;
	u32 msr;

	switch (fuzz_below(5)) {
	case 0:
		machine.rndfail = fuzz_below(4);
		break;
	case 1:
		machine.next_pconfig = 0;
		machine.nr_pconfigs = 1;
		machine.pconfig[0] = fuzz_below(7);
		if (machine.pconfig[0] != SEAM_PCONFIG_OK &&
		    machine.pconfig[0] != SEAM_PCONFIG_ENTROPY &&
		    machine.pconfig[0] != SEAM_PCONFIG_BUSY)
			fuzz.may_die = true;
		break;
	case 2:
		machine_set_msr(lp, 0x9a, fuzz_u8());
		break;
	case 3:
		msr = msrs[fuzz_below(ARRAY_SIZE(msrs))];
		value = fuzz_below(2) ? fuzz_u64() :
			seam_refcpu_msr(&machine.plat, 0, msr) ^ BIT_ULL(fuzz_below(64));
		machine_set_msr(lp, msr, value);
		break;
	case 4:
		machine_set_cpuid(lp, cpuids[fuzz_below(ARRAY_SIZE(cpuids))], fuzz_below(8),
				  fuzz_below(4), fuzz_u64());
		break;
	}
}

/**
 * fuzz_patch_memory() - the host writes somewhere
 */
void fuzz_patch_memory(void)
{
	u64 pa = ALIGN_DOWN(fuzz_address(), 8);

	if (seam_pamt_is_live(&machine.m, pa, 8))
		fuzz.may_die = true;
	fuzz_poke(pa, fuzz_value());
}

/**
 * fuzz_give_back() - the host takes memory of a PAMT back, or a piece of it
 */
void fuzz_give_back(void)
{
	const struct tdx_pamt_ref *pamt;
	unsigned int nr = fuzz_nr_tdmrs();
	u64 pa, end;

	if (!nr)
		return;

	pamt = &machine.m.tdmr[fuzz_below(nr)].pamt[fuzz_below(TDX_NR_LEVELS)];
	pa = pamt->base + (fuzz_rarely() ? fuzz_u16() * 64 : 0);
	end = pamt->base + min_t(u64, pamt->size, 0x4000);
	fuzz.may_die = true;
	for (; pa < end; pa += 64) {
		if (seam_env_page(pa))
			machine_fill(pa, 0x33, 64);
		seam_host_movdir64b(&machine.m, pa);
	}
	seam_host_movdir64b(&machine.m, fuzz_address());
}

/**
 * fuzz_hole() - memory is gone, where the PAMTs are
 */
void fuzz_hole(void)
{
	u64 start = 0x100000000 + ((u64)fuzz_u16() << 12);

	fuzz.may_die = true;
	machine_no_memory(start, start + ((u64)fuzz_u8() << 12));
}

/* What is shown is what was understood */
static void fuzz_check_rules(void)
{
	static struct seam_module scratch;
	char text[SEAM_INJECT_TEXT], again[SEAM_INJECT_TEXT];
	unsigned int i;
	u64 seen, fired;

	scratch.plat = machine.m.plat;
	for (i = 0; i < SEAM_MAX_RULES; i++) {
		if (!seam_inject_show(&machine.m, i, text, sizeof(text), &seen, &fired))
			continue;
		fuzz_check(strlen(text) < sizeof(text) - 1, "rule %u", i);
		fuzz_check(fired <= seen, "rule %u", i);
		fuzz_check(!seam_inject_clear(&scratch), "rule %u", i);
		fuzz_check(!seam_inject_parse(&scratch, text), "'%s'", text);
		fuzz_check(seam_inject_show(&scratch, 0, again, sizeof(again), &seen, &fired),
			   "'%s'", text);
		fuzz_check(!strcmp(text, again), "'%s' '%s'", text, again);
	}
}

/**
 * fuzz_rule() - a test sets a rule, or says something that is none
 */
void fuzz_rule(void)
{
	static const char * const calls[] = {
		"leaf=any", "leaf=SYS.TDMR.INIT", "leaf=SYS.LP.INIT", "leaf=SYS.CONFIG",
		"leaf=SYS.KEY.CONFIG", "leaf=TDH.SYS.INIT", "leaf=SYS.RD", "leaf=40",
		"leaf=SYS.SHUTDOWN", "leaf=any lp=0", "leaf=any pkg=0", "leaf=42",
	};
	static const char * const turns[] = {
		"", "nth=1", "nth=3", "from=2", "first=2", "first=7", "nth=0", "nth",
	};
	static const char * const ends[] = {
		"busy", "status=SYS_BUSY", "status=TDX_OPERAND_BUSY after", "entropy", "vmfail",
		"status=0xc000010000000001", "status=SUCCESS", "busy after", "status=",
	};
	char text[128];
	unsigned int i, len, word;
	int result;

	if (fuzz_rarely()) {
		for (i = 0; i < sizeof(text) - 1 && fuzz_more(); i++)
			text[i] = fuzz_u8();
		text[i] = '\0';
	} else if (fuzz_rarely()) {
		snprintf(text, sizeof(text), "clear");
	} else {
		snprintf(text, sizeof(text), "%s,%s %s", calls[fuzz_below(ARRAY_SIZE(calls))],
			 turns[fuzz_below(ARRAY_SIZE(turns))], ends[fuzz_below(ARRAY_SIZE(ends))]);
	}

	result = seam_inject_parse(&machine.m, text);
	if (result > 0)
		fuzz_check(seam_inject_word(text, result, &len) && len, "'%s'", text);
	for (word = 1; seam_inject_word(text, word, &len); word++)
		fuzz_check(len && word < sizeof(text), "'%s'", text);
	fuzz_check(result <= (int)word - 1, "'%s'", text);
	fuzz_check_rules();
}

/* As if a leaf had made a page of a TD: an entry that the module believes */
static void fuzz_forge_page(void)
{
	static const u8 types[] = { 3, 4, 5, 6, 8, 0, 1 };
	struct seam_tdmr *tdmr = &machine.m.tdmr[fuzz_below(fuzz_nr_tdmrs())];
	unsigned int level = fuzz_below(TDX_NR_LEVELS);
	u64 type = level ? 3 : types[fuzz_below(ARRAY_SIZE(types))];
	u64 index = level ? fuzz_below(4) : fuzz_u16() % 2048;
	u64 entry = tdmr->pamt[level].base + index * 16;
	u64 w0 = (u64)fuzz_u16() << 24 | type << 16, epoch = fuzz_u16();

	if (tdmr->base + (index << seam_pamt_page_shift(level)) >= (u64)atomic64_read(&tdmr->next))
		return;

	fuzz.may_die = true;
	fuzz_poke(entry + 8,
		  seam_pamt_check_value(machine.m.pamt_seed, entry, w0, epoch) << 40 | epoch);
	fuzz_poke(entry, w0);
	fuzz.page = tdmr->base + (index << seam_pamt_page_shift(level));
}

/**
 * fuzz_forge() - what leaves that are not there yet would have done
 */
void fuzz_forge(void)
{
	unsigned int hkid, pkg;

	if (seam_state(&machine.m) != SEAM_SYS_READY)
		return;

	if (fuzz_below(2)) {
		fuzz_forge_page();
		return;
	}

	hkid = fuzz_u16() % SEAM_MAX_HKIDS;
	if (hkid == machine.m.hkid)
		return;
	machine.m.kot[hkid] = fuzz_below(2) ? SEAM_KOT_FREE : SEAM_KOT_FLUSHED;
	for (pkg = 0; pkg < SEAM_MAX_PKGS; pkg++)
		machine.m.wbt[pkg].dirty[hkid / 64] |= BIT_ULL(hkid % 64);
}

/**
 * fuzz_reload() - a successor is loaded, or another kernel started
 */
void fuzz_reload(void)
{
	if (seam_state(&machine.m) == SEAM_SYS_SHUTDOWN && !fuzz_rarely()) {
		fuzz_drop_locks();
		seam_module_update(&machine.m, &machine.plat);
		return;
	}

	fuzz_check(seam_module_adopt(&machine.m), "kexec");
	fuzz_forget_locks();
	fuzz_check_locks();
}

static bool fuzz_overlaps(const struct seam_tdmr *tdmr, u64 pa, u64 size)
{
	unsigned int level;

	for (level = 0; level < TDX_NR_LEVELS; level++) {
		if (pa < tdmr->pamt[level].base + tdmr->pamt[level].size &&
		    tdmr->pamt[level].base < pa + size)
			return true;
	}
	return false;
}

/**
 * fuzz_survey() - look at the PAMTs from outside
 */
void fuzz_survey(void)
{
	const struct seam_tdmr *tdmr = machine.m.tdmr;
	unsigned int i, nr = fuzz_nr_tdmrs();
	u64 pa = ALIGN_DOWN(fuzz_address(), SZ_4K) & GENMASK_ULL(51, 0);
	u64 size = (1 + fuzz_u8()) * 0x1000;
	bool live = false;
	u64 written = 0;

	if (!nr && machine.m.handoff.valid) {
		tdmr = machine.m.handoff.tdmr;
		nr = machine.m.handoff.nr_tdmrs;
	}
	for (i = 0; i < nr; i++) {
		live |= fuzz_overlaps(&tdmr[i], pa, size);
		written += atomic64_read(&tdmr[i].next) - tdmr[i].base;
	}

	/* What was given back is not live, which only happens to a host that dares */
	if (fuzz.may_die)
		live &= seam_pamt_is_live(&machine.m, pa, size);
	fuzz_check(seam_pamt_is_live(&machine.m, pa, size) == live, "%#llx %#llx", pa, size);

	/* It takes time */
	if (written > 64 * 4 * MIB)
		return;
	if (seam_pamt_sweep(&machine.m))
		fuzz_check(fuzz.may_die, "sweep");
}
