// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing the model of the TDX module: reading the input.
 *
 * Past its end the input is zeroes, and zero is the ordinary choice
 * everywhere: an empty input is a machine that works.
 */
#include "fuzz.h"

struct fuzz fuzz;

bool fuzz_more(void)
{
	return fuzz.next < fuzz.end;
}

u8 fuzz_u8(void)
{
	return fuzz_more() ? *fuzz.next++ : 0;
}

u16 fuzz_u16(void)
{
	u16 low = fuzz_u8();

	return low | fuzz_u8() << 8;
}

u64 fuzz_u64(void)
{
	u64 value = 0;
	unsigned int i;

	for (i = 0; i < 8; i++)
		value |= (u64)fuzz_u8() << 8 * i;
	return value;
}

unsigned int fuzz_below(unsigned int nr)
{
	return fuzz_u8() % nr;
}

bool fuzz_rarely(void)
{
	return fuzz_u8() >= 0xf0;
}

/* Somewhere that means something, or a little beside it, or with a KeyID */
u64 fuzz_address(void)
{
	const union fuzz_info *info = &fuzz.info[fuzz.nr_infos ? fuzz_below(fuzz.nr_infos) : 0];
	static const u64 beside[] = {
		0, 0x1000, -0x1000ULL, 0x200, 16, 1, GIB, -GIB, 2 * MIB, 0x3ffff000,
	};
	u64 where[] = {
		FUZZ_BUFFER, FUZZ_ARRAY, FUZZ_INFO(0), info->info.base,
		info->info.base + info->info.size, info->info.base + info->reserved[0].offset,
		info->info.pamt_4k.base, info->info.pamt_2m.base, info->info.pamt_1g.base,
		machine.plat.seamrr_base, machine.plat.cmr[0].base, machine.plat.cmr[1].base,
		fuzz.page,
	};
	u64 pa = where[fuzz_below(ARRAY_SIZE(where))] + beside[fuzz_below(ARRAY_SIZE(beside))];

	switch (fuzz_u8()) {
	case 0xfa:
		return pa | BIT_ULL(fuzz_below(64));
	case 0xfb:
		return pa | (u64)fuzz_u16() << 46;
	case 0xfc:
		return fuzz_u64();
	case 0xfd:
		return pa + ((u64)fuzz_u16() << 12);
	case 0xfe:
		return pa + fuzz_u16() * 16;
	default:
		return pa;
	}
}

/* For a register */
u64 fuzz_value(void)
{
	switch (fuzz_below(8)) {
	case 0:
		return fuzz_u8();
	case 1:
		return fuzz.reg;
	case 2:
		return U64_MAX;
	case 3:
		return fuzz_u64();
	case 4:
		return 1024;
	default:
		return fuzz_address();
	}
}
