// SPDX-License-Identifier: GPL-2.0-only
/*
 * Much at once: memory mapped all over a large window, and long sequences.
 *
 * What holds for a page holds for thousands: each is reached through its own
 * entry, be the table as large as it may. Requests that are good one by one are
 * good in any order, too, and each leaves what the others made.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_TCE_CREATE, VFIO_IOMMU_MAP_DMA).
 */
#include "data.h"

#include <tce/engine.h>

#include "harness.h"

/*
 * Pieces of memory, each twice as long as the one before. They lie one behind
 * the other in b0, and in the window 31 times as far from one another: the last
 * one ends where 4 GiB end if b0 is 256 MiB.
 */
#define PIECE_SIZE XPAGES(2)
#define PIECE_VADDR NUM(BUF, B0, 2, SHIFT, 0)
#define PIECE_START NUM(WIN, W1, 62, SHIFT, 0)
#define PIECE_MIDDLE NUM(WIN, W1, 63, SHIFT, 0)
#define PIECE_END NUM(WIN, W1, 64, SHIFT, 0)
#define FIRST 15

#define SPREAD(text, mib, last, shift, need)                                  \
	{                                                                     \
		.name = text,                                                 \
		.about = "memory spread over a window of 4 GiB is reached "   \
			 "wherever it is: " text,                             \
		.clauses = "DMA-17",                                          \
		.needs = NEED(BOUNDS) | NEED(DMA_READS) | NEED(TWO_WINDOWS) | \
			 (need),                                              \
		.timeout_s = 30,                                              \
		.steps = STEPS(                                               \
			OPEN_V2,                                              \
			CREATE(W1, .page_shift = N(shift),                    \
			       .size = TCES(INT64_C(1) << (32 - (shift)))),   \
			WORK,                                                 \
			BUFFER(B0, MiB(mib), .kind = TCE_BUFFER_IO,           \
			       .page_shift = N(shift)),                       \
			REGISTER(B0), FOR_RANGE(FIRST, last),                 \
			MAP(B0, PIECE_START, .vaddr = PIECE_VADDR,            \
			    .size = PIECE_SIZE),                              \
			PATTERN(B0, 1, .start = XPAGES(3), .size = N(64)),    \
			DONE, FOR_RANGE(FIRST, last), READ(PIECE_MIDDLE),     \
			WRITE(PIECE_START), WRITE(PIECE_MIDDLE),              \
			WRITE(PIECE_END, BLOCKED), DONE,                      \
			FOR_RANGE(FIRST, last),                               \
			UNMAP(PIECE_START, PIECE_SIZE),                       \
			PATTERN(B0, 2, .start = XPAGES(3), .size = N(256)),   \
			DONE, FOR_RANGE(FIRST, last),                         \
			WRITE(PIECE_MIDDLE, BLOCKED), DONE, UNREGISTER(B0)),  \
	}

/* --- sequences ------------------------------------------------------------ */

#define LENGTH 1000
#define LENGTH_SLOW 400 /* for engines with slow transfers */
#define BUFFERS 3
#define BUFFER_PAGES 16 /* of 4 KiB */
#define WINDOW_PAGES 32 /* of each window, the first ones */
#define SEED 20181106

/* From 0 to @n - 1; the same sequence each time. */
static unsigned int draw(unsigned int n)
{
	static uint64_t state = SEED;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned int)((state >> 33) % n);
}

static struct tce_num page_of(uint8_t base, uint8_t slot, unsigned int page)
{
	return (struct tce_num){ .base = base,
				 .base_slot = slot,
				 .count = (int64_t)page << 12 };
}

static struct tce_num number(int64_t n)
{
	return (struct tce_num){ .base = TCE_BASE_ABS, .count = n };
}

/* A good request, or a transfer that goes where the model says. */
static struct tce_step draw_step(void)
{
	const unsigned int what = draw(10), page = draw(WINDOW_PAGES);
	const uint8_t window = (uint8_t)(W0 + draw(2));
	const uint8_t buffer = (uint8_t)draw(BUFFERS);
	const unsigned int n = 1 + draw(4);
	struct tce_step s = { .iova = page_of(TCE_BASE_WIN, window, page) };

	if (what < 4) {
		s.op = TCE_OP_MAP;
		s.slot = buffer;
		s.vaddr = page_of(TCE_BASE_BUF, buffer,
				  draw(BUFFER_PAGES - n + 1));
		s.size = number((int64_t)n << 12);
		s.flags = number(1 + draw(3));
	} else if (what < 6) {
		s.op = TCE_OP_UNMAP;
		s.size = number((int64_t)n << 12);
	} else if (what < 7) {
		s.op = TCE_OP_PATTERN;
		s.slot = buffer;
		s.iova = (struct tce_num){ 0 };
		s.value = number(draw(100));
		s.start = number((int64_t)draw(BUFFER_PAGES) << 12);
		s.size = number(64);
	} else {
		s.op = what < 9 ? TCE_OP_DMA_WRITE : TCE_OP_DMA_READ;
		s.err = TCE_ERR_MODEL;
		s.size = number(what < 9 ? 128 : 8);
		s.iova.count += draw(2) ? 0 : draw(1000) * 4;
	}
	return s;
}

/* No row states a thousand steps. */
static void run_sequence(const struct tce_context *ctx)
{
	static const struct tce_step before[] = {
		OPEN_V2,
		CREATE(W1, .page_shift = N(12), .size = TCES(1024)),
		WORK,
		MEMORY(B0, 1),
		MEMORY(B1, 2),
		MEMORY(B2, 3),
	};
	static struct tce_step steps[ARRAY_SIZE(before) + LENGTH + 1];
	const struct tce_engine_class *class =
		tce_engine_class_find(&ctx->platform->pe[0].id);
	const size_t length = class->delay_ms ? LENGTH_SLOW : LENGTH;

	for (size_t i = 0; i < ARRAY_SIZE(before); i++)
		steps[i] = before[i];
	for (size_t i = 0; i < length; i++)
		steps[ARRAY_SIZE(before) + i] = draw_step();
	tce_steps_run(ctx, steps);
}

/* -------------------------------------------------------------------------- */

static const struct tce_case cases[] = {
	/* with 4 KiB pages, huge ones for all of it would be too many */
	SPREAD("16-mib", 16, 22, 16, NEEDS_WIDE | NEED(PAGE_64K)),
	SPREAD("64-mib", 64, 24, 16, NEEDS_WIDE | NEED(PAGE_64K)),
	SPREAD("256-mib", 256, 26, 16, NEEDS_WIDE | NEED(PAGE_64K)),
	SPREAD("256-mib-in-4k-pages", 256, 26, 12, NEED(DDW) | NEED(PAGE_4K)),
	{
		.name = "sequence",
		.about = "a thousand requests and transfers in random order "
			 "(400 of a slow engine) each do what they do alone",
		.clauses = "DMA-16",
		.needs = NEED(TWO_WINDOWS) | NEED(DMA_READS),
		.timeout_s = 60,
		.red_on = "patches/unmap-leaves-one",
		.run = run_sequence,
	},
};

#define ABOUT "much memory, large windows and long sequences"
DATA_SUITES(big, ABOUT)
