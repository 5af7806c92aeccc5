/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs of one kernel on one machine with the same devices, and of the same
 * choice of cases, in the order of time: when each case began to be red, what
 * is red and green on one kernel, and what takes longer than it did.
 */
#ifndef TCE_REPORT_HISTORY_H
#define TCE_REPORT_HISTORY_H

#include <stdio.h>

#include "run.h"

#define TCE_RECENT 5 /* runs whose durations can differ from those before */
#define TCE_NEVER ((size_t)-1) /* no run of the history */

/* What one run has of one case. */
struct tce_mark {
	const char *reason; /* of what is red, else "" */
	float seconds;
	unsigned char verdict;
	bool is_there;	/* false: the run has no result of the case */
	bool is_unrun;	/* it was planned, and did not come to its end */
	bool is_caused; /* another case had lost the PE */
};

/* One run. */
struct tce_night {
	char *path;
	char *started; /* "2026-11-30T01:02:03Z", or "" */
	char *release;
	char *build;  /* what makes it the same kernel and suite as another */
	size_t given; /* the place on the command line */
	size_t like;  /* the first run of the same build */
	struct tce_counts counts;
	size_t began, ended; /* cases that became red, and that ceased to be */
	struct tce_mark *mark; /* one a case that was known by then */
	size_t n_marks;
};

struct tce_history_case {
	char *name;
	/* of what is red in the latest run */
	bool red;
	bool is_new;   /* the run before had not this failure */
	size_t began;  /* the first run that is red without one between */
	size_t same;   /* ... and in this way */
	size_t before; /* the last one with another verdict, or TCE_NEVER */
	size_t reds;   /* all runs in which it is red */
	size_t last;   /* ... the last of them, or TCE_NEVER */
	/* on the build where it flips most: what it did there */
	size_t flips, flip_runs, flip_broken;
	size_t flip_like; /* the first run of that build */
	/* medians, where the last runs differ from those before */
	double was, is;
};

struct tce_series {
	size_t number;	       /* as they came */
	struct tce_run latest; /* the whole of it */
	size_t latest_place;   /* of the latest, until the runs are sorted */
	struct tce_night *night;
	size_t n, room;
	struct tce_history_case *kase;
	size_t n_cases, cases_room;
	void *names; /* a tsearch tree of them */
	size_t red, fresh, gone, flipping, drifting;
	size_t missing; /* in the run before, and not in the latest */
};

struct tce_history {
	struct tce_series *series; /* whole runs first */
	size_t n, room;
	size_t runs;	/* of all series */
	size_t doubles; /* runs that were given twice */
	void *texts;	/* reasons, each once */
};

/* Takes RUN, which must not be used afterwards. */
void tce_history_add(struct tce_history *history, struct tce_run *run,
		     const char *path);

/* Sorts the runs by their times and finds all that the series say of cases. */
void tce_history_judge(struct tce_history *history);
void tce_history_free(struct tce_history *history);

/* The number of a case that is in the series. */
size_t tce_history_find(const struct tce_series *series, const char *name);

/* What a run has of a case; none is there where it is not known. */
const struct tce_mark *tce_mark_of(const struct tce_series *series,
				   size_t night, size_t kase);
bool tce_mark_is_red(const struct tce_mark *mark);

/*
 * A letter for it: . PASS, F FAIL, T TIMEOUT, E ERROR, X XPASS, x XFAIL,
 * s SKIP, - not run, and a blank where there is no result.
 */
char tce_mark_letter(const struct tce_mark *mark);

/* The part of the cases that was asked for, "" for all. */
const char *tce_series_chosen(const struct tce_series *series);

/* "debian-6.12-64k on pseries, 1234:11e8", and "only" what was chosen */
void tce_series_label(struct tce_strbuf *label,
		      const struct tce_series *series);

/* "2026-11-30 01:02", or the run's path where it has no time. */
void tce_night_date(struct tce_strbuf *date, const struct tce_night *night);

/* "since 2026-11-30 01:02 (6.12.107), 3 runs; PASS until ...", of a red case */
void tce_case_since(struct tce_strbuf *text, const struct tce_series *series,
		    size_t kase);

/* "4 changes in 9 runs of 6.12.107, not kept in 5 of them" */
void tce_case_flips(struct tce_strbuf *text, const struct tce_series *series,
		    size_t kase);

/* "0.20 s before, 1.40 s in the last 5 runs" */
void tce_case_drift(struct tce_strbuf *text, const struct tce_series *series,
		    size_t kase);

/* Finds what the cases of a series whose runs are sorted did. */
void tce_series_judge(struct tce_series *series);

/* The forms of the history. */
struct tce_display;
struct tce_clauses;
void tce_history_print(const struct tce_display *display,
		       const struct tce_history *history);
int tce_history_json(FILE *file, const struct tce_history *history);
void tce_history_html(FILE *file, const struct tce_history *history,
		      const struct tce_clauses *clauses);

#endif
