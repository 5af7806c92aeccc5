/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts that the pages and their sections share. */
#ifndef TCE_REPORT_HTML_PARTS_H
#define TCE_REPORT_HTML_PARTS_H

#include <stdio.h>

#include "run.h"

/* page.css and page.js: the looks, and the filter of the table. */
extern const char tce_page_style[], tce_page_script[];

/* Up to the title, whose text follows; then up to the header; then the end. */
void tce_html_begin(FILE *file);
void tce_html_body(FILE *file);
void tce_html_end(FILE *file, const char *footer);

/* "pass", "fail", "skip", "waived": the class of a result's colour. */
const char *tce_html_class(const struct tce_run *run,
			   const struct tce_result *result);

/* A verdict as a coloured word. */
void tce_html_badge(FILE *file, const struct tce_run *run,
		    const struct tce_result *result);

/* Opens a section; the caller ends it with "</section>". */
void tce_html_section(FILE *file, const char *id, const char *title,
		      size_t count);

/* A row of a table, of N texts. */
void tce_html_row(FILE *file, const char *const *text, size_t n);

/* A tile with a number; grey where it is 0. */
void tce_html_tile(FILE *file, const char *class, size_t n, const char *what);

/* The filter of the tables of class "cases"; WHAT it looks for. */
void tce_html_filter(FILE *file, const char *what);

/* The limits of the runs, if there are any. */
void tce_html_limits(FILE *file, const struct tce_run *runs, size_t n);

#endif
