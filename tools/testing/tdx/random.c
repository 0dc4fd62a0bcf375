// SPDX-License-Identifier: GPL-2.0
/*
 * Random numbers for tests, and how many tests to make of them.
 *
 * The seed is printed, as what must be put into the environment to have the same
 * numbers again.  Not for several threads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "random.h"

/* Lines of progress, for make test-full, which counts them */
#define STEP	10000

static u64 state;

/**
 * random_seed() - begin a sequence
 * @variable: of the environment, which has the seed; without it, the time is one
 */
void random_seed(const char *variable)
{
	const char *env = getenv(variable);

	state = env ? strtoull(env, NULL, 0) : (u64)time(NULL);
	printf("# %s=%llu\n", variable, (unsigned long long)state);
}

/* splitmix64 */
u64 random_u64(void)
{
	u64 z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

u64 random_below(u64 n)
{
	return random_u64() % n;
}

/**
 * test_count() - how many random cases to try
 * @variable: of the environment, which has the number
 * @by_default: without it
 *
 * Return: number.
 */
unsigned long test_count(const char *variable, unsigned long by_default)
{
	const char *env = getenv(variable);

	return env ? strtoul(env, NULL, 0) : by_default;
}

/**
 * test_progress() - say how far a long test is
 * @done: cases
 * @all: cases there will be
 */
void test_progress(unsigned long done, unsigned long all)
{
	if (all < 2 * STEP || done % STEP)
		return;

	printf("# done: %lu of %lu\n", done, all);
	fflush(stdout);
}
