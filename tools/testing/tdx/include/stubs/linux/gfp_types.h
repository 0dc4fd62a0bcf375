/* SPDX-License-Identifier: GPL-2.0 */
/* Nothing: the sources built here allocate no memory */
