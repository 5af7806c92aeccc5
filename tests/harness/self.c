// SPDX-License-Identifier: GPL-2.0-only
/* The stream of the pseudo suites, held against what it must be. */
#include "self.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "select.h"
#include "waiver.h"
#include "watch.h"

/* The cases' own place in the sources, which changes, reads FILE. */
#define TCE_SELF_FILE "tests/harness/self_cases.c"

static const char waivers_text[] =
	"# a comment\n"
	"waived.xfail | * | LD-1 | step 1: known* | the first reason\n"
	"waived.xfail | * | LD-2 | known two | the second\n"
	"waived.xpass | * | LD-3 | known one | is fixed\n"
	"waived.partly | * | LD-4 | known one | half of it\n"
	"waived.stale | release>=6.12,page=64k | LD-5 | known one | here\n"
	"waived.stale | * | LD-6 | known two | is fixed\n"
	"waived.slow | * | LD-7 | timeout: | it hangs\n"
	"waived.slow | release<6.1 | LD-8 | known one | elsewhere\n"
	"waived.limited | * | LD-11 | known two | not reached\n"
	"waived.limited | * | LD-12 | ?known one | little works\n"
	"waived.pinsknown | * | LD-14 | known one & ?stay pinned: 2 | it "
	"leaks\n"
	"waived.pinsnew | * | LD-15 | known one | it does not leak\n"
	"waived.pinsalone | * | LD-16 | ?known one & ?stay pinned | leaks with "
	"it\n"
	"waived.vital* | * | LD-17 | known one | since 1991\n"
	"waived.xfail | * | LD-13 | ?known three | does not show\n"
	"logged.warned | * | LD-9 | WARNING:*a.c | it warns\n"
	"logged.oops | * | LD-10 | NULL pointer | it oopses\n";

/* Reads the next line, "file:line" in it replaced by FILE; false at the end. */
static bool line_next(FILE *f, char *line, size_t len)
{
	char raw[2048], *at;
	size_t n;

	do {
		if (!fgets(raw, sizeof(raw), f))
			return false;
	} while (!strncmp(raw, "# time ", 7));
	raw[strcspn(raw, "\n")] = '\0';
	at = strstr(raw, TCE_SELF_FILE ":");
	if (!at) {
		snprintf(line, len, "%s", raw);
		return true;
	}
	n = strlen(TCE_SELF_FILE ":");
	n += strspn(at + n, "0123456789");
	snprintf(line, len, "%.*sFILE%s", (int)(at - raw), raw, at + n);
	return true;
}

static int compare(FILE *f, const struct tce_self_stream *want)
{
	char line[2048];

	for (unsigned int i = 0; i < want->lines; i++) {
		if (!line_next(f, line, sizeof(line)))
			strcpy(line, "the end");
		if (!strcmp(line, want->golden[i]))
			continue;
		printf("self: line %u: want '%s', have '%s'\n", i + 1,
		       want->golden[i], line);
		return 1;
	}
	if (!line_next(f, line, sizeof(line)))
		return 0;
	printf("self: more than the end: '%s'\n", line);
	return 1;
}

static int check_totals(const struct tce_totals *t,
			const struct tce_totals *want)
{
	if (t->passed == want->passed && t->failed == want->failed &&
	    t->skipped == want->skipped && t->waived == want->waived &&
	    t->damaged == want->damaged)
		return 0;
	printf("self: %u passed, %u failed, %u skipped, %u waived\n", t->passed,
	       t->failed, t->skipped, t->waived);
	return 1;
}

/* There is no device that a precheck could open. */
static char *const no_precheck[] = { "platform.*" };

static void limit_set(struct tce_watch *w, const char *limit)
{
	w->nlimits = limit != NULL;
	if (limit)
		snprintf(w->limit[0], sizeof(w->limit[0]), "%s", limit);
}

