/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_OUTCOME_H
#define TESTS_OUTCOME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The outcome that a case reports, in memory that it shares with the harness:
 * the case runs in a process of its own, which may die at any place.
 */

#define TCE_TEXT_MAX 512  /* bytes of one text, terminator included */
#define TCE_FAILS_MAX 256 /* failures of one case that are kept */
#define TCE_STEPS_TEXT 8192
#define TCE_CHOICES_MAX 64 /* of one case that are kept */
#define TCE_KEY_MAX 48
#define TCE_ANSWERS_MAX 128

enum tce_end {
	TCE_END_NONE, /* not reached: the process ended by other means */
	TCE_END_REACHED,
	TCE_END_SKIP,	      /* with a reason */
	TCE_END_SETUP_FAILED, /* with a reason; nothing was tested */
};

/* Status of a process that ends by tce_skip() or tce_broken(). */
#define TCE_STOPPED 1

struct tce_outcome {
	_Atomic int end; /* enum tce_end */
	char reason[TCE_TEXT_MAX];
	atomic_uint nfails; /* can exceed TCE_FAILS_MAX */
	char fail[TCE_FAILS_MAX][TCE_TEXT_MAX];
	/* from this one on, counted from 1, they have that cause; 0: none has
	 */
	unsigned int refused;
	char refusal[TCE_TEXT_MAX];
	char steps[TCE_STEPS_TEXT];  /* lines: those that led to the failures */
	char property[TCE_TEXT_MAX]; /* for the report, whatever the verdict */
	struct {
		char key[TCE_KEY_MAX], answers[TCE_ANSWERS_MAX];
	} choice[TCE_CHOICES_MAX]; /* up to the first without a key */
};

/**
 * tce_outcome_begin() - start over with an empty outcome
 *
 * Return: the outcome that the cases forked from now on write to; NULL
 * without memory.
 */
struct tce_outcome *tce_outcome_begin(void);

/**
 * tce_outcome_end() - the case has come to its end
 */
void tce_outcome_end(void);

/**
 * tce_outcome_refused() - the last failure is the hypervisor's refusal
 * @why: what it refused
 *
 * The kernel did as it was asked, and the failures after it follow from it.
 */
void tce_outcome_refused(const char *why);

/**
 * tce_outcome_steps() - keep the steps that led to the case's failures
 * @lines: each ends with a newline; the first text of a case stays, later ones
 *	   are dropped
 */
void tce_outcome_steps(const char *lines);

/**
 * tce_outcome_free() - give the shared memory back
 */
void tce_outcome_free(void);

#endif
