/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of a case that did not pass, taken apart. */
#ifndef TCE_REPORT_FINDING_H
#define TCE_REPORT_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "strbuf.h"

/*
 * A line that says what was wrong, as "step 8: ioctl(...): returned 0,
 * expected -EINVAL", and the steps that led there, on lines of their own.
 */
struct tce_finding {
	char *step;   /* "step 8"; NULL for a line that is about no step */
	char *what;   /* "ioctl(...)"; the whole line where there is no step */
	char *got;    /* "returned 0"; NULL where no two values are compared */
	char *want;   /* "-EINVAL"; NULL as @got */
	char *waiver; /* the waiver that covers it, or NULL */
	char **steps; /* "   3  register b0", in their order */
	size_t n_steps, steps_room;
};

/* A line of the kernel log, and how often it is there. */
struct tce_kernel_line {
	char *text;
	size_t times;
};

struct tce_block {
	char *because; /* the case that caused the failure, or NULL */
	char *because_text;
	struct tce_finding *finding;
	size_t n_findings, findings_room;
	struct tce_kernel_line *kernel;
	size_t n_kernel, kernel_room;
};

/* Takes TEXT, the lines between RUN and result, apart. */
void tce_block_read(struct tce_block *block, const char *text);
void tce_block_free(struct tce_block *block);

/* The first finding that no waiver covers, or NULL. */
const struct tce_finding *tce_block_first(const struct tce_block *block);

/* Adds S with '#' for each number: "size=0x10000" is "size=#". */
void tce_finding_normalise(struct tce_strbuf *key, const char *s);

/* Adds what a finding has in common with others of the same cause. */
void tce_finding_key(const struct tce_finding *f, struct tce_strbuf *key);

/* Whether a line is a finding about a step, and whether a waiver covers it. */
bool tce_finding_is_step(const char *text);
bool tce_finding_is_waived(const char *text);

#endif
