// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors: mismatches and bad input.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../../../arch/x86/virt/vmx/tdx/status.h"
#include "vec.h"

struct vec vec;
bool vec_strict;

/**
 * vec_bad() - give up, the input is not what it should be
 * @fmt: what is wrong
 */
void vec_bad(const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "seam-vectors: ");
	if (vec.file)
		fprintf(stderr, "%s:%u: ", vec.file, vec.line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static void vec_where(const char *what)
{
	vec.failed = true;
	printf("%s:%u: %s: %s: ", vec.file, vec.line, vec.id, what);
}

static const char *vec_status_name(u64 status)
{
	return tdx_status_name((__force tdx_status_t)status);
}

void vec_check_status(const char *what, u64 expected, u64 got)
{
	if (expected == got)
		return;
	vec_where(what);
	printf("expected %#llx (%s), got %#llx (%s)\n", expected, vec_status_name(expected), got,
	       vec_status_name(got));
}

void vec_check(const char *what, u64 expected, u64 got)
{
	vec_check_masked(what, expected, got, 0);
}

/* Bits in @ignore are examples */
void vec_check_masked(const char *what, u64 expected, u64 got, u64 ignore)
{
	u64 differ = expected ^ got;

	if (!vec_strict)
		differ &= ~ignore;
	if (!differ)
		return;
	vec_where(what);
	printf("expected %#llx, got %#llx\n", expected, got);
}

void vec_check_result(const char *what, enum seam_result expected, enum seam_result got)
{
	static const char * const names[] = {
		[SEAM_RETURN] = "a status",
		[SEAM_VMFAIL] = "VMfailInvalid",
		[SEAM_GP] = "#GP",
	};

	if (expected == got)
		return;
	vec_where(what);
	printf("expected %s, got %s\n", names[expected], names[got]);
}
