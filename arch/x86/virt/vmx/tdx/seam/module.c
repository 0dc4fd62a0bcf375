// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: loading it.
 *
 * Stands for the SEAM loader: puts a module into its memory, either a fresh
 * one or, after TDH.SYS.SHUTDOWN, a successor that finds what its predecessor
 * left.  And it stands for the reset of processors between one kernel and the
 * next, which finds the module where it was.  The caller makes sure that nobody
 * is in the module meanwhile.
 */
#include "internal.h"

/**
 * seam_module_load() - load a module for the first time
 * @m: memory of the module, whatever is in it
 * @plat: platform, copied
 *
 * There are no injection rules then.
 */
void seam_module_load(struct seam_module *m, const struct seam_platform *plat)
{
	memset(m, 0, sizeof(*m));
	m->plat = *plat;
	m->struct_size = sizeof(*m);
	m->layout = SEAM_LAYOUT;
	m->magic = SEAM_MAGIC;
}

/**
 * seam_module_update() - load a module over one that was shut down
 * @m: memory of the module, a module is in it
 * @plat: platform, copied
 *
 * Handoff data, statistics, the count of reports and injection rules stay.
 */
void seam_module_update(struct seam_module *m, const struct seam_platform *plat)
{
	/* They live at the end, see state.h; everything before them starts anew */
	memset(m, 0, offsetof(struct seam_module, handoff));
	m->plat = *plat;
	m->struct_size = sizeof(*m);
	m->layout = SEAM_LAYOUT;
	m->magic = SEAM_MAGIC;
}

/**
 * seam_module_present() - find out whether memory holds a module
 * @m: memory, for example after kexec
 *
 * What is used as an index or a size must be one.
 *
 * Return: true for a module of this build's layout.
 */
bool seam_module_present(const struct seam_module *m)
{
	if (m->magic != SEAM_MAGIC || m->struct_size != sizeof(*m) || m->layout != SEAM_LAYOUT)
		return false;
	if (seam_platform_error(&m->plat) || (u32)atomic_read(&m->state) > SEAM_SYS_DISABLED)
		return false;

	return m->keyid_bits <= SEAM_MAX_KEYID_BITS && m->end_private <= SEAM_MAX_HKIDS &&
	       m->nr_tdmrs <= TDX_MAX_TDMRS && m->handoff.nr_tdmrs <= TDX_MAX_TDMRS;
}

/**
 * seam_module_lose() - take the module away
 * @m: the module; nobody is in it
 *
 * What S3 does to it: SEAMCALL finds no module until one is loaded.
 */
void seam_module_lose(struct seam_module *m)
{
	atomic_set(&m->dead, 1);
}

/*
 * A call that was cut short has happened or has not: finish what was counted or
 * decided, undo what was only tried.
 */
static void seam_settle(struct seam_module *m)
{
	unsigned int lp, initialised = 0;

	for (lp = 0; lp < m->plat.nr_lps; lp++)
		initialised += m->lp[lp].initialised;
	atomic_set(&m->nr_lps_initialised, initialised);

	switch (seam_state(m)) {
	case SEAM_SYS_CONFIG_DONE:
		if (hweight32(m->pkg_bitmap) == m->plat.nr_pkgs)
			seam_set_state(m, SEAM_SYS_READY);
		break;
	case SEAM_SYS_SHUTDOWN:
		if (!m->handoff.valid)
			seam_set_state(m, SEAM_SYS_READY);
		break;
	case SEAM_SYS_READY:
		m->handoff.valid = false;
		break;
	default:
		break;
	}
}

/**
 * seam_module_adopt() - take over the module that a previous kernel used
 * @m: memory that may hold a module
 *
 * The processors went through reset or were stopped for good: those that were
 * in the module are no more, and what they held is free.  What the module knows
 * of the platform, of memory and of itself stays, and so do the statistics.
 * Injection rules were the previous kernel's.
 *
 * Return: false, with nothing changed, when there is no module of this build's
 * layout.
 */
bool seam_module_adopt(struct seam_module *m)
{
	unsigned int i;
	bool inside;

	if (!seam_module_present(m))
		return false;

	inside = seam_others_busy(m, SEAM_NO_LP);
	for (i = 0; i < SEAM_MAX_LPS; i++)
		atomic_set(&m->lp[i].busy, 0);
	seam_lock_reset(&m->global);
	seam_lock_reset(&m->kot_lock);
	for (i = 0; i < TDX_MAX_TDMRS; i++)
		seam_lock_reset(&m->tdmr[i].mutex);
	for (i = 0; i < SEAM_MAX_PKGS; i++)
		seam_lock_reset(&m->wbt[i].mutex);
	memset(&m->rules, 0, sizeof(m->rules));

	seam_settle(m);
	/* Takes a while, and entries are locked only by who is in the module */
	if (inside)
		seam_pamt_unlock_all(m);
	return true;
}
