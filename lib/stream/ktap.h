/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flat KTAP v1 that tce-test writes. The reader: bytes go in, one event a
 * line comes out. It keeps no history, allocates nothing and fails on nothing:
 * what it does not understand is noise. tce_ktap_line() is its inverse.
 */
#ifndef TCE_STREAM_KTAP_H
#define TCE_STREAM_KTAP_H

#include <stdbool.h>
#include <stddef.h>

#include "verdict.h"

#define TCE_KTAP_LINE_MAX 4096	  /* bytes of a line that are kept */
#define TCE_KTAP_NAME_MAX 160	  /* bytes of a case name */
#define TCE_KTAP_PLAN_MAX 1000000 /* a larger plan is noise */

enum tce_ktap_kind {
	TCE_KTAP_NOISE,
	TCE_KTAP_VERSION,
	TCE_KTAP_PLAN,	   /* count */
	TCE_KTAP_PROPERTY, /* name, text */
	TCE_KTAP_RUN,	   /* name */
	TCE_KTAP_TIME,	   /* seconds */
	TCE_KTAP_ABOUT,	   /* text: what the running case checks */
	TCE_KTAP_CLAUSES,  /* text: what it proves, blanks between */
	TCE_KTAP_LIMIT,	   /* seconds that it may take */
	TCE_KTAP_OUTCOME,  /* name: where the contract leaves a choice; text:
			    * what came, of several in a loop blanks between */
	TCE_KTAP_BECAUSE,  /* name: case that caused this failure; text: how */
	TCE_KTAP_NOTE,	   /* text: any other line that starts with '#' */
	TCE_KTAP_RESULT,   /* count: its number; name, verdict, text: reason */
	/* about the run, outside of cases; text says what */
	TCE_KTAP_NOT_JUDGED, /* something that no verdict here includes */
	TCE_KTAP_DAMAGED,    /* this guest's kernel is fit for no more cases */
	TCE_KTAP_UNUSABLE,   /* the machine */
	TCE_KTAP_KNOWN,	     /* since when; name: a failure that is not new */
	TCE_KTAP_END,
};

struct tce_ktap_event {
	enum tce_ktap_kind kind;
	enum tce_verdict verdict;
	bool contradicts; /* "not ok" with SKIP or XFAIL in text: an ERROR */
	unsigned long count;
	double seconds;
	const char *line; /* the whole line, printable, never NULL */
	const char *name; /* "" where the kind has none */
	const char *text; /* "" where the kind has none */
};

typedef void tce_ktap_fn(void *ctx, const struct tce_ktap_event *event);

struct tce_ktap {
	tce_ktap_fn *fn;
	void *ctx;
	size_t len;
	char line[TCE_KTAP_LINE_MAX + 1];
	char work[TCE_KTAP_LINE_MAX + 1];
};

void tce_ktap_init(struct tce_ktap *ktap, tce_ktap_fn *fn, void *ctx);

/* The strings of an event live until its callback returns. */
void tce_ktap_feed(struct tce_ktap *ktap, const char *bytes, size_t len);

/*
 * The input is over. A last line without its newline is dropped unless it is
 * "# end": "ok 3 a.b" may be all that is left of "ok 3 a.b # SKIP".
 */
void tce_ktap_finish(struct tce_ktap *ktap);

/**
 * tce_ktap_line() - write the line of an event
 * @line: the line, ended by a NUL, without a newline
 * @size: of @line; what does not fit is cut off
 * @ev: its @line is not looked at; TCE_KTAP_NOISE makes an empty line
 *
 * Control characters become blanks, see tce_text_line().
 *
 * Return: the bytes of the line, without the NUL.
 */
size_t tce_ktap_line(char *line, size_t size, const struct tce_ktap_event *ev);

/* True for suite.case and suite.case/2, of [a-z0-9-] each: safe in a path. */
bool tce_ktap_is_name(const char *name);

#endif
