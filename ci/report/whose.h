/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose a deviation is: the kernel has it on any device, or this adapter, slot
 * or firmware alone shows it.
 */
#ifndef TCE_REPORT_WHOSE_H
#define TCE_REPORT_WHOSE_H

#include <stream/clauses.h>

#include "run.h"

enum tce_whose {
	TCE_WHOSE_KERNEL, /* a known defect, or another device shows it too */
	TCE_WHOSE_DEVICE, /* the case passes on another device */
	TCE_WHOSE_UNDECIDED, /* it can be either */
	TCE_WHOSE_STALE,     /* a known defect that does not show */
	TCE_WHOSES,
};

struct tce_deviation {
	const struct tce_result *result;
	enum tce_whose whose;
	/* of the clauses that the case names, one that obliges kernels; or NULL
	 */
	const struct tce_clause *must;
	char *how; /* the reason, "" where there is none */
};

struct tce_deviations {
	struct tce_deviation *deviation; /* by whose, those of a must first */
	size_t n, room;
	size_t of[TCE_WHOSES];
	char *against; /* the other run, in a few words; NULL: there is none */
	char *unfit;   /* why it decides nothing; NULL if it does */
};

/*
 * Judges what is red in RUN, or waived. OTHER is a run of the same kernel on
 * another device, or an emulated machine; NULL: there is none. CLAUSES and the
 * runs must outlive D.
 */
void tce_deviations_find(struct tce_deviations *d, const struct tce_run *run,
			 const struct tce_run *other,
			 const struct tce_clauses *clauses);
void tce_deviations_free(struct tce_deviations *d);

/* "Of the kernel, on any device", "of the kernel"; "kernel" for programs. */
const char *tce_whose_title(enum tce_whose whose);
const char *tce_whose_phrase(enum tce_whose whose);
const char *tce_whose_key(enum tce_whose whose);

/* How many of them are from a clause that obliges kernels. */
size_t tce_whose_musts(const struct tce_deviations *d, enum tce_whose whose);

/* What the lists are drawn from: a sentence on the other run, or its absence.
 */
void tce_whose_basis(struct tce_strbuf *text, const struct tce_deviations *d);

/*
 * How many deviations from the I-th on are one line: the same waiver, as good
 * as each other.
 */
size_t tce_whose_alike(const struct tce_deviations *d, size_t i);

#endif
