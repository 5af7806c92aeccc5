/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's monitor: one request at a time, replies as they come. */
#ifndef RUN_MONITOR_H
#define RUN_MONITOR_H

#include "words.h"

struct monitor {
	int fd;		      /* -1: there is none */
	int request;	      /* the id of the last; a late reply has another */
	bool busy;	      /* the reply to a request has not come */
	bool deleted;	      /* a device has gone since this was last false */
	bool reset;	      /* ditto: the machine was */
	struct tce_strbuf in; /* a line that is not whole */
	struct tce_strbuf reply; /* of the last request */
};

/* Takes over FD, on which QEMU talks QMP. */
void monitor_open(struct monitor *monitor, int fd);
void monitor_close(struct monitor *monitor);

/* Sends a command of the human monitor. */
void monitor_send(struct monitor *monitor, const char *command);

/*
 * Whether a reset, and a panic, start the machine again from now on; else they
 * end it, as at first.
 */
void monitor_let_reset(struct monitor *monitor, bool let);

/* Reads what has come. True when it has the reply to the request. */
bool monitor_read(struct monitor *monitor);

#endif
