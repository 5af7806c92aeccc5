// SPDX-License-Identifier: GPL-2.0-only
/* The subcommand that follows a run of which others start the guests. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "follow.h"
#include "report.h"

#define WAIT_MS 500

struct live {
	struct tce_follow follow;
	struct tce_lane *lanes;
	struct pollfd *fds; /* one a lane; -1 when it is over */
	char **paths;
	size_t count;
	size_t open;
	bool unreadable; /* a lane broke, and that was said */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* A signal that the caller ignores stays ignored, as in a background job. */
static void catch_signal(int signal)
{
	struct sigaction action = {
		.sa_handler = on_signal,
		.sa_flags = SA_RESTART,
	};
	struct sigaction old;

	sigemptyset(&action.sa_mask);
	if (!sigaction(signal, NULL, &old) && old.sa_handler != SIG_IGN)
		sigaction(signal, &action, NULL);
}

static int open_lanes(struct live *live, char **paths, size_t count)
{
	size_t i;

	live->paths = paths;
	live->lanes = calloc(count, sizeof(*live->lanes));
	live->fds = calloc(count, sizeof(*live->fds));
	if (!live->lanes || !live->fds) {
		tce_warn("out of memory");
		return TCE_STATUS_BROKEN;
	}
	for (i = 0; i < count; i++) {
		/* A FIFO opens at once; its end is the last writer's close. */
		live->fds[i].fd =
			open(paths[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		live->fds[i].events = POLLIN;
		if (live->fds[i].fd < 0) {
			tce_warn("cannot read lane %s: %s", paths[i],
				 strerror(errno));
			return TCE_STATUS_BROKEN;
		}
		tce_follow_lane(&live->follow, &live->lanes[i]);
		live->open = ++live->count;
	}
	return 0;
}

static void close_lane(struct live *live, size_t i)
{
	close(live->fds[i].fd);
	live->fds[i].fd = -1;
	live->open--;
	tce_lane_finish(&live->lanes[i], interrupted ? TCE_RUN_NOT_RUN
						 ": interrupted meanwhile"
						     : TCE_LANE_BROKE_OFF);
}

static void read_lane(struct live *live, size_t i)
{
	char bytes[16384];
	ssize_t len = read(live->fds[i].fd, bytes, sizeof(bytes));

	if (len > 0) {
		tce_lane_feed(&live->lanes[i], bytes, len);
		return;
	}
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (len < 0) {
		tce_warn("cannot read lane %s: %s", live->paths[i],
			 strerror(errno));
		live->unreadable = true;
	}
	close_lane(live, i);
}

static void follow_lanes(struct live *live)
{
	size_t i;

	while (live->open && !interrupted) {
		/* A signal may come just before the wait: look up again. */
		if (poll(live->fds, live->count, WAIT_MS) <= 0)
			continue;
		for (i = 0; i < live->count; i++)
			if (live->fds[i].revents)
				read_lane(live, i);
	}
	for (i = 0; i < live->count; i++)
		if (live->fds[i].fd >= 0)
			close_lane(live, i);
}

int tce_report_live(const struct tce_report_options *options, char **lanes,
		    size_t count)
{
	struct live live = { 0 };
	int err;

	/* A reader that goes away must not cost the results their end. */
	signal(SIGPIPE, SIG_IGN);
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	err = open_lanes(&live, lanes, count);
	if (!err)
		err = tce_follow_open(&live.follow, options);
	if (!err) {
		follow_lanes(&live);
		err = tce_follow_close(&live.follow);
		if (interrupted)
			err = TCE_STATUS_INTERRUPTED;
		else if (live.unreadable)
			err = TCE_STATUS_BROKEN;
	}
	tce_follow_free(&live.follow);
	free(live.lanes);
	free(live.fds);
	return err;
}
