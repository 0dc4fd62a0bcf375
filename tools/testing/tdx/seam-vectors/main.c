// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors - run test vectors through the model of the TDX module
 *
 * Files are JSON lines; what a line is shows in its members.  Prints every
 * mismatch and closes with 'N passed, N failed'.  Exit status: 0 all passed,
 * 1 some failed, 2 the input is bad.
 */
#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "vec.h"

static unsigned int passed, failed;

/* A line that only defines something is no vector */
static bool vec_is_definition(const json_t *vector)
{
	const json_t *kind = json_object_get(vector, "kind");

	return json_is_string(kind) && !strcmp(json_string_value(kind), "platform");
}

static void vec_run(const json_t *vector)
{
	const json_t *id = json_object_get(vector, "id");

	vec.id = json_is_string(id) ? json_string_value(id) : "-";
	vec.failed = false;

	if (json_object_get(vector, "steps"))
		vec_run_sequence(vector);
	else if (json_object_get(vector, "kind"))
		vec_run_sys_rd(vector);
	else if (json_object_get(vector, "set"))
		vec_run_sys_config(vector);
	else if (json_object_get(vector, "tdmrs"))
		vec_run_layout(vector);
	else
		vec_bad("unknown kind of vector");

	if (vec.failed)
		failed++;
	else if (!vec_is_definition(vector))
		passed++;
}

static void vec_run_file(const char *path)
{
	char *line = NULL;
	size_t size = 0;
	json_error_t error;
	json_t *vector;
	FILE *f = fopen(path, "r");

	vec.file = path;
	vec.line = 0;
	if (!f)
		vec_bad("cannot read the file");

	while (getline(&line, &size, f) > 0) {
		vec.line++;
		if (line[strspn(line, " \t\r\n")] == '\0')
			continue;
		vector = json_loads(line, 0, &error);
		if (!vector)
			vec_bad("%s", error.text);
		vec_run(vector);
		json_decref(vector);
	}
	if (ferror(f))
		vec_bad("error while reading");

	free(line);
	fclose(f);
	vec.file = NULL;
}

static int vec_is_jsonl(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && !strcmp(dot, ".jsonl");
}

static void vec_run_folder(const char *path)
{
	struct dirent **entries;
	char *file;
	int i, n = scandir(path, &entries, vec_is_jsonl, alphasort);

	if (n <= 0)
		vec_bad("no .jsonl files in %s", path);

	for (i = 0; i < n; i++) {
		if (asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0)
			vec_bad("out of memory");
		vec_run_file(file);
		free(file);
		free(entries[i]);
	}
	free(entries);
}

static void __noreturn vec_usage(FILE *f, int status)
{
	fprintf(f, "usage: seam-vectors [--strict] FILE-or-DIR...\n"
		   "  --strict  also compare values that are examples in the vectors:\n"
		   "            of the module's build, its loader and the processor\n");
	exit(status);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "strict", no_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	struct stat st;
	int opt;

	while ((opt = getopt_long(argc, argv, "sh", options, NULL)) != -1) {
		if (opt == 'h')
			vec_usage(stdout, 0);
		if (opt != 's')
			vec_usage(stderr, 2);
		vec_strict = true;
	}
	if (optind == argc)
		vec_usage(stderr, 2);

	for (; optind < argc; optind++) {
		if (stat(argv[optind], &st))
			vec_bad("cannot find %s", argv[optind]);
		if (S_ISDIR(st.st_mode))
			vec_run_folder(argv[optind]);
		else
			vec_run_file(argv[optind]);
	}

	machine_reset();
	printf("%u passed, %u failed\n", passed, failed);
	return failed ? 1 : 0;
}
