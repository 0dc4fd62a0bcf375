// SPDX-License-Identifier: GPL-2.0
/*
 * Software model of the TDX module: faults on demand as text.
 *
 * A rule is a line of words, separated by blanks or commas:
 *
 *	leaf=NAME	which calls: a leaf by name, with or without "TDH.", or by
 *			number; leaf=any for all
 *	lp=N		only those on logical processor N
 *	pkg=N		only those on package N
 *	field=N		only those that read this metadata field; with leaf=SYS.RD
 *	nth=N		only the Nth of these, from 1
 *	from=N		the Nth of these and all after it
 *	first=N		the first N of these; without any of the three, all
 *	status=S	end with status S, by name or number, and do nothing
 *	after		have the leaf take effect first; S must ask for a retry
 *	busy		end as the leaf does when it finds a lock taken
 *	entropy		end as the leaf does when it lacks entropy
 *	vmfail		there is no module
 *	out=REG:N	end as they would, and if that is well, with N in this
 *			register: rcx, rdx, r8, r9, r10 or r11
 *
 * One of status, busy, entropy, vmfail and out has to be there, and leaf.  The
 * word "clear" alone removes all rules.
 *
 * A line is understood as a whole before anything changes.  No state, no locks
 * of its own.
 */
#include "internal.h"

/* Longer than any word that makes sense, with the end */
#define WORD_SIZE		64

/* Class of statuses that no module reports: faults and VMfailInvalid */
#define CLASS_SOFTWARE		0xff

/**
 * struct seam_draft - a rule being read
 * @m: the module that it is for
 * @what: the rule so far
 * @word: number of the word being read, from 1
 * @leaf_word: word that named the leaf, 0 for none; also below
 * @lp_word: word that named the processor
 * @pkg_word: word that named the package
 * @field_word: word that named the metadata field
 * @turn_word: word that said which calls
 * @kind_word: word that said how calls end
 * @after_word: the word "after"
 */
struct seam_draft {
	const struct seam_module *m;
	struct seam_inject what;
	unsigned int word;
	unsigned int leaf_word;
	unsigned int lp_word;
	unsigned int pkg_word;
	unsigned int field_word;
	unsigned int turn_word;
	unsigned int kind_word;
	unsigned int after_word;
};

static bool seam_is_separator(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == ',';
}

/**
 * seam_inject_word() - find a word of a text
 * @text: as given to seam_inject_parse()
 * @nr: number of the word, from 1
 * @len: set to its length
 *
 * Return: start of the word in @text, NULL when there are fewer.
 */
const char *seam_inject_word(const char *text, unsigned int nr, unsigned int *len)
{
	for (; nr; nr--, text += *len) {
		while (seam_is_separator(*text))
			text++;
		for (*len = 0; text[*len] && !seam_is_separator(text[*len]); (*len)++)
			;
		if (!*len)
			return NULL;
		if (nr == 1)
			return text;
	}

	return NULL;
}

/* Each thing may be said once */
static bool seam_draft_note(struct seam_draft *draft, unsigned int *word)
{
	if (*word)
		return false;

	*word = draft->word;
	return true;
}

static bool seam_parse_number(const char *text, u64 min, u64 max, u64 *out)
{
	return !kstrtou64(text, 0, out) && *out >= min && *out <= max;
}

static bool seam_parse_index(const char *text, unsigned int nr, u32 *out)
{
	u64 number;

	if (!seam_parse_number(text, 0, nr - 1, &number))
		return false;

	*out = number;
	return true;
}

static bool seam_parse_leaf(struct seam_draft *draft, const char *value)
{
	if (!seam_draft_note(draft, &draft->leaf_word))
		return false;

	return !strcmp(value, "any") || seam_leaf_from_name(value, &draft->what.leaf) ||
	       seam_parse_index(value, U16_MAX + 1, &draft->what.leaf);
}

static bool seam_parse_lp(struct seam_draft *draft, const char *value)
{
	return seam_draft_note(draft, &draft->lp_word) &&
	       seam_parse_index(value, draft->m->plat.nr_lps, &draft->what.lp);
}

static bool seam_parse_pkg(struct seam_draft *draft, const char *value)
{
	return seam_draft_note(draft, &draft->pkg_word) &&
	       seam_parse_index(value, draft->m->plat.nr_pkgs, &draft->what.pkg);
}

static bool seam_parse_field(struct seam_draft *draft, const char *value)
{
	return seam_draft_note(draft, &draft->field_word) &&
	       seam_parse_number(value, 0, SEAM_INJECT_ANY_FIELD - 1, &draft->what.field);
}

static bool seam_parse_nth(struct seam_draft *draft, const char *value)
{
	if (!seam_draft_note(draft, &draft->turn_word) ||
	    !seam_parse_number(value, 1, U64_MAX, &draft->what.first))
		return false;

	draft->what.last = draft->what.first;
	return true;
}

