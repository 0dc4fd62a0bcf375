// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors: sys_rd.jsonl, TDH.SYS.RD, RDALL and INFO.
 *
 * Lines of kind "platform" define machines; the others name one of them, the
 * last of that name, and the state it is brought to.  The machine is kept from
 * line to line as long as both stay the same.
 *
 * Build, loader and processor behind the vectors are examples: of values that
 * depend on them only the bits that cannot vary are compared, unless
 * --strict is given.
 */
#include <stdio.h>

#include "vec.h"

/* Content of the page before the call; a list may have parts that are not written */
#define FILLER		0x11

static json_t *platforms;
static char current[64];

/* Bits of values that are examples, by the canonical id of the first field */
static const struct {
	u64 id;
	unsigned int values;
	u64 ignore;
} vec_examples[] = {
	/* Build: date, number, internal version, handoff versions */
	{ 0x0800000200000001, 1, U32_MAX },
	{ 0x0800000100000002, 1, U16_MAX },
	{ 0x0800000100000006, 1, U16_MAX },
	{ 0x0900000100000000, 2, U16_MAX },
	{ 0x0900000000000002, 1, U8_MAX },
	/* Loader: handoff */
	{ 0x0900000100000003, 1, U16_MAX },
	{ 0x0900000000000004, 1, U8_MAX },
	{ 0x0900000100000005, 1, U16_MAX },
	{ 0x0900000200000006, 1, U32_MAX },
	/* Processor: local attestation, LASS, state components */
	{ 0x0a00000300000008, 1, BIT_ULL(8) },
	{ 0x1900000300000000, 1, BIT_ULL(27) },
	{ 0x1900000300000002, 1, 0x6dbe4 },
	/* Processor: number of FMS, and those */
	{ 0x1900000100000800, 1, GENMASK_ULL(6, 0) },
	{ 0x1900000300000810, 64, U32_MAX },
};

/* Processor: bits of CPUID that may be configured if it has them */
static const struct {
	u64 eax_ebx;
	u64 ecx_edx;
} vec_cpuid_allowed[18] = {
	[0] = { 0, 0xb844000031044d88 },
	[5] = { 0xdc2b9b1800000000, 0x0005411c02417f65 },
	[6] = { 0x0000000004001d30, 0x0000043000000000 },
	[8] = { 0x00000000000000ff, 0 },
	[9] = { 0x0000020000000000, 0 },
	[10] = { 0, 0x0000002800000000 },
	[11] = { 0x000000000000000f, 0 },
};

#define ID_CPUID_VALUES		0x1900000300000500ULL

/* Bits of the value with this id that are examples */
static u64 vec_ignored(u64 id)
{
	u64 code = id & TDX_MD_FIELD_CODE, first;
	unsigned int i;

	first = ID_CPUID_VALUES & TDX_MD_FIELD_CODE;
	if ((id & TDX_MD_CLASS) == (ID_CPUID_VALUES & TDX_MD_CLASS) && code >= first &&
	    code < first + 2 * ARRAY_SIZE(vec_cpuid_allowed)) {
		i = code - first;
		return i % 2 ? vec_cpuid_allowed[i / 2].ecx_edx : vec_cpuid_allowed[i / 2].eax_ebx;
	}

	for (i = 0; i < ARRAY_SIZE(vec_examples); i++) {
		first = vec_examples[i].id & TDX_MD_FIELD_CODE;
		if ((id & TDX_MD_CLASS) == (vec_examples[i].id & TDX_MD_CLASS) && code >= first &&
		    code < first + vec_examples[i].values)
			return vec_examples[i].ignore;
	}

	return 0;
}

/* The GiB that the CMR begins in, with everything reserved but what is behind the PAMTs */
static void vec_fit_tdmr(const struct tdx_cmr_info *cmr, struct vec_layout *layout)
{
	struct vec_tdmr *tdmr = &layout->tdmr[0];
	u64 gib = ALIGN_DOWN(cmr->base, (u64)SZ_1G);
	u64 end = min(cmr->base + cmr->size, gib + SZ_1G);
	u64 free;

	tdmr->info.base = gib;
	tdmr->info.size = SZ_1G;
	tdmr->info.pamt_4k.base = cmr->base;
	tdmr->info.pamt_4k.size = SZ_4M;
	tdmr->info.pamt_2m.base = cmr->base + SZ_4M;
	tdmr->info.pamt_2m.size = 2 * SZ_4K;
	tdmr->info.pamt_1g.base = cmr->base + SZ_4M + 2 * SZ_4K;
	tdmr->info.pamt_1g.size = SZ_4K;
	free = min(cmr->base + SZ_4M + 3 * SZ_4K, gib + SZ_1G);
	tdmr->reserved[0].size = free - gib;
	if (end < gib + SZ_1G) {
		tdmr->reserved[1].offset = end - gib;
		tdmr->reserved[1].size = gib + SZ_1G - end;
	}
	layout->tdmr[0].pa = 0x8200;
	layout->array_pa = 0x8000;
	layout->array[0] = layout->tdmr[0].pa;
	layout->nr_array = 1;
	layout->nr_tdmrs = 1;
	layout->hkid = machine.plat.mktme_keyids + 1;
}

