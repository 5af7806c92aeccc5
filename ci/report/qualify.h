/* SPDX-License-Identifier: GPL-2.0-only */
/* A qualification: what a run shows of each thing that a user needs. */
#ifndef TCE_REPORT_QUALIFY_H
#define TCE_REPORT_QUALIFY_H

#include <jansson.h>

#include <stream/clauses.h>

#include "run.h"
#include "whose.h"

/* From bad to good, but for the last. */
enum tce_standing {
	TCE_STANDING_BROKEN,   /* a result is red */
	TCE_STANDING_DEVIATES, /* known deviations are all that is against it */
	TCE_STANDING_MET,
	TCE_STANDING_UNSHOWN, /* nothing that passed is for it */
	TCE_STANDINGS,
};

struct tce_requirement {
	char *name, *sentence;
	char *globs; /* of cases and clauses, blanks between */
	size_t passed, failed, waived, skipped;
	enum tce_standing standing;
};

struct tce_qualification {
	const struct tce_run *run;
	struct tce_requirement *requirement;
	size_t n, room;
	json_t *rates;		    /* of tce-test bench, or NULL */
	char *checksums;	    /* "HASH  FILE" a line, or NULL */
	struct tce_clauses clauses; /* their sentences */
	struct tce_counts of;	    /* the run's */
	struct tce_deviations deviations;
};

/* "met", ... */
const char *tce_standing_word(enum tce_standing standing);
/* Class of its colour in a page. */
const char *tce_standing_class(enum tce_standing standing);

/* Whether a result is for a requirement. */
bool tce_requirement_is_for(const struct tce_requirement *r,
			    const struct tce_result *result);

/* Counts the results that are for it; its standing. */
void tce_requirement_judge(struct tce_requirement *r,
			   const struct tce_run *run);

/* How many requirements have a standing. */
size_t tce_standing_count(const struct tce_qualification *q,
			  enum tce_standing standing);

/*
 * "4 of 13 requirements are met.": met is what the table of requirements calls
 * met. And whose the deviations are.
 */
void tce_qualify_verdict(struct tce_strbuf *text,
			 const struct tce_qualification *q);

/* The page's sections with figures, where there are any. */
void tce_qualify_soak(FILE *file, const struct tce_qualification *q);
void tce_qualify_rates(FILE *file, const struct tce_qualification *q);

/* The page's section on whose the deviations are. */
void tce_qualify_whose(FILE *file, const struct tce_qualification *q);

/* The page, for programs, and as text. 0, or TCE_STATUS_BROKEN after one line;
 * FILE's errors are the caller's. */
int tce_qualify_page(FILE *file, const struct tce_qualification *q);
int tce_qualify_json(FILE *file, const struct tce_qualification *q);
int tce_qualify_statement(FILE *file, const struct tce_qualification *q);

#endif
