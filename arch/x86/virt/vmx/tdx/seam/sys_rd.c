// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: TDH.SYS.RD and TDH.SYS.RDALL.
 *
 * Addressing, iterating and listing the fields of metadata.c.  No locks; only
 * a processor that did TDH.SYS.LP.INIT may ask.
 *
 * A field is found by class and field code alone.  TDH.SYS.RD is strict about
 * the bits of an id that only lists use, TDH.SYS.RDALL is not, but insists on
 * the element size and on the first element of a field.
 */
#include "internal.h"

/* Header of the list that TDH.SYS.RDALL writes */
#define LIST_BYTES		GENMASK_ULL(15, 0)
#define LIST_SEQUENCES		GENMASK_ULL(31, 16)

/**
 * struct seam_md_pos - a value among the metadata
 * @index: table entry
 * @value: value of that entry
 */
struct seam_md_pos {
	unsigned int index;
	unsigned int value;
};

static bool seam_md_is_null(u64 id)
{
	return (id | TDX_MD_CONTEXT) == TDX_MD_NULL;
}

static bool seam_md_find(u64 id, struct seam_md_pos *pos)
{
	const struct seam_md_entry *entry;
	u64 code = FIELD_GET(TDX_MD_FIELD_CODE, id);
	unsigned int i;
	u64 first;

	for (i = 0; (entry = seam_md_entry(i)); i++) {
		first = FIELD_GET(TDX_MD_FIELD_CODE, entry->id);
		if (FIELD_GET(TDX_MD_CLASS, id) != FIELD_GET(TDX_MD_CLASS, entry->id) ||
		    code < first || code - first >= entry->fields * entry->elements)
			continue;
		pos->index = i;
		pos->value = code - first;
		return true;
	}

	return false;
}

/* Within an entry the id keeps what else the host put into it */
static u64 seam_md_next_id(u64 id, const struct seam_md_pos *pos)
{
	const struct seam_md_entry *entry = seam_md_entry(pos->index);

	if (pos->value + 1 < entry->fields * entry->elements)
		return (id & ~TDX_MD_CONTEXT) + 1;

	entry = seam_md_entry(pos->index + 1);
	return entry ? entry->id : TDX_MD_NULL;
}

tdx_status_t seam_sys_rd(struct seam_ctx *ctx)
{
	struct seam_md_pos pos;
	u64 id = ctx->regs.rdx;

	ctx->regs.rdx = TDX_MD_NULL;
	ctx->regs.r8 = 0;

	if (!seam_this_lp(ctx)->initialised)
		return TDX_SYS_LP_INIT_NOT_DONE;
	if (seam_md_is_null(id)) {
		ctx->regs.rdx = seam_md_entry(0)->id;
		return TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT;
	}
	if ((id & (TDX_MD_RESERVED | TDX_MD_LAST_ELEMENT | TDX_MD_LAST_FIELD)) ||
	    !seam_md_find(id, &pos))
		return TDX_METADATA_FIELD_ID_INCORRECT;

	ctx->regs.rdx = seam_md_next_id(id, &pos);
	ctx->regs.r8 = seam_md_entry(pos.index)->get(ctx->m, pos.value);
	return TDX_SUCCESS;
}

/**
 * struct seam_md_list - list of fields being written
 * @m: the module
 * @pa: page in the host's memory
 * @used: bytes written, with the header of the list
 * @sequences: number of sequences begun
 * @header_at: where the header of the current sequence is
 * @header: first id of the current sequence
 * @fields: fields in it so far, 0 when there is none
 */
struct seam_md_list {
	const struct seam_module *m;
	u64 pa;
	unsigned int used;
	unsigned int sequences;
	unsigned int header_at;
	u64 header;
	unsigned int fields;
};

static void seam_list_put(struct seam_md_list *list, unsigned int at, u64 value)
{
	seam_mem_write(list->m, list->pa + at, &value, sizeof(value));
}