static void vec_configure(void)
{
	static struct vec_layout layout;
	struct tdx_cmr_info *cmr = machine.plat.cmr;
	struct seam_regs regs;
	unsigned int lp;

	while (cmr->size < 2 * SZ_4M && cmr < machine.plat.cmr + TDX_MAX_CMRS - 1)
		cmr++;
	memset(&layout, 0, sizeof(layout));
	vec_fit_tdmr(cmr, &layout);
	vec_write_layout(&layout);
	vec_check_status("TDH.SYS.CONFIG", 0, vec_config(layout.array_pa, 1, layout.hkid));
	for (lp = 0; lp < machine.plat.nr_lps && !vec.failed; lp++) {
		memset(&regs, 0, sizeof(regs));
		regs.rax = TDH_SYS_KEY_CONFIG;
		vec_call(lp, &regs);
	}
	vec_check("state ready", SEAM_SYS_READY, atomic_read(&machine.m.state));
}

static void vec_init_only(void)
{
	struct seam_regs regs = { .rax = TDH_SYS_INIT };

	machine_load();
	vec_call(0, &regs);
	vec_check_status("TDH.SYS.INIT", 0, regs.rax);
}

static void vec_prepare(const char *plat, const char *state)
{
	char wanted[sizeof(current)];

	snprintf(wanted, sizeof(wanted), "%s %s", plat, state);
	if (!strcmp(wanted, current))
		return;

	vec_set_platform(vec_member(platforms, plat));
	if (!strcmp(state, "no_sys_init")) {
		machine_load();
	} else if (!strcmp(state, "no_lp_init")) {
		vec_init_only();
	} else if (!strcmp(state, "lp_init")) {
		vec_boot();
	} else if (!strcmp(state, "ready")) {
		vec_boot();
		vec_configure();
	} else {
		vec_bad("unknown state '%s'", state);
	}
	memcpy(current, wanted, sizeof(current));
}

static void vec_run_rd(const json_t *vector)
{
	struct seam_regs regs = { .rax = TDH_SYS_RD, .rdx = vec_get(vector, "id"), .r8 = 0x5a };
	u64 id = regs.rdx;

	vec_check_result("TDH.SYS.RD", SEAM_RETURN, vec_call(0, &regs));
	vec_check_status("TDH.SYS.RD", vec_get(vector, "rax"), regs.rax);
	vec_check("TDH.SYS.RD next", vec_get(vector, "next"), regs.rdx);
	vec_check_masked("TDH.SYS.RD value", vec_get(vector, "r8"), regs.r8,
			 regs.rax ? 0 : vec_ignored(id));
}

/* Bytes from @used on are as they were */
static void vec_check_untouched(u64 pa, unsigned int used, unsigned int size)
{
	u8 page[SZ_4K];

	machine_read(pa, page, size);
	for (; used < size; used++) {
		if (page[used] != FILLER) {
			vec_check("byte behind the output", FILLER, page[used]);
			return;
		}
	}
}

static void vec_check_list(const json_t *list, u64 pa)
{
	size_t i, n = json_array_size(list);
	u64 id = 0, left = 0, ignore;
	char what[64];

	for (i = 0; i < n && i < SZ_4K / sizeof(u64); i++) {
		snprintf(what, sizeof(what), "TDH.SYS.RDALL list[%zu]", i);
		ignore = 0;
		if (i && !left) {
			id = vec_item(list, i);
			left = (FIELD_GET(TDX_MD_LAST_ELEMENT, id) + 1) *
			       (FIELD_GET(TDX_MD_LAST_FIELD, id) + 1);
		} else if (i) {
			ignore = vec_ignored(id++);
			left--;
		}
		vec_check_masked(what, vec_item(list, i), machine_read64(pa + i * sizeof(u64)),
				 ignore);
	}
	vec_check_untouched(pa, n * sizeof(u64), SZ_4K);
}

