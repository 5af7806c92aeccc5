/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A whole run: planned names, properties, results, verdict.
 * A result's name is unique in a run, and every defect of the run itself is
 * a result too: an ERROR that a derived stream, a JSON reader and a human see
 * alike.
 */
#ifndef TCE_REPORT_RUN_H
#define TCE_REPORT_RUN_H

#include "lane.h"

struct tce_result {
	char *name;
	enum tce_verdict verdict;
	char *reason; /* "" when there is nothing to say */
	double seconds;
	char *about;   /* "" if the stream does not have it */
	char *clauses; /* ditto */
	struct tce_choices choices;
	char *text;   /* the lines of a case that did not pass */
	char *since;  /* an earlier run had this failure, since when; or "" */
	size_t suite; /* number of its suite in the run, as they appear */
	bool made_up; /* stands for a defect of the stream, not for a case */
};

struct tce_property {
	char *key;
	char *value;
};

struct tce_entry;

struct tce_run {
	struct tce_property *properties;
	size_t n_properties, properties_room;
	struct tce_result *results;
	size_t n_results, results_room;
	struct tce_entry **planned; /* in the order of the plan file */
	size_t n_planned, planned_room;
	size_t n_checked; /* of planned: what has a result for certain */
	bool has_plan;	  /* false: any name is welcome */
	bool strict;
	bool forgives; /* a failure that an earlier run had is not red */
	char **limits; /* checks that no verdict of this run includes */
	size_t n_limits, limits_room;
	/* tsearch trees of struct tce_entry: a guest can send any number of
	 * each */
	void *names, *keys, *suites, *limit_texts;
	size_t n_suites;
};

struct tce_counts {
	size_t of[TCE_VERDICTS];
	size_t total;
	size_t passed, failed, skipped; /* of the last line */
	size_t known;			/* of skipped: failures not new */
	size_t judged; /* cases that were judged, a known defect included */
	double seconds;
};

void tce_run_init(struct tce_run *run, bool strict);
void tce_run_free(struct tce_run *run);

/* 0, or TCE_STATUS_BROKEN after one line that says which line is wrong. */
int tce_run_load_plan(struct tce_run *run, const char *path);

/* The first value of a key stands. True when the key is new. */
bool tce_run_set(struct tce_run *run, const char *key, const char *value);
const char *tce_run_get(const struct tce_run *run, const char *key);

/* Files something that the run cannot judge. True when it is new. */
bool tce_run_limit(struct tce_run *run, const char *text);

/* The result of a case, or NULL. */
struct tce_result *tce_run_find(const struct tce_run *run, const char *name);

/* Says of a result that an earlier run had the failure, SINCE when. */
void tce_run_known(struct tce_result *result, const char *since);
bool tce_run_is_known(const struct tce_run *run,
		      const struct tce_result *result);

/*
 * All results by suite, in the order of the run's suites, and in a suite by
 * name: the order in which they ran depends on how many guests there were.
 * The caller frees the list.
 */
const struct tce_result **tce_run_sorted(const struct tce_run *run);

/* The suites of the plan in their order, blanks between. */
void tce_run_suites(const struct tce_run *run, struct tce_strbuf *suites);
#define TCE_RUN_CHOSEN \
	"run.chosen" /* the part that was asked for, if not all */
/* the property of a run that accepts today's outcome alone */
#define TCE_RUN_PEDANTIC "pedantic"
#define TCE_RUN_SUITES "run.suites" /* the property that keeps them */

/* "map" of "map.iova" */
size_t tce_suite_len(const struct tce_result *result);
bool tce_same_suite(const struct tce_result *a, const struct tce_result *b);

/*
 * Files a case under a name that is new. A second result of a case is filed
 * as an ERROR under suite.case/2 (or the next free number) and the first one
 * stands; a name outside the plan is an ERROR whatever its result was.
 * The result is valid until the next one is added.
 */
struct tce_result *tce_run_add(struct tce_run *run,
			       const struct tce_finished_case *outcome);

/*
 * The subject cannot be reached at all: one case says so, and nothing else
 * was ever going to run.
 */
void tce_run_cut_plan(struct tce_run *run, const char *only);

/* The I-th name of the plan while it has no result, or NULL. */
const char *tce_run_planned(const struct tce_run *run, size_t i);

/* Files the next planned case that has no result, or returns NULL. */
struct tce_result *tce_run_add_missing(struct tce_run *run);

/* Files a defect of a saved stream. */
void tce_run_add_defect(struct tce_run *run, const char *reason);

bool tce_run_is_red(const struct tce_run *run, const struct tce_result *result);
/*
 * Whether nothing of the interface works: red, whatever is known, with
 * --only-new too.
 */
bool tce_run_is_unusable(const struct tce_run *run);
bool tce_run_is_unrun(const struct tce_result *result);
bool tce_run_says_unrun(const char *reason);
/* Whether the case had no PE any more: an earlier one had lost it. */
bool tce_run_is_unjudged(const struct tce_result *result);
void tce_run_count(const struct tce_run *run, struct tce_counts *counts);
void tce_counts_add(struct tce_counts *counts, const struct tce_counts *more);
/* ... of N runs together. */
void tce_run_count_all(const struct tce_run *runs, size_t n,
		       struct tce_counts *counts);
enum tce_status tce_run_exit(const struct tce_counts *counts);

/* The case that only shows that the machine can be used. */
#define TCE_RUN_USABLE "platform.usable"

/* The verdict where it fails. */
#define TCE_NOTHING_WORKS "Nothing of the interface works on this kernel"

/* The reason of a case that never ran, or not to its end. */
#define TCE_RUN_NOT_RUN "not run"

#endif
