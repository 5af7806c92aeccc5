/* SPDX-License-Identifier: GPL-2.0-only */
/* Text in XML and HTML, as what it says and never as markup. */
#ifndef TCE_REPORT_MARKUP_H
#define TCE_REPORT_MARKUP_H

#include <stdio.h>

/* S, also in quotes; what XML cannot hold is replaced. */
void tce_markup_text(FILE *file, const char *s);

/* The first LEN bytes of it. */
void tce_markup_text_n(FILE *file, const char *s, size_t len);

/* ' NAME="S"', as text. */
void tce_markup_attribute(FILE *file, const char *name, const char *s);

#endif
