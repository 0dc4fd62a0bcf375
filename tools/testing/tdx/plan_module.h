/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the model of the module says to a plan.
 */
#ifndef _TDX_TEST_PLAN_MODULE_H
#define _TDX_TEST_PLAN_MODULE_H

#include "machine.h"

/**
 * struct module_tdmr - a TDMR_INFO as the module reads it
 * @info: TDMR and PAMTs
 * @reserved: areas; those of size zero are none
 */
struct module_tdmr {
	struct tdx_tdmr_info info;
	struct tdx_reserved_area reserved[TDX_MAX_RESERVED];
};

tdx_status_t module_start(void);
tdx_status_t module_config(const struct module_tdmr *tdmr, unsigned int nr);

#endif /* _TDX_TEST_PLAN_MODULE_H */
