// SPDX-License-Identifier: GPL-2.0-only
#include "ktap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define DIGITS "0123456789"
#define NUMBER_MAX 10 /* bytes of "/2" and the like after a name */
#define VERSION "KTAP version 1"
#define END "# end"

/* How the line of a kind begins, for the reader and for the writer. */
static const char *const heads[] = {
	[TCE_KTAP_VERSION] = VERSION,
	[TCE_KTAP_PROPERTY] = "# property ",
	[TCE_KTAP_RUN] = "# RUN ",
	[TCE_KTAP_TIME] = "# time ",
	[TCE_KTAP_ABOUT] = "# about ",
	[TCE_KTAP_CLAUSES] = "# clauses ",
	[TCE_KTAP_LIMIT] = "# limit ",
	[TCE_KTAP_OUTCOME] = "# outcome ",
	[TCE_KTAP_BECAUSE] = "# because of ",
	[TCE_KTAP_NOT_JUDGED] = "# not judged: ",
	[TCE_KTAP_DAMAGED] = "# damaged: ",
	[TCE_KTAP_UNUSABLE] = "# unusable: ",
	[TCE_KTAP_KNOWN] = "# known ",
	[TCE_KTAP_NOTE] = "# ",
	[TCE_KTAP_END] = END,
};

/* How the line of a damaged kernel began in streams of earlier versions. */
#define OLD_DAMAGED "# poisoned: "

/* Bounds a time to what is written as it was read: 30 years. */
#define SECONDS_MAX 999999999

void tce_ktap_init(struct tce_ktap *ktap, tce_ktap_fn *fn, void *ctx)
{
	memset(ktap, 0, sizeof(*ktap));
	ktap->fn = fn;
	ktap->ctx = ctx;
}

bool tce_ktap_is_name(const char *name)
{
	size_t suite = strspn(name, NAME_CHARS);
	size_t len, digits;

	if (!suite || name[suite] != '.')
		return false;
	name += suite + 1;
	len = strspn(name, NAME_CHARS);
	if (!len || suite + 1 + len > TCE_KTAP_NAME_MAX - NUMBER_MAX)
		return false;
	if (!name[len])
		return true;
	if (name[len] != '/')
		return false;
	name += len + 1;
	digits = strspn(name, DIGITS);
	return digits && digits < NUMBER_MAX && !name[digits];
}

/* Returns what follows PREFIX in LINE, or NULL. */
static char *after(char *line, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(line, prefix, len) ? NULL : line + len;
}

static char *skip_blanks(char *p)
{
	return p + strspn(p, " \t");
}

/* Ends the word at P and returns what follows it. */
static char *cut_word(char *p)
{
	p += strcspn(p, " \t");
	if (*p)
		*p++ = '\0';
	return skip_blanks(p);
}

/* A line that says both good and bad is bad: it must never hide a failure. */
static void parse_directive(char *text, bool ok, struct tce_ktap_event *ev)
{
	size_t len = strcspn(text, " \t:");
	size_t i;

	ev->verdict = ok ? TCE_VERDICT_PASS : TCE_VERDICT_FAIL;
	ev->text = text;
	for (i = 0; i < TCE_VERDICTS; i++) {
		const struct tce_verdict_form *form = &tce_verdict_form[i];

		if (!len || strlen(form->directive) != len ||
		    strncasecmp(text, form->directive, len))
			continue;
		if (!ok && form->ok) {
			ev->verdict = TCE_VERDICT_ERROR;
			ev->contradicts = true;
			return;
		}
		ev->verdict = i;
		ev->text = skip_blanks(text + len + (text[len] == ':'));
		return;
	}
}

