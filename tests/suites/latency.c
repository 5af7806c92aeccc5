// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long a call keeps a CPU to itself, and what comes of it if its process is
 * killed meanwhile.
 *
 * The user chooses how many entries one MAP fills. Whatever else must run on
 * that CPU, RCU among it, waits for a kernel that does not let go of it: with
 * 2^22 entries on an emulated machine that is long enough for warnings. No time
 * is judged, of which an emulated machine gets as much as others leave: another
 * thread on the same CPU must have its turns, or not.
 *
 * Memory of that size is a small file, mapped again and again.
 *
 * Sources: Documentation/RCU/stallwarn.rst.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

#define SHIFT 12 /* of an IOMMU page */
#define SIZE (UINT64_C(512) << 20)
#define FILE_SIZE (1 << 20)

/* The other thread's turns: it has hundreds a second, or one or two in all. */
#define TURNS 10
#define NAP_NS 1000000
/* A machine may be so fast that nobody minds. */
#define LONG_S 0.1

struct long_call {
	const struct tce_platform *p;
	struct tce_vfio vfio;
	struct tce_window window;
	uint8_t *memory; /* SIZE */
};

static void nap(long ns)
{
	const struct timespec t = { .tv_sec = ns / 1000000000,
				    .tv_nsec = ns % 1000000000 };

	nanosleep(&t, NULL);
}

