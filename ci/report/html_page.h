/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the page. */
#ifndef TCE_REPORT_HTML_PAGE_H
#define TCE_REPORT_HTML_PAGE_H

#include "html.h"

/* What does not depend on the run: the looks, and the filter of the table. */
extern const char tce_html_style[];
extern const char tce_html_script[];

/* "pass", "fail", "skip", "waived": the class of a result's colour. */
const char *tce_html_class(const struct tce_run *run,
			   const struct tce_result *result);

/* A verdict as a coloured word. */
void tce_html_badge(FILE *file, const struct tce_run *run,
		    const struct tce_result *result);

/* Opens a section; the caller ends it with "</section>". */
void tce_html_section(FILE *file, const char *id, const char *title,
		      size_t count);

void tce_html_failures(FILE *file, const struct tce_html *html);
void tce_html_matrix(FILE *file, const struct tce_html *html);
void tce_html_waived(FILE *file, const struct tce_html *html);
void tce_html_cases(FILE *file, const struct tce_html *html);

/* 0, or TCE_STATUS_BROKEN after one line. */
int tce_html_clauses(FILE *file, const struct tce_html *html);

#endif
