/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_ABI_H
#define TESTS_ABI_H

#include "suites.h"

/* What the files of the suite share. */

/* W1, small, to map in; B0 registered, B1 not. */
#define OPEN_SMALL                                                  \
	OPEN_BARE, CREATE(W1, .page_shift = N(12), .size = MiB(1)), \
		BUFFER(B0, PAGES(1)), BUFFER(B1, PAGES(1)), REGISTER(B0)
#define MAP_1(...) MAP(B0, WIN(W1), __VA_ARGS__)
#define UNMAP_1(...) UNMAP(WIN(W1), PAGES(1), __VA_ARGS__)
#define REGISTER_1(...) REGISTER(B1, __VA_ARGS__), UNREGISTER(B1)
#define UNREGISTER_1(...) REGISTER(B1), UNREGISTER(B1, __VA_ARGS__)
#define CREATE_1(...)                                                   \
	CREATE(W2, .page_shift = N(16), .size = TCES(16), __VA_ARGS__), \
		REMOVE(W2)
#define REMOVE_1(...)                                      \
	CREATE(W2, .page_shift = N(16), .size = TCES(16)), \
		REMOVE(W2, __VA_ARGS__)
#define CREATE_BAD(...) \
	CREATE(W2, .page_shift = N(16), .size = TCES(16), __VA_ARGS__)

#endif
