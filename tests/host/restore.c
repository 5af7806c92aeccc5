// SPDX-License-Identifier: GPL-2.0-only
#include "restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "kinds.h"
#include "print.h"

#define FOREIGN "a link, of the wrong kind, or not root's alone to write"

static void print_change(void *data, const struct host_change *c,
			 enum host_outcome outcome, int err, const char *now)
{
	(void)data;
	fprintf(stderr, "tce-test: %s ", c->kind->name);
	switch (outcome) {
	case HOST_PUT_BACK:
		host_print(stderr, "%s: %s again", c->subject, c->old);
		break;
	case HOST_FAILED:
		host_print(stderr, "%s: cannot be put back, has %s, had %s: %s",
			   c->subject, now, c->old,
			   err == -EEXIST ? "somebody else has changed it"
					  : strerror(-err));
		break;
	case HOST_LEFT:
		host_print(stderr,
			   "%s: %s since this kernel was started, %s before; "
			   "left",
			   c->subject, now, c->old);
		break;
	}
}

int host_put_back(struct host_journal *j, const char *state)
{
	int ret = host_journal_restore(j, print_change, NULL);

	if (ret > 0)
		return host_broken(
			"%d of the changes could not be put back; "
			"%s/journal names them, and tce-test --restore "
			"tries again",
			ret, state);
	if (ret == -EPROTO)
		return host_broken("%s/journal: damaged; put back by hand what "
				   "it lists (a reboot does), then remove it",
				   state);
	if (ret == -EPERM)
		return host_broken("%s/journal: " FOREIGN, state);
	if (ret)
		return host_broken("%s/journal: %s", state, strerror(-ret));
	return 0;
}

int host_state_open(struct host_journal *j, const char *state)
{
	int ret = host_journal_open(j, state, host_kinds, host_kinds_n);

	if (ret == -EBUSY)
		return host_broken(
			"%s: another tce-test, or a process that it started, "
			"is still running",
			state);
	if (ret == -EPERM)
		return host_broken("%s, or its lock: " FOREIGN, state);
	return ret ? host_broken("%s: %s", state, strerror(-ret)) : 0;
}

int host_restore(const char *state)
{
	struct host_journal j;
	int status;

	if (access(state, F_OK) && errno == ENOENT) {
		fprintf(stderr, "tce-test: nothing to put back\n");
		return 0;
	}
	if (geteuid())
		return host_broken("--restore: wants root");
	status = host_state_open(&j, state);
	if (status)
		return status;
	if (faccessat(j.folder, "journal", F_OK, AT_SYMLINK_NOFOLLOW)) {
		fprintf(stderr, "tce-test: nothing to put back\n");
	} else {
		status = host_put_back(&j, state);
		if (!status)
			fprintf(stderr, "tce-test: all is as before\n");
	}
	host_journal_close(&j);
	return status;
}
