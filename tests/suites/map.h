/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_MAP_H
#define TESTS_MAP_H

#include "suites.h"

/* What the files of the suite share. */

/* An address plus 2^x; buffers and windows are aligned by nature. */
#define BUF_BIT(b) NUM(BUF, b, 1, SHIFT, 0)
#define WIN_BIT(w) NUM(WIN, w, 1, SHIFT, 0)

/* The highest address that is aligned to 4 KiB. */
#define TOP MAX64_MINUS(0xfff)

#define ONE_PAGE OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0)
#define TWO_BUFFERS ONE_PAGE, BUFFER(B1, PAGES(1)), REGISTER(B1)
/*
 * w1, a dynamic window though its pages are small: the second one is. The
 * first, w0, is made small: each of its pages costs firmware calls.
 */
#define MAKE_DYNAMIC                                             \
	REMOVE_AT(DEFAULT_START),                                \
		CREATE(W0, .page_shift = N(12), .size = MiB(4)), \
		CREATE(W1, .page_shift = N(12), .size = TCES(1024))
/* w1 as the only window, dynamic unless its pages are 4 KiB. */
#define OPEN_ONLY(shift, n) \
	OPEN_BARE, CREATE(W1, .page_shift = N(shift), .size = TCES(n))

#endif
