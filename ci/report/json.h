/* SPDX-License-Identifier: GPL-2.0-only */
/* results.json, the format of other programs. */
#ifndef TCE_REPORT_JSON_H
#define TCE_REPORT_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "run.h"

/* A string; bytes that are no UTF-8 become U+FFFD, which JSON wants. */
json_t *tce_json_text(const char *s);

/* Seconds to the millisecond. */
json_t *tce_json_seconds(double seconds);

/*
 * A file, with all its strings fit for a terminal (tce_text_clean()). NULL
 * after one line.
 */
json_t *tce_json_load(const char *path);

/* Writes VALUE, which it takes, and a newline. 0, or -EIO. */
int tce_json_dump(FILE *file, json_t *value);

/* A property of a run that its cell has under another name, or only if set. */
struct tce_json_key {
	const char *json, *property;
};

extern const struct tce_json_key tce_json_keys[];
extern const size_t tce_json_n_keys;

/* Writes the runs, a cell each. 0, or -EIO. */
int tce_json_write(FILE *file, const struct tce_run *runs, size_t n);

#endif
