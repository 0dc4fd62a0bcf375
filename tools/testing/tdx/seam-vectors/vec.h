/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seam-vectors: what its files share.
 */
#ifndef _SEAM_VECTORS_VEC_H
#define _SEAM_VECTORS_VEC_H

#include <jansson.h>

#include "../machine.h"

/**
 * struct vec - the vector being run
 * @file: where it is from
 * @line: line in that file, from 1
 * @id: what it calls itself
 * @failed: a mismatch was printed
 */
struct vec {
	const char *file;
	unsigned int line;
	const char *id;
	bool failed;
};

extern struct vec vec;

/* Values that are only examples must match as well */
extern bool vec_strict;

/* report.c */
void __noreturn __printf(1, 2) vec_bad(const char *fmt, ...);
void vec_check_status(const char *what, u64 expected, u64 got);
void vec_check(const char *what, u64 expected, u64 got);
void vec_check_masked(const char *what, u64 expected, u64 got, u64 ignore);
void vec_check_result(const char *what, enum seam_result expected, enum seam_result got);

/* json.c */
u64 vec_u64(const json_t *value);
json_t *vec_member(const json_t *object, const char *key);
u64 vec_get(const json_t *object, const char *key);
u64 vec_get_or(const json_t *object, const char *key, u64 otherwise);
const char *vec_string(const json_t *object, const char *key);
json_t *vec_array(const json_t *object, const char *key);
u64 vec_item(const json_t *array, size_t index);

/* layout.c */

/* More TDMRs than the module takes, and a value per TDMR_INFO */
#define VEC_MAX_TDMRS		80

struct vec_tdmr {
	u64 pa;
	struct tdx_tdmr_info info;
	struct tdx_reserved_area reserved[TDX_MAX_RESERVED];
};

/**
 * struct vec_layout - a machine and the TDMRs a host proposes
 * @array_pa: address of the array of TDMR_INFO addresses
 * @hkid: global private KeyID
 * @nr_tdmrs: entries of @tdmr in use
 * @tdmr: TDMRs with the addresses of their TDMR_INFO
 * @nr_array: entries of @array in use
 * @array: what the array of addresses holds
 */
struct vec_layout {
	u64 array_pa;
	u64 hkid;
	unsigned int nr_tdmrs;
	struct vec_tdmr tdmr[VEC_MAX_TDMRS];
	unsigned int nr_array;
	u64 array[VEC_MAX_TDMRS];
};

void vec_set_platform(const json_t *plat);
void vec_set_range(const json_t *pair, u64 *base, u64 *size);
void vec_read_layout(const json_t *layout, struct vec_layout *out);
void vec_write_layout(const struct vec_layout *layout);
void vec_write_tdmr_info(const struct vec_tdmr *tdmr);

/* run.c */
enum seam_result vec_call(unsigned int lp, struct seam_regs *regs);
bool vec_boot(void);
u64 vec_config(u64 rcx, u64 rdx, u64 r8);

/* One file per kind of vectors */
void vec_run_layout(const json_t *vector);
void vec_run_sys_config(const json_t *vector);
void vec_run_sequence(const json_t *vector);
void vec_run_sys_rd(const json_t *vector);

#endif /* _SEAM_VECTORS_VEC_H */
