/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_JUDGE_H
#define TESTS_JUDGE_H

#include <stdbool.h>

#include <tce/platform.h>

#include <stream/verdict.h>

#include "kmsg.h"
#include "outcome.h"
#include "waiver.h"

/* How a case's process ended. */
enum tce_exit {
	TCE_EXIT_CLEAN, /* by itself, after it reported its outcome */
	TCE_EXIT_HUNG,
	TCE_EXIT_STUCK, /* ... and it cannot even be killed */
	TCE_EXIT_CUT,	/* killed by a signal, or left before its end */
};

/* Records of the kernel log, by their number. */
#define TCE_LOST_TEXT "%lu records of the kernel log were lost"

/* Everything that a case is judged by. */
struct tce_evidence {
	const char *name; /* suite.case */
	const struct tce_outcome *outcome;
	enum tce_exit exit;
	char exit_text[128]; /* how, when it is not clean */
	char taint_text[96]; /* new taint that no splat explains, or "" */
	char pins_text[64];  /* pages that stay pinned, or "" */
	const char *lost;    /* the PE that the kernel gave up, or NULL */
	const struct tce_splats *splats;
	const struct tce_waivers *waivers; /* or NULL */
	bool vital; /* the case: waivers explain it, and cover nothing */
	bool news;  /* its failures are no ground for red */
	const struct tce_platform *platform;
};

/**
 * tce_judge_case() - come to a verdict
 * @e: the evidence
 * @reason: what follows the verdict in its result line, can be empty
 * @len: size of @reason
 *
 * A failed step that no waiver covers makes it FAIL, whatever else the kernel
 * did, unless the hypervisor refused what it asked for: an ERROR that says so.
 * What follows from that is no failure. Else a case is as bad as its worst
 * finding that no waiver covers; when waivers cover all, it is XFAIL, unless
 * one of the waivers has nothing to cover. They cover nothing of a vital case.
 */
enum tce_verdict tce_judge_case(const struct tce_evidence *e, char *reason,
				size_t len);

/**
 * tce_judge_damage() - whether the kernel can be trusted after the case
 * @e: the evidence
 *
 * A finding that no waiver covers may have any consequence, whatever the
 * verdict.
 *
 * Return: NULL; else what was found.
 */
const char *tce_judge_damage(const struct tce_evidence *e);

#endif
