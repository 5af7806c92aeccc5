/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands of tce-report. Each returns the exit code. */
#ifndef TCE_REPORT_REPORT_H
#define TCE_REPORT_REPORT_H

#include "options.h"

/* The function of a subcommand; ARGS are its COUNT arguments. */
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
tce_report_fn tce_report_history;
tce_report_fn tce_report_matrix;
tce_report_fn tce_report_qualify;

#endif
