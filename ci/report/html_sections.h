/* SPDX-License-Identifier: GPL-2.0-only */
/* The sections of the pages that list cases. */
#ifndef TCE_REPORT_HTML_SECTIONS_H
#define TCE_REPORT_HTML_SECTIONS_H

#include "html.h"

/* Failures, by their causes. */
void tce_html_failures(FILE *file, const struct tce_html *html);

/* The properties of the runs; of many, each is folded up. */
void tce_html_tested(FILE *file, const struct tce_html *html);

/* Suites down, runs across: a square for each case. */
void tce_html_grid(FILE *file, const struct tce_html *html);

/* Kernels and machines by their counts; nothing for one run. */
void tce_html_runs(FILE *file, const struct tce_html *html);

/* Changes of the first run against the earlier one, if there is one. */
void tce_html_changes(FILE *file, const struct tce_html *html);

/* What was answered where the contract leaves a choice. */
void tce_html_choices(FILE *file, const struct tce_html *html);

void tce_html_waived(FILE *file, const struct tce_html *html);
void tce_html_cases(FILE *file, const struct tce_html *html);
void tce_html_clauses(FILE *file, const struct tce_html *html);

#endif
