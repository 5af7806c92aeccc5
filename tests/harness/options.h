/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_OPTIONS_H
#define TESTS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <tce/platform.h>

#include <stream/verdict.h>

enum tce_action {
	TCE_ACTION_RUN,
	TCE_ACTION_NAMES,
	TCE_ACTION_LONG,
	TCE_ACTION_SUITES,
	TCE_ACTION_CLAUSES,
	TCE_ACTION_PLAN,
	TCE_ACTION_RULES,
	TCE_ACTION_MACHINES,
	TCE_ACTION_WAIVERS,
	TCE_ACTION_MUTATE,
	TCE_ACTION_SELF,
	TCE_ACTION_DEVICES,
	TCE_ACTION_RESTORE,
};

struct tce_options {
	enum tce_action action;
	bool model;
	bool strict;
	bool booted;
	bool host;	     /* devices are the machine's, to be given back */
	bool dry;	     /* with host: only say what would be done */
	bool dangerous;	     /* ... run what may do harm, too */
	unsigned int forced; /* ... risks that are taken, a bit each */
	const char *state;   /* ... folder of the journal */
	char *huge_kib;	     /* ... huge pages of this size are wanted, */
	unsigned long huge;  /* so many */
	int broken;	     /* rule of the model, or -1 */
	unsigned int repeat;
	double timeout_s, timeout_mul;
	double soak_s; /* of all rows that soak; 0: none is to run */
	const char *cases, *waivers, *clauses, *output, *rates;
	/* as many as there are arguments fit */
	char **globs, **excludes, **devices, **machines, **facts;
	size_t nglobs, nexcludes, ndevices, nmachines, nfacts;
};

/**
 * tce_options_parse() - read the command line
 * @o: filled; to be freed with tce_options_free()
 *
 * Says what is wrong with it on standard error. Answers --help and --version
 * itself.
 *
 * Return: true; false when the program is to end with @status.
 */
bool tce_options_parse(struct tce_options *o, int argc, char **argv,
		       int *status);

/**
 * tce_options_free() - free what tce_options_parse() filled in
 */
void tce_options_free(struct tce_options *o);

/**
 * tce_usage() - say on standard error that something is wrong with the call
 *
 * Return: TCE_STATUS_USAGE.
 */
int tce_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
