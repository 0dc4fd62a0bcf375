// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing the model of the TDX module: the machine, and the TDMRs that its
 * host proposes.
 *
 * Usually a host that did its homework:
 *
 *   0    1 MiB   2G      4G    5G         6G        7G         8G
 *   |     |=======|       |=====|==========|=========|==========|=== ... to 4 TiB
 *          CMR 0           PAMTs  TDMR 0              TDMR 1
 *
 * and then some things about it changed.
 */
#include "fuzz.h"

static void fuzz_cmrs(void)
{
	struct seam_platform *plat = &machine.plat;
	unsigned int i, nr;
	u64 pa = 0;

	plat->cmr[0] = (struct tdx_cmr_info){ 0x100000, 0x7ff00000 };
	plat->cmr[1] = (struct tdx_cmr_info){ 0x100000000, 0x40000000000 };
	if (!fuzz_rarely())
		return;

	/* From a page to 256 MiB each, with or without gaps */
	nr = fuzz_below(TDX_MAX_CMRS + 1);
	for (i = 0; i < nr; i++) {
		pa += (u64)fuzz_u8() << (12 + fuzz_below(20));
		plat->cmr[i].base = pa;
		plat->cmr[i].size = (u64)fuzz_u8() << (12 + fuzz_below(24));
		pa += plat->cmr[i].size;
	}
	if (fuzz_rarely()) {
		plat->cmr[fuzz_below(TDX_MAX_CMRS)].base = fuzz_u64();
		plat->cmr[fuzz_below(TDX_MAX_CMRS)].size = fuzz_u64();
	}
}

/**
 * fuzz_platform() - read a machine, without a module so far
 */
void fuzz_platform(void)
{
	struct seam_platform *plat = &machine.plat;
	unsigned int i;

	plat->seamrr_base = 0x80000000;
	plat->seamrr_size = 0x2000000;
	plat->nr_lps = 1 + fuzz_below(8);
	plat->nr_pkgs = 1 + fuzz_below(min_t(u32, plat->nr_lps, SEAM_MAX_PKGS));
	for (i = 0; i < plat->nr_lps; i++)
		plat->lp_pkg[i] = i % plat->nr_pkgs;
	for (i = 0; i < plat->nr_pkgs; i++)
		plat->pkg_fms[i] = 0x806f8;
	fuzz_cmrs();

	if (!fuzz_rarely())
		return;

	plat->keyid_bits = fuzz_below(SEAM_MAX_KEYID_BITS + 1);
	plat->mktme_keyids = fuzz_u16() % 2060;
	plat->tdx_keyids = fuzz_u16() % 2060;
	plat->max_tdmrs = 1 + fuzz_below(TDX_MAX_TDMRS);
	plat->max_reserved = 1 + fuzz_below(TDX_MAX_RESERVED);
	plat->version = fuzz_rarely() ? SEAM_VERSION_1_0 : SEAM_VERSION_1_5;
	plat->td_preserving = !fuzz_rarely();
	plat->module_absent = fuzz_rarely();
	plat->firmware_off = fuzz_rarely();
	if (fuzz_rarely())
		plat->handoff_pages = fuzz_u8();
	if (fuzz_rarely())
		plat->smrr[fuzz_below(SEAM_NR_SMRR)] = fuzz_u64();
	if (fuzz_rarely())
		plat->features0 = fuzz_u64();
	if (fuzz_rarely()) {
		plat->seamrr_base = fuzz_address();
		plat->seamrr_size = (u64)fuzz_u8() << 25;
	}
}

/* GiB granular, ascending, with PAMTs where they disturb nobody */
static void fuzz_good_info(union fuzz_info *info, unsigned int i, u64 *base)
{
	u64 pitch = fuzz.nr_infos <= 16 ? 0x2000000 : 0x800000;
	u64 pamts = 0x100000000 + i * pitch;
	u8 shape = fuzz_u8();
	u64 gib = fuzz.nr_infos <= 16 ? 1 + shape % 4 : 1;
	unsigned int r, nr_reserved = (shape >> 2) % 4;

	memset(info, 0, sizeof(*info));
	*base += GIB * (shape >> 6);
	info->info.base = *base;
	info->info.size = gib * GIB;
	*base += info->info.size;

	info->info.pamt_4k = (struct tdx_pamt_ref){ pamts, gib * 0x400000 };
	pamts += info->info.pamt_4k.size;
	info->info.pamt_2m = (struct tdx_pamt_ref){ pamts, gib * 0x2000 };
	pamts += info->info.pamt_2m.size;
	info->info.pamt_1g = (struct tdx_pamt_ref){ pamts, 0x1000 };

	for (r = 0; r < nr_reserved; r++) {
		info->reserved[r].offset = r * 0x10000000 + fuzz_u8() * 0x1000;
		info->reserved[r].size = (1 + fuzz_u8()) * 0x1000;
	}
}

/* One number of one description becomes another */
static void fuzz_spoil_info(void)
{
	union fuzz_info *info = &fuzz.info[fuzz_below(fuzz.nr_infos)];
	u64 *word = &info->words[fuzz_below(FUZZ_INFO_WORDS)];
	static const u64 steps[] = {
		0x1000, -0x1000ULL, GIB, -GIB, 1, -1ULL, 0x200000, BIT_ULL(46), BIT_ULL(51),
		BIT_ULL(52), BIT_ULL(63), 0x800000,
	};

	switch (fuzz_below(4)) {
	case 0:
		*word += steps[fuzz_below(ARRAY_SIZE(steps))];
		break;
	case 1:
		*word = fuzz_address();
		break;
	case 2:
		*word = fuzz.info[fuzz_below(fuzz.nr_infos)].words[fuzz_below(FUZZ_INFO_WORDS)];
		break;
	default:
		*word = (u64)fuzz_u16() << 12;
		break;
	}
}

/**
 * fuzz_write_infos() - put the descriptions into the host's memory
 */
void fuzz_write_infos(void)
{
	unsigned int i;

	for (i = 0; i < fuzz.nr_infos; i++) {
		machine_write64(FUZZ_ARRAY + 8 * i, FUZZ_INFO(i));
		machine_write(FUZZ_INFO(i), &fuzz.info[i], sizeof(fuzz.info[i]));
	}
}

/**
 * fuzz_infos() - read what the host proposes
 */
void fuzz_infos(void)
{
	u64 base = 5 * GIB;
	unsigned int i, spoilt;

	fuzz.nr_infos = 1 + fuzz_u8() % (fuzz_rarely() ? FUZZ_TDMRS : 4);
	for (i = 0; i < fuzz.nr_infos; i++)
		fuzz_good_info(&fuzz.info[i], i, &base);
	for (spoilt = fuzz_u8() & 3; spoilt; spoilt--)
		fuzz_spoil_info();
	fuzz_write_infos();
}
