/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CASE_H
#define TESTS_CASE_H

#include <stdint.h>

#include <core/array.h>
#include <spec/session.h>
#include <spec/step.h>
#include <tce/platform.h>

#include "words.h"

/* What a case can need of the machine: see needs.def. */
enum tce_need {
#define TCE_NEED_IS(symbol, ...) TCE_NEED_##symbol,
#include "needs.def"
#undef TCE_NEED_IS
	TCE_NEEDS,
};

_Static_assert(TCE_NEEDS <= 64, "struct tce_case has a bit for each need");

#define NEED(symbol) (UINT64_C(1) << TCE_NEED_##symbol)

/* What a case may do to the kernel that runs it. */
enum tce_risk {
	TCE_RISK_NONE,
	/*
	 * Lets the host's own driver have the device for a while: udev, or
	 * any process that waits for it, may start to use it.
	 */
	TCE_RISK_DRIVER,
	TCE_RISK_HANG,	 /* may hang in the kernel, and keep its device */
	TCE_RISK_DAMAGE, /* may leave its PE unusable: wants a PE of its own */
	TCE_RISK_CRASH,	 /* may crash the kernel: wants a guest of its own */
};

struct tce_context;

struct tce_case {
	const char *name;      /* [a-z0-9-]+, unique in the suite */
	const char *about;     /* completes "This case checks that ..." */
	const char *clauses;   /* of fixtures/clauses.txt, blanks between */
	const char *validates; /* upstream commit, 12 hex digits, or NULL */
	uint64_t needs;	       /* NEED(...), or'ed */
	enum tce_risk risk;
	unsigned int pes; /* of its own; 0: one, or two with NEED(PE2) */
	/*
	 * The kernel says it only once a boot (a splat that is not repeated):
	 * a run that repeats cases leaves its repetitions out.
	 */
	bool once;
	/*
	 * Without it nothing of the interface works: it is red whatever is
	 * known about it. A waiver excuses a clause, never the whole.
	 */
	bool vital;
	/*
	 * For a function whose clauses are all of level seen: what differs is
	 * news, and a failure with --pedantic alone.
	 */
	bool seen;
	unsigned int timeout_s; /* 0: the suite's default */
	const struct tce_step *steps;
	/*
	 * In place of steps, where they cannot say it; with both, the function
	 * runs them (the model has them alone).
	 */
	void (*run)(const struct tce_context *ctx);
	const void *data; /* for the function */
	/*
	 * A function is not broken by --mutate, so it names a kernel on which
	 * it was seen red: "patches/NAME" (with this change of
	 * fixtures/patches), "fixes/NAME" (without that fix), "defect NAME" (a
	 * stock one, fixtures/waivers.txt); or "rule NAME" of the model, or
	 * our test that needs it red, "tests/NAME.sh".
	 */
	const char *red_on;
};

/* What a run function has. It runs in the process of its case. */
struct tce_context {
	const struct tce_case *c;
	const struct tce_platform *platform; /* as the case may see it */
	bool model;    /* steps run on the model, not the kernel */
	int broken;    /* ... of which this rule does not hold, or -1 */
	bool pedantic; /* only what kernels do today is right */
	double soak_s; /* time for a case of a suite that soaks */
};

/* More cases of a suite, in another file. */
struct tce_table {
	const struct tce_case *cases;
	size_t n;
	const struct tce_table *more; /* NULL: no more */
};

struct tce_suite {
	const char *name;
	const char *about;
	const struct tce_case *cases;
	size_t n;
	const struct tce_table *more; /* NULL: no more */
	/* Name of a class of engines: g0 is a PE with such a device. */
	const char *engine;
	bool hidden;  /* not there unless a GLOB begins with its name */
	bool own_pes; /* each case wants one that no other case had */
	/* Its rows repeat themselves: there with --soak, for a share of it. */
	bool soak;
};

/**
 * tce_suite_case() - a case of a suite, of any of its tables
 * @i: index, from 0
 *
 * Return: NULL when @i is too large.
 */
const struct tce_case *tce_suite_case(const struct tce_suite *suite, size_t i);

/* All suites, in the order in which they run; ends with a NULL. */
extern const struct tce_suite *const tce_suites[];

#endif
