/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SELECT_H
#define TESTS_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "case.h"

#define TCE_FIRST_OWN_PE 2 /* but in guests of kind "own" */

/* A case that will run. */
struct tce_row {
	const struct tce_suite *suite;
	const struct tce_case *c;
	unsigned int rep;      /* which of its repetitions, from 1 */
	unsigned int first_pe; /* index of the PE that g0 stands for */
	bool own_pe;	       /* it must not share it */
	char base[112];	       /* suite.case */
	char name[128];	       /* suite.case, or suite.case/2 and so on */
};

struct tce_rows {
	struct tce_row *row;
	size_t n;
};

/* What the user asks for. */
struct tce_pick {
	const struct tce_suite *const *suites; /* ends with a NULL */
	char *const *globs; /* any of them; all cases when there are none */
	size_t nglobs;
	char *const *excludes;
	size_t nexcludes;
	const char *names; /* text: exact names, one a line, or NULL */
	unsigned int repeat;
	bool model; /* what the model can run: no run functions, no precheck */
	bool soak;  /* suites that soak, whatever the globs */
	bool all;   /* what is hidden, too */
	bool precheck; /* the precheck's case comes first whatever the globs */
};

/**
 * tce_row_pes() - how many PEs a row uses
 */
unsigned int tce_row_pes(const struct tce_row *row);

/**
 * tce_row_first_own() - index of the first PE that such a row can have alone
 */
unsigned int tce_row_first_own(const struct tce_row *row);

/**
 * tce_rows_pick() - the cases that are asked for, in the order in which they
 * run
 * @rows: filled on success; to be freed with tce_rows_free()
 * @pick: what is asked for
 * @bad: a name that is no case, of @pick->names; valid as long as that is
 * @bad_len: its length
 *
 * Rows that may damage a PE come after the others, in table order, each with
 * PEs of its own from TCE_FIRST_OWN_PE on; those before it are shared. In a
 * suite that wants them all rows have their own, from the first on. Rows that
 * may crash the kernel come last. What shows once a boot, or leaves its PE
 * unusable, is not repeated.
 *
 * Return: 0; -ENOENT with @bad set; -E2BIG: more than 250000; -ENOMEM.
 */
int tce_rows_pick(struct tce_rows *rows, const struct tce_pick *pick,
		  const char **bad, size_t *bad_len);

/**
 * tce_pick_stray() - a GLOB that matches no case at all
 * @pick: what is asked for
 *
 * A GLOB of @pick->globs or @pick->excludes, by which the user cannot have
 * meant any case: it matches none of @pick->suites, hidden ones included.
 *
 * Return: the first one; NULL when there is none.
 */
const char *tce_pick_stray(const struct tce_pick *pick);

/**
 * tce_rows_free() - free what tce_rows_pick() filled in
 */
void tce_rows_free(struct tce_rows *rows);

#endif
