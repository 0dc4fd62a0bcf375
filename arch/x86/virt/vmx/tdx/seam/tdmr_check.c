// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: what TDH.SYS.CONFIG accepts as a TDMR.
 *
 * Checks one TDMR of the table against itself, against those before it and
 * against the CMRs, in the order of the module: hosts see which rule is broken
 * first.  Pure functions of the table; the caller holds the global lock
 * exclusively.
 *
 * Ranges are half-open.  Once the geometry of a range was checked its end is
 * known not to wrap.
 */
#include "internal.h"

static u64 seam_ref_end(const struct tdx_pamt_ref *ref)
{
	return ref->base + ref->size;
}

static tdx_status_t seam_tdmr_status(tdx_status_t code, unsigned int tdmr, unsigned int item,
				     unsigned int other)
{
	return tdx_status_with(code, FIELD_PREP(TDX_DETAIL_TDMR, tdmr) |
				     FIELD_PREP(TDX_DETAIL_ITEM, item) |
				     FIELD_PREP(TDX_DETAIL_OTHER, other));
}

static tdx_status_t seam_tdmr_range_check(const struct seam_module *m, unsigned int i)
{
	const struct seam_tdmr *tdmr = &m->tdmr[i];
	const struct seam_tdmr *prev = tdmr - 1;
	u64 end;

	if (check_add_overflow(tdmr->base, tdmr->size, &end))
		return seam_tdmr_status(TDX_INVALID_TDMR, i, 0, 0);
	if (i && (tdmr->base < prev->base || tdmr->base < prev->base + prev->size))
		return seam_tdmr_status(TDX_NON_ORDERED_TDMR, i, 0, 0);
	if (!IS_ALIGNED(tdmr->base | tdmr->size, TDX_TDMR_ALIGN) ||
	    !seam_range_is_plain(m, tdmr->base, tdmr->size))
		return seam_tdmr_status(TDX_INVALID_TDMR, i, 0, 0);

	return TDX_SUCCESS;
}

static tdx_status_t seam_reserved_area_check(const struct seam_module *m, unsigned int i,
					     unsigned int j)
{
	const struct seam_tdmr *tdmr = &m->tdmr[i];
	const struct tdx_reserved_area *area = &tdmr->reserved[j];
	const struct tdx_reserved_area *prev = area - 1;
	u64 end;

	if (!area->size) {
		if (j + 1 < m->plat.max_reserved && area[1].size)
			return seam_tdmr_status(TDX_NON_ORDERED_RESERVED_IN_TDMR, i, j, 0);
		return TDX_SUCCESS;
	}
	if (check_add_overflow(area->offset, area->size, &end))
		return seam_tdmr_status(TDX_INVALID_RESERVED_IN_TDMR, i, j, 0);
	if (j && (area->offset < prev->offset || area->offset < prev->offset + prev->size))
		return seam_tdmr_status(TDX_NON_ORDERED_RESERVED_IN_TDMR, i, j, 0);
	if (!IS_ALIGNED(area->offset | area->size, TDX_RESERVED_ALIGN) || end > tdmr->size)
		return seam_tdmr_status(TDX_INVALID_RESERVED_IN_TDMR, i, j, 0);

	return TDX_SUCCESS;
}

static bool seam_pamt_geometry_ok(const struct seam_module *m, const struct seam_tdmr *tdmr,
				  enum tdx_level level)
{
	const struct tdx_pamt_ref *pamt = &tdmr->pamt[level];

	return IS_ALIGNED(pamt->base | pamt->size, TDX_PAMT_ALIGN) &&
	       seam_range_is_plain(m, pamt->base, pamt->size) &&
	       pamt->size >= (tdmr->size >> seam_pamt_page_shift(level)) * SEAM_PAMT_ENTRY_SIZE;
}

static tdx_status_t seam_pamt_geometry_check(const struct seam_module *m, unsigned int i)
{
	int level;

	for (level = TDX_LEVEL_1G; level >= TDX_LEVEL_4K; level--) {
		if (!seam_pamt_geometry_ok(m, &m->tdmr[i], level))
			return seam_tdmr_status(TDX_INVALID_PAMT, i, level, 0);
	}

	return TDX_SUCCESS;
}

static bool seam_pamts_overlap(const struct tdx_pamt_ref *a, const struct tdx_pamt_ref *b)
{
	return a->base < seam_ref_end(b) && b->base < seam_ref_end(a);
}

