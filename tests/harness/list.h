/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_LIST_H
#define TESTS_LIST_H

#include "select.h"
#include "waiver.h"

/* What the tables say, on standard output. Neither root nor device needed. */

void tce_list_names(const struct tce_rows *rows);
void tce_list_long(const struct tce_rows *rows);
void tce_list_suites(const struct tce_rows *rows); /* as Markdown */
void tce_list_plan(const struct tce_rows *rows);
/* each case with a function, a tab, and what it was seen red on */
void tce_list_red(const struct tce_rows *rows);
void tce_list_rules(void);
void tce_list_operations(void); /* of steps, as Markdown */
void tce_list_platforms(void);

/**
 * tce_list_clauses() - each clause with its level, sources and cases
 * @rows: cases
 * @whole: they are all that there are; else only their clauses are listed
 * @path: of the clauses, see <stream/clauses.h>
 *
 * Says on standard error what does not fit: a clause with neither case nor
 * reason, a case without a clause or with one that does not exist, a source
 * that no clause names.
 *
 * Return: exit status: 0; 1 when something does not fit; 2 no such file, or
 * a malformed one.
 */
int tce_list_clauses(const struct tce_rows *rows, bool whole, const char *path);

/**
 * tce_list_waivers() - each waiver with the number of its cases
 *
 * Return: exit status: 0; 1 when one has no case.
 */
int tce_list_waivers(const struct tce_rows *rows, const struct tce_waivers *w,
		     const char *path);

#endif
