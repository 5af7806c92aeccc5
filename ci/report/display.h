/* SPDX-License-Identifier: GPL-2.0-only */
/* The display of a run while it goes on. */
#ifndef TCE_REPORT_DISPLAY_H
#define TCE_REPORT_DISPLAY_H

#include <stdio.h>

#include <stream/clauses.h>

#include "run.h"

enum tce_color {
	TCE_COLOR_AUTO,
	TCE_COLOR_ALWAYS,
	TCE_COLOR_NEVER,
};

enum tce_detail {
	TCE_DETAIL_QUIET, /* the last line only */
	TCE_DETAIL_NORMAL,
	TCE_DETAIL_VERBOSE, /* a line for each case */
};

struct tce_display {
	FILE *file;
	enum tce_detail level;
	bool color;
	bool progress;	 /* one line that is rewritten */
	bool dirty;	 /* that line is on the screen */
	const char *dir; /* where the logs are, or NULL: unknown */
	const struct tce_clauses *clauses; /* their sentences, or NULL */
	size_t total;
	size_t done;
	size_t failed;
};

void tce_display_init(struct tce_display *display, FILE *file,
		      enum tce_detail level, enum tce_color color,
		      const char *dir, size_t total);

/* The escape that starts a colour for VERDICT, "" without colours. */
const char *tce_display_paint(const struct tce_display *display,
			      enum tce_verdict verdict);
/* The escape that ends it. */
const char *tce_display_plain(const struct tce_display *display);

void tce_display_started(struct tce_display *display, const char *name);

/* A red case comes with what was found. */
void tce_display_finished(struct tce_display *display,
			  const struct tce_run *run,
			  const struct tce_result *result);

/* The lines of a failure, indented by INDENT blanks. */
void tce_display_failure(const struct tce_display *display,
			 const struct tce_result *result, int indent);

void tce_display_say(struct tce_display *display, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Takes the progress line away. */
void tce_display_clear(struct tce_display *display);

#endif
