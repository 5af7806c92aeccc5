/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_ENGINE_H
#define LIB_ENGINE_H

#include <tce/engine.h>

#include "list.h"

/* What classes of engines share. */

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
 * @timeout_ms: after so long it is not going to be
 *
 * Sleeps between two looks, and until e->ready if that is said, so that a
 * machine whose clock jumps over idle time need not wait.
 *
 * Return: as @poll; -ETIMEDOUT.
 */
int engine_until(struct tce_engine *e, int (*poll)(struct tce_engine *e),
		 unsigned int timeout_ms);

/* Fail with a reason: returns @err. */
int engine_fail(struct tce_engine *e, int err, const char *why);

#endif
