/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_DATA_H
#define TESTS_DATA_H

#include <engine/list.h>

#include "suites.h"

/*
 * Beginnings of rows in which a device moves data. After each transfer the
 * bytes of all buffers, of all processes, are what the model says: a row states
 * which transfers go through, and need not say what must not change.
 *
 * The rows hold for every engine. Some write only whole pages or up to 512
 * bytes, in multiples of 4, and read 8 bytes.
 */

/* The engine's own memory, b6, in the default window, out of the rows' way. */
#define WORK_AT DEFAULT_QUARTER(2)
#define WORK_ON(...)                                              \
	REGISTER(B6, __VA_ARGS__), MAP(B6, WORK_AT, __VA_ARGS__), \
		OPEN_DEVICE(G0, __VA_ARGS__),                     \
		ENGINE(G0, B6, WORK_AT, __VA_ARGS__)
#define WORK BUFFER(B6, KiB(64)), WORK_ON()
#define OPEN_ENGINE OPEN_V2, WORK

/* 32 IOMMU pages of the default window, and their first ones mapped there */
#define MEMORY(b, seed) \
	BUFFER(b, KiB(128)), PATTERN(b, seed, .size = KiB(32)), REGISTER(b)
#define MAPPED OPEN_ENGINE, MEMORY(B0, 1), MAP(B0, WIN(W0), .size = KiB(32))

/* The n-th IOMMU page of the default window. */
#define SMALL(n) WIN_PAGE(W0, n)
#define WRITE(a, ...) STEP(DMA_WRITE, 0, .size = N(256), .iova = a, __VA_ARGS__)
#define READ(a, ...) STEP(DMA_READ, 0, .size = N(8), .iova = a, __VA_ARGS__)

/* A window of 64 KiB pages, as many as a table's first page has, and more. */
#define OPEN_WIDE(w) CREATE(w, .page_shift = N(16), .size = TCES(2048))
#define WIDE_MEMORY(b, seed, n)                                              \
	BUFFER(b, N((n) << 16), .kind = TCE_BUFFER_IO, .page_shift = N(16)), \
		PATTERN(b, seed, .size = KiB(4)),                            \
		REGISTER(b, .size = N((n) << 16))
#define NEEDS_64K (NEED(DDW) | NEED(IO_64K) | NEED(HOLD_64K))
#define NEEDS_WIDE (NEEDS_64K | NEED(DMA_DYNAMIC))

/* The same cases as a suite for each engine: SUITE-ENGINE. */
#define DATA_SUITE(engine_name, suite, what, ...)                \
	const struct tce_suite suite##_##engine_name##_suite = { \
		.name = #suite "-" #engine_name,                 \
		.about = what,                                   \
		.cases = cases,                                  \
		.n = ARRAY_SIZE(cases),                          \
		.engine = #engine_name,                          \
		__VA_ARGS__                                      \
	};
#define DATA_SUITES(suite, what, ...) \
	TCE_ENGINES(DATA_SUITE, suite, what, __VA_ARGS__)

#endif