static bool seam_parse_from(struct seam_draft *draft, const char *value)
{
	return seam_draft_note(draft, &draft->turn_word) &&
	       seam_parse_number(value, 1, U64_MAX, &draft->what.first);
}

static bool seam_parse_first(struct seam_draft *draft, const char *value)
{
	return seam_draft_note(draft, &draft->turn_word) &&
	       seam_parse_number(value, 1, U64_MAX, &draft->what.last);
}

static bool seam_draft_kind(struct seam_draft *draft, enum seam_inject_kind kind)
{
	draft->what.kind = kind;
	return seam_draft_note(draft, &draft->kind_word);
}

static bool seam_parse_status(struct seam_draft *draft, const char *value)
{
	tdx_status_t status;

	if (tdx_status_from_name(value, &status))
		draft->what.status = tdx_status_raw(status);
	else if (!seam_parse_number(value, 0, U64_MAX, &draft->what.status))
		return false;

	return FIELD_GET(TDX_STATUS_CLASS, draft->what.status) != CLASS_SOFTWARE &&
	       seam_draft_kind(draft, SEAM_INJECT_STATUS);
}

static bool seam_parse_after(struct seam_draft *draft, const char *value)
{
	return seam_draft_note(draft, &draft->after_word);
}

static bool seam_parse_busy(struct seam_draft *draft, const char *value)
{
	return seam_draft_kind(draft, SEAM_INJECT_BUSY);
}

static bool seam_parse_entropy(struct seam_draft *draft, const char *value)
{
	return seam_draft_kind(draft, SEAM_INJECT_NO_ENTROPY);
}

static bool seam_parse_vmfail(struct seam_draft *draft, const char *value)
{
	return seam_draft_kind(draft, SEAM_INJECT_VMFAIL);
}

static const char *const seam_output_names[SEAM_NR_OUTPUTS] = {
	[SEAM_OUTPUT_RCX] = "rcx",
	[SEAM_OUTPUT_RDX] = "rdx",
	[SEAM_OUTPUT_R8] = "r8",
	[SEAM_OUTPUT_R9] = "r9",
	[SEAM_OUTPUT_R10] = "r10",
	[SEAM_OUTPUT_R11] = "r11",
};

static bool seam_parse_out(struct seam_draft *draft, const char *value)
{
	unsigned int i;
	size_t len;

	for (i = 0; i < SEAM_NR_OUTPUTS; i++) {
		len = strlen(seam_output_names[i]);
		if (strncmp(value, seam_output_names[i], len) || value[len] != ':')
			continue;

		draft->what.output = i;
		return seam_parse_number(value + len + 1, 0, U64_MAX, &draft->what.value) &&
		       seam_draft_kind(draft, SEAM_INJECT_OUTPUT);
	}

	return false;
}

static bool seam_parse_word(struct seam_draft *draft, const char *word, unsigned int len)
{
	/* Those that end with '=' take a value */
	static const struct {
		const char *key;
		bool (*parse)(struct seam_draft *draft, const char *value);
	} keys[] = {
		{ "leaf=", seam_parse_leaf },
		{ "lp=", seam_parse_lp },
		{ "pkg=", seam_parse_pkg },
		{ "field=", seam_parse_field },
		{ "nth=", seam_parse_nth },
		{ "from=", seam_parse_from },
		{ "first=", seam_parse_first },
		{ "status=", seam_parse_status },
		{ "after", seam_parse_after },
		{ "busy", seam_parse_busy },
		{ "entropy", seam_parse_entropy },
		{ "vmfail", seam_parse_vmfail },
		{ "out=", seam_parse_out },
	};
	char copy[WORD_SIZE];
	unsigned int i;
	size_t key;

	if (len >= sizeof(copy))
		return false;

	memcpy(copy, word, len);
	copy[len] = '\0';
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		key = strlen(keys[i].key);
		if (!strncmp(copy, keys[i].key, key) &&
		    (keys[i].key[key - 1] == '=' || len == key))
			return keys[i].parse(draft, copy + key);
	}

	return false;
}

static bool seam_asks_for_retry(u64 status)
{
	return (status & TDX_STATUS_ERROR) && !(status & TDX_STATUS_FINAL);
}

/* Words that make no sense together: the number of the one to blame, or 0 */
static int seam_draft_conflict(struct seam_draft *draft)
{
	struct seam_inject *what = &draft->what;

	if (draft->after_word) {
		if (what->kind != SEAM_INJECT_STATUS || !seam_asks_for_retry(what->status))
			return draft->after_word;
		what->kind = SEAM_INJECT_AFTER;
	}
	/* Other leaves have something else in that register */
	if (draft->field_word && what->leaf != TDH_SYS_RD)
		return draft->field_word;
	if (what->kind == SEAM_INJECT_NO_ENTROPY && what->leaf != SEAM_INJECT_ANY &&
	    seam_leaf_no_entropy(what->leaf) == TDX_SUCCESS)
		return draft->kind_word;

	return 0;
}

