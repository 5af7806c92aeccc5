// SPDX-License-Identifier: GPL-2.0-only
/* The stream of the pseudo suites, held against what it must be. */
#include "self.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "kmsg.h"
#include "select.h"
#include "waiver.h"

/* The cases' own place in the sources, which changes, reads FILE. */
#define TCE_SELF_FILE "tests/harness/self_cases.c"

static const char waivers_text[] =
	"# a comment\n"
	"waived.xfail | * | LD-1 | step 1: known* | the first reason\n"
	"waived.xfail | * | LD-2 | known two | the second\n"
	"waived.xpass | * | LD-3 | known one | has been mended\n"
	"waived.partly | * | LD-4 | known one | half of it\n"
	"waived.stale | release>=6.12,page=64k | LD-5 | known one | here\n"
	"waived.stale | * | LD-6 | known two | has been mended\n"
	"waived.slow | * | LD-7 | timeout: | it hangs\n"
	"waived.slow | release<6.1 | LD-8 | known one | elsewhere\n"
	"waived.spoilt | * | LD-11 | known two | not reached\n"
	"waived.spoilt | * | LD-12 | ?known one | little works\n"
	"waived.xfail | * | LD-13 | ?known three | does not show\n"
	"logged.warned | * | LD-9 | WARNING:*a.c | it warns\n"
	"logged.oops | * | LD-10 | NULL pointer | it oopses\n";

/* What must come out, "# time" lines left out. */
static const char *const all_golden[] = {
	"KTAP version 1",
	"# property release 6.12.107",
	"# property page_size 65536",
	"# property machine a pretence",
	"# property window 0x0+0x0",
	"# property pes 3",
	"# property devices 0000:0000",
	"1..21",
	"# RUN ends.pass",
	"# about the harness copes",
	"# clauses SELF-1",
	"ok 1 ends.pass",
	"# RUN ends.fail",
	"# about the harness copes",
	"# clauses SELF-1",
	"# FILE: returns(1): returned +1, expected 0",
	"# FILE: returns(-EINVAL): returned -EINVAL, expected -EBUSY",
	"not ok 2 ends.fail",
	"# RUN ends.skip",
	"# about the harness copes",
	"# clauses SELF-1",
	"ok 3 ends.skip # SKIP needs luck: there is none",
	"# RUN ends.broken",
	"# about the harness copes",
	"# clauses SELF-1",
	"# FILE: returns(-ENOENT): returned -ENOENT",
	"not ok 4 ends.broken # ERROR FILE: returns(-ENOENT): returned -ENOENT",
	"# RUN ends.hang",
	"# about the harness copes",
	"# clauses SELF-1",
	"# limit 1",
	"# timeout: 1 s",
	"not ok 5 ends.hang # TIMEOUT 1 s",
	"# RUN ends.abort",
	"# about the harness copes",
	"# clauses SELF-1",
	"# signal 6 (Aborted)",
	"not ok 6 ends.abort # ERROR signal 6 (Aborted)",
	"# RUN ends.signal",
	"# about the harness copes",
	"# clauses SELF-1",
	"# signal 9 (Killed)",
	"not ok 7 ends.signal # ERROR signal 9 (Killed)",
	"# RUN ends.exit0",
	"# about the harness copes",
	"# clauses SELF-1",
	"# exit 0 before the end of the case",
	"not ok 8 ends.exit0 # ERROR exit 0 before the end of the case",
	"# RUN ends.exit3",
	"# about the harness copes",
	"# clauses SELF-1",
	"# before it left",
	"# exit 3 before the end of the case",
	"not ok 9 ends.exit3 # ERROR exit 3 before the end of the case",
	"# RUN ends.exec",
	"# about the harness copes",
	"# clauses SELF-1",
	"# a program could not be executed",
	"not ok 10 ends.exec # ERROR a program could not be executed",
	"# RUN ends.many",
	"# about the harness copes",
	"# clauses SELF-1",
	"# f0",
	"# f1",
	"# f2",
	"# f3",
	"# f4",
	"# f5",
	"# f6",
	"# f7",
	"# and 292 failures more",
	"not ok 11 ends.many",
	"# RUN ends.needy",
	"# about the harness copes",
	"# clauses SELF-1",
	"ok 12 ends.needy # SKIP needs ddw: the PE offers no dynamic windows",
	"# RUN waived.xfail",
	"# about the harness copes",
	"# clauses SELF-1",
	"# step 1: known one [waived: LD-1]",
	"# known two [waived: LD-2]",
	"ok 13 waived.xfail # XFAIL LD-1, LD-2: the first reason",
	"# RUN waived.xpass",
	"# about the harness copes",
	"# clauses SELF-1",
	"not ok 14 waived.xpass # XPASS LD-3: no longer seen, drop the waiver",
	"# RUN waived.partly",
	"# about the harness copes",
	"# clauses SELF-1",
	"# known one [waived: LD-4]",
	"# not known",
	"not ok 15 waived.partly",
	"# RUN waived.stale",
	"# about the harness copes",
	"# clauses SELF-1",
	"# known one [waived: LD-5]",
	"not ok 16 waived.stale # XPASS LD-6: no longer seen, drop the waiver",
	"# RUN waived.slow",
	"# about the harness copes",
	"# clauses SELF-1",
	"# limit 1",
	"# timeout: 1 s [waived: LD-7]",
	"ok 17 waived.slow # XFAIL LD-7: it hangs",
	"# RUN waived.spoilt",
	"# about the harness copes",
	"# clauses SELF-1",
	"# known one [waived: LD-12]",
	"ok 18 waived.spoilt # XFAIL LD-12: little works",
	"# RUN logged.warned",
	"# about the harness copes",
	"# clauses SELF-1",
	"# kernel: ------------[ cut here ]------------",
	"# kernel: WARNING: at a.c:1 f+0x1/0x2",
	"# kernel: ---[ end trace 0000000000000000 ]---",
	"ok 19 logged.warned # XFAIL LD-9: it warns",
	"# RUN logged.oops",
	"# about the harness copes",
	"# clauses SELF-1",
	"# signal 9 (Killed)",
	"# kernel: BUG: Kernel NULL pointer dereference on read at 0x0",
	"# kernel: Oops: Kernel access of bad area, sig: 11 [#1]",
	"# kernel: Call Trace:",
	"# kernel: ------------[ cut here ]------------",
	"# kernel: WARNING: at a.c:1 f+0x1/0x2",
	"# kernel: ---[ end trace 0000000000000000 ]---",
	"ok 20 logged.oops # XFAIL LD-10: it oopses",
	"# damaged: BUG: Kernel NULL pointer dereference on read at 0x0",
	"# end",
};

