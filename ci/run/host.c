// SPDX-License-Identifier: GPL-2.0-only
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <report/follow.h>
#include <report/qualify.h>
#include <report/report.h>

#include "files.h"
#include "host_setup.h"

/* Writes what tce-test says beside the stream to a file and to stderr. */
static void pass_on(int *fd, int file)
{
	char bytes[4096];
	const ssize_t n = read(*fd, bytes, sizeof(bytes));

	if (n > 0) {
		/* A reader that has gone ends nothing. */
		if (write(STDERR_FILENO, bytes, n) < 0 ||
		    write(file, bytes, n) < 0)
			return;
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(*fd);
	*fd = -1;
}

static void feed(int *fd, struct tce_lane *lane)
{
	char bytes[16384];
	const ssize_t n = read(*fd, bytes, sizeof(bytes));

	if (n > 0) {
		tce_lane_feed(lane, bytes, n);
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(*fd);
	*fd = -1;
}

/*
 * Follows tce-test to its end. A signal is for tce-test, which puts back what
 * it has changed, however long that takes. Its exit code.
 */
static int follow(struct supervisor *supervisor, struct child *test, int stream,
		  int words, int said, struct tce_lane *lane)
{
	bool over = false;

	while (!over || stream >= 0 || words >= 0) {
		struct pollfd fds[] = { { 0 },
					{ over ? -1 : test->pidfd, POLLIN, 0 },
					{ stream, POLLIN, 0 },
					{ words, POLLIN, 0 } };

		supervisor->signal = 0;
		supervise_poll(supervisor, fds, 4, INT64_MAX);
		if (supervisor->signal && !over)
			child_signal(test, supervisor->signal);
		if (fds[2].revents)
			feed(&stream, lane);
		if (fds[3].revents)
			pass_on(&words, said);
		if (!over && fds[1].revents) {
			child_wait(test);
			over = true;
		}
	}
	return child_code(test->status);
}

static int begin(const struct host *host, struct child *test, int *stream,
		 int *words)
{
	struct child_setup setup = { -1, -1, -1, -1, false, SIGTERM };
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, failed = 0;

	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		failed = -errno;
	setup.out = out[1];
	setup.err = err[1];
	if (!failed)
		failed = child_start(test, &host->arguments, &setup);
	if (out[1] >= 0)
		close(out[1]);
	if (err[1] >= 0)
		close(err[1]);
	*stream = out[0];
	*words = err[0];
	if (!failed)
		return 0;
	tce_warn("cannot start tce-test: %s", strerror(-failed));
	return TCE_STATUS_BROKEN;
}

static int run_cases(struct supervisor *supervisor, struct host *host,
		     struct tce_follow *run, int *seen)
{
	struct tce_strbuf path = { 0 };
	struct child test = { 0 };
	struct tce_lane lane;
	int said, stream = -1, words = -1, status;

	tce_strbuf_addf(&path, "%s/said.txt", host->output);
	said = open(tce_strbuf_str(&path),
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	status = said < 0 ? file_cannot(tce_strbuf_str(&path))
			  : begin(host, &test, &stream, &words);
	tce_strbuf_free(&path);
	if (!status) {
		tce_follow_lane(run, &lane);
		*seen = follow(supervisor, &test, stream, words, said, &lane);
		tce_lane_finish(&lane, supervisor->ended ? TCE_RUN_NOT_RUN
					       ": interrupted meanwhile"
							 : TCE_LANE_BROKE_OFF);
	}
	if (said >= 0)
		close(said);
	return status;
}

/* Checksums of all that a qualification is made from. */
static int write_sums(struct supervisor *supervisor, const struct host *host)
{
	struct words command = { 0 }, lines = { 0 }, sums = { 0 };
	struct tce_strbuf text = { 0 }, path = { 0 };
	int status;

	words_add(&command, "sha256sum");
	host_judged(host, &command);
	status = supervise_run(supervisor, &command, &text, NULL);
	words_lines(&lines, tce_strbuf_str(&text));
	for (size_t i = 0; i < lines.n; i++) {
		const size_t hash = strcspn(lines.word[i], " ");

		words_addf(&sums, "%.*s  %s", (int)hash, lines.word[i],
			   text_base(lines.word[i]));
	}
	tce_strbuf_addf(&path, "%s/SHA256SUMS", host->output);
	if (!status)
		status = lines_write(tce_strbuf_str(&path), &sums);
	words_free(&command);
	words_free(&lines);
	words_free(&sums);
	tce_strbuf_free(&text);
	tce_strbuf_free(&path);
	return status ? TCE_STATUS_BROKEN : 0;
}

static int qualify(struct supervisor *supervisor, const struct host *host)
{
	struct tce_strbuf clauses = { 0 }, requirements = { 0 };
	struct tce_report_options report = host->report;
	char *output = host->output;
	int status = write_sums(supervisor, host);

	tce_strbuf_addf(&clauses, "%s/clauses.txt", host->share);
	tce_strbuf_addf(&requirements, "%s/requirements.txt", host->share);
	report.clauses = tce_strbuf_str(&clauses);
	report.requirements = tce_strbuf_str(&requirements);
	report.baseline = host->baseline;
	if (!status)
		status = tce_report_qualify(&report, &output, 1);
	tce_strbuf_free(&clauses);
	tce_strbuf_free(&requirements);
	return status;
}

static int run(struct supervisor *supervisor, struct host *host)
{
	struct tce_strbuf names = { 0 }, clauses = { 0 };
	struct tce_report_options report = host->report;
	struct words properties = { 0 };
	struct tce_follow run;
	int status, verdict = 0, seen = 0;

	tce_strbuf_addf(&names, "%s/names", host->output);
	tce_strbuf_addf(&clauses, "%s/clauses.txt", host->share);
	report.plan = tce_strbuf_str(&names);
	report.output = host->output;
	report.clauses = tce_strbuf_str(&clauses);
	/* A run of another device is no earlier one of this. */
	report.baseline = host->qualify ? NULL : host->baseline;
	host_describe(host, &properties);
	report.properties = properties.word;
	report.n_properties = properties.n;
	status = tce_follow_open(&run, &report);
	if (!status) {
		status = run_cases(supervisor, host, &run, &seen);
		verdict = tce_follow_close(&run);
	}
	tce_follow_free(&run);
	words_free(&properties);
	unlink(tce_strbuf_str(&names));
	tce_strbuf_free(&names);
	tce_strbuf_free(&clauses);
	if (status)
		return status;
	if (host->qualify && seen < TCE_STATUS_USAGE &&
	    qualify(supervisor, host))
		verdict = TCE_STATUS_BROKEN;
	/* The stream does not say what kept the cases from running. */
	return seen >= TCE_STATUS_USAGE ? seen : verdict;
}

int host_main(struct supervisor *supervisor, int argc, char **argv)
{
	struct host host;
	int status = host_setup(supervisor, &host, argc, argv);

	if (!status && !host.done)
		status = run(supervisor, &host);
	host_free(&host);
	return status;
}