static void vec_run_rdall(const json_t *vector)
{
	struct seam_regs regs = {
		.rax = TDH_SYS_RDALL,
		.rdx = vec_get(vector, "rdx"),
		.r8 = vec_get(vector, "r8_in"),
	};
	const json_t *list = json_object_get(vector, "list");
	u64 rdx = regs.rdx;

	if (list)
		machine_fill(rdx, FILLER, SZ_4K);
	vec_check_result("TDH.SYS.RDALL", SEAM_RETURN, vec_call(0, &regs));
	vec_check_status("TDH.SYS.RDALL", vec_get(vector, "rax"), regs.rax);
	vec_check("TDH.SYS.RDALL r8", vec_get(vector, "r8"), regs.r8);
	vec_check("TDH.SYS.RDALL rdx", rdx, regs.rdx);
	if (list)
		vec_check_list(list, rdx);
}

static u64 vec_hex(const json_t *value)
{
	unsigned long long number;
	char rest;

	if (!json_is_string(value) ||
	    sscanf(json_string_value(value), "%llx%c", &number, &rest) != 1)
		vec_bad("no hexadecimal number");
	return number;
}

/* Bits of TDSYSINFO that are examples */
static void vec_info_ignored(u64 ignore[TDX_SYS_INFO_SIZE / sizeof(u64)])
{
	u8 *bytes = (u8 *)ignore;
	unsigned int i;

	memset(ignore, 0, TDX_SYS_INFO_SIZE);
	/* Build date and number */
	memset(bytes + 8, 0xff, 6);
	ignore[64 / 8] = BIT_ULL(27);
	ignore[80 / 8] = 0x6dbe4;
	for (i = 0; i < ARRAY_SIZE(vec_cpuid_allowed); i++)
		memcpy(bytes + 132 + 24 * i + 8, &vec_cpuid_allowed[i], 16);
}

static void vec_check_info(const json_t *info, u64 pa)
{
	u64 ignore[TDX_SYS_INFO_SIZE / sizeof(u64)];
	char what[64];
	size_t i;

	vec_info_ignored(ignore);
	for (i = 0; i < ARRAY_SIZE(ignore); i++) {
		snprintf(what, sizeof(what), "TDSYSINFO qword %zu", i);
		vec_check_masked(what, vec_hex(json_array_get(info, i)),
				 machine_read64(pa + i * sizeof(u64)), ignore[i]);
	}
}

static void vec_check_cmrs(const json_t *cmrs, u64 pa)
{
	json_t *value;
	char what[64];
	size_t i;

	json_array_foreach(cmrs, i, value) {
		snprintf(what, sizeof(what), "CMR %zu %s", i / 2, i % 2 ? "size" : "base");
		vec_check(what, vec_hex(value), machine_read64(pa + i * sizeof(u64)));
	}
}

static void vec_run_info(const json_t *vector)
{
	struct seam_regs regs = {
		.rax = TDH_SYS_INFO,
		.rcx = vec_get(vector, "rcx"),
		.rdx = vec_get(vector, "rdx"),
		.r8 = vec_get(vector, "r8"),
		.r9 = vec_get(vector, "r9"),
	};
	const json_t *info = json_object_get(vector, "tdsysinfo");
	const json_t *cmrs = json_object_get(vector, "cmr_info");
	u64 info_pa = regs.rcx, cmr_pa = regs.r8;

	if (info)
		machine_fill(info_pa, FILLER, TDX_SYS_INFO_SIZE);
	vec_check_result("TDH.SYS.INFO", SEAM_RETURN, vec_call(0, &regs));
	vec_check_status("TDH.SYS.INFO", vec_get(vector, "rax"), regs.rax);
	vec_check("TDH.SYS.INFO rdx", vec_get(vector, "rdx_out"), regs.rdx);
	vec_check("TDH.SYS.INFO r9", vec_get(vector, "r9_out"), regs.r9);
	if (info)
		vec_check_info(info, info_pa);
	if (cmrs)
		vec_check_cmrs(cmrs, cmr_pa);
}

void vec_run_sys_rd(const json_t *vector)
{
	const char *kind = vec_string(vector, "kind");
	const char *plat = vec_string(vector, "plat");

	if (!strcmp(kind, "platform")) {
		if (!platforms)
			platforms = json_object();
		if (json_object_set(platforms, plat, vec_member(vector, "def")))
			vec_bad("out of memory");
		current[0] = '\0';
		return;
	}

	if (!json_object_get(platforms, plat))
		vec_bad("no platform '%s'", plat);
	vec_prepare(plat, vec_string(vector, "state"));
	if (vec.failed) {
		current[0] = '\0';
		return;
	}

	if (!strcmp(kind, "rd"))
		vec_run_rd(vector);
	else if (!strcmp(kind, "rdall"))
		vec_run_rdall(vector);
	else if (!strcmp(kind, "info"))
		vec_run_info(vector);
	else
		vec_bad("unknown kind '%s'", kind);
}
