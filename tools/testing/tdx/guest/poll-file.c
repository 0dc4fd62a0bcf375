// SPDX-License-Identifier: GPL-2.0
/*
 * poll-file FILE SECONDS: read a sysfs file, wait until the kernel says that it
 * has changed, print what it is then.  The shell has nothing for that.
 *
 * Exit status: 0 it has changed, 1 it has not in that time, 2 it cannot be read.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static ssize_t read_again(int fd, char *text, size_t size)
{
	return pread(fd, text, size, 0);
}

int main(int argc, char **argv)
{
	struct pollfd p = { .events = POLLPRI };
	char text[4096];
	ssize_t len;

	p.fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;
	if (p.fd < 0 || read_again(p.fd, text, sizeof(text)) < 0)
		return 2;

	/* The test goes on when it sees this */
	printf("waiting\n");
	fflush(stdout);
	if (poll(&p, 1, 1000 * atoi(argv[2])) != 1 || !(p.revents & POLLPRI))
		return 1;

	len = read_again(p.fd, text, sizeof(text));
	if (len < 0)
		return 2;
	fwrite(text, 1, len, stdout);
	return 0;
}