static bool parse_result(char *line, struct tce_ktap_event *ev)
{
	char *p = after(line, "ok ");
	bool ok = p;
	size_t digits;

	if (!p)
		p = after(line, "not ok ");
	if (!p)
		return false;
	p = skip_blanks(p);
	digits = strspn(p, DIGITS);
	if (digits && (p[digits] == ' ' || p[digits] == '\t')) {
		ev->count = strtoul(p, NULL, 10);
		p = skip_blanks(p + digits);
	}
	if (p[0] == '-' && p[1] == ' ')
		p = skip_blanks(p + 2);
	ev->name = p;
	p = cut_word(p);
	if (!tce_ktap_is_name(ev->name) || (*p && *p != '#'))
		return false;
	if (*p == '#')
		p = skip_blanks(p + 1);
	parse_directive(p, ok, ev);
	ev->kind = TCE_KTAP_RESULT;
	return true;
}

static bool parse_plan(char *line, struct tce_ktap_event *ev)
{
	char *p = after(line, "1..");
	size_t digits;

	if (!p)
		return false;
	digits = strspn(p, DIGITS);
	if (!digits || digits > 9)
		return false;
	ev->count = strtoul(p, NULL, 10);
	p = skip_blanks(p + digits);
	if ((*p && *p != '#') || ev->count > TCE_KTAP_PLAN_MAX)
		return false;
	ev->kind = TCE_KTAP_PLAN;
	return true;
}

/* Digits and a point only: strtod alone also takes nan, inf and hex. */
static bool parse_time(const char *p, struct tce_ktap_event *ev)
{
	size_t whole = strspn(p, DIGITS);
	size_t len = whole;
	double seconds;

	if (!whole)
		return false;
	if (p[len] == '.')
		len += 1 + strspn(p + len + 1, DIGITS);
	if (p[len] && p[len] != ' ')
		return false;
	seconds = strtod(p, NULL);
	if (seconds > SECONDS_MAX)
		return false;
	ev->seconds = seconds;
	return true;
}

/* "NAME: TEXT", where IS_NAME, if any, decides what a name is. */
static bool parse_named(char *p, bool (*is_name)(const char *name),
			struct tce_ktap_event *ev)
{
	char *colon = strstr(p, ": ");

	if (!colon || colon == p)
		return false;
	*colon = '\0';
	if (is_name && !is_name(p)) {
		*colon = ':';
		return false;
	}
	ev->name = p;
	ev->text = colon + 2;
	return true;
}

/* Whether what follows the head of KIND is as KIND wants it. */
static bool parse_kind(enum tce_ktap_kind kind, char *p,
		       struct tce_ktap_event *ev)
{
	switch (kind) {
	case TCE_KTAP_RUN:
		ev->name = p;
		return tce_ktap_is_name(p);
	case TCE_KTAP_TIME:
	case TCE_KTAP_LIMIT:
		return parse_time(p, ev);
	case TCE_KTAP_BECAUSE:
	case TCE_KTAP_KNOWN:
		return parse_named(p, tce_ktap_is_name, ev);
	case TCE_KTAP_OUTCOME:
		return parse_named(p, NULL, ev);
	case TCE_KTAP_PROPERTY:
		if (!strcspn(p, " \t"))
			return false;
		ev->name = p;
		ev->text = cut_word(p);
		return true;
	case TCE_KTAP_END:
		return !*p;
	default:
		ev->text = p;
		return true;
	}
}

static void parse_comment(char *line, struct tce_ktap_event *ev)
{
	enum tce_ktap_kind kind;
	char *p = after(line, OLD_DAMAGED);

	if (p) {
		ev->kind = TCE_KTAP_DAMAGED;
		ev->text = p;
		return;
	}
	for (kind = 0; kind <= TCE_KTAP_END; kind++) {
		if (!heads[kind] || kind == TCE_KTAP_NOTE)
			continue;
		p = after(line, heads[kind]);
		if (p && parse_kind(kind, p, ev)) {
			ev->kind = kind;
			return;
		}
	}
	ev->kind = TCE_KTAP_NOTE;
	ev->name = "";
	ev->text = skip_blanks(line + 1);
}

/*
 * A guest that dies leaves half a line, and the next one's first line sticks
 * to it. After a blank the words are a quotation of another stream.
 */
static bool is_version(const char *line, size_t len)
{
	size_t want = strlen(VERSION);

	if (len < want || strcmp(line + len - want, VERSION))
		return false;
	return len == want || line[len - want - 1] != ' ';
}

