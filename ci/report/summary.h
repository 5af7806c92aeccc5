/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_REPORT_SUMMARY_H
#define TCE_REPORT_SUMMARY_H

#include "compare.h"
#include "display.h"

#define TCE_REASON_MAX 200 /* bytes of a reason on one line */

/* Sections for a person, then "N passed, N failed, N skipped" alone. */
void tce_summary_print(const struct tce_display *display,
		       const struct tce_run *run);

/* The section of failures, by cause, of N runs beside each other. */
void tce_summary_red(const struct tce_display *display,
		     const struct tce_run *runs, size_t n);

/* A section for each kind of change that there is. */
void tce_comparison_print(const struct tce_display *display,
			  const struct tce_comparison *c);

#endif
