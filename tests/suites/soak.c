// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same cycle over and over, for as long as was asked for (--soak).
 *
 * Each case is one cycle, from open to close, of which every step is judged as
 * in any other case. What shows only after many of them is what the kernel
 * loses on the way: memory that it charges to no process (slab, vmalloc) must
 * not grow with the number of cycles. Others on the machine allocate as well:
 * the trend is that of all readings but those of the beginning, in which caches
 * fill, and little growth is none.
 *
 * Sources: as of the rows that these are made of.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "data.h"
#include "harness.h"
#include "kmem.h"
#include "trend.h"

/* of a row, in all; less could be anybody's */
#define GROWTH_MAX_KIB 2048
/* of one cycle; less is no object that was left over */
#define GROWTH_MAX_BYTES 32
#define WARM_UP 0.25 /* of the time */

struct soak {
	unsigned long cycles;
	struct tce_trend slab, vmalloc;
	int log;
	unsigned long log_lines;
};

/* Records since the last time; those that were overwritten count for one. */
static void log_count(struct soak *s)
{
	char record[8192];

	while (s->log >= 0 &&
	       (read(s->log, record, sizeof(record)) >= 0 || errno == EPIPE))
		s->log_lines++;
}

static void look(struct soak *s)
{
	struct tce_kmem m;

	if (tce_kmem_read(&m))
		tce_broken("/proc/meminfo has no SUnreclaim or VmallocUsed");
	tce_trend_add(&s->slab, (double)s->cycles, (double)m.slab);
	tce_trend_add(&s->vmalloc, (double)s->cycles, (double)m.vmalloc);
	log_count(s);
}

/* What @t has grown by over all cycles, in KiB. */
static double judge(const struct soak *s, const struct tce_trend *t,
		    const char *what)
{
	double each = tce_trend_slope(t);
	double all = each * (double)s->cycles;

	if (all > GROWTH_MAX_KIB && each * 1024 > GROWTH_MAX_BYTES)
		tce_fail("%s grew by %.0f KiB over %lu cycles, %.0f bytes each",
			 what, all, s->cycles, each * 1024);
	return all;
}

static void run_soak(const struct tce_context *ctx)
{
	static struct soak s;
	double begin = tce_now_s(), time = ctx->soak_s, next, now;

	s.log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (s.log >= 0)
		lseek(s.log, 0, SEEK_END);
	next = begin + WARM_UP * time;
	do {
		tce_steps_run(ctx, ctx->c->steps);
		s.cycles++;
		now = tce_now_s();
		if (now < next)
			continue;
		look(&s);
		next = now + (1 - WARM_UP) * time / TCE_TREND_MAX;
	} while (now < begin + time && !tce_has_failed());
	log_count(&s);
	tce_report("cycles=%lu seconds=%.0f slab_kib=%+.0f vmalloc_kib=%+.0f "
		   "log_lines=%lu",
		   s.cycles, now - begin, judge(&s, &s.slab, "slab"),
		   judge(&s, &s.vmalloc, "vmalloc"), s.log_lines);
	if (s.log >= 0)
		close(s.log);
}

#define END CLOSE_GROUP(G0), CLOSE_CONTAINER(C0), CHECK_LOCKED(N(0))

static const struct tce_case cases[] = {
	{
		.name = "default-window",
		.about = "memory registered, mapped in the default window and "
			 "given back leaves nothing, however often",
		.clauses = "OWN-11 OWN-12",
		.steps = STEPS(OPEN_V2, GET_INFO(), BUFFER(B0, PAGES(16)),
			       REGISTER(B0), MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(8)),
			       MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(16)), UNREGISTER(B0),
			       REGISTER(B0), MAP(B0, DEFAULT_START), END),
		.red_on = "defect dead-properties",
		.run = run_soak,
	},
	{
		.name = "windows",
		.about = "windows of each page size, one of them removed with "
			 "what is mapped, leave nothing, however often",
		.clauses = "OWN-11 OWN-12 CRE-28",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.steps = STEPS(OPEN_BARE, FOR_OFFERED,
			       CREATE(W1, .page_shift = X, .size = TCES(1024)),
			       REMOVE(W1), DONE, BUFFER(B0, PAGES(4)),
			       REGISTER(B0),
			       CREATE(W2, .page_shift = N(12), .size = MiB(64)),
			       MAP(B0, WIN(W2)), REMOVE(W2),
			       CREATE(W2, .page_shift = N(12), .size = MiB(64)),
			       MAP(B0, WIN_PAGE(W2, 8192)), END),
		.red_on = "defect dead-properties",
		.run = run_soak,
	},
	{
		.name = "killed",
		.about = "processes that are killed with windows and mappings "
			 "leave nothing, however many",
		.clauses = "OWN-11 OWN-12 CLR-06",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(FORK(P1), OPEN_CONTAINER(C0, .by = P1),
			       OPEN_GROUP(G0, .by = P1),
			       ATTACH(G0, C0, .by = P1), SET_V2(.by = P1),
			       BUFFER(B0, PAGES(4), .by = P1),
			       REGISTER(B0, .by = P1),
			       MAP(B0, DEFAULT_START, .by = P1),
			       CREATE(W1, .page_shift = N(12),
				      .size = TCES(4096), .by = P1),
			       MAP(B0, WIN(W1), .by = P1), KILL(P1)),
		.red_on = "defect dead-properties",
		.run = run_soak,
	},
	{
		.name = "reset",
		.about = "a device that is opened, reset and closed leaves "
			 "nothing, however often",
		.clauses = "OWN-11 OWN-12 OWN-24",
		.needs = NEED(RESET),
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, DEFAULT_START), OPEN_DEVICE(G0),
			       RESET(G0), CLOSE_DEVICE(G0), END),
		.red_on = "defect dead-properties",
		.run = run_soak,
	},
};

/* The device's part in it, in both windows. */
static const struct tce_case data_cases[] = {
	{
		.name = "transfers",
		.about = "a device gets to what is mapped and to nothing else, "
			 "however often its windows come and go",
		.clauses = "DMA-01 DMA-02 CLR-11 OWN-11",
		.needs = NEEDS_WIDE | NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_V2, OPEN_WIDE(W1), WORK, MEMORY(B0, 1),
			MAP(B0, SMALL(0), .size = KiB(32)),
			WIDE_MEMORY(B1, 2, 2),
			MAP(B1, WIN(W1), .size = KiB(128)), DMA_WRITE(SMALL(0)),
			WRITE(WIN_AT(W1, 65536)), READ(SMALL(1)), READ(WIN(W1)),
			UNMAP(SMALL(0), KiB(32)), WRITE(SMALL(2), BLOCKED),
			REMOVE(W1), WRITE(START64, BLOCKED)),
		.red_on = "defect dead-properties",
		.run = run_soak,
	},
};

#define DATA_SOAK(engine_name, unused)                                        \
	const struct tce_suite soak_##engine_name##_suite = {                 \
		.name = "soak-" #engine_name,                                 \
		.about = "one cycle over and over, with a device that works", \
		.cases = data_cases,                                          \
		.n = ARRAY_SIZE(data_cases),                                  \
		.engine = #engine_name,                                       \
		.soak = true,                                                 \
	};

TCE_ENGINES(DATA_SOAK, )

const struct tce_suite soak_suite = {
	.name = "soak",
	.about = "one cycle over and over leaves nothing",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.soak = true,
};
