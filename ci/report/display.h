/* SPDX-License-Identifier: GPL-2.0-only */
/* What a person sees while a run goes on. */
#ifndef TCE_REPORT_DISPLAY_H
#define TCE_REPORT_DISPLAY_H

#include <stdio.h>

#include "run.h"

enum tce_color {
	TCE_COLOR_AUTO,
	TCE_COLOR_ALWAYS,
	TCE_COLOR_NEVER,
};

enum tce_level {
	TCE_LEVEL_QUIET, /* the last line only */
	TCE_LEVEL_NORMAL,
	TCE_LEVEL_VERBOSE, /* a line for each case */
};

struct tce_display {
	FILE *file;
	enum tce_level level;
	bool color;
	bool progress;	 /* one line that is rewritten */
	bool dirty;	 /* that line is on the screen */
	const char *dir; /* where the logs are, or NULL: unknown */
	size_t total;
	size_t done;
	size_t failed;
};

void tce_display_init(struct tce_display *display, FILE *file,
		      enum tce_level level, enum tce_color color,
		      const char *dir, size_t total);

/* The escape that starts a colour for VERDICT, "" without colours. */
const char *tce_display_paint(const struct tce_display *display,
			      enum tce_verdict verdict);
/* The escape that ends it. */
const char *tce_display_plain(const struct tce_display *display);

void tce_display_started(struct tce_display *display, const char *name);

/* A red case comes with its diagnostics. */
void tce_display_finished(struct tce_display *display, bool red,
			  const struct tce_result *result,
			  const struct tce_finished_case *outcome);

void tce_display_say(struct tce_display *display, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Takes the progress line away. */
void tce_display_clear(struct tce_display *display);

#endif
