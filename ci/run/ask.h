/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests to QEMU's monitor: a case's, and those about a guest that hangs. */
#ifndef RUN_ASK_H
#define RUN_ASK_H

#include "guest.h"

/*
 * "plug NAME" or "unplug NAME" from a case, "boot" from PID 1, each of which
 * waits for the reply.
 */
void ask_for_case(struct run_guest *guest, const char *request);

/*
 * Gets evidence from a guest that is silent in a case: its registers from QEMU,
 * and an NMI, after which a kernel that can still be interrupted prints its
 * stack on the console and ends.
 */
void ask_where_it_is(struct run_guest *guest);

/* Goes on when the monitor has said something, or its time is over. */
void ask_step(struct run_guest *guest);

#endif