static int check_stream(struct tce_harness *h,
			const struct tce_self_stream *want)
{
	struct tce_pick pick = {
		.suites = want->suites,
		.excludes = no_precheck,
		.nexcludes = 1,
		.repeat = 1,
	};
	struct tce_totals totals = { 0 };
	FILE *f = tmpfile();
	struct tce_rows rows;
	const char *bad;
	size_t len;
	int ret;

	if (!f || tce_rows_pick(&rows, &pick, &bad, &len)) {
		puts("self: cannot run");
		return 3;
	}
	h->out = fileno(f);
	h->booted = want->booted;
	limit_set(h->watch, want->limit);
	h->watch->refused = want->given_up;
	snprintf(tce_self_kernel->given_up, sizeof(tce_self_kernel->given_up),
		 "%s", want->given_up ? want->given_up : "");
	ret = tce_harness_run(h, &rows, &totals);
	rewind(f);
	ret = ret ? 1 : compare(f, want) | check_totals(&totals, &want->totals);
	tce_rows_free(&rows);
	fclose(f);
	return ret;
}

/* What is said on standard error each time that a machine in use loses a PE. */
#define HELP "  what helps: "

static int check_help(FILE *f)
{
	unsigned int n = 0, want = 0;
	char line[512];

	for (unsigned int i = 0; i < tce_self_nlost_streams; i++)
		want += tce_self_lost_streams[i].helps;
	rewind(f);
	while (fgets(line, sizeof(line), f))
		n += !strncmp(line, HELP, strlen(HELP));
	if (n == want)
		return 0;
	printf("self: %u times help, want %u\n", n, want);
	return 1;
}

static int check_lost(struct tce_harness *h)
{
	FILE *f = tmpfile();
	int err = dup(STDERR_FILENO), ret = 0;

	if (!f || err < 0 || dup2(fileno(f), STDERR_FILENO) < 0) {
		puts("self: cannot run");
		return 3;
	}
	for (unsigned int i = 0; i < tce_self_nlost_streams && !ret; i++)
		ret = check_stream(h, &tce_self_lost_streams[i]);
	fflush(stderr);
	dup2(err, STDERR_FILENO);
	close(err);
	ret = ret ? ret : check_help(f);
	fclose(f);
	return ret;
}

static bool is_given_up(const struct tce_pe *pe)
{
	return strstr(tce_self_kernel->given_up, pe->bdf);
}

static int pins_read(long *pages)
{
	*pages = tce_self_kernel->pins;
	return 0;
}

/* The kernel of the pseudo suites; -1 where it does not exist. */
static int kernel_open(struct tce_watch *w)
{
	struct tce_self_kernel *k =
		mmap(NULL, sizeof(*k), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fds[2];

	if (k == MAP_FAILED ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds))
		return -1;
	k->number = 1;
	k->log = fds[1];
	tce_self_kernel = k;
	*w = (struct tce_watch){
		.log = { .rd = fds[0], .wr = -1 },
		.pins = pins_read,
		.given_up = is_given_up,
	};
	return 0;
}

static void kernel_close(struct tce_watch *w)
{
	close(tce_self_kernel->log);
	tce_watch_close(w);
	munmap(tce_self_kernel, sizeof(*tce_self_kernel));
}

static int run_parts(void)
{
	SRunner *runner = srunner_create(tce_self_parts());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

int tce_self(void)
{
	static const struct tce_platform platform = {
		.release = "6.12.107",
		.machine = "a pretence",
		.page_size = 65536,
		.npes = 3,
		.pe = { { .bdf = "0001:00:00.0" },
			{ .bdf = "0002:00:00.0" },
			{ .bdf = "0003:00:00.0" } },
		.pseries = true,
	};
	struct tce_waivers waivers;
	struct tce_harness h = {
		.platform = &platform,
		.broken = -1,
		.timeout_s = 10,
		.timeout_mul = 1,
		.waivers = &waivers,
	};
	struct tce_watch watch;
	unsigned int line;
	char error[128];
	int ret = 0;

	if (kernel_open(&watch) ||
	    tce_waivers_parse(&waivers, waivers_text, &line, error,
			      sizeof(error))) {
		puts("self: cannot run");
		return 3;
	}
	h.watch = &watch;
	for (unsigned int i = 0; i < tce_self_nstreams && !ret; i++)
		ret = check_stream(&h, &tce_self_streams[i]);
	ret = ret ? ret : check_lost(&h);
	tce_waivers_free(&waivers);
	kernel_close(&watch);
	return ret ? ret : run_parts();
}
