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
	const char *baseline;	  /* an earlier run, or NULL */
	const char *timing;	  /* lines "SECONDS of what", or NULL */
	const char *clauses;	  /* fixtures/clauses.txt, or NULL */
	const char *requirements; /* fixtures/requirements.txt */
	const char *origin;	  /* KCIDB's name for who reports */
	const char *build;	  /* KCIDB's id of the kernel, or NULL */
	bool only_new;		  /* red is what is new against the baseline */
	char **properties;	  /* KEY=VALUE, of the command line */
	size_t n_properties;
};

/* What stands behind the name of a subcommand: ARGS are COUNT, as it wants. */
typedef int tce_report_fn(const struct tce_report_options *options, char **args,
			  size_t count);

tce_report_fn tce_report_live;
tce_report_fn tce_report_missing;
tce_report_fn tce_report_summary;
tce_report_fn tce_report_json;
tce_report_fn tce_report_junit;
tce_report_fn tce_report_kcidb;
tce_report_fn tce_report_html;
tce_report_fn tce_report_compare;
tce_report_fn tce_report_rates;
tce_report_fn tce_report_pairs;
tce_report_fn tce_report_verdicts;
tce_report_fn tce_report_matrix;
tce_report_fn tce_report_qualify;

#endif
