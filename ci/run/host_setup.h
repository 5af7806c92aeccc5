/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of tce-host, and all that comes before the first case. */
#ifndef RUN_HOST_SETUP_H
#define RUN_HOST_SETUP_H

#include <report/options.h>

#include "supervise.h"

struct host {
	struct tce_report_options report;
	struct words given;	/* the user's words */
	struct words arguments; /* tce-test and its arguments */
	char *test, *share;	/* the program; the folder of its files */
	char *output;		/* of the results, an absolute path */
	const char *baseline;	/* another run, or NULL */
	bool qualify;
	bool lists; /* nothing is run, or changed */
	bool soaks, waives, hosts;
	bool locked; /* no other run writes to the folder */
	bool done;   /* there is nothing more to do */
};

/*
 * Reads the command line, asks tce-test whether the run is safe, and makes the
 * folder of the results and its plan. The exit code, or 0.
 */
int host_setup(struct supervisor *supervisor, struct host *host, int argc,
	       char **argv);
void host_free(struct host *host);

/*
 * With -o: removes results of an earlier run, which would be taken for those of
 * this one if it cannot start. The exit code, or 0.
 */
int host_output_claim(struct host *host);
/* Makes the folder of the results. The exit code, or 0. */
int host_output_open(struct host *host);

/* What the report says of this machine, KEY=VALUE each. */
void host_describe(const struct host *host, struct words *properties);

/* Adds the files that a qualification is made from. */
void host_judged(const struct host *host, struct words *files);

#endif