static const char *const unknown_golden[] = {
	"KTAP version 1",
	"# property release 6.12.107",
	"# property page_size 65536",
	"# property machine a pretence",
	"# property window 0x0+0x0",
	"# property pes 3",
	"# property devices 0000:0000",
	"1..2",
	"# RUN unknown.warning",
	"# about the harness copes",
	"# clauses SELF-1",
	"# kernel: ------------[ cut here ]------------",
	"# kernel: WARNING: at a.c:1 f+0x1/0x2",
	"# kernel: ---[ end trace 0000000000000000 ]---",
	"not ok 1 unknown.warning # ERROR kernel: WARNING: at a.c:1 f+0x1/0x2",
	"# damaged: WARNING: at a.c:1 f+0x1/0x2",
	"# end",
};

static const char *const booted_golden[] = {
	"KTAP version 1",
	"# property release 6.12.107",
	"# property page_size 65536",
	"# property machine a pretence",
	"# property window 0x0+0x0",
	"# property pes 3",
	"# property devices 0000:0000",
	"1..4",
	"# RUN booted.fail",
	"# about the harness copes",
	"# clauses SELF-1",
	"# FILE: returns(1): returned +1, expected 0",
	"# FILE: returns(-EINVAL): returned -EINVAL, expected -EBUSY",
	"not ok 1 booted.fail",
	"# RUN booted.needy",
	"# about the harness copes",
	"# clauses SELF-1",
	"ok 4 booted.needy # SKIP needs ddw: the PE offers no dynamic windows",
	"# RUN booted.first",
	"# about the harness copes",
	"# clauses SELF-1",
	"# ran",
	"not ok 2 booted.first",
	"# end",
};

/* A run of pseudo suites and what must come of it. */
struct stream {
	const struct tce_suite *const *suites;
	const char *const *golden;
	unsigned int lines;
	bool booted;
	struct tce_totals totals;
};

static const struct stream streams[] = {
	{
		.suites = tce_self_suites,
		.golden = all_golden,
		.lines = ARRAY_SIZE(all_golden),
		.totals = { .passed = 1,
			    .failed = 12,
			    .skipped = 7,
			    .waived = 5,
			    .damaged = true },
	},
	{
		.suites = tce_self_unknown_suites,
		.golden = unknown_golden,
		.lines = ARRAY_SIZE(unknown_golden),
		.totals = { .failed = 1, .damaged = true },
	},
	{
		.suites = tce_self_booted_suites,
		.golden = booted_golden,
		.lines = ARRAY_SIZE(booted_golden),
		.booted = true,
		.totals = { .failed = 2, .skipped = 1 },
	},
};

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

static int compare(FILE *f, const struct stream *want)
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

/* With no subject there is no gate to be held. */
static char *const no_gate[] = { "platform.*" };

static int check_stream(struct tce_harness *h, const struct stream *want)
{
	struct tce_pick pick = {
		.suites = want->suites,
		.excludes = no_gate,
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
	ret = tce_harness_run(h, &rows, &totals);
	rewind(f);
	ret = ret ? 1 : compare(f, want) | check_totals(&totals, &want->totals);
	tce_rows_free(&rows);
	fclose(f);
	return ret;
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
	struct tce_kmsg kmsg = { .wr = -1 };
	unsigned int line;
	char error[128];
	int ret = 0, fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds) ||
	    tce_waivers_parse(&waivers, waivers_text, &line, error,
			      sizeof(error))) {
		puts("self: cannot run");
		return 3;
	}
	kmsg.rd = fds[0];
	tce_self_kernel = fds[1];
	h.kmsg = &kmsg;
	for (unsigned int i = 0; i < ARRAY_SIZE(streams) && !ret; i++)
		ret = check_stream(&h, &streams[i]);
	tce_waivers_free(&waivers);
	close(fds[0]);
	close(fds[1]);
	return ret ? ret : run_parts();
}
