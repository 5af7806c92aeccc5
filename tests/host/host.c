// SPDX-License-Identifier: GPL-2.0-only
#include "host.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stream/verdict.h>

#include "child.h"
#include "journal.h"
#include "print.h"
#include "restore.h"
#include "show.h"
#include "survey.h"
#include "take.h"

int host_devices(void)
{
	struct host_survey s;
	int ret, status = host_survey_read(&s);

	if (status)
		return status;
	ret = host_show_table(stdout, &s.inv, &s.scene);
	if (geteuid())
		fputs("tce-test: not root: what could not be looked at has a "
		      "question mark\n",
		      stderr);
	host_survey_free(&s);
	if (!ret && (fflush(stdout) || ferror(stdout)))
		ret = -errno;
	return ret ? host_broken("%s", strerror(-ret)) : 0;
}

static int status_of(int ret, int status, int signal)
{
	if (ret)
		return host_broken("the cases cannot run: %s", strerror(-ret));
	if (signal)
		return 128 + signal;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return host_broken("the process of the cases ended in signal %d (%s)",
			   WTERMSIG(status), strsignal(WTERMSIG(status)));
}

/* What the child does. */
struct suite {
	const struct host_work *work;
	char *about; /* properties of machine and devices */
};

/*
 * Warnings that a kernel gives once are re-armed through a file in debugfs.
 * Where that is not mounted it is here, in a namespace that ends with the
 * child. Best effort: a kernel may be locked down.
 */
static void debugfs_mount(void)
{
	static const char where[] = "/sys/kernel/debug";

	if (!access("/sys/kernel/debug/clear_warn_once", F_OK))
		return;
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("debugfs", where, "debugfs", 0, NULL))
		fprintf(stderr, "tce-test: no debugfs: what the kernel says "
				"only once is missed from then on\n");
}

static int suite_run(void *data)
{
	const struct suite *suite = data;

	debugfs_mount();
	return suite->work->run(suite->work->data, suite->about);
}

/* With the journal begun. */
static int run_and_restore(struct host_journal *j, const struct host_options *o,
			   const struct host_taking *taking,
			   struct suite *suite)
{
	int ret, status, exited = 0, signal;
	const char *what;

	ret = host_take(j, taking, &what);
	if (!ret && host_take_huge(taking) < taking->huge)
		fprintf(stderr, "tce-test: memory for %lu huge pages only\n",
			host_take_huge(taking));
	signal = host_signals_pending();
	if (ret) {
		status = host_broken("%s: %s", what, strerror(-ret));
	} else if (signal) {
		status = 128 + signal;
	} else {
		ret = host_child_run(suite_run, suite, &exited, &signal);
		/* To take its device from it would wait forever. */
		if (ret == -ETIMEDOUT)
			return host_broken(
				"a case hangs in the kernel and has its "
				"device: after a reboot, tce-test "
				"--restore");
		status = status_of(ret, exited, signal);
	}
	ret = host_put_back(j, o->state);
	return ret ? ret : status;
}

static int run_journalled(struct host_journal *j, const struct host_options *o,
			  const struct host_taking *taking, struct suite *suite)
{
	int ret;

	host_signals_hold();
	ret = host_journal_begin(j);
	if (ret == -EEXIST)
		return host_broken("%s/journal: an earlier run left changes: "
				   "tce-test --restore puts them back",
				   o->state);
	if (ret)
		return host_broken("%s/journal: %s", o->state, strerror(-ret));
	return run_and_restore(j, o, taking, suite);
}

/* @j: the folder, which this process has; NULL without root or need of it. */
static int run_surveyed(struct host_journal *j, struct host_survey *s,
			const struct host_options *o,
			const struct host_work *work)
{
	const struct host_taking taking = {
		.inv = &s->inv,
		.devices = o->devices,
		.ndevices = o->ndevices,
		.huge_kib = o->huge_kib,
		.huge = o->huge,
		.claims = &s->claims,
		.again = host_survey_again,
		.options = o,
	};
	struct suite suite = { .work = work };
	int status = host_survey_judge(s, o);
	size_t n, left_out;

	if (status)
		return status;
	fputs(o->dry ? "Would\n" : "Now\n", stderr);
	host_take_show(stderr, &taking);
	n = work->choose(work->data, &left_out);
	fprintf(stderr, "  run %zu cases\n  put all of it back\n", n);
	if (!n)
		return TCE_STATUS_NOTHING;
	if (o->dry)
		return 0;
	if (!j)
		return host_broken("--host: must be run by root");
	suite.about = host_survey_properties(s, o, left_out);
	if (!suite.about)
		return host_broken("%s", strerror(ENOMEM));
	status = run_journalled(j, o, &taking, &suite);
	free(suite.about);
	return status;
}

/* What another run may be changing is looked at when it has ended. */
int host_run(const struct host_options *o, const struct host_work *work)
{
	struct host_journal journal, *j = NULL;
	struct host_survey s;
	int status = 0;

	if (!o->dry && !geteuid()) {
		status = host_state_open(&journal, o->state);
		if (status)
			return status;
		j = &journal;
	}
	status = host_survey_read(&s);
	if (!status) {
		status = run_surveyed(j, &s, o, work);
		host_survey_free(&s);
	}
	if (j)
		host_journal_close(j);
	return status;
}
