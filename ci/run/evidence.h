/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a guest ended, and what its console and its registers show. */
#ifndef RUN_EVIDENCE_H
#define RUN_EVIDENCE_H

#include "guest.h"

/* The message of a panic on the console of this boot; the caller frees it. */
char *evidence_panic(const struct run_guest *guest);

/* Sets the guest's why, the most direct cause first; STATUS is QEMU's. */
void evidence_judge(struct run_guest *guest, const char *panic, int status);

/* Whether a debugger has ended QEMU. */
bool evidence_debugger(const struct run_guest *guest);

/* Writes the verdict of the case that ended its guest. */
void evidence_write(struct run_guest *guest);

/*
 * The console of the last case, a line each: from the first line of a crash, or
 * else the last lines.
 */
void evidence_extract(const struct run_guest *guest, struct words *lines);

/* The last lines of QEMU that are no warnings, at most N. */
void evidence_errors(const struct run_guest *guest, struct words *lines,
		     size_t n);

#endif
