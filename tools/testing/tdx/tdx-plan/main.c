// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: would TDX initialise on a host with this memory, and how?
 *
 * For administrators.  Uses the planner of the kernel, so what it says is what
 * a host does, as far as the file tells what a host finds.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "tdx-plan.h"

/* As the kernel's default */
#define MAX_WITHHELD	FIRST_MIB

static void __noreturn print_usage(FILE *f, int status)
{
	fputs("usage: tdx-plan [--format text|machine|svg] [--max-withheld BYTES] FILE\n"
	      "Says whether the TDX module would initialise on a host, and the layout of its\n"
	      "TDMRs, PAMTs and reserved areas.\n"
	      "\n"
	      "FILE is '-' for standard input, and one of: a saved dmesg; the file of a running\n"
	      "host, /sys/kernel/debug/tdx_host/layout, whose plan is then shown as it is there;\n"
	      "or a layout: one item\n"
	      "a line in any order, '#' starts a comment, ends are exclusive:\n"
	      "  mem START END NODE   memory that the page allocator manages\n"
	      "  cmr START END        convertible memory, as the module reports it\n"
	      "  busy START END       memory that is in use and cannot be moved\n"
	      "  nopamt START END     where else no PAMT can be\n"
	      "  limit NAME N         NAME: max_tdmrs, max_reserved, pamt_entry_4k, _2m, _1g\n"
	      "  cpus NODE N          CPUs of a node\n"
	      "\n"
	      "  --format FORMAT        text for people, machine for programs, or a picture (svg)\n"
	      "  --max-withheld BYTES   memory that may be kept from the kernel so that the plan\n"
	      "                         fits; K, M or G may follow; default 1M\n"
	      "\n"
	      "Exit status: 0 it would initialise, 1 it would not, 2 bad input or usage.\n", f);
	exit(status);
}

/* Digits, and K, M or G */
static u64 size_option(const char *text)
{
	static const char units[] = "KMG";
	const char *unit;
	unsigned int shift = 0;
	char *end;
	u64 value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (text[0] < '0' || text[0] > '9' || errno)
		goto bad;

	if (*end) {
		unit = strchr(units, *end);
		if (!unit || end[1])
			goto bad;
		shift = 10 * (unit - units + 1);
	}
	if (value > U64_MAX >> shift)
		goto bad;
	return value << shift;

bad:
	fprintf(stderr, "tdx-plan: --max-withheld: '%s' is not a size\n", text);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "max-withheld", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	static struct solution planned;
	static struct layout layout;
	const struct solution *solution = &planned;
	u64 max_withheld = MAX_WITHHELD;
	const char *format = "text";
	int opt, status;

	while ((opt = getopt_long(argc, argv, "f:w:h", options, NULL)) != -1) {
		if (opt == 'h')
			print_usage(stdout, 0);
		if (opt == '?')
			print_usage(stderr, 2);
		if (opt == 'f')
			format = optarg;
		else
			max_withheld = size_option(optarg);
	}
	if (optind + 1 != argc)
		print_usage(stderr, 2);
	if (strcmp(format, "text") && strcmp(format, "machine") && strcmp(format, "svg")) {
		fprintf(stderr, "tdx-plan: unknown format '%s'\n", format);
		print_usage(stderr, 2);
	}

	read_input(argv[optind], &layout);
	if (layout.given)
		solution = layout.given;
	else
		solve(&layout, max_withheld, &planned);

	if (!strcmp(format, "machine"))
		print_machine(solution);
	else if (!strcmp(format, "svg"))
		print_svg(&layout, solution);
	else
		print_text(&layout, solution);

	status = solution->ok ? 0 : 1;
	free_layout(&layout);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "tdx-plan: cannot write the plan\n");
		return 2;
	}
	return status;
}
