/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands of tce-report. Each returns the exit code. */
#ifndef TCE_REPORT_REPORT_H
#define TCE_REPORT_REPORT_H

#include "display.h"

struct tce_report_options {
	enum tce_level level;
	enum tce_color color;
	bool strict;
	bool resume; /* go on with what is in the output folder */
	bool ktap;   /* the merged stream to stdout, the display to stderr */
	const char *plan;
	const char *output;
	const char *baseline; /* an earlier run, or NULL */
	const char *timing;   /* lines "SECONDS of what", or NULL */
	const char *clauses;  /* fixtures/clauses.txt, or NULL */
	const char *origin;   /* KCIDB's name for who reports */
	const char *build;    /* KCIDB's id of the kernel, or NULL */
	bool only_new;	      /* red is what is new against the baseline */
	char **properties;    /* KEY=VALUE, of the command line */
	size_t n_properties;
};

int tce_report_live(const struct tce_report_options *options, char **lanes,
		    size_t count);
/* Names the cases of the plan that a run to be resumed lacks. */
int tce_report_missing(const struct tce_report_options *options,
		       const char *dir);
int tce_report_summary(const struct tce_report_options *options,
		       const char *path);
int tce_report_junit(const struct tce_report_options *options,
		     const char *path);
int tce_report_kcidb(const struct tce_report_options *options,
		     const char *path);
int tce_report_html(const struct tce_report_options *options, char **paths,
		    size_t count);
int tce_report_compare(const struct tce_report_options *options,
		       const char *before, const char *after);
int tce_report_json(const struct tce_report_options *options, const char *path);

#endif
