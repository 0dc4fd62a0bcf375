/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where no PAMT can be: see survey.c.
 */
#ifndef _X86_VIRT_TDX_SURVEY_H
#define _X86_VIRT_TDX_SURVEY_H

#include "host.h"

/**
 * struct tdx_survey - memory in which no PAMT can be
 * @nr: entries used in @busy
 * @size: entries that @busy has
 * @busy: whole pageblocks, ascending, none touching
 */
struct tdx_survey {
	unsigned int nr;
	unsigned int size;
	struct tdx_range *busy;
};

int __must_check tdx_survey_begin(struct tdx_survey *survey, const struct tdx_memory *memory);
void tdx_survey_end(struct tdx_survey *survey);
int __must_check tdx_survey_range(struct tdx_survey *survey, u64 start, u64 end);
int __must_check tdx_survey_not_free(struct tdx_survey *survey, u64 start, u64 end);
int __must_check tdx_survey_node(struct tdx_survey *survey, const struct tdx_memory *memory,
				 int nid);
void tdx_survey_keep(struct tdx_survey *survey);
void tdx_survey_unpublish(void);
const struct tdx_survey *tdx_ready_survey(void);

#endif /* _X86_VIRT_TDX_SURVEY_H */
