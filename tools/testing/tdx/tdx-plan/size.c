// SPDX-License-Identifier: GPL-2.0
/*
 * tdx-plan: sizes, and sums of them.
 */
#include <string.h>

#include "tdx-plan.h"

/**
 * size_text() - a size in binary units, three digits or what is exact
 * @bytes: size
 *
 * Return: text such as "4 KiB", "1.5 GiB" or "63.9 GiB".
 */
struct size_text size_text(u64 bytes)
{
	static const char * const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB" };
	double value = bytes;
	struct size_text text;
	unsigned int unit = 0;
	int digits = 0;

	while (value >= 1024 && unit < 5) {
		value /= 1024;
		unit++;
	}
	if (value != (u64)value)
		digits = value < 10 ? 2 : value < 100 ? 1 : 0;

	snprintf(text.s, sizeof(text.s), "%.*f", digits, value);
	if (strchr(text.s, '.')) {
		while (text.s[strlen(text.s) - 1] == '0')
			text.s[strlen(text.s) - 1] = '\0';
		if (text.s[strlen(text.s) - 1] == '.')
			text.s[strlen(text.s) - 1] = '\0';
	}
	strcat(text.s, " ");
	strcat(text.s, units[unit]);
	return text;
}

/**
 * memory_in() - how much of a range is memory
 * @l: layout
 * @nid: node, or -1 for all
 * @start: first byte
 * @end: byte after the last
 *
 * Return: bytes.
 */
u64 memory_in(const struct layout *l, int nid, u64 start, u64 end)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < l->nr_mem; i++) {
		u64 s = max(start, l->mem[i].start), e = min(end, l->mem[i].end);

		if ((nid < 0 || l->mem[i].nid == nid) && s < e)
			bytes += e - s;
	}

	return bytes;
}

u64 node_memory(const struct layout *l, int nid)
{
	return memory_in(l, nid, 0, U64_MAX);
}

u64 total_memory(const struct layout *l)
{
	return memory_in(l, -1, 0, U64_MAX);
}

/* Memory only: a withheld range may go over what is convertible but no memory */
u64 withheld_memory(const struct layout *l, const struct tdx_plan *plan)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < plan->nr_withheld; i++)
		bytes += memory_in(l, -1, plan->withheld[i].start, plan->withheld[i].end);

	return bytes;
}
