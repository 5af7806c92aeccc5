/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_REPORT_JSON_H
#define TCE_REPORT_JSON_H

#include <stdio.h>

#include "run.h"

/* S in quotes; what is no UTF-8 in it is replaced. */
void tce_json_string(FILE *file, const char *s);

/* N cells, schema 1. 0, or -errno when FILE took not all of it. */
int tce_json_write(FILE *file, const struct tce_run *runs, size_t n);

#endif
