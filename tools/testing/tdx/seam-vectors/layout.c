// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors: machines and TDMR layouts.
 */
#include "vec.h"

void vec_set_range(const json_t *pair, u64 *base, u64 *size)
{
	if (json_array_size(pair) != 2)
		vec_bad("a range has two numbers");
	*base = vec_item(pair, 0);
	*size = vec_item(pair, 1);
}

static void vec_set_cmrs(const json_t *cmrs)
{
	struct tdx_cmr_info *cmr = machine.plat.cmr;
	u64 base, size;
	json_t *pair;
	size_t i;

	if (json_array_size(cmrs) > TDX_MAX_CMRS)
		vec_bad("more than %u CMRs", TDX_MAX_CMRS);
	json_array_foreach(cmrs, i, pair) {
		vec_set_range(pair, &base, &size);
		cmr[i].base = base;
		cmr[i].size = size;
	}
}

static void vec_set_processors(const json_t *plat)
{
	unsigned int per_pkg, i;
	u64 lps = vec_get(plat, "lps");
	u64 pkgs = vec_get(plat, "pkgs");

	if (!lps || lps > SEAM_MAX_LPS || !pkgs || pkgs > SEAM_MAX_PKGS)
		vec_bad("number of packages or processors");
	per_pkg = (lps + pkgs - 1) / pkgs;
	machine.plat.nr_lps = lps;
	machine.plat.nr_pkgs = pkgs;
	for (i = 0; i < lps; i++)
		machine.plat.lp_pkg[i] = i / per_pkg;
	for (i = 0; i < pkgs; i++)
		machine.plat.pkg_fms[i] = vec_get_or(plat, "fms", 0x806f8);
}

static u32 vec_lp(const json_t *value)
{
	if (json_is_string(value) && !strcmp(json_string_value(value), "all"))
		return MACHINE_ALL_LPS;
	return vec_u64(value);
}

/*
 * A value of one processor differs from that of the others by definition. If
 * the default processor happens to have it, the others get another one: a bit
 * is changed that no MSR here defines.
 */
static void vec_set_msr(unsigned int lp, u32 msr, u64 value)
{
	bool ok = machine_set_msr(lp, msr, value);

	if (lp != MACHINE_ALL_LPS && lp < machine.plat.nr_lps &&
	    value == seam_refcpu_msr(&machine.plat, lp, msr))
		ok = ok && machine_set_msr(MACHINE_ALL_LPS, msr, value ^ BIT_ULL(40));
	if (!ok)
		vec_bad("too many MSRs");
}

static void vec_set_deviations(const json_t *plat)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(plat, "msr"), i, item)
		vec_set_msr(vec_lp(json_array_get(item, 0)), vec_item(item, 1),
			    vec_item(item, 2));
	json_array_foreach(json_object_get(plat, "cpuid"), i, item) {
		if (vec_item(item, 3) > 3 ||
		    !machine_set_cpuid(vec_lp(json_array_get(item, 0)), vec_item(item, 1),
				       vec_item(item, 2), vec_item(item, 3), vec_item(item, 4)))
			vec_bad("too many CPUID registers, or no register of CPUID");
	}
	json_array_foreach(json_object_get(plat, "pconfig"), i, item) {
		if (i == MACHINE_MAX_PCONFIGS)
			vec_bad("too many results of PCONFIG");
		machine.pconfig[i] = vec_u64(item);
		machine.nr_pconfigs = i + 1;
	}
	json_array_foreach(json_object_get(plat, "smrr"), i, item) {
		if (i == SEAM_NR_SMRR)
			vec_bad("too many SMRR registers");
		machine.plat.smrr[i] = vec_u64(item);
	}
	machine.rndfail = vec_get_or(plat, "rndfail", 0);
}

/**
 * vec_set_platform() - turn the machine into the one of a vector
 * @plat: its description
 *
 * Starts with a machine_reset().
 */
void vec_set_platform(const json_t *plat)
{
	machine_reset();
	machine.plat.keyid_bits = vec_get(plat, "keyid_bits");
	machine.plat.mktme_keyids = vec_get(plat, "mktme_keyids");
	machine.plat.tdx_keyids = vec_get(plat, "tdx_keyids");
	vec_set_range(vec_array(plat, "seamrr"), &machine.plat.seamrr_base,
		      &machine.plat.seamrr_size);
	vec_set_cmrs(vec_array(plat, "cmrs"));
	vec_set_processors(plat);
	vec_set_deviations(plat);
}

static void vec_set_ref(const json_t *pair, struct tdx_pamt_ref *ref)
{
	u64 base, size;

	vec_set_range(pair, &base, &size);
	ref->base = base;
	ref->size = size;
}

static void vec_read_tdmr(const json_t *from, struct vec_tdmr *tdmr)
{
	json_t *areas = vec_array(from, "r"), *area;
	u64 offset, size;
	size_t i;

	tdmr->pa = vec_get(from, "pa");
	tdmr->info.base = vec_get(from, "b");
	tdmr->info.size = vec_get(from, "s");
	vec_set_ref(vec_array(from, "p1"), &tdmr->info.pamt_1g);
	vec_set_ref(vec_array(from, "p2"), &tdmr->info.pamt_2m);
	vec_set_ref(vec_array(from, "p4"), &tdmr->info.pamt_4k);
	json_array_foreach(areas, i, area) {
		if (i == TDX_MAX_RESERVED)
			vec_bad("too many reserved areas");
		vec_set_range(area, &offset, &size);
		tdmr->reserved[i].offset = offset;
		tdmr->reserved[i].size = size;
	}
}

/**
 * vec_read_layout() - TDMRs of a layout
 * @layout: object with array_pa, hkid and tdmrs
 * @out: set
 */
void vec_read_layout(const json_t *layout, struct vec_layout *out)
{
	json_t *tdmrs = vec_array(layout, "tdmrs"), *tdmr;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->array_pa = vec_get(layout, "array_pa");
	out->hkid = vec_get(layout, "hkid");
	if (json_array_size(tdmrs) > VEC_MAX_TDMRS)
		vec_bad("more than %u TDMRs", VEC_MAX_TDMRS);
	json_array_foreach(tdmrs, i, tdmr) {
		vec_read_tdmr(tdmr, &out->tdmr[i]);
		out->array[i] = out->tdmr[i].pa;
		out->nr_tdmrs = i + 1;
		out->nr_array = i + 1;
	}
}

/* The address of the bytes: KeyID and what is above bit 51 do not select memory */
static u64 vec_bytes_at(u64 pa)
{
	return pa & (GENMASK_ULL(51, 0) >> machine.plat.keyid_bits);
}

void vec_write_tdmr_info(const struct vec_tdmr *tdmr)
{
	u64 pa = vec_bytes_at(tdmr->pa);

	machine_write(pa, &tdmr->info, sizeof(tdmr->info));
	machine_write(pa + sizeof(tdmr->info), tdmr->reserved, sizeof(tdmr->reserved));
}

/**
 * vec_write_layout() - put array and TDMR_INFOs into the memory of the machine
 * @layout: what to write
 */
void vec_write_layout(const struct vec_layout *layout)
{
	u64 pa = vec_bytes_at(layout->array_pa);
	unsigned int i;

	for (i = 0; i < layout->nr_array; i++)
		machine_write64(pa + i * sizeof(u64), layout->array[i]);
	for (i = 0; i < layout->nr_tdmrs; i++)
		vec_write_tdmr_info(&layout->tdmr[i]);
}
