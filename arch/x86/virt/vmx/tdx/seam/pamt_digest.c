// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: what a PAMT says, in a few numbers.
 *
 * Two ways to initialise the same TDMRs lead to the same result if all entries say
 * the same afterwards.  Their bytes differ: a check value is made from a number that
 * is drawn at random and from the address of the entry.  So what counts is how many
 * entries there are, and type, owner and epoch of each, by its index.
 *
 * Owns nothing and takes no lock: for a module that nobody calls meanwhile.  An entry
 * that is locked or being changed counts as unsound.
 */
#include "internal.h"

/* Behind the owner, which has 40 bits */
#define DIGEST_TYPE		GENMASK_ULL(47, 40)
#define DIGEST_OWNER		GENMASK_ULL(39, 0)
#define DIGEST_UNSOUND		BIT_ULL(48)

/* Each step is one-to-one in both: no single difference is ever lost */
static u64 mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;

	return hash ^ hash >> 32;
}

/**
 * seam_pamt_digest() - sum up a table of a PAMT
 * @m: the module
 * @tdmr: index of the TDMR; of one that is not configured there are no entries
 * @level: which of its tables
 * @digest: filled in
 *
 * Takes a while: a quarter of a million entries for a GiB.  Not for atomic context.
 */
void seam_pamt_digest(struct seam_module *m, unsigned int tdmr, enum tdx_level level,
		      struct seam_pamt_digest *digest)
{
	struct seam_pamt_entry entry;
	struct seam_pamt_pos pos;

	/* Not zero, or the first entries that say nothing would not count */
	*digest = (struct seam_pamt_digest){ .hash = 1 };
	if (tdmr >= seam_nr_configured(m))
		return;

	pos.tdmr = &m->tdmr[tdmr];
	pos.level = level;
	digest->entries = seam_pamt_nr_written(&pos);
	for (pos.index = 0; pos.index < digest->entries; pos.index++) {
		if (!(pos.index % SEAM_PAMT_AT_A_TIME))
			seam_env_resched();
		if (!seam_pamt_read(m, &pos, &entry)) {
			digest->unsound++;
			digest->hash = mix(digest->hash, DIGEST_UNSOUND);
			continue;
		}
		digest->hash = mix(digest->hash, FIELD_PREP(DIGEST_TYPE, entry.type) |
						 FIELD_PREP(DIGEST_OWNER, entry.owner));
		digest->hash = mix(digest->hash, entry.epoch);
	}
}
