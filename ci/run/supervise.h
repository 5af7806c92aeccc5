/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ends a run from outside: signals, and the end of its time. All waits of
 * this program go through here, so that neither is ever missed.
 */
#ifndef RUN_SUPERVISE_H
#define RUN_SUPERVISE_H

#include <poll.h>
#include <stdint.h>

#include "child.h"

struct supervisor {
	int signals;   /* a signalfd */
	int64_t until; /* the end of the run's time; INT64_MAX: none */
	long seconds;  /* of that time */
	int signal;    /* the last that came */
	int ended;     /* the exit code of what ended it, or 0 */
};

int supervise_open(struct supervisor *supervisor);
void supervise_close(struct supervisor *supervisor);

/*
 * Polls up to N descriptors, FDS[0] being left free for this function, at most
 * until DUE. Not 0 when the run must end: its exit code.
 */
int supervise_poll(struct supervisor *supervisor, struct pollfd *fds, size_t n,
		   int64_t due);

/*
 * Runs a program to its end, which a signal or the end of the time brings. With
 * TEXT that gets its output, with ERRORS what it complains of. Its exit code,
 * or that of what ended it.
 */
int supervise_run(struct supervisor *supervisor, const struct words *argv,
		  struct tce_strbuf *text, struct tce_strbuf *errors);

/* Ends the run as a signal does. Its exit code. */
int supervise_end(struct supervisor *supervisor);

/* One line that says what ended the run. */
void supervise_explain(const struct supervisor *supervisor);

#endif
