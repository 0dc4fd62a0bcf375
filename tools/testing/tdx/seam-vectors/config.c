// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors: layouts.jsonl and sys_config.jsonl.
 *
 * A vector names a layout, changes some of its values and says what
 * TDH.SYS.CONFIG answers.  The layouts come from layouts.jsonl in the same
 * folder; the last folder's are kept.
 */
#include <stdio.h>
#include <stdlib.h>

#include "vec.h"

static char *layouts_folder;
static json_t *layouts;

/* Length of the part of a path before its last component */
static int vec_folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash - path : 0;
}

static void vec_load_layouts(const char *path)
{
	unsigned int number = 0;
	char *line = NULL;
	json_t *layout;
	size_t size = 0;
	json_error_t error;
	FILE *f = fopen(path, "r");

	if (!f)
		vec_bad("cannot read the layouts in %s", path);
	while (getline(&line, &size, f) > 0) {
		number++;
		layout = json_loads(line, 0, &error);
		if (!layout)
			vec_bad("%s:%u: %s", path, number, error.text);
		if (json_object_set_new(layouts, vec_string(layout, "id"), layout))
			vec_bad("%s:%u: no layout", path, number);
	}
	free(line);
	fclose(f);
}

static const json_t *vec_find_layout(const char *id)
{
	int len = vec_folder_len(vec.file);
	const json_t *layout;
	char *path;

	if (!layouts_folder || (int)strlen(layouts_folder) != len ||
	    strncmp(layouts_folder, vec.file, len)) {
		free(layouts_folder);
		json_decref(layouts);
		layouts = json_object();
		layouts_folder = strndup(vec.file, len);
		if (asprintf(&path, "%.*s%slayouts.jsonl", len, vec.file, len ? "/" : "") < 0)
			vec_bad("out of memory");
		vec_load_layouts(path);
		free(path);
	}

	layout = json_object_get(layouts, id);
	if (!layout)
		vec_bad("no layout '%s' in the same folder", id);
	return layout;
}

/* The rest of @path after @prefix, NULL if it does not begin with it */
static const char *vec_after(const char *path, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(path, prefix, len) ? NULL : path + len;
}

/* An index in brackets at *@path, which is moved behind it */
static unsigned int vec_index(const char **path, unsigned int limit)
{
	unsigned int index;
	int len = 0;

	if (sscanf(*path, "[%u]%n", &index, &len) != 1 || !len || index >= limit)
		vec_bad("no index, or one out of range, at '%s'", *path);
	*path += len;
	return index;
}

static void vec_set_tdmr(struct vec_layout *layout, const char *path, const json_t *value)
{
	struct vec_tdmr *tdmr;
	u64 offset, size;
	unsigned int i, j;

	i = vec_index(&path, layout->nr_tdmrs);
	tdmr = &layout->tdmr[i];
	path = vec_after(path, ".");
	if (!path)
		vec_bad("no member of a TDMR");

	if (!strcmp(path, "pa")) {
		tdmr->pa = vec_u64(value);
		layout->array[i] = tdmr->pa;
	} else if (!strcmp(path, "b")) {
		tdmr->info.base = vec_u64(value);
	} else if (!strcmp(path, "s")) {
		tdmr->info.size = vec_u64(value);
	} else if (!strcmp(path, "p1b")) {
		tdmr->info.pamt_1g.base = vec_u64(value);
	} else if (!strcmp(path, "p1s")) {
		tdmr->info.pamt_1g.size = vec_u64(value);
	} else if (!strcmp(path, "p2b")) {
		tdmr->info.pamt_2m.base = vec_u64(value);
	} else if (!strcmp(path, "p2s")) {
		tdmr->info.pamt_2m.size = vec_u64(value);
	} else if (!strcmp(path, "p4b")) {
		tdmr->info.pamt_4k.base = vec_u64(value);
	} else if (!strcmp(path, "p4s")) {
		tdmr->info.pamt_4k.size = vec_u64(value);
	} else if (vec_after(path, "r[")) {
		path++;
		j = vec_index(&path, TDX_MAX_RESERVED);
		vec_set_range(value, &offset, &size);
		tdmr->reserved[j].offset = offset;
		tdmr->reserved[j].size = size;
	} else {
		vec_bad("unknown member '%s' of a TDMR", path);
	}
}

static void vec_set_cmr(const char *path, const json_t *value)
{
	unsigned int i = vec_index(&path, TDX_MAX_CMRS);
	u64 base, size;

	vec_set_range(value, &base, &size);
	machine.plat.cmr[i].base = base;
	machine.plat.cmr[i].size = size;
}

static void vec_set_array(struct vec_layout *layout, const char *path, const json_t *value)
{
	unsigned int i = vec_index(&path, VEC_MAX_TDMRS);

	layout->array[i] = vec_u64(value);
	if (i >= layout->nr_array)
		layout->nr_array = i + 1;
}

static void vec_apply(struct vec_layout *layout, struct seam_regs *regs, const char *path,
		      const json_t *value)
{
	if (vec_after(path, "t["))
		vec_set_tdmr(layout, path + 1, value);
	else if (vec_after(path, "cmr["))
		vec_set_cmr(path + 3, value);
	else if (vec_after(path, "arr["))
		vec_set_array(layout, path + 3, value);
	else if (!strcmp(path, "array_pa"))
		layout->array_pa = vec_u64(value);
	else if (!strcmp(path, "mktme_keyids"))
		machine.plat.mktme_keyids = vec_u64(value);
	else if (!strcmp(path, "tdx_keyids"))
		machine.plat.tdx_keyids = vec_u64(value);
	else if (!strcmp(path, "keyid_bits"))
		machine.plat.keyid_bits = vec_u64(value);
	else if (!strcmp(path, "seamrr"))
		vec_set_range(value, &machine.plat.seamrr_base, &machine.plat.seamrr_size);
	else if (!strcmp(path, "rcx"))
		regs->rcx = vec_u64(value);
	else if (!strcmp(path, "rdx"))
		regs->rdx = vec_u64(value);
	else if (!strcmp(path, "r8"))
		regs->r8 = vec_u64(value);
	else
		vec_bad("cannot set '%s'", path);
}

/* Registers given by the vector win over what the layout says */
static bool vec_sets(const json_t *set, const char *reg)
{
	return json_object_get(set, reg);
}

static void vec_run_config(const json_t *from, const json_t *set, u64 expected)
{
	static struct vec_layout layout;
	struct seam_regs regs = {};
	const char *path;
	json_t *value;

	vec_set_platform(vec_member(from, "plat"));
	vec_read_layout(from, &layout);
	json_object_foreach((json_t *)set, path, value)
		vec_apply(&layout, &regs, path, value);
	if (!vec_sets(set, "rcx"))
		regs.rcx = layout.array_pa;
	if (!vec_sets(set, "rdx"))
		regs.rdx = layout.nr_tdmrs;
	if (!vec_sets(set, "r8"))
		regs.r8 = layout.hkid;

	vec_write_layout(&layout);
	if (vec_boot())
		vec_check_status("TDH.SYS.CONFIG", expected,
				 vec_config(regs.rcx, regs.rdx, regs.r8));
}

/* Every layout is good as it stands */
void vec_run_layout(const json_t *vector)
{
	vec_run_config(vector, NULL, 0);
}

void vec_run_sys_config(const json_t *vector)
{
	vec_run_config(vec_find_layout(vec_string(vector, "layout")), vec_member(vector, "set"),
		       vec_get(vector, "rax"));
}
