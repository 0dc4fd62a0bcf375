/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a module status means to the kernel and to a person.
 */
#ifndef _X86_VIRT_TDX_STATUS_H
#define _X86_VIRT_TDX_STATUS_H

#include "tdx_abi.h"

int __must_check tdx_status_to_errno(tdx_status_t status);
const char *tdx_status_name(tdx_status_t status);
bool tdx_status_from_name(const char *name, tdx_status_t *status);
const char *tdx_status_advice(tdx_status_t status);

#endif /* _X86_VIRT_TDX_STATUS_H */
