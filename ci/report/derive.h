/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a results folder that are derived from its stream. */
#ifndef TCE_REPORT_DERIVE_H
#define TCE_REPORT_DERIVE_H

#include "html.h"

/*
 * Writes results.json, junit.xml and report.html of HTML's cells to DIR. 0, or
 * TCE_STATUS_BROKEN after one line.
 */
int tce_derive(const char *dir, const struct tce_html *html);

#endif
