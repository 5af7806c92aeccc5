/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SELF_H
#define TESTS_SELF_H

#include <check.h>

#include "case.h"
#include "harness.h"

/**
 * tce_self() - prove the harness; needs no device and no privilege
 *
 * Says on standard output what is not as it must be.
 *
 * Return: exit status: 0; 1 when something is not; 3 when it cannot run.
 */
int tce_self(void);

/**
 * tce_self_parts() - the proof of the harness's parts
 */
Suite *tce_self_parts(void);

/* ... of one table of them each */
TCase *tce_self_kmsg(void);
TCase *tce_self_operations(void);
TCase *tce_self_select(void);
TCase *tce_self_steps(void);
TCase *tce_self_stream(void);
TCase *tce_self_supervise(void);
TCase *tce_self_waivers(void);

/* Pseudo suites; ends with a NULL. */
extern const struct tce_suite *const tce_self_suites[];
/* ... of which the first one meets what no waiver knows. */
extern const struct tce_suite *const tce_self_unknown_suites[];

extern const struct tce_suite *const tce_self_unknown_fail_suites[];

/* ... of which one kernel runs but the first that may crash it. */
extern const struct tce_suite *const tce_self_booted_suites[];
extern const struct tce_suite *const tce_self_own_suites[];

#define RUN(n, ...)                                                            \
	{                                                                      \
		.name = #n, .about = "the harness copes", .clauses = "SELF-1", \
		.run = run_##n, __VA_ARGS__                                    \
	}
#define CASE(n)                                           \
	static void run_##n(const struct tce_context *ctx \
			    __attribute__((unused)))

/* The kernel of the pseudo suites, in memory that all processes share. */
struct tce_self_kernel {
	int log;	      /* takes the records of its log */
	unsigned long number; /* of the next record */
	long pins;	      /* pages */
	char given_up[64];    /* devices of PEs, a blank after each */
};

extern struct tce_self_kernel *tce_self_kernel;

/* A line of its log. */
void tce_self_log(const char *text);

/* Lines of a stream: its head up to the plan, and the head of a case. */
#define SELF_HEAD                                                              \
	"KTAP version 1", "# property release 6.12.107",                       \
		"# property page_size 65536", "# property machine a pretence", \
		"# property platform pSeries", "# property window 0x0+0x0",    \
		"# property pes 3", "# property devices 0000:0000"
#define SELF_RUN(name) \
	("# RUN " name), "# about the harness copes", "# clauses SELF-1"

/* A run of pseudo suites and what must come of it. */
struct tce_self_stream {
	const struct tce_suite *const *suites;
	const char *const *golden; /* lines, without those of time */
	unsigned int lines;
	bool booted;
	const char *given_up; /* before it, as the kernel's, or NULL */
	unsigned int helps;   /* how often it says what helps a lost PE */
	const char *limit;    /* that it has, or NULL */
	struct tce_totals totals;
};

extern const struct tce_self_stream tce_self_streams[];
extern const unsigned int tce_self_nstreams;

/* ... in which PEs are lost */
extern const struct tce_self_stream tce_self_lost_streams[];
extern const unsigned int tce_self_nlost_streams;

#endif
