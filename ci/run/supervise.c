// SPDX-License-Identifier: GPL-2.0-only
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* in which a program must end that was asked to */
#define END_US (10 * 1000000LL)

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };

int supervise_open(struct supervisor *supervisor)
{
	sigset_t set;

	memset(supervisor, 0, sizeof(*supervisor));
	supervisor->until = INT64_MAX;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++) {
		struct sigaction old;

		/* What the caller ignores stays ignored, as after nohup(1). */
		if (!sigaction(caught[i], NULL, &old) &&
		    old.sa_handler == SIG_IGN)
			continue;
		sigaddset(&set, caught[i]);
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A reader that goes away must not cost the results their end. */
	signal(SIGPIPE, SIG_IGN);
	supervisor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (supervisor->signals < 0) {
		tce_warn("signalfd: %s", strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	return 0;
}

void supervise_close(struct supervisor *supervisor)
{
	if (supervisor->signals >= 0)
		close(supervisor->signals);
}

static int timeout_ms(int64_t due)
{
	const int64_t left = due == INT64_MAX ? INT64_MAX : due - clock_us();

	if (left == INT64_MAX)
		return -1;
	if (left <= 0)
		return 0;
	/* not too early, and at times at all */
	return left > 3600LL * 1000000 ? 3600 * 1000 : (int)(left / 1000) + 1;
}

int supervise_poll(struct supervisor *supervisor, struct pollfd *fds, size_t n,
		   int64_t due)
{
	struct signalfd_siginfo info;

	fds[0] = (struct pollfd){ supervisor->signals, POLLIN, 0 };
	if (!supervisor->ended && supervisor->until < due)
		due = supervisor->until;
	poll(fds, n, timeout_ms(due));
	while (read(supervisor->signals, &info, sizeof(info)) == sizeof(info)) {
		supervisor->signal = (int)info.ssi_signo;
		if (!supervisor->ended)
			supervisor->ended = info.ssi_signo == SIGALRM
						    ? TCE_STATUS_TIMEOUT
						    : TCE_STATUS_INTERRUPTED;
	}
	if (!supervisor->ended && clock_us() >= supervisor->until)
		supervisor->ended = TCE_STATUS_TIMEOUT;
	return supervisor->ended;
}

/* Adds what there is; false at the end. */
static bool gather(int *fd, struct tce_strbuf *out)
{
	char bytes[65536];
	const ssize_t n = read(*fd, bytes, sizeof(bytes));

	if (n > 0)
		tce_strbuf_add(out, bytes, n);
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return true;
	close(*fd);
	*fd = -1;
	return false;
}

static void end_child(const struct child *child)
{
	/* it is the leader of its group */
	if (child->pid)
		kill(-child->pid, SIGTERM);
}

/* What a program says, by a pipe; fds[0] is -1 where nobody wants it. */
static int pipe_for(struct tce_strbuf *out, int fds[2])
{
	fds[0] = fds[1] = -1;
	return out && pipe2(fds, O_CLOEXEC) ? -errno : 0;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* Waits for its end. A run that ends, ends its programs, too. */
static int follow(struct supervisor *supervisor, struct child *child, int *out,
		  struct tce_strbuf *text, int *err, struct tce_strbuf *errors)
{
	int64_t end = INT64_MAX;
	int code;

	for (;;) {
		struct pollfd fds[] = { { 0 },
					{ child->pidfd, POLLIN, 0 },
					{ *out, POLLIN, 0 },
					{ *err, POLLIN, 0 } };

		if (supervise_poll(supervisor, fds, 4, end) &&
		    end == INT64_MAX) {
			end_child(child);
			end = clock_us() + END_US;
		}
		if (fds[2].revents)
			gather(out, text);
		if (fds[3].revents)
			gather(err, errors);
		if (fds[1].revents)
			break;
		if (clock_us() >= end)
			child_signal(child, SIGKILL);
	}
	code = child_wait(child);
	while (*out >= 0 && gather(out, text))
		;
	while (*err >= 0 && gather(err, errors))
		;
	return code;
}

int supervise_run(struct supervisor *supervisor, const struct words *argv,
		  struct tce_strbuf *text, struct tce_strbuf *errors)
{
	struct child_setup setup = { -1, -1, -1, -1, false, SIGTERM };
	struct child child = { 0 };
	int out[2], err[2], code, failed;

	failed = pipe_for(text, out);
	failed = pipe_for(errors, err) ? -errno : failed;
	setup.out = out[1];
	setup.err = err[1];
	if (!failed)
		failed = child_start(&child, argv, &setup);
	close_fd(out[1]);
	close_fd(err[1]);
	if (failed) {
		tce_warn("cannot start %s: %s", argv->word[0],
			 strerror(-failed));
		close_fd(out[0]);
		close_fd(err[0]);
		return TCE_STATUS_BROKEN;
	}
	code = follow(supervisor, &child, &out[0], text, &err[0], errors);
	return supervisor->ended ? supervisor->ended : code;
}

int supervise_end(struct supervisor *supervisor)
{
	supervisor->ended = TCE_STATUS_INTERRUPTED;
	return supervisor->ended;
}

void supervise_explain(const struct supervisor *supervisor)
{
	if (supervisor->ended == TCE_STATUS_TIMEOUT)
		tce_warn("not done after %ld s", supervisor->seconds);
	else
		tce_warn("interrupted");
}