/**
 * seam_inject_parse() - add or clear rules
 * @m: the module, loaded; calls may go on meanwhile
 * @text: a line as described at the top of this file
 *
 * Context: any, but not for two at a time.
 * Return: 0; the number of the word that is wrong, from 1, see
 * seam_inject_word(); -EINVAL when leaf or the way to end is missing; -ENOSPC
 * when all rules are in use; -EBUSY while somebody else changes rules.
 */
int seam_inject_parse(struct seam_module *m, const char *text)
{
	struct seam_draft draft = {
		.m = m,
		.what = {
			.leaf = SEAM_INJECT_ANY,
			.lp = SEAM_INJECT_ANY,
			.pkg = SEAM_INJECT_ANY,
			.field = SEAM_INJECT_ANY_FIELD,
			.first = 1,
			.last = U64_MAX,
		},
	};
	bool clear = false;
	const char *word;
	unsigned int len;

	for (draft.word = 1; (word = seam_inject_word(text, draft.word, &len)); draft.word++) {
		if (draft.word == 1 && len == 5 && !strncmp(word, "clear", len))
			clear = true;
		else if (clear || !seam_parse_word(&draft, word, len))
			return draft.word;
	}

	if (clear)
		return seam_inject_clear(m);
	if (!draft.leaf_word || !draft.kind_word)
		return -EINVAL;

	return seam_draft_conflict(&draft) ?: seam_inject_add(m, &draft.what);
}

static int seam_show_calls(const struct seam_inject *what, char *buf, size_t size)
{
	const char *name = what->leaf <= U16_MAX ? seam_leaf_name(what->leaf) : "any";
	int len;

	if (name)
		len = scnprintf(buf, size, "leaf=%s", name);
	else
		len = scnprintf(buf, size, "leaf=%u", what->leaf);
	if (what->lp != SEAM_INJECT_ANY)
		len += scnprintf(buf + len, size - len, " lp=%u", what->lp);
	if (what->pkg != SEAM_INJECT_ANY)
		len += scnprintf(buf + len, size - len, " pkg=%u", what->pkg);
	if (what->field != SEAM_INJECT_ANY_FIELD)
		len += scnprintf(buf + len, size - len, " field=0x%llx", what->field);

	if (what->first == what->last)
		len += scnprintf(buf + len, size - len, " nth=%llu", what->first);
	else if (what->last != U64_MAX)
		len += scnprintf(buf + len, size - len, " first=%llu", what->last);
	else if (what->first != 1)
		len += scnprintf(buf + len, size - len, " from=%llu", what->first);

	return len;
}

static int seam_show_status(const struct seam_inject *what, char *buf, size_t size)
{
	tdx_status_t status = (__force tdx_status_t)what->status, named;
	const char *name = tdx_status_name(status);

	/* A name stands for a status without details */
	if (tdx_status_from_name(name, &named) && named == status)
		return scnprintf(buf, size, " status=%s", name);

	return scnprintf(buf, size, " status=0x%llx", what->status);
}

static void seam_show_end(const struct seam_inject *what, char *buf, size_t size)
{
	int len;

	switch (what->kind) {
	case SEAM_INJECT_BUSY:
		scnprintf(buf, size, " busy");
		break;
	case SEAM_INJECT_NO_ENTROPY:
		scnprintf(buf, size, " entropy");
		break;
	case SEAM_INJECT_VMFAIL:
		scnprintf(buf, size, " vmfail");
		break;
	case SEAM_INJECT_OUTPUT:
		scnprintf(buf, size, " out=%s:0x%llx", seam_output_names[what->output],
			  what->value);
		break;
	default:
		len = seam_show_status(what, buf, size);
		if (what->kind == SEAM_INJECT_AFTER)
			scnprintf(buf + len, size - len, " after");
	}
}

/**
 * seam_inject_show() - a rule as text
 * @m: the module
 * @index: from 0; below SEAM_MAX_RULES
 * @buf: set to a line that seam_inject_parse() takes, without newline
 * @size: of @buf, SEAM_INJECT_TEXT is enough
 * @seen: set to the number of calls that the rule was about
 * @fired: set to the number of calls that it changed
 *
 * Return: false when no such rule is in force.
 */
bool seam_inject_show(struct seam_module *m, unsigned int index, char *buf, size_t size,
		      u64 *seen, u64 *fired)
{
	struct seam_inject what;
	int len;

	if (!seam_inject_get(m, index, &what, seen, fired))
		return false;

	len = seam_show_calls(&what, buf, size);
	seam_show_end(&what, buf + len, size - len);
	return true;
}
