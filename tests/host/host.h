/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "options.h"
#include "select.h"

/*
 * Runs on the machine that this is, which has other things to do. Each of these
 * says on standard error, or where it is a list on standard output, what it
 * finds and does, and returns an exit status.
 */

/**
 * host_devices() - --list=devices: all PCI functions, and whether they are free
 */
int host_devices(void);

/**
 * host_restore() - --restore: put back what a run before changed
 * @state: folder of the journal
 */
int host_restore(const char *state);

/**
 * host_spare() - take out cases that no device is for, or that may do harm
 *
 * Says how many of the latter there are. Those that are to run all the same
 * share devices, and what they may do is said.
 *
 * Return: how many that may do harm were taken out.
 */
size_t host_spare(struct tce_rows *rows, const struct tce_options *o);

/**
 * host_run() - --host: take devices from the machine, run, and give them back
 * @o: the command line
 * @rows: the cases; those with a risk are taken out unless it is accepted
 * @suite: runs them; its value is the exit status; @about is what they run on,
 *	   "key value" a line
 * @data: for @suite
 *
 * @suite runs in a process of its own. However that ends, and whatever signal
 * this one gets, everything is put back; 128 + N after signal N.
 */
int host_run(const struct tce_options *o, struct tce_rows *rows,
	     int (*suite)(void *data, const char *about), void *data);

#endif
