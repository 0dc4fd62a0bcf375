/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linked first, so that the shim's code begins at a page in every kernel.
 *
 * An emulator runs loops that go from one page to the next much slower than
 * others: QEMU's TCG looks their blocks up each time.  Two kernels that are
 * compared on the same shim must have it at the same places in pages.
 */
#include <asm/page_types.h>

	.text
	.balign	PAGE_SIZE
