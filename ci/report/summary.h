/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_REPORT_SUMMARY_H
#define TCE_REPORT_SUMMARY_H

#include "display.h"

/* Sections for a person, then "N passed, N failed, N skipped" alone. */
void tce_summary_print(const struct tce_display *display,
		       const struct tce_run *run);

#endif
