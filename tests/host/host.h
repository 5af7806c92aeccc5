/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Runs on this machine, which has other things to do. Each of these prints on
 * standard error, or where it is a list on standard output, what it finds and
 * does, and returns an exit status.
 */

struct host_options {
	const char *const *devices; /* BDFs, one of each group */
	size_t ndevices;
	const char *const *facts; /* "KEY=NUMBER", of tce_platform_set() */
	size_t nfacts;
	bool dry;	      /* only print what would be done */
	unsigned int forced;  /* risks that are accepted, a bit each */
	const char *state;    /* folder of the journal */
	const char *huge_kib; /* huge pages of this size are wanted, or NULL */
	unsigned long huge;   /* how many of them */
};

/* The cases, of which this part knows nothing else. */
struct host_work {
	/*
	 * Choose the cases for these devices, and print what they may do to
	 * them; *left_out: how many that may do harm will not run. Return: how
	 * many will.
	 */
	size_t (*choose)(void *data, size_t *left_out);
	/*
	 * Run them, in a process of their own; @about: the properties of the
	 * machine and its devices, "key value" a line. Return: exit status.
	 */
	int (*run)(void *data, const char *about);
	void *data;
};

/**
 * host_devices() - --list=devices: all PCI functions, and whether they are free
 */
int host_devices(void);

/**
 * host_restore() - --restore: put back what an earlier run changed
 * @state: folder of the journal
 */
int host_restore(const char *state);

/**
 * host_run() - --host: take devices from the machine, run, and give them back
 * @o: what the user asks for
 * @work: the cases
 *
 * However the process of the cases ends, and whatever signal this one gets,
 * everything is put back.
 *
 * Return: the status of @work->run; 128 + N after signal N.
 */
int host_run(const struct host_options *o, const struct host_work *work);

#endif
