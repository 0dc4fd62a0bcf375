// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: shared and exclusive try-locks.
 *
 * The module never waits inside a SEAMCALL: a lock that cannot be had at once
 * is reported to the host as busy.  That also makes a call nested in another
 * one by NMI or #MC harmless.  Nothing here spins: a sharer retries only when
 * another sharer got in between, and gives up after as many tries as there can
 * be processors.
 *
 * A lock is one atomic word and has no owner.  Lock order: see state.h.
 */
#include "internal.h"

#define SEAM_LOCK_FREE		0
#define SEAM_LOCK_EXCLUSIVE	(-1)

/**
 * seam_trylock_shared() - get a lock together with other sharers
 * @lock: the lock
 *
 * Return: false while it is held exclusively.
 */
bool seam_trylock_shared(struct seam_lock *lock)
{
	int word = atomic_read(&lock->word);
	int tries;

	for (tries = 0; tries < SEAM_MAX_LPS; tries++) {
		if (word == SEAM_LOCK_EXCLUSIVE)
			return false;
		if (atomic_try_cmpxchg_acquire(&lock->word, &word, word + 1))
			return true;
	}

	return false;
}

void seam_unlock_shared(struct seam_lock *lock)
{
	atomic_dec_return_release(&lock->word);
}

/**
 * seam_trylock() - get a lock exclusively
 * @lock: the lock
 *
 * Return: false while anyone holds it.
 */
bool seam_trylock(struct seam_lock *lock)
{
	int word = SEAM_LOCK_FREE;

	return atomic_try_cmpxchg_acquire(&lock->word, &word, SEAM_LOCK_EXCLUSIVE);
}

void seam_unlock(struct seam_lock *lock)
{
	atomic_set_release(&lock->word, SEAM_LOCK_FREE);
}

/* For a lock whose holders were reset */
void seam_lock_reset(struct seam_lock *lock)
{
	atomic_set(&lock->word, SEAM_LOCK_FREE);
}
