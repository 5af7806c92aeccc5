/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_ENGINE_H
#define LIB_ENGINE_H

#include <tce/engine.h>

#include "list.h"

/* What the classes of engines have in common. */

/* The class of each, defined in its file. */
#define ENGINE_CLASS(name, unused) \
	extern const struct tce_engine_class tce_engine_##name;
TCE_ENGINES(ENGINE_CLASS, )

/* CLOCK_MONOTONIC, ns. */
uint64_t engine_now(void);

/**
 * engine_until() - wait until the device is ready
 * @e: engine
 * @poll: -EINPROGRESS while it is not
 * @timeout_ms: after this time it never will be
 *
 * Sleeps between two looks, and first until e->ready if that is set: under a
 * clock that skips idle time this costs nothing.
 *
 * Return: as @poll; -ETIMEDOUT.
 */
int engine_until(struct tce_engine *e, int (*poll)(struct tce_engine *e),
		 unsigned int timeout_ms);

/* Fail with a reason: returns @err. */
int engine_fail(struct tce_engine *e, int err, const char *why);

#endif
