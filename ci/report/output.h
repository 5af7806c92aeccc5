/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that a run writes while it goes on: DIR/results.ktap, grown case by
 * case so that it is good up to the last finished case whatever happens, the
 * journal of the cases that were begun, and one log a case.
 */
#ifndef TCE_REPORT_OUTPUT_H
#define TCE_REPORT_OUTPUT_H

#include <stdio.h>

#include "run.h"

struct tce_output {
	char *dir;
	FILE *ktap;
	FILE *journal;
	FILE *copy;  /* the stream goes here too, or NULL */
	bool begun;  /* the header is out */
	bool failed; /* something could not be written, and was said */
	unsigned long number;
};

/*
 * Makes DIR and DIR/cases. With RESUME the stream that is there stays until
 * tce_output_resumed(), and the journal grows. 0, or TCE_STATUS_BROKEN after
 * one line.
 */
int tce_output_open(struct tce_output *out, const char *dir, FILE *copy,
		    bool resume);

/* The new stream has all that stands of the old one, and takes its place. */
void tce_output_resumed(struct tce_output *out);

/* Writes to the journal, and through to the disk, that the case is begun. */
void tce_output_begun(struct tce_output *out, const char *name);

/* Writes the header on first use, with the properties known by then. */
void tce_output_case(struct tce_output *out, struct tce_run *run,
		     const struct tce_result *result,
		     const struct tce_finished_case *outcome);

/*
 * Writes a line about the run. Before the header is out it waits: the header
 * has everything that is known by then.
 */
void tce_output_said(struct tce_output *out, const struct tce_ktap_event *ev);

/* Ends the stream. 0, or TCE_STATUS_BROKEN. */
int tce_output_close(struct tce_output *out, struct tce_run *run);

/* Leaves it as it is; what was there to be resumed stays. */
void tce_output_drop(struct tce_output *out);

#endif
