// SPDX-License-Identifier: GPL-2.0-only
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/membarrier.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <tce/platform.h>

#include "evidence.h"
#include "faults.h"
#include "harness.h"
#include "kmem.h"
#include "leaks.h"
#include "lost.h"

#define WARN_ONCE "/sys/kernel/debug/clear_warn_once"
#define TAINT_DIE (UINT64_C(1) << 7)

/* for the kernel to unpin: grace periods, and seconds at least */
#define PINS_PERIODS 4
#define PINS_S 1

static void limit_add(struct tce_watch *w, const char *fmt, ...)
	TCE_PRINTF(2, 3);

static void limit_add(struct tce_watch *w, const char *fmt, ...)
{
	char *text = w->limit[w->nlimits];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(w->limit[0]), fmt, ap);
	va_end(ap);
	w->nlimits++;
}

static void log_open(struct tce_watch *w)
{
	static struct tce_splats boot;
	int ret;

	memset(&boot, 0, sizeof(boot));
	ret = tce_kmsg_open(&w->log, &boot);
	w->refused = boot.nlosses;
	if (!ret)
		return;
	w->log.rd = -1;
	limit_add(w, "the kernel log: cannot read /dev/kmsg: %s",
		  strerror(-ret));
}

static void taint_open(struct tce_watch *w)
{
	uint64_t mask;
	int ret = tce_taint_read(&mask);

	w->taint = !ret;
	if (ret)
		limit_add(w,
			  "the kernel's taint: cannot read "
			  "/proc/sys/kernel/tainted: %s",
			  strerror(-ret));
}

static void again_open(struct tce_watch *w)
{
	w->again = !access(WARN_ONCE, W_OK);
	if (!w->again)
		limit_add(w,
			  "warnings that the kernel logs once a boot, after "
			  "their first case: cannot write " WARN_ONCE ": %s",
			  strerror(errno));
}

static void pins_open(struct tce_watch *w, bool alone)
{
	static const char what[] = "pages that stay pinned";
	long pages;
	int ret = tce_pins_exact();

	if (!ret)
		ret = tce_pins_read(&pages);
	if (!alone)
		limit_add(w, "%s: other programs on this machine pin, too",
			  what);
	else if (ret)
		limit_add(w, "%s: the kernel has no exact count of them: %s",
			  what, strerror(-ret));
	else
		w->pins = tce_pins_read;
}

/* The cases that make allocations fail look for it, where it can be found. */
static void leaks_open(struct tce_watch *w)
{
	if (tce_faults_there() && !tce_leaks_there())
		limit_add(w, "memory that is lost after an allocation failed: "
			     "the kernel has no CONFIG_DEBUG_KMEMLEAK");
}

/* After its first complaint lockdep makes none any more, until the next boot.
 */
static void locks_open(struct tce_watch *w)
{
	FILE *in = fopen("/proc/lockdep_stats", "re");
	char line[128];
	unsigned int on = 1;

	if (!in)
		return;
	while (fgets(line, sizeof(line), in) &&
	       sscanf(line, " debug_locks: %u", &on) != 1)
		;
	fclose(in);
	if (!on)
		limit_add(w, "the order of locks: lockdep has turned itself "
			     "off since the boot");
}

void tce_watch_open(struct tce_watch *w, bool alone)
{
	*w = (struct tce_watch){ .given_up = tce_pe_given_up };
	log_open(w);
	taint_open(w);
	again_open(w);
	pins_open(w, alone);
	leaks_open(w);
	locks_open(w);
}

void tce_watch_close(struct tce_watch *w)
{
	if (w->log.rd >= 0)
		tce_kmsg_close(&w->log);
}

static void warn_again(void)
{
	int fd = open(WARN_ONCE, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	/* It could be written when the run began, and that was reported. */
	if (write(fd, "1", 1) < 0)
		errno = 0;
	close(fd);
}

static uint64_t taint_new(const struct tce_watch *w)
{
	uint64_t mask = 0;

	if (w->taint)
		tce_taint_read(&mask);
	return mask & ~w->taint_before;
}

void tce_watch_begin(struct tce_watch *w, const char *name,
		     struct tce_splats *splats)
{
	w->taint_before = 0;
	w->taint_before = taint_new(w);
	if (w->pins && w->pins(&w->pins_before))
		w->pins_before = 0;
	if (w->again)
		warn_again();
	if (w->log.rd < 0)
		return;
	tce_kmsg_mark(&w->log, name);
	/* so that the number of the next record is known */
	tce_kmsg_read(&w->log, splats);
}

/*
 * Memory is unpinned after a grace period of RCU. This waits for one, however
 * slow the machine is; with one CPU the kernel does not wait here.
 */
static void grace_period(void)
{
	const struct timespec nap = { .tv_nsec = 1000000 };

	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	nanosleep(&nap, NULL);
}

/*
 * Pages that are pinned for good, into the evidence. Where a waiver covers them
 * with its defect, how many stay makes no difference: nobody waits for that.
 */
static void pins_compare(const struct tce_watch *w, struct tce_evidence *e)
{
	double end = tce_now_s() + PINS_S;
	long now = 0;

	for (int n = 0; !w->pins(&now) && now > w->pins_before; n++) {
		snprintf(e->pins_text, sizeof(e->pins_text),
			 "pages stay pinned: %ld", now - w->pins_before);
		if (tce_evidence_pins_waiver(e) ||
		    (n >= PINS_PERIODS && tce_now_s() > end))
			return;
		grace_period();
	}
	e->pins_text[0] = '\0';
}

void tce_watch_end(struct tce_watch *w, struct tce_evidence *e,
		   struct tce_splats *splats, bool faults)
{
	uint64_t taint;

	if (w->pins)
		pins_compare(w, e);
	if (w->log.rd >= 0)
		tce_kmsg_read(&w->log, splats);
	tce_splats_forgive(splats, faults, e->platform->firmware);
	taint = taint_new(w);
	if (taint && !splats->n)
		snprintf(e->taint_text, sizeof(e->taint_text),
			 "kernel became tainted (0x%" PRIx64
			 ") without a log message",
			 taint);
}

bool tce_watch_died(const struct tce_watch *w)
{
	return taint_new(w) & TAINT_DIE;
}
