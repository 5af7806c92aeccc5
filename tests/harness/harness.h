/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/platform.h>

/* --- for cases with a run function --------------------------------------- */

#define TCE_PRINTF(f, a) __attribute__((format(printf, f, a)))

/**
 * tce_fail() - note a failure of the contract; the case goes on
 * @fmt: one line, without a newline
 */
void tce_fail(const char *fmt, ...) TCE_PRINTF(1, 2);

/**
 * tce_has_failed() - whether tce_fail() was called in this case
 */
bool tce_has_failed(void);

/**
 * tce_report() - a property of the run that is the case's, whatever its verdict
 * @fmt: one line, without a newline; the last call stands
 */
void tce_report(const char *fmt, ...) TCE_PRINTF(1, 2);

/**
 * tce_answered() - record what came where the contract allows several outcomes
 * @key: of what, at most 47 bytes, without ": "; unique in the case
 * @answer: one word; each is kept once
 */
void tce_answered(const char *key, const char *answer);

/**
 * tce_now_s() - a time in seconds, to see how much of it passes
 */
double tce_now_s(void);

/**
 * tce_skip() - end the case: the machine lacks what it needs
 * @fmt: "needs NAME: what was found"
 */
void tce_skip(const char *fmt, ...) TCE_PRINTF(1, 2) __attribute__((noreturn));

/**
 * tce_broken() - end the case: its set-up did not work, so it proves nothing
 * @fmt: what did not work
 */
void tce_broken(const char *fmt, ...) TCE_PRINTF(1, 2)
	__attribute__((noreturn));

/*
 * Calls that return 0 or -errno, judged where they are made. A positive value
 * where none is expected is a failure. Each is true when the call did what it
 * must.
 */
#define TCE_OK(call) tce_judge(__FILE__, __LINE__, #call, (call), 0)
#define TCE_ERR(want, call) tce_judge(__FILE__, __LINE__, #call, (call), (want))
/* Set-up: the value of a call that must not return an error. */
#define TCE_MUST(call) tce_must(__FILE__, __LINE__, #call, (call))

bool tce_judge(const char *file, int line, const char *call, int64_t got,
	       int want);
int64_t tce_must(const char *file, int line, const char *call, int64_t got);

struct tce_context;
struct tce_step;

/**
 * tce_steps_run() - run steps as those of a case are run
 * @ctx: on what; for devices that came later, a copy with another platform
 * @steps: end with TCE_OP_END
 */
void tce_steps_run(const struct tce_context *ctx, const struct tce_step *steps);

/* --- for programs that run cases ----------------------------------------- */

struct tce_rows;
struct tce_waivers;
struct tce_named_platform;
struct tce_watch;

struct tce_harness {
	const struct tce_platform *platform;
	/*
	 * In its place several platforms, for the model: all rows run on each,
	 * and their names begin with that of the machine.
	 */
	const struct tce_named_platform *const *platforms;
	size_t nplatforms;
	bool model;	    /* the subject is the model, not the kernel */
	int broken;	    /* rule of the model that does not hold, or -1 */
	bool strict;	    /* a skip is red */
	bool pedantic;	    /* only what kernels do today is right */
	bool booted;	    /* the kernel, for this; again for the rest */
	bool detach;	    /* cases do not have this process's output */
	double timeout_s;   /* of cases that name none */
	double timeout_mul; /* slow machines: factor to every timeout */
	double soak_s;	    /* of a row that soaks */
	const struct tce_waivers *waivers; /* NULL: none */
	struct tce_watch *watch;	   /* NULL: there is no kernel */
	int out;			   /* descriptor of the stream */
	const char *about; /* more properties, "key value" a line, or NULL */
};

struct tce_totals {
	unsigned int passed; /* the precheck's own case not counted */
	unsigned int failed;
	unsigned int skipped; /* waived deviations too */
	unsigned int waived;
	bool damaged;
	bool lost; /* the first PE */
};

/**
 * tce_harness_run() - run rows, one process each, and write their KTAP stream
 * @h: how
 * @rows: what, in order
 * @totals: added to
 *
 * Stops after the first case that left the kernel unfit for further verdicts.
 *
 * Return: 0; -errno when the stream cannot be written or memory is short.
 */
int tce_harness_run(const struct tce_harness *h, const struct tce_rows *rows,
		    struct tce_totals *totals);

#endif
