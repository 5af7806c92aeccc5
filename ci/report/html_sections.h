/* SPDX-License-Identifier: GPL-2.0-only */
/* The sections of the pages that list cases. */
#ifndef TCE_REPORT_HTML_SECTIONS_H
#define TCE_REPORT_HTML_SECTIONS_H

#include "html.h"

/* What is red, by its cause. */
void tce_html_failures(FILE *file, const struct tce_html *html);

/* Suites down, runs across: a square for each case. */
void tce_html_grid(FILE *file, const struct tce_html *html);

/* Kernels and machines, or nights, by their counts; nothing for one run. */
void tce_html_runs(FILE *file, const struct tce_html *html);

/* What the first run changes against an earlier one, if there is one. */
void tce_html_changes(FILE *file, const struct tce_html *html);

void tce_html_waived(FILE *file, const struct tce_html *html);
void tce_html_cases(FILE *file, const struct tce_html *html);
void tce_html_clauses(FILE *file, const struct tce_html *html);

#endif
