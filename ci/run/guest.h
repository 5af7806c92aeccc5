/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One guest from power-on to its end. It writes its stream into a lane of the
 * report; when it dies, the verdict of the case that ran is written for it, so
 * that the stream stays the only truth.
 */
#ifndef RUN_GUEST_H
#define RUN_GUEST_H

#include <poll.h>

#include <report/lane.h>
#include <stream/ktap.h>

#include "child.h"
#include "machine.h"
#include "monitor.h"

#define GUEST_FDS 3 /* that a guest can have to be polled */

/* What the guests of a run have in common, in microseconds and paths. */
struct guest_rules {
	int64_t boot;  /* from power-on to the first case */
	int64_t limit; /* of a case that names none itself */
	int64_t grace; /* beyond the limit: tce-test gives up a case that hangs
			* within it, and TCG prints an oops */
	const char *vmlinux;
	const char *output;
	bool counters; /* keeps the lines of the kernel's counters */
};

/* What a request waits for. */
enum asked {
	ASKED_NOTHING,
	ASKED_SETTLE, /* before a plug: for QEMU to have freed a device */
	ASKED_PLUG,
	ASKED_DELETED, /* before a plug: a device of that name to be gone */
	ASKED_UNPLUG,
	ASKED_RESET, /* before a reset: to let the machine do it */
	ASKED_REGISTERS,
	ASKED_NMI, /* and then for the end of the guest */
};

struct run_guest {
	/* set by the caller */
	const struct guest_rules *rules;
	const struct machine *machine;
	struct tce_lane *lane;
	struct words *seen; /* gets the cases that have a verdict */
	void (*remark)(void *ctx, const char *text);
	void *ctx;
	char name[48];	     /* "shared-1", "shared-1.2", ... */
	bool is_main;	     /* its properties stand for the run */
	bool proves;	     /* it runs the case that proves usability */
	const char *console; /* a file */
	const char *errors;  /* ditto: QEMU's */

	/* while it runs */
	struct child qemu;
	int tap;   /* from its stream, -1: over */
	int words; /* to it */
	struct tce_ktap ktap;
	struct monitor monitor;
	enum asked asked;
	const struct plug *plug;
	int64_t answer;	    /* when QEMU must have answered */
	int64_t deadline;   /* when it was silent for too long */
	int64_t end;	    /* when it has talked for too long */
	int64_t limit;	    /* of the case that runs */
	bool started;	    /* the first case */
	unsigned int boots; /* that it has asked about */

	/* what is known of it, also at its end */
	int64_t on, up, first, last, since, off;
	off_t console_from;
	char running[TCE_KTAP_NAME_MAX + 1]; /* the case without a result */
	bool silent;			     /* it was given up */
	bool endless;		     /* ... although it went on talking */
	bool killed;		     /* by a debugger */
	double silence;		     /* its seconds */
	struct tce_strbuf exit;	     /* the end of tce-test */
	struct tce_strbuf head;	     /* the lines before the first case */
	struct tce_strbuf registers; /* as the monitor printed them */
	struct tce_strbuf unusable;  /* why tce-test cannot test this machine */
	char *why;		     /* it ended */
};

/* Powers it on: COMMAND is QEMU's. 0, or TCE_STATUS_BROKEN after one line. */
int guest_start(struct run_guest *guest, const struct words *command);

/* Fills in descriptors to be polled; how many. */
size_t guest_fds(const struct run_guest *guest, struct pollfd fds[GUEST_FDS]);

/* When guest_step() must be called at the latest. */
int64_t guest_due(const struct run_guest *guest);

/* Goes on with it. True when it has ended, and all is written. */
bool guest_step(struct run_guest *guest);

/* Ends it without a verdict, if it runs, and frees what is known of it. */
void guest_free(struct run_guest *guest);

/* Seconds since the case, or before the first one the guest, began. */
double guest_elapsed(const struct run_guest *guest);

/* Writes a line into its stream. */
void guest_say(struct run_guest *guest, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
