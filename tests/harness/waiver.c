// SPDX-License-Identifier: GPL-2.0-only
#include "waiver.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 5

int tce_release_compare(const char *a, const char *b)
{
	while (*a || *b) {
		char *end_a, *end_b;
		unsigned long x = strtoul(a, &end_a, 10);
		unsigned long y = strtoul(b, &end_b, 10);

		if (x != y)
			return x < y ? -1 : 1;
		/* A number that is missing counts as 0: 7.3 equals 7.3.0. */
		a = *end_a == '.' ? end_a + 1 : "";
		b = *end_b == '.' ? end_b + 1 : "";
	}
	return 0;
}

/* Operators, longer ones first. */
static const struct {
	const char *text;
	bool less, equal, more;
} operators[] = {
	{ "<=", true, true, false }, { ">=", false, true, true },
	{ "<", true, false, false }, { ">", false, false, true },
	{ "=", false, true, false },
};

struct condition {
	char key[16];
	unsigned int op;
	char value[80];
};

/* One condition of a list; returns what follows it, or NULL. */
static const char *condition_parse(const char *p, struct condition *c)
{
	size_t n = strcspn(p, "<>=,");
	unsigned int i;

	if (!n || n >= sizeof(c->key))
		return NULL;
	snprintf(c->key, sizeof(c->key), "%.*s", (int)n, p);
	p += n;
	for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (!strncmp(p, operators[i].text, strlen(operators[i].text)))
			break;
	if (i == sizeof(operators) / sizeof(operators[0]))
		return NULL;
	c->op = i;
	p += strlen(operators[i].text);
	n = strcspn(p, ",");
	if (!n || n >= sizeof(c->value))
		return NULL;
	snprintf(c->value, sizeof(c->value), "%.*s", (int)n, p);
	p += n;
	if (*p)
		p++;
	else
		return p;
	p += strspn(p, " \t");
	return *p ? p : NULL;
}

/* Bytes of "64k", "16m"; 0 when it is no page size. */
static uint64_t page_parse(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!n || n > 1024 || (strcmp(end, "k") != 0 && strcmp(end, "m") != 0))
		return 0;
	return (uint64_t)n << (*end == 'k' ? 10 : 20);
}

/* Whether the kernel reports shifts by too much: no release tells. */
static bool reports_shifts(void)
{
	static const char symbol[] = " __ubsan_handle_shift_out_of_bounds\n";
	static int known = -1;
	FILE *f = known < 0 ? fopen("/proc/kallsyms", "re") : NULL;
	char line[512];

	if (known < 0)
		known = 0;
	while (f && !known && fgets(line, sizeof(line), f))
		known = strstr(line, symbol) != NULL;
	if (f)
		fclose(f);
	return known;
}

static bool condition_valid(const struct condition *c)
{
	bool equal = !strcmp(operators[c->op].text, "=");

	if (!strcmp(c->key, "release"))
		return strspn(c->value, "0123456789.") == strlen(c->value) &&
		       c->value[0] != '.';
	if (!strcmp(c->key, "page") || !strcmp(c->key, "huge"))
		return equal && page_parse(c->value);
	if (!strcmp(c->key, "memory"))
		return equal && !strcmp(c->value, "fixed");
	if (!strcmp(c->key, "ubsan"))
		return equal &&
		       (!strcmp(c->value, "yes") || !strcmp(c->value, "no"));
	return equal && !strcmp(c->key, "machine");
}

static bool condition_holds(const struct condition *c,
			    const struct tce_platform *p)
{
	int order;

	if (!strcmp(c->key, "page"))
		return p->page_size == page_parse(c->value);
	if (!strcmp(c->key, "huge"))
		return p->huge_size == page_parse(c->value);
	if (!strcmp(c->key, "memory"))
		return p->memory_fixed;
	if (!strcmp(c->key, "machine"))
		return !fnmatch(c->value, p->machine, 0);
	if (!strcmp(c->key, "ubsan"))
		return reports_shifts() == !strcmp(c->value, "yes");
	order = tce_release_compare(p->release, c->value);
	if (order < 0)
		return operators[c->op].less;
	return order ? operators[c->op].more : operators[c->op].equal;
}

static bool where_valid(const char *where)
{
	struct condition c;

	if (!strcmp(where, "*"))
		return true;
	do {
		where = condition_parse(where, &c);
		if (!where || !condition_valid(&c))
			return false;
	} while (*where);
	return true;
}

static bool where_holds(const char *where, const struct tce_platform *p)
{
	struct condition c;

	if (!strcmp(where, "*"))
		return true;
	do {
		where = condition_parse(where, &c);
		if (!where || !condition_holds(&c, p))
			return false;
	} while (*where);
	return true;
}

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
			return where_holds(w->where, p);
	}
	return false;
}

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

bool tce_waiver_shows(const struct tce_waiver *w, unsigned int part,
		      const char *text)
{
	size_t left;
	const char *piece = symptom_part(w->symptom, part, &left);

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
	if (!where_valid(field[1])) {
		snprintf(error, len,
			 "'%s': want * or conditions like "
			 "release<7.3,page=64k,machine=GLOB",
			 field[1]);
		return -EINVAL;
	}
	if (strspn(field[3], "*") == strlen(field[3])) {
		snprintf(error, len, "the symptom '%s' covers any failure",
			 field[3]);
		return -EINVAL;
	}
	return 0;
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
