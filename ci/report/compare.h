/* SPDX-License-Identifier: GPL-2.0-only */
/* Two runs side by side: what the later one changes. */
#ifndef TCE_REPORT_COMPARE_H
#define TCE_REPORT_COMPARE_H

#include "run.h"

enum tce_change_kind {
	TCE_CHANGE_BROKEN,  /* red, and was not */
	TCE_CHANGE_STILL,   /* red, and was */
	TCE_CHANGE_FIXED,   /* was red, and passes */
	TCE_CHANGE_WAIVED,  /* was red, and is a known defect now */
	TCE_CHANGE_SKIPPED, /* was red, and is skipped now */
	TCE_CHANGE_MISSING, /* had a result, and has none */
	TCE_CHANGE_OTHER,   /* another verdict, neither of them red */
	TCE_CHANGE_ADDED,   /* had no result, and is not red */
};

#define TCE_CHANGES (TCE_CHANGE_ADDED + 1)

struct tce_change {
	enum tce_change_kind kind;
	const struct tce_result *before; /* NULL: there was none */
	const struct tce_result *after;	 /* NULL: there is none */
};

/*
 * Another answer where the contract leaves a choice: lawful before, lawful now,
 * so it is no regression.
 */
struct tce_other_answer {
	const struct tce_result *result; /* the later one */
	const struct tce_choice *before, *after;
};

struct tce_comparison {
	struct tce_change *change;
	size_t n, room;
	size_t of[TCE_CHANGES];
	struct tce_other_answer *answer;
	size_t n_answers, answers_room;
	bool unusable;	   /* nothing works in the later one */
	bool empty;	   /* the later one has no result at all */
	const char *modes; /* how the runs judge differently, or NULL */
	size_t same;	   /* results of which there is nothing to say */
	size_t unchosen;   /* had a result, and were not asked for this time */
};

/*
 * BEFORE and AFTER must outlive it. A result that is red in AFTER and absent
 * from BEFORE is broken.
 */
void tce_compare(struct tce_comparison *c, const struct tce_run *before,
		 const struct tce_run *after);
void tce_comparison_free(struct tce_comparison *c);

/* Red where something fails, or with ONLY_NEW where it did not before. */
enum tce_status tce_comparison_exit(const struct tce_comparison *c,
				    bool only_new);

/*
 * How many answers from the I-th on are one line: of one case, with the same
 * change. TEXT gets the places.
 */
size_t tce_answers_alike(const struct tce_comparison *c, size_t i,
			 struct tce_strbuf *text);

/* The title of the answers that differ. */
#define TCE_OTHER_ANSWERS "Changed, and lawful"

/* "New failures", ... */
const char *tce_change_title(enum tce_change_kind kind);

/* results.json has no timeout: it is a failure whose reason says so. */
enum tce_verdict tce_result_verdict(const struct tce_result *result);

/*
 * Whether a case fails as it did. One that crashes the kernel where it only
 * failed, that crashes it elsewhere, or that had never run, does not.
 */
bool tce_fails_alike(const struct tce_result *old,
		     const struct tce_result *result);

/* Marks RESULT of AFTER as known, with since when, if it was red in BEFORE. */
void tce_compare_known(const struct tce_run *before,
		       const struct tce_run *after, struct tce_result *result);

#endif
