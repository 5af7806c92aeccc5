/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CLEARING_H
#define TESTS_CLEARING_H

#include "data.h"

/* What the files of the suite share. */

/* The engine's memory at the beginning of a dynamic window. */
#define WORK_IN(w)                                                           \
	BUFFER(B6, KiB(64)), REGISTER(B6), MAP(B6, WIN(w)), OPEN_DEVICE(G0), \
		ENGINE(G0, B6, WIN(w))
#define SMALL_DDW(w) CREATE(w, .page_shift = N(12), .size = TCES(1024))
/* ... so that the default one can go: b0 is mapped there */
#define MAPPED_APART                                        \
	OPEN_V2, SMALL_DDW(W1), WORK_IN(W1), MEMORY(B0, 1), \
		MAP(B0, SMALL(0), .size = KiB(32))
/* b0 in the dynamic one, w1, at its page 16 */
#define MAPPED_DDW                                   \
	OPEN_V2, SMALL_DDW(W1), WORK, MEMORY(B0, 1), \
		MAP(B0, WIN_PAGE(W1, 16), .size = KiB(32))

/*
 * A device sends the same each time: where it has written before, one more
 * write would not show. These parts of a page are written to by no row that
 * goes on to show that nothing arrives.
 */
#define REST(n) WIN_AT(W0, ((n) << 12) + 0x200)
#define REST_OF(w, n) WIN_AT(w, ((n) << 12) + 0x200)
#define REST_OF_WIDE(w, n) WIN_AT(w, ((n) << 16) + 0x200)
#define NOTHING_AT(a) WRITE(a, BLOCKED), READ(a, BLOCKED)

/* A new owner, who does the same as the one before, but for b0. */
#define AGAIN OPEN_V2, WORK
#define NOTHING_LEFT NOTHING_AT(REST(0)), WRITE(REST(7), BLOCKED)

#endif
