// SPDX-License-Identifier: GPL-2.0
/*
 * turns CPU FILE: how long does a CPU that makes SEAMCALLs keep others waiting?
 *
 * Always wants to run on that CPU, and looks how many calls were made there between
 * two of its turns.  That is a measure which a slow machine does not change.  Once
 * FILE exists it prints the most there were, and ends.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* From the line of this CPU, which is not there before its first call */
static unsigned long calls_of(int fd, int cpu)
{
	unsigned long calls = 0;
	char text[8192], key[32];
	const char *line;
	ssize_t len;

	len = pread(fd, text, sizeof(text) - 1, 0);
	if (len < 0)
		err(1, "times");
	text[len] = '\0';

	snprintf(key, sizeof(key), "\ncpu %d calls ", cpu);
	line = strstr(text, key);
	if (line)
		calls = strtoul(line + strlen(key), NULL, 10);
	return calls;
}

int main(int argc, char **argv)
{
	unsigned long last, now, most = 0;
	int fd, cpu;
	cpu_set_t set;

	if (argc != 3)
		errx(1, "usage: turns CPU FILE");
	cpu = atoi(argv[1]);
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "CPU %d", cpu);
	fd = open("/sys/kernel/debug/seam/times", O_RDONLY);
	if (fd < 0)
		err(1, "times");

	last = calls_of(fd, cpu);
	/* The test goes on when it sees this */
	printf("watching\n");
	fflush(stdout);
	while (access(argv[2], F_OK)) {
		now = calls_of(fd, cpu);
		if (now - last > most)
			most = now - last;
		last = now;
	}

	printf("%lu\n", most);
	return 0;
}
