// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz_replay FILE-or-DIR... - run inputs of the fuzzer without the fuzzer
 *
 * Any compiler can build it. An input that finds something ends the process.
 */
#include <dirent.h>
#include <err.h>
#include <sys/stat.h>

#include "fuzz.h"

#define INPUT_SIZE	65536

static unsigned int passed;

static void replay_file(const char *path)
{
	static u8 data[INPUT_SIZE];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		err(2, "%s", path);
	size = fread(data, 1, sizeof(data), file);
	fclose(file);

	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(data, size);
	passed++;
}

static void replay_dir(const char *path)
{
	struct dirent **entries;
	int i, nr = scandir(path, &entries, NULL, alphasort);
	char name[4096];

	if (nr < 0)
		err(2, "%s", path);
	for (i = 0; i < nr; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			replay_file(name);
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	struct stat info;
	int i;

	for (i = 1; i < argc; i++) {
		if (stat(argv[i], &info))
			err(2, "%s", argv[i]);
		if (S_ISDIR(info.st_mode))
			replay_dir(argv[i]);
		else
			replay_file(argv[i]);
	}

	machine_reset();
	printf("%u passed, 0 failed\n", passed);
	return passed ? 0 : 1;
}