static void emit(struct tce_ktap *ktap)
{
	struct tce_ktap_event ev = {
		.line = ktap->line,
		.name = "",
		.text = "",
	};
	char *work = ktap->work;

	memcpy(work, ktap->line, ktap->len + 1);
	if (is_version(work, ktap->len)) {
		ev.kind = TCE_KTAP_VERSION;
	} else if (*work == '#') {
		parse_comment(work, &ev);
	} else if (!parse_plan(work, &ev) && !parse_result(work, &ev)) {
		ev.kind = TCE_KTAP_NOISE;
		ev.name = "";
	}
	ktap->fn(ktap->ctx, &ev);
}

/* The text ends up on terminals and in XML. */
static void clean(struct tce_ktap *ktap)
{
	char *line = ktap->line;

	while (ktap->len && strchr("\r \t", line[ktap->len - 1]))
		ktap->len--;
	line[ktap->len] = '\0';
	ktap->len = tce_text_clean(line);
}

void tce_ktap_feed(struct tce_ktap *ktap, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (bytes[i] == '\n') {
			clean(ktap);
			if (ktap->len)
				emit(ktap);
			ktap->len = 0;
		} else if (bytes[i] && ktap->len < TCE_KTAP_LINE_MAX) {
			ktap->line[ktap->len++] = bytes[i];
		}
	}
}

void tce_ktap_finish(struct tce_ktap *ktap)
{
	clean(ktap);
	if (!strcmp(ktap->line, END))
		emit(ktap);
	ktap->len = 0;
}

static int print_result(char *line, size_t size,
			const struct tce_ktap_event *ev)
{
	const struct tce_verdict_form *form = &tce_verdict_form[ev->verdict];
	bool words = *form->directive;

	return snprintf(line, size, "%s %lu %s%s%s%s%s",
			form->ok ? "ok" : "not ok", ev->count, ev->name,
			words ? " # " : "", form->directive,
			words && *ev->text ? " " : "", words ? ev->text : "");
}

/* Without an exponent, which the reader does not take. */
static int print_limit(char *line, size_t size, double seconds)
{
	unsigned long ms = (unsigned long)(seconds * 1000 + 0.5);
	const char *head = heads[TCE_KTAP_LIMIT];

	if (ms % 1000)
		return snprintf(line, size, "%s%lu.%03lu", head, ms / 1000,
				ms % 1000);
	return snprintf(line, size, "%s%lu", head, ms / 1000);
}

static int print(char *line, size_t size, const struct tce_ktap_event *ev)
{
	const char *head = heads[ev->kind] ? heads[ev->kind] : "";

	switch (ev->kind) {
	case TCE_KTAP_PLAN:
		return snprintf(line, size, "1..%lu", ev->count);
	case TCE_KTAP_RESULT:
		return print_result(line, size, ev);
	case TCE_KTAP_PROPERTY:
		return snprintf(line, size, "%s%s %s", head, ev->name,
				ev->text);
	case TCE_KTAP_TIME:
		return snprintf(line, size, "%s%.3f", head, ev->seconds);
	case TCE_KTAP_LIMIT:
		return print_limit(line, size, ev->seconds);
	case TCE_KTAP_OUTCOME:
	case TCE_KTAP_BECAUSE:
	case TCE_KTAP_KNOWN:
		return snprintf(line, size, "%s%s: %s", head, ev->name,
				ev->text);
	case TCE_KTAP_RUN:
		return snprintf(line, size, "%s%s", head, ev->name);
	case TCE_KTAP_VERSION:
	case TCE_KTAP_END:
	case TCE_KTAP_NOISE:
		return snprintf(line, size, "%s", head);
	default:
		return snprintf(line, size, "%s%s", head, ev->text);
	}
}

size_t tce_ktap_line(char *line, size_t size, const struct tce_ktap_event *ev)
{
	return print(line, size, ev) < 0 ? 0 : tce_text_line(line);
}
