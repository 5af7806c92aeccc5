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
	TCE_ACTION_RED,
	TCE_ACTION_NEEDS,
	TCE_ACTION_FACTS,
	TCE_ACTION_RULES,
	TCE_ACTION_OPERATIONS,
	TCE_ACTION_PLATFORMS,
	TCE_ACTION_WAIVERS,
	TCE_ACTION_MUTATE,
	TCE_ACTION_SELF,
	TCE_ACTION_DEVICES,
	TCE_ACTION_RESTORE,
	TCE_ACTION_VERSION,
	TCE_ACTION_HELP,
};

struct tce_options {
	enum tce_action action;
	bool model;
	bool pedantic;
	bool strict;
	bool booted;
	unsigned int user;   /* 0: the user that runs it */
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
	double soak_s; /* of all cases that soak; 0: none runs */
	const char *cases, *waivers, *clauses, *output, *rates;
	/* as many as there are arguments fit */
	char **globs, **excludes, **devices, **platforms, **facts;
	size_t nglobs, nexcludes, ndevices, nplatforms, nfacts;
};

/**
 * tce_usage() - say on standard error that something is wrong with the call
 *
 * Return: TCE_STATUS_USAGE.
 */
int tce_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * What the options that are more than a flag or a text do with their value, or
 * without one. Each says what is wrong with it, and returns an exit status.
 */
int tce_option_list(struct tce_options *o, char *arg);
int tce_option_backend(struct tce_options *o, char *arg);
int tce_option_fact(struct tce_options *o, char *arg);
int tce_option_repeat(struct tce_options *o, char *arg);
int tce_option_user(struct tce_options *o, char *arg);
int tce_option_timeout(struct tce_options *o, char *arg);
int tce_option_soak(struct tce_options *o, char *arg);
int tce_option_rule(struct tce_options *o, char *arg);
int tce_option_force(struct tce_options *o, char *arg);
int tce_option_huge(struct tce_options *o, char *arg);
int tce_option_exclude(struct tce_options *o, char *arg);
int tce_option_device(struct tce_options *o, char *arg);
int tce_option_platform(struct tce_options *o, char *arg);

/**
 * tce_option_seconds() - read a number of seconds
 * @to: set on success
 * @what: the option, for the message
 * @text: its value
 *
 * Return: 0 or TCE_STATUS_USAGE.
 */
int tce_option_seconds(double *to, const char *what, const char *text);

/**
 * tce_option_lists() - print the words that --list takes, on two lines
 */
void tce_option_lists(void);

#endif
