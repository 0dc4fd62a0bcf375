/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TDX_TEST_LINUX_LINKAGE_H
#define _TDX_TEST_LINUX_LINKAGE_H

#define asmlinkage

#define SYM_FUNC_START(name)	.globl name; .type name, @function; .balign 16; name:
#define SYM_FUNC_END(name)	.size name, . - name
#define RET			ret

#endif /* _TDX_TEST_LINUX_LINKAGE_H */
