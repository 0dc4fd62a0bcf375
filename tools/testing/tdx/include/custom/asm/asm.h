/* SPDX-License-Identifier: GPL-2.0 */
/* Exception table of a program: pairs of addresses in a section of its own */
#ifndef _TDX_TEST_ASM_ASM_H
#define _TDX_TEST_ASM_ASM_H

#define _ASM_EXTABLE_FAULT(from, to)		\
	.pushsection seam_extable, "aw";	\
	.quad from, to;				\
	.popsection

#endif /* _TDX_TEST_ASM_ASM_H */
