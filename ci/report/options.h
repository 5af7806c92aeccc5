/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of the subcommands. */
#ifndef TCE_REPORT_OPTIONS_H
#define TCE_REPORT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "display.h"

struct tce_report_options {
	enum tce_detail level;
	enum tce_color color;
	bool strict;
	bool resume;   /* go on with what is in the output folder */
	bool ktap;     /* the merged stream to stdout, the display to stderr */
	bool only_new; /* red is what is new against the baseline */
	bool help;
	const char *plan;
	const char *output;
	const char *baseline;	  /* an earlier run, or NULL */
	const char *timing;	  /* lines "SECONDS of what", or NULL */
	const char *clauses;	  /* fixtures/clauses.txt, or NULL */
	const char *requirements; /* fixtures/requirements.txt */
	const char *origin;	  /* KCIDB's name for who reports */
	const char *build;	  /* KCIDB's id of the kernel, or NULL */
	char **properties;	  /* KEY=VALUE, of the command line */
	size_t n_properties;
};

/*
 * Reads the arguments after the name of a subcommand, which takes the options
 * with the letters ALLOWED. *FIRST is the first argument. 0, or
 * TCE_STATUS_USAGE after one line. The caller frees OPTIONS' properties.
 */
int tce_options_read(struct tce_report_options *options, const char *command,
		     const char *allowed, int argc, char **argv, int *first);

/* A line for each option. */
void tce_options_help(FILE *file);

/* One line on stderr; TCE_STATUS_USAGE. */
int tce_usage_refuse(const char *words, const char *what);

#endif
