// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: physical addresses and memory.
 *
 * Rules about KeyID bits, private and shared memory and convertible ranges,
 * and the only accesses to memory that the host shares with the module.  PAMT
 * memory is pamt.c's.
 *
 * Nothing here has state.  The host may write shared memory at any time:
 * callers copy what they read before they check it, and never read back what
 * they wrote.
 */
#include "internal.h"

/**
 * seam_hkid_mask() - bits of a physical address that hold the KeyID
 * @m: the module, after TDH.SYS.INIT
 *
 * Return: mask, zero on a platform without KeyID bits.
 */
u64 seam_hkid_mask(const struct seam_module *m)
{
	if (!m->keyid_bits)
		return 0;

	return GENMASK_ULL(TDX_MAX_PA - 1, TDX_MAX_PA - m->keyid_bits);
}

/* Below 2^52 and without KeyID */
bool seam_addr_is_plain(const struct seam_module *m, u64 pa)
{
	return !(pa >> TDX_MAX_PA) && !(pa & seam_hkid_mask(m));
}

/* The first and the last byte are plain, and the end does not wrap */
bool seam_range_is_plain(const struct seam_module *m, u64 base, u64 size)
{
	u64 end;

	if (!size || check_add_overflow(base, size - 1, &end))
		return false;

	return seam_addr_is_plain(m, base) && seam_addr_is_plain(m, end);
}

static u64 seam_strip_hkid(const struct seam_module *m, u64 pa)
{
	return pa & GENMASK_ULL(TDX_MAX_PA - 1, 0) & ~seam_hkid_mask(m);
}

/**
 * seam_addr_is_shared() - check an operand that lies in the host's memory
 * @m: the module
 * @pa: address with a KeyID
 * @align: power of two
 *
 * Return: true for an aligned address below 2^52 outside SEAMRR whose KeyID is
 * not a private one.
 */
bool seam_addr_is_shared(const struct seam_module *m, u64 pa, u64 align)
{
	u64 plain = seam_strip_hkid(m, pa);

	if (!IS_ALIGNED(pa, align) || pa >> TDX_MAX_PA)
		return false;
	if (plain >= m->plat.seamrr_base && plain - m->plat.seamrr_base < m->plat.seamrr_size)
		return false;

	return !m->keyid_bits ||
	       (pa & seam_hkid_mask(m)) >> (TDX_MAX_PA - m->keyid_bits) < m->first_private;
}

bool seam_hkid_is_private(const struct seam_module *m, u64 hkid)
{
	return hkid >= m->first_private && hkid < m->end_private;
}

/* Bytes from @pa to the end of its page, at most @len */
static size_t seam_page_part(u64 pa, size_t len)
{
	return min_t(size_t, len, SZ_4K - (pa & (SZ_4K - 1)));
}

/**
 * seam_mem_read() - copy from the host's memory
 * @m: the module
 * @pa: address with any KeyID
 * @to: buffer
 * @len: bytes
 *
 * Where there is no memory the bytes are all ones.
 */
void seam_mem_read(const struct seam_module *m, u64 pa, void *to, size_t len)
{
	u64 from = seam_strip_hkid(m, pa);
	size_t part;
	u8 *page;

	for (; len; len -= part, from += part, to += part) {
		part = seam_page_part(from, len);
		page = seam_env_page(from);
		if (page)
			memcpy(to, page + (from & (SZ_4K - 1)), part);
		else
			memset(to, 0xff, part);
	}
}

/**
 * seam_mem_write() - copy to the host's memory
 * @m: the module
 * @pa: address with any KeyID
 * @from: buffer, NULL for zeroes
 * @len: bytes
 *
 * Where there is no memory the bytes are lost.
 */
void seam_mem_write(const struct seam_module *m, u64 pa, const void *from, size_t len)
{
	u64 to = seam_strip_hkid(m, pa);
	size_t part;
	u8 *page;

	for (; len; len -= part, to += part) {
		part = seam_page_part(to, len);
		page = seam_env_page(to);
		if (page && from)
			memcpy(page + (to & (SZ_4K - 1)), from, part);
		else if (page)
			memset(page + (to & (SZ_4K - 1)), 0, part);
		if (from)
			from += part;
	}
}

void seam_mem_zero(const struct seam_module *m, u64 pa, size_t len)
{
	seam_mem_write(m, pa, NULL, len);
}

/**
 * seam_range_in_cmrs() - check that a range is convertible memory
 * @m: the module; TDH.SYS.INIT found its CMRs ascending
 * @start: first byte
 * @end: first byte after the range
 *
 * A range may lie across CMRs that touch each other.
 *
 * Return: true when every byte belongs to a CMR.
 */
bool seam_range_in_cmrs(const struct seam_module *m, u64 start, u64 end)
{
	const struct tdx_cmr_info *cmr;
	unsigned int i;

	for (i = 0; i < TDX_MAX_CMRS && start < end; i++) {
		cmr = &m->plat.cmr[i];
		if (start >= cmr->base && start - cmr->base < cmr->size)
			start = cmr->base + cmr->size;
	}

	return start >= end;
}
