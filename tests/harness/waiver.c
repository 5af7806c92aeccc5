// SPDX-License-Identifier: GPL-2.0-only
#include "waiver.h"

#include "where.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 5

bool tce_waiver_applies(const struct tce_waiver *w, const char *name,
			const struct tce_platform *p)
{
	const char *at = w->globs;
	char glob[256];
	size_t n;

	for (; *at; at += n + strspn(at + n, " \t")) {
		n = strcspn(at, " \t");
		snprintf(glob, sizeof(glob), "%.*s", (int)n, at);
		if (!fnmatch(glob, name, 0))
			return tce_where_holds(w->where, p);
	}
	return false;
}

/* Marks a part that may be missing. */
#define OPTIONAL '?'

/* What lies between two " & " of a symptom. */
static const char *symptom_part(const char *symptom, unsigned int part,
				size_t *len)
{
	const char *end;

	for (;; symptom = end + strlen(" & ")) {
		end = strstr(symptom, " & ");
		*len = end ? (size_t)(end - symptom) : strlen(symptom);
		if (!part--)
			return symptom;
		if (!end)
			return NULL;
	}
}

unsigned int tce_waiver_parts(const struct tce_waiver *w)
{
	unsigned int n = 0;
	size_t len;

	while (symptom_part(w->symptom, n, &len))
		n++;
	return n;
}

bool tce_waiver_optional(const struct tce_waiver *w, unsigned int part)
{
	size_t len;
	const char *piece = symptom_part(w->symptom, part, &len);

	return piece && len && *piece == OPTIONAL;
}

bool tce_waiver_shows(const struct tce_waiver *w, unsigned int part,
		      const char *text)
{
	size_t left;
	const char *piece = symptom_part(w->symptom, part, &left);

	if (piece && left && *piece == OPTIONAL) {
		piece++;
		left--;
	}
	while (piece && left) {
		const char *star = memchr(piece, '*', left);
		size_t n = star ? (size_t)(star - piece) : left;

		text = memmem(text, strlen(text), piece, n);
		if (!text)
			return false;
		text += n;
		n += star != NULL;
		piece += n;
		left -= n;
	}
	return piece;
}

bool tce_waiver_covers(const struct tce_waiver *w, const char *text)
{
	unsigned int parts = tce_waiver_parts(w);

	for (unsigned int i = 0; i < parts; i++)
		if (tce_waiver_shows(w, i, text))
			return true;
	return false;
}

/* The text up to END without its blanks, as a string of its own. */
static char *field_dup(const char *p, const char *end)
{
	while (p < end && strchr(" \t", *p))
		p++;
	while (end > p && strchr(" \t\r", end[-1]))
		end--;
	return strndup(p, end - p);
}

static int line_split(const char *p, const char *end, char *field[FIELDS],
		      unsigned int *n)
{
	for (*n = 0;; p++) {
		const char *bar = memchr(p, '|', end - p);

		if (!bar)
			bar = end;
		if (*n < FIELDS) {
			field[*n] = field_dup(p, bar);
			if (!field[*n])
				return -ENOMEM;
		}
		(*n)++;
		p = bar;
		if (p == end)
			return 0;
	}
}

/* A part of few letters is in the text of nearly any failure. */
#define PART_LEAST 4

static int symptom_check(const char *symptom, char *error, size_t error_len)
{
	const char *part;
	size_t len, letters;

	for (unsigned int n = 0; (part = symptom_part(symptom, n, &len)); n++) {
		letters = 0;
		for (size_t i = 0; i < len; i++)
			letters += !strchr("?* \t", part[i]);
		if (letters >= PART_LEAST)
			continue;
		snprintf(
			error, error_len,
			"the symptom '%.*s' covers nearly any failure: want %d "
			"letters beside ? and *",
			(int)len, part, PART_LEAST);
		return -EINVAL;
	}
	return 0;
}

static int line_check(char *const field[FIELDS], unsigned int n, char *error,
		      size_t len)
{
	static const char *const names[] = { "case", "where", "reference",
					     "symptom", "reason" };
	unsigned int i;

	if (n != FIELDS) {
		snprintf(error, len,
			 "want 'case | where | reference | symptom | reason', "
			 "found %u field%s",
			 n, n == 1 ? "" : "s");
		return -EINVAL;
	}
	for (i = 0; i < FIELDS; i++)
		if (!*field[i]) {
			snprintf(error, len, "the %s is empty", names[i]);
			return -EINVAL;
		}
	if (!tce_where_valid(field[1])) {
		snprintf(error, len,
			 "'%s': want * or conditions like "
			 "release<7.3,page=64k,platform=pseries",
			 field[1]);
		return -EINVAL;
	}
	return symptom_check(field[3], error, len);
}

static int append(struct tce_waivers *w, char *const field[FIELDS],
		  unsigned int line)
{
	struct tce_waiver *more;

	more = reallocarray(w->waiver, w->n + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	w->waiver = more;
	w->waiver[w->n++] = (struct tce_waiver){
		.globs = field[0],
		.where = field[1],
		.reference = field[2],
		.symptom = field[3],
		.reason = field[4],
		.line = line,
	};
	return 0;
}

static int line_parse(struct tce_waivers *w, const char *p, const char *end,
		      unsigned int line, char *error, size_t len)
{
	char *field[FIELDS] = { NULL };
	unsigned int i, n;
	int ret;

	while (p < end && strchr(" \t\r", *p))
		p++;
	if (p == end || *p == '#')
		return 0;
	ret = line_split(p, end, field, &n);
	if (!ret)
		ret = line_check(field, n, error, len);
	if (!ret)
		ret = append(w, field, line);
	for (i = 0; ret && i < FIELDS; i++)
		free(field[i]);
	return ret;
}

int tce_waivers_parse(struct tce_waivers *w, const char *text,
		      unsigned int *line, char *error, size_t len)
{
	int ret = 0;

	*w = (struct tce_waivers){ 0 };
	snprintf(error, len, "out of memory");
	for (*line = 1; *text; (*line)++) {
		const char *end = strchrnul(text, '\n');

		ret = line_parse(w, text, end, *line, error, len);
		if (ret) {
			tce_waivers_free(w);
			return ret;
		}
		text = *end ? end + 1 : end;
	}
	return 0;
}

void tce_waivers_free(struct tce_waivers *w)
{
	size_t i;

	for (i = 0; i < w->n; i++) {
		free(w->waiver[i].globs);
		free(w->waiver[i].where);
		free(w->waiver[i].reference);
		free(w->waiver[i].symptom);
		free(w->waiver[i].reason);
	}
	free(w->waiver);
	*w = (struct tce_waivers){ 0 };
}
