// SPDX-License-Identifier: GPL-2.0
/*
 * seam-vectors: values out of JSON, or a complaint about them.
 */
#include <errno.h>
#include <stdlib.h>

#include "vec.h"

/* Numbers are plain, or strings in C notation for what JSON cannot hold */
u64 vec_u64(const json_t *value)
{
	const char *text;
	char *end;
	u64 number;

	if (json_is_integer(value))
		return json_integer_value(value);
	if (!json_is_string(value))
		vec_bad("a number is missing");

	text = json_string_value(value);
	errno = 0;
	number = strtoull(text, &end, 0);
	if (errno || end == text || *end || *text == '-')
		vec_bad("'%s' is no number", text);
	return number;
}

json_t *vec_member(const json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (!value)
		vec_bad("'%s' is missing", key);
	return value;
}

u64 vec_get(const json_t *object, const char *key)
{
	return vec_u64(vec_member(object, key));
}

u64 vec_get_or(const json_t *object, const char *key, u64 otherwise)
{
	json_t *value = json_object_get(object, key);

	return value ? vec_u64(value) : otherwise;
}

const char *vec_string(const json_t *object, const char *key)
{
	json_t *value = vec_member(object, key);

	if (!json_is_string(value))
		vec_bad("'%s' is no string", key);
	return json_string_value(value);
}

json_t *vec_array(const json_t *object, const char *key)
{
	json_t *value = vec_member(object, key);

	if (!json_is_array(value))
		vec_bad("'%s' is no list", key);
	return value;
}

u64 vec_item(const json_t *array, size_t index)
{
	return vec_u64(json_array_get(array, index));
}
