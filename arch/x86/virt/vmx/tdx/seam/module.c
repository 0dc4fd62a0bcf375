// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: loading it.
 *
 * Stands for the SEAM loader: puts a module into its memory, either a fresh
 * one or, after TDH.SYS.SHUTDOWN, a successor that finds what its predecessor
 * left.  The caller makes sure that nobody is in the module meanwhile.
 */
#include "internal.h"

/**
 * seam_module_load() - load a module for the first time
 * @m: memory of the module, whatever is in it
 * @plat: platform, copied
 */
void seam_module_load(struct seam_module *m, const struct seam_platform *plat)
{
	memset(m, 0, sizeof(*m));
	m->plat = *plat;
	m->struct_size = sizeof(*m);
	m->magic = SEAM_MAGIC;
}

/**
 * seam_module_update() - load a module over one that was shut down
 * @m: memory of the module, a module is in it
 * @plat: platform, copied
 *
 * Handoff data, statistics and the count of reports stay.
 */
void seam_module_update(struct seam_module *m, const struct seam_platform *plat)
{
	/* Both live at the end, see state.h; everything before them starts anew */
	memset(m, 0, offsetof(struct seam_module, handoff));
	m->plat = *plat;
	m->struct_size = sizeof(*m);
	m->magic = SEAM_MAGIC;
}

/**
 * seam_module_present() - find out whether memory holds a module
 * @m: memory, for example after kexec
 *
 * Return: true for a module of this build's layout.
 */
bool seam_module_present(const struct seam_module *m)
{
	return m->magic == SEAM_MAGIC && m->struct_size == sizeof(*m);
}
