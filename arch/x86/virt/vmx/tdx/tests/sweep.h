/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of tdx_test_sweep share with each other.
 */
#ifndef _X86_VIRT_TDX_TESTS_SWEEP_H
#define _X86_VIRT_TDX_TESTS_SWEEP_H

#include <linux/types.h>

#define SWEEP_NAME	48

/**
 * enum fail_mode - which of the things that can fail do
 * @FAIL_NONE: none, they are only counted
 * @FAIL_NTH: one
 * @FAIL_FROM: one and all after it
 */
enum fail_mode {
	FAIL_NONE,
	FAIL_NTH,
	FAIL_FROM,
};

/**
 * struct fail_seen - what there was to fail, and what did
 * @allocations: allocations seen
 * @threads: those of them that kthreadd made on behalf of the test
 * @points: calls of tdx_fail() seen
 * @failed: something was made to fail
 * @what: the first of it, file and function
 */
struct fail_seen {
	unsigned int allocations;
	unsigned int threads;
	unsigned int points;
	bool failed;
	char what[SWEEP_NAME];
};

/* sweep_fail.c: allocations and registrations that fail */
int fail_init(void);
void fail_exit(void);
void fail_begin(enum fail_mode mode, unsigned int n);
void fail_end(struct fail_seen *seen);
bool fail_memory_is_back(char *why, size_t size);

/**
 * struct log_seen - what the host said
 * @errors: lines of the host, of level error or worse
 * @first: the first of them
 * @others: lines of level error or worse that are not the host's
 */
struct log_seen {
	unsigned int errors;
	char first[256];
	unsigned int others;
};

/* sweep_state.c: memory and threads before and after; the kernel log */
void state_note(void);
bool state_is_back(char *why, size_t size);
bool state_is_sound(char *why, size_t size);
void log_skip(void);
void log_read(struct log_seen *seen);

#endif /* _X86_VIRT_TDX_TESTS_SWEEP_H */
