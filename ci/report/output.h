/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run leaves behind: DIR/results.ktap, grown case by case so that it is
 * good up to the last finished case whatever happens, the journal of the cases
 * that were begun, one log a case, and results.json, junit.xml, report.html.
 */
#ifndef TCE_REPORT_OUTPUT_H
#define TCE_REPORT_OUTPUT_H

#include <stdio.h>

#include "html.h"

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
void tce_output_case(struct tce_output *out, const struct tce_run *run,
		     const struct tce_result *result,
		     const struct tce_finished_case *outcome);

/* A property that turned up; waits for the header when that is not out. */
void tce_output_property(struct tce_output *out, const char *key,
			 const char *value);

/* Writes to the folder what is derived from the streams of HTML's cells. */
void tce_output_derive(struct tce_output *out, const struct tce_html *html);

/*
 * Ends the stream and writes what is derived from it, of the one cell in HTML.
 * 0, or TCE_STATUS_BROKEN.
 */
int tce_output_close(struct tce_output *out, const struct tce_html *html);

/* Leaves it as it is; what was there to be resumed stays. */
void tce_output_drop(struct tce_output *out);

/* DIR/cases/suite.case.log; suite.case/2 is suite.case.2.log */
void tce_output_log_path(struct tce_strbuf *path, const char *dir,
			 const char *name);

#endif
