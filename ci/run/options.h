/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of tce-run. */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stddef.h>

#include <report/options.h>

#include "plan.h"

struct run_options {
	struct tce_report_options report; /* it shows, and writes */
	const char *root;		  /* the suite's tree */
	const char *test;		  /* tce-test of this host */
	const char *kernel;		  /* the folder of the kernel */
	const char *machine;		  /* a description's file */
	const char *scratch; /* a folder for temporary files; removed */
	const char *output;
	const char *waivers; /* or NULL */
	const char *isolate;
	const char *export;   /* where the guests go, or NULL */
	const char *slots;    /* a descriptor of the matrix, or NULL */
	const char *busybox;  /* a program, for a shell */
	const char *coverage; /* the program that reports it, or NULL */
	long jobs;	      /* guests side by side; 0: as many as fit */
	long mul;	   /* factor to timeouts; 0: by the number of guests */
	long slower;	   /* how many times slower this kernel is */
	long timeout;	   /* seconds for a case */
	long boot_timeout; /* for a boot; 0: the default */
	long overall;	   /* for the run; 0: none */
	long until;	   /* when that is over, seconds since 1970; 0: none */
	long repeat;
	long shard, shards;
	bool gdb;
	bool fail_fast; /* the first red case ends the run */
	bool keep;
	bool counters; /* the kernels count their lines */
	bool verbose_boot;
	bool show_timing;
	struct words select; /* arguments of tce-test that choose cases */
	struct words test_args;
	struct words properties; /* KEY=VALUE */
};

/*
 * Reads the arguments after the name of a subcommand. *FIRST is the first that
 * is no option. 0, or TCE_STATUS_USAGE after one line.
 */
int run_options_read(struct run_options *options, int argc, char **argv,
		     int *first);
void run_options_free(struct run_options *options);
void run_options_help(void);

#endif