/* Naturally aligned; the file's pages are there. */
static uint8_t *memory_map(void)
{
	int fd = (int)TCE_MUST(memfd_create("small", MFD_CLOEXEC));
	uint8_t *probe, *at;

	TCE_MUST(ftruncate(fd, FILE_SIZE));
	probe = mmap(NULL, 2 * SIZE, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (probe == MAP_FAILED)
		tce_broken("mmap: %s", strerror(errno));
	at = probe + (-(uintptr_t)probe & (SIZE - 1));
	for (uint64_t i = 0; i < SIZE; i += FILE_SIZE)
		if (mmap(at + i, FILE_SIZE, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
			tce_broken("mmap: %s", strerror(errno));
	close(fd);
	memset(at, 0, FILE_SIZE);
	return at;
}

/* The container becomes that of the process that fills it. */
static void world_fill(struct long_call *w)
{
	w->window = (struct tce_window){ .page_shift = SHIFT,
					 .levels = 1,
					 .size = SIZE };
	TCE_MUST(tce_window_remove(w->vfio.container, w->p->win_start));
	TCE_MUST(tce_window_create(w->vfio.container, &w->window));
	TCE_MUST(tce_memory_register(w->vfio.container, w->memory, SIZE));
}

static void world_open(struct long_call *w, const struct tce_platform *p)
{
	*w = (struct long_call){ .p = p };
	TCE_MUST(tce_open(&w->vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	w->memory = memory_map();
}

static int map_all(const struct long_call *w)
{
	return tce_dma_map(w->vfio.container, TCE_DMA_RW, w->memory,
			   w->window.start, SIZE);
}

static int unmap_all(const struct long_call *w)
{
	return tce_dma_unmap(w->vfio.container, w->window.start, SIZE);
}

/* --- turns ---------------------------------------------------------------- */

static void stay_on_a_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)TCE_MUST(sched_getcpu()), &set);
	TCE_MUST(sched_setaffinity(0, sizeof(set), &set));
}

static atomic_uint turns;
static atomic_bool over;

static void *other_main(void *unused)
{
	while (!atomic_load(&over)) {
		nap(NAP_NS);
		atomic_fetch_add(&turns, 1);
	}
	return unused;
}

static void check_turns(const struct long_call *w, const char *name,
			int (*call)(const struct long_call *w))
{
	unsigned int had = atomic_load(&turns);
	double s = tce_now_s();

	TCE_OK(call(w));
	s = tce_now_s() - s;
	had = atomic_load(&turns) - had;
	if (s < LONG_S)
		tce_report("%s takes %.3f s, for which all can wait", name, s);
	else if (had < TURNS)
		tce_fail("%s of %u entries takes %.1f s, in which another "
			 "thread on its CPU has %u turns",
			 name, (unsigned int)(SIZE >> SHIFT), s, had);
}

static void turns_check(const struct tce_context *ctx,
			int (*before)(const struct long_call *w),
			const char *name,
			int (*call)(const struct long_call *w))
{
	pthread_t other;
	struct long_call w;

	world_open(&w, ctx->platform);
	world_fill(&w);
	if (before)
		TCE_MUST(before(&w));
	stay_on_a_cpu();
	TCE_MUST(-pthread_create(&other, NULL, other_main, NULL));
	check_turns(&w, name, call);
	atomic_store(&over, true);
	pthread_join(other, NULL);
	TCE_OK(tce_close(&w.vfio));
}

static void run_map(const struct tce_context *ctx)
{
	turns_check(ctx, NULL, "MAP", map_all);
}

static void run_unmap(const struct tce_context *ctx)
{
	turns_check(ctx, map_all, "UNMAP", unmap_all);
}

/* --- a kill --------------------------------------------------------------- */

/* A child that is not ready has reported why, unless it died. */
static void ready_wait(int from, pid_t pid)
{
	int status;
	char byte;

	if (read(from, &byte, 1) == 1)
		return;
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	tce_broken("the child is not ready");
}

/* The time that MAP takes in a child, which is killed after @kill_s. */
static double child_maps(const struct tce_platform *p, double kill_s)
{
	struct long_call w;
	int ready[2];
	double start;
	pid_t pid;

	world_open(&w, p);
	TCE_MUST(pipe(ready));
	pid = (pid_t)TCE_MUST(fork());
	if (!pid) {
		world_fill(&w);
		if (write(ready[1], "", 1) == 1)
			map_all(&w);
		_exit(0);
	}
	close(ready[1]);
	ready_wait(ready[0], pid);
	start = tce_now_s();
	if (kill_s > 0) {
		nap((long)(kill_s * 1e9));
		kill(pid, SIGKILL);
	}
	waitpid(pid, NULL, 0);
	start = tce_now_s() - start;
	close(ready[0]);
	/* Up to here the windows live: this process has them as well. */
	TCE_OK(tce_close(&w.vfio));
	munmap(w.memory, SIZE);
	return start;
}

static void run_kill(const struct tce_context *ctx)
{
	double all = child_maps(ctx->platform, 0), killed;

	killed = child_maps(ctx->platform, all / 8);
	tce_answered("a MAP whose process is killed",
		     killed < all / 2 ? "ends" : "goes-on");
	/* Nothing is left: the same again. */
	child_maps(ctx->platform, 0);
}

static const struct tce_case cases[] = {
	{
		.name = "map",
		.about = "a MAP of many entries lets others run",
		.clauses = "CON-12",
		.needs = NEED(ROOT) | NEED(DDW),
		.timeout_s = 60,
		.red_on = "fixes/map-keeps-the-cpu",
		.run = run_map,
	},
	{
		.name = "unmap",
		.about = "an UNMAP of many entries lets others run",
		.clauses = "CON-12",
		.needs = NEED(ROOT) | NEED(DDW),
		.timeout_s = 60,
		.red_on = "patches/clear-keeps-the-cpu",
		.run = run_unmap,
	},
	{
		.name = "killed-in-a-map",
		.about = "a process can be killed in a MAP of many entries, of "
			 "which nothing stays",
		.clauses = "CON-13",
		.needs = NEED(ROOT) | NEED(DDW),
		.timeout_s = 120,
		.red_on = "patches/clear-at-close",
		.run = run_kill,
	},
};

const struct tce_suite latency_suite = {
	.name = "latency",
	.about = "calls that take long: whether others run, and a kill",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
