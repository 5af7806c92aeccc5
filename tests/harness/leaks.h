/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_LEAKS_H
#define TESTS_LEAKS_H

#include <stdbool.h>

/* Memory of the kernel that nothing points to any more, by kmemleak. */

/**
 * tce_leaks_there() - whether this kernel finds memory that it has lost
 */
bool tce_leaks_there(void);

/**
 * tce_leaks_begin() - what the kernel has lost up to here is not this case's
 *
 * The kernel log gets it.
 */
void tce_leaks_begin(void);

/**
 * tce_leaks_end() - fail the case for each piece of memory that the kernel has
 * lost since (CONFIG_DEBUG_KMEMLEAK; without it there are none)
 */
void tce_leaks_end(void);

/**
 * tce_leaks_log() - write to the kernel log what the kernel has lost up to here
 *
 * After all cases of a guest: no verdict includes it, because which case lost
 * it is not known. Takes seconds; does nothing where nothing finds it.
 */
void tce_leaks_log(void);

#endif
