/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARNED_H
#define WARNED_H

/* What the runner prints to stderr, for a test that expects it. */

/* From now on; for the rest of the test's process. */
void warned_start(void);

/* What was printed since, and forgets it. It is good until the next call. */
const char *warned(void);

#endif
