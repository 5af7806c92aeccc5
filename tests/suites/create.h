/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CREATE_H
#define TESTS_CREATE_H

#include "suites.h"

/* What the files of the suite share. */

#define IO_64K (NEED(DDW) | NEED(IO_64K))

/* A good window; its table is below any CPU page. */
#define SMALL(w, ...) \
	CREATE(w, .page_shift = N(16), .size = TCES(64), __VA_ARGS__)
/* ... on bridges of which the page sizes are not known */
#define SMALL_4K(w, ...) \
	CREATE(w, .page_shift = N(12), .size = TCES(1024), __VA_ARGS__)
/* ... to be made over and over in the place of the default one */
#define TINY(w, ...) \
	CREATE(w, .page_shift = N(12), .size = KiB(64), __VA_ARGS__)
/* CREATE of any page size, refused */
#define SHIFT(s) CREATE(W1, .page_shift = s, .size = MiB(4), .err = EINVAL)
#define SHIFTS(a, b) FOR_RANGE(a, b), SHIFT(X), DONE

#endif
