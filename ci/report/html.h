/* SPDX-License-Identifier: GPL-2.0-only */
/* The report for people: one file, which needs nothing beside it. */
#ifndef TCE_REPORT_HTML_H
#define TCE_REPORT_HTML_H

#include <stdio.h>

#include <stream/clauses.h>

#include "run.h"

struct tce_html {
	/* one a kernel and machine; at least one */
	const struct tce_run *cells;
	size_t n_cells;
	const struct tce_run *before; /* an earlier run of the first, or NULL */
	const struct tce_clauses *clauses; /* their sentences, or NULL */
};

/* FILE's errors are the caller's. */
void tce_html_write(FILE *file, const struct tce_html *html);

#endif
