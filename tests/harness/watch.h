/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_WATCH_H
#define TESTS_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "judge.h"
#include "kmsg.h"

/*
 * What the kernel shows while a case runs, apart from its answers: its log, its
 * taint, and the pages that it keeps pinned. Where one of them cannot be seen,
 * no case is judged by it, which is a limit of the whole run.
 */

#define TCE_LIMITS_MAX 5 /* one for each of them, and for lost memory */

struct tce_watch {
	bool taint;	     /* the mask can be read */
	bool again;	     /* one-time warnings come in each case */
	struct tce_kmsg log; /* its rd is -1: not looked at */
	/* reads how many pages are pinned, exactly; NULL: not judged */
	int (*pins)(long *pages);
	/* asks the kernel whether a PE is lost; NULL: it cannot be asked */
	bool (*given_up)(const struct tce_pe *pe);
	bool refused; /* a PE may have been lost since the boot */
	unsigned int nlimits;
	char limit[TCE_LIMITS_MAX][TCE_TEXT_MAX]; /* what cannot be judged */
	/* before the case */
	uint64_t taint_before;
	long pins_before;
};

/**
 * tce_watch_open() - see what this kernel shows
 * @w: filled
 * @alone: nothing but the cases runs here, so that the totals of the machine
 * are theirs
 */
void tce_watch_open(struct tce_watch *w, bool alone);

/**
 * tce_watch_close() - stop it
 */
void tce_watch_close(struct tce_watch *w);

/**
 * tce_watch_begin() - a case begins
 * @w: of tce_watch_open()
 * @name: the case
 * @splats: gets what was logged since the case before
 */
void tce_watch_begin(struct tce_watch *w, const char *name,
		     struct tce_splats *splats);

/**
 * tce_watch_end() - a case is over
 * @w: of tce_watch_open()
 * @e: gets the taint and the pins
 * @splats: gets what was logged since
 * @faults: the case makes allocations fail, and those may be reported
 */
void tce_watch_end(struct tce_watch *w, struct tce_evidence *e,
		   struct tce_splats *splats, bool faults);

/**
 * tce_watch_died() - whether the kernel's taint says that it oopsed in this
 * case
 */
bool tce_watch_died(const struct tce_watch *w);

#endif
