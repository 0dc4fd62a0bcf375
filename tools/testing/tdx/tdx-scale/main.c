// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-scale: how long enabling TDX takes on hosts that are not at hand.
 *
 * For those who buy or develop for large hosts.  Runs the kernel's planner, and its
 * sharing of TDMRs among CPUs, with simulated time.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/array_size.h>
#include <linux/compiler.h>

#include "tdx-scale.h"

#define GIB	0x40000000ULL

static void __noreturn print_usage(FILE *f, int status)
{
	fputs("usage: tdx-scale [OPTION...]\n"
	      "Time from the call of tdx_enable() to TDX being ready, simulated: on one CPU, and on\n"
	      "as many as help.\n"
	      "\n"
	      "  --sockets N        1 to 8, each a NUMA node\n"
	      "  --memory GIB       64 to 32768, in all, a multiple of the sockets\n"
	      "  --cpus N           1 to 512, in all\n"
	      "  --call-us T        one call of TDH.SYS.TDMR.INIT, 4 MiB of memory (7)\n"
	      "  --bandwidth GBPS   what the memory of a socket takes, 10^9 bytes a second (100)\n"
	      "  --other-us T       all other steps, the same for both (5000)\n"
	      "  --machine          for programs: one line, 'NAME VALUE' pairs\n"
	      "\n"
	      "Without --sockets, --memory or --cpus: a table of hosts.\n"
	      "Exit status: 0, or 2 on bad usage.\n", f);
	exit(status);
}

static unsigned long long count_of(const char *option, const char *text, unsigned long long low,
				   unsigned long long high)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || value < low || value > high) {
		fprintf(stderr, "tdx-scale: --%s: '%s' is not a number from %llu to %llu\n",
			option, text, low, high);
		exit(2);
	}
	return value;
}

static double quantity(const char *option, const char *text, double low, double high)
{
	double value;
	char *end;

	errno = 0;
	value = strtod(text, &end);
	if (end == text || *end || errno || !(value >= low && value <= high)) {
		fprintf(stderr, "tdx-scale: --%s: '%s' is not a number from %g to %g\n", option,
			text, low, high);
		exit(2);
	}
	return value;
}

static void outcome_of(const struct host *h, struct outcome *o)
{
	static struct tdx_plan plan;
	int ret = plan_host(h, &plan);

	if (ret) {
		fprintf(stderr, "tdx-scale: no TDMRs for %llu GiB on %u sockets: error %d\n",
			(unsigned long long)(h->memory / GIB), h->sockets, ret);
		exit(2);
	}
	simulate(h, &plan, o);
}

static void print_machine(const struct host *h)
{
	struct outcome o;

	outcome_of(h, &o);
	printf("sockets %u memory_gib %llu cpus %u tdmrs %u workers %u calls %llu ", h->sockets,
	       (unsigned long long)(h->memory / GIB), h->cpus, o.tdmrs, o.workers,
	       (unsigned long long)o.calls);
	printf("pamt_bytes %llu serial_us %.0f parallel_us %.0f speedup %.2f efficiency %.3f\n",
	       (unsigned long long)o.pamt_bytes, o.serial_us, o.parallel_us,
	       o.serial_us / o.parallel_us, o.serial_us / o.parallel_us / o.workers);
}

static void print_head(void)
{
	printf("sockets  memory  CPUs  TDMRs  workers   serial   parallel  speedup  efficiency\n");
}

static void print_row(const struct host *h)
{
	struct outcome o;

	outcome_of(h, &o);
	printf("%7u %3llu %s %5u %6u %8u %6.0f ms %8.1f ms %7.1fx %10.0f%%\n", h->sockets,
	       (unsigned long long)(h->memory / GIB >= 1024 ? h->memory / GIB / 1024 :
				    h->memory / GIB),
	       h->memory / GIB >= 1024 ? "TiB" : "GiB", h->cpus, o.tdmrs, o.workers,
	       o.serial_us / 1e3, o.parallel_us / 1e3, o.serial_us / o.parallel_us,
	       100 * o.serial_us / o.parallel_us / o.workers);
}

static void print_table(struct host h)
{
	static const struct {
		unsigned int sockets, gib, cpus;
	} hosts[] = {
		{ 1, 64, 1 }, { 1, 64, 2 }, { 1, 64, 16 }, { 1, 512, 64 },
		{ 2, 256, 64 }, { 2, 1024, 64 }, { 2, 2048, 2 }, { 2, 2048, 16 },
		{ 2, 2048, 64 }, { 2, 2048, 128 }, { 2, 4096, 256 }, { 4, 8192, 256 },
		{ 8, 16384, 512 }, { 8, 32768, 512 },
	};
	unsigned int i;

	print_head();
	for (i = 0; i < ARRAY_SIZE(hosts); i++) {
		h.sockets = hosts[i].sockets;
		h.memory = hosts[i].gib * GIB;
		h.cpus = hosts[i].cpus;
		print_row(&h);
	}
}

/* Whole GiBs for every socket, as firmware interleaves nothing here */
static void check(const struct host *h)
{
	if (!(h->memory % (h->sockets * GIB)))
		return;
	fprintf(stderr, "tdx-scale: --memory: %llu GiB do not divide into %u sockets\n",
		(unsigned long long)(h->memory / GIB), h->sockets);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "sockets", required_argument, NULL, 's' },
		{ "memory", required_argument, NULL, 'm' },
		{ "cpus", required_argument, NULL, 'c' },
		{ "call-us", required_argument, NULL, 't' },
		{ "bandwidth", required_argument, NULL, 'b' },
		{ "other-us", required_argument, NULL, 'o' },
		{ "machine", no_argument, NULL, 'x' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	struct host h = {
		.sockets = 2, .cpus = 128, .memory = 2048 * GIB,
		.call_us = 7, .bandwidth = 100e9, .other_us = 5000,
	};
	bool one = false, machine = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case 's':
			h.sockets = count_of("sockets", optarg, 1, MAX_SOCKETS);
			break;
		case 'm':
			h.memory = count_of("memory", optarg, 64, 32768) * GIB;
			break;
		case 'c':
			h.cpus = count_of("cpus", optarg, 1, MAX_CPUS);
			break;
		case 't':
			h.call_us = quantity("call-us", optarg, 0.01, 1e6);
			break;
		case 'b':
			h.bandwidth = quantity("bandwidth", optarg, 0.01, 1e6) * 1e9;
			break;
		case 'o':
			h.other_us = quantity("other-us", optarg, 0, 1e9);
			break;
		case 'x':
			machine = true;
			break;
		case 'h':
			print_usage(stdout, 0);
		default:
			print_usage(stderr, 2);
		}
		one = one || strchr("smc", opt);
	}
	if (optind != argc)
		print_usage(stderr, 2);
	check(&h);

	if (machine) {
		print_machine(&h);
	} else if (one) {
		print_head();
		print_row(&h);
	} else {
		print_table(h);
	}

	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "tdx-scale: cannot write the result\n");
		return 2;
	}
	return 0;
}
