/* SPDX-License-Identifier: GPL-2.0-only */
/* The report for people: one file, which needs nothing beside it. */
#ifndef TCE_REPORT_HTML_H
#define TCE_REPORT_HTML_H

#include <stdio.h>

#include "run.h"

struct tce_html {
	const struct tce_run
		*cells; /* one a kernel and machine; at least one */
	size_t n_cells;
	const struct tce_run *before; /* an earlier run of the first, or NULL */
	const char *clauses;	      /* path of the sentences, or NULL */
};

/* 0, or TCE_STATUS_BROKEN after one line. FILE's errors are the caller's. */
int tce_html_write(FILE *file, const struct tce_html *html);

#endif