/* PAMTs of TDMR @i with those of the TDMRs before it, then among themselves */
static tdx_status_t seam_pamt_pamt_check(const struct seam_module *m, unsigned int i)
{
	const struct tdx_pamt_ref *own = m->tdmr[i].pamt;
	unsigned int j, level, other;

	for (j = 0; j < i; j++) {
		for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
			for (other = TDX_LEVEL_4K; other < TDX_NR_LEVELS; other++) {
				if (seam_pamts_overlap(&own[level], &m->tdmr[j].pamt[other]))
					return seam_tdmr_status(TDX_PAMT_OVERLAP, i, level, j);
			}
		}
	}

	if (seam_pamts_overlap(&own[TDX_LEVEL_4K], &own[TDX_LEVEL_2M]) ||
	    seam_pamts_overlap(&own[TDX_LEVEL_4K], &own[TDX_LEVEL_1G]))
		return seam_tdmr_status(TDX_PAMT_OVERLAP, i, TDX_LEVEL_4K, i);
	if (seam_pamts_overlap(&own[TDX_LEVEL_2M], &own[TDX_LEVEL_1G]))
		return seam_tdmr_status(TDX_PAMT_OVERLAP, i, TDX_LEVEL_2M, i);

	return TDX_SUCCESS;
}

/**
 * seam_next_piece() - walk the parts of a TDMR that are not reserved
 * @m: the module
 * @tdmr: TDMR
 * @area: next reserved area to pass, 0 at first
 * @start: end of the piece before, the base of @tdmr at first; start of the
 *	next piece on return
 * @end: set to the end of the piece, exclusive
 *
 * Return: false when there is no further piece.
 */
static bool seam_next_piece(const struct seam_module *m, const struct seam_tdmr *tdmr,
			    unsigned int *area, u64 *start, u64 *end)
{
	const struct tdx_reserved_area *r;
	u64 limit = tdmr->base + tdmr->size;

	for (; *area < m->plat.max_reserved && tdmr->reserved[*area].size; (*area)++) {
		r = &tdmr->reserved[*area];
		*end = tdmr->base + r->offset;
		if (*start < *end)
			return true;
		*start = *end + r->size;
	}

	*end = limit;
	return *start < limit;
}

static bool seam_pamt_hits_tdmr(const struct seam_module *m, const struct tdx_pamt_ref *pamt,
				const struct seam_tdmr *tdmr)
{
	u64 start = tdmr->base, end;
	unsigned int area = 0;

	for (; seam_next_piece(m, tdmr, &area, &start, &end); start = end) {
		if (pamt->base < end && start < seam_ref_end(pamt))
			return true;
	}

	return false;
}

static tdx_status_t seam_pamt_tdmr_pair_check(const struct seam_module *m, unsigned int pamts,
					      unsigned int tdmr)
{
	unsigned int level;

	for (level = TDX_LEVEL_4K; level < TDX_NR_LEVELS; level++) {
		if (seam_pamt_hits_tdmr(m, &m->tdmr[pamts].pamt[level], &m->tdmr[tdmr]))
			return seam_tdmr_status(TDX_PAMT_OVERLAP, pamts, level, tdmr);
	}

	return TDX_SUCCESS;
}

/* PAMTs with the usable part of TDMRs: those of @i, and the earlier ones with @i */
static tdx_status_t seam_pamt_tdmr_check(const struct seam_module *m, unsigned int i)
{
	tdx_status_t status;
	unsigned int j;

	for (j = 0; j <= i; j++) {
		status = seam_pamt_tdmr_pair_check(m, i, j);
		if (status == TDX_SUCCESS && j < i)
			status = seam_pamt_tdmr_pair_check(m, j, i);
		if (status != TDX_SUCCESS)
			return status;
	}

	return TDX_SUCCESS;
}

static tdx_status_t seam_cmr_containment_check(const struct seam_module *m, unsigned int i)
{
	const struct seam_tdmr *tdmr = &m->tdmr[i];
	u64 start = tdmr->base, end;
	unsigned int area = 0;
	int level;

	for (level = TDX_LEVEL_1G; level >= TDX_LEVEL_4K; level--) {
		if (!seam_range_in_cmrs(m, tdmr->pamt[level].base,
					seam_ref_end(&tdmr->pamt[level])))
			return seam_tdmr_status(TDX_PAMT_OUTSIDE_CMRS, i, level, 0);
	}
	for (; seam_next_piece(m, tdmr, &area, &start, &end); start = end) {
		if (!seam_range_in_cmrs(m, start, end))
			return seam_tdmr_status(TDX_TDMR_OUTSIDE_CMRS, i, 0, 0);
	}

	return TDX_SUCCESS;
}

/**
 * seam_tdmr_check() - check a TDMR that the host proposes
 * @m: the module; table entries before @i were found good
 * @i: table entry to check
 *
 * Return: TDX_SUCCESS or the status of the first rule that it breaks.
 */
tdx_status_t seam_tdmr_check(const struct seam_module *m, unsigned int i)
{
	tdx_status_t status;
	unsigned int j;

	status = seam_tdmr_range_check(m, i);
	for (j = 0; j < m->plat.max_reserved && status == TDX_SUCCESS; j++)
		status = seam_reserved_area_check(m, i, j);
	if (status == TDX_SUCCESS)
		status = seam_pamt_geometry_check(m, i);
	if (status == TDX_SUCCESS)
		status = seam_pamt_pamt_check(m, i);
	if (status == TDX_SUCCESS)
		status = seam_pamt_tdmr_check(m, i);
	if (status == TDX_SUCCESS)
		status = seam_cmr_containment_check(m, i);

	return status;
}