static void seam_list_end_sequence(struct seam_md_list *list, unsigned int elements)
{
	if (list->fields)
		seam_list_put(list, list->header_at,
			      list->header | FIELD_PREP(TDX_MD_LAST_ELEMENT, elements - 1) |
			      FIELD_PREP(TDX_MD_LAST_FIELD, list->fields - 1));
	list->fields = 0;
}

/* A field continues a sequence of the same class and kind with the next code */
static bool seam_list_continues(const struct seam_md_entry *entry, const struct seam_md_entry *prev)
{
	u64 kind = TDX_MD_CLASS | TDX_MD_SIZE_CODE | TDX_MD_INC_SIZE;

	return !((entry->id ^ prev->id) & kind) && entry->elements == prev->elements &&
	       FIELD_GET(TDX_MD_FIELD_CODE, entry->id) ==
	       FIELD_GET(TDX_MD_FIELD_CODE, prev->id) + prev->fields * prev->elements;
}

/* False when the page is full */
static bool seam_list_add_field(struct seam_md_list *list, const struct seam_md_entry *entry,
				unsigned int value)
{
	bool in_use = !entry->in_use || value / entry->elements < entry->in_use;
	unsigned int need = entry->elements + !list->fields;
	unsigned int i;

	if (list->used + need * sizeof(u64) > SZ_4K)
		return false;

	if (!list->fields) {
		list->header = entry->id + value;
		list->header_at = list->used;
		list->used += sizeof(u64);
		list->sequences++;
	}
	for (i = 0; i < entry->elements; i++, list->used += sizeof(u64)) {
		if (!i || in_use)
			seam_list_put(list, list->used, entry->get(list->m, value + i));
	}
	list->fields++;
	return true;
}

/* Id of the field that did not fit, or the null id */
static u64 seam_list_fill(struct seam_md_list *list, struct seam_md_pos pos)
{
	const struct seam_md_entry *entry = seam_md_entry(pos.index);
	const struct seam_md_entry *prev = entry;

	for (; entry; prev = entry, entry = seam_md_entry(++pos.index), pos.value = 0) {
		if (entry != prev && !seam_list_continues(entry, prev))
			seam_list_end_sequence(list, prev->elements);
		for (; pos.value < entry->fields * entry->elements; pos.value += entry->elements) {
			if (seam_list_add_field(list, entry, pos.value))
				continue;
			seam_list_end_sequence(list, entry->elements);
			return entry->id + pos.value;
		}
	}

	seam_list_end_sequence(list, prev->elements);
	return TDX_MD_NULL;
}

tdx_status_t seam_sys_rdall(struct seam_ctx *ctx)
{
	struct seam_md_list list = { .m = ctx->m, .pa = ctx->regs.rdx, .used = sizeof(u64) };
	struct seam_md_pos pos = {};
	u64 id = ctx->regs.r8;

	ctx->regs.r8 = TDX_MD_NULL;

	if (!seam_this_lp(ctx)->initialised)
		return TDX_SYS_LP_INIT_NOT_DONE;
	if (!seam_addr_is_shared(ctx->m, list.pa, SZ_4K))
		return seam_bad_operand(TDX_OPERAND_RDX);
	if (!seam_md_is_null(id) &&
	    (!seam_md_find(id, &pos) || pos.value % seam_md_entry(pos.index)->elements ||
	     ((id ^ seam_md_entry(pos.index)->id) & TDX_MD_SIZE_CODE)))
		return TDX_METADATA_FIELD_ID_INCORRECT;

	ctx->regs.r8 = seam_list_fill(&list, pos);
	seam_list_put(&list, 0, FIELD_PREP(LIST_BYTES, list.used) |
				FIELD_PREP(LIST_SEQUENCES, list.sequences));
	return ctx->regs.r8 == TDX_MD_NULL ? TDX_SUCCESS : TDX_METADATA_LIST_OVERFLOW;
}
