// SPDX-License-Identifier: GPL-2.0-only
#include "supervise.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static void __attribute__((noreturn))
child(const struct tce_supervision *s, const sigset_t *mask, pid_t parent)
{
	setpgid(0, 0);
	/* A case must not outlive a run that is killed: it has the devices. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	sigprocmask(SIG_SETMASK, mask, NULL);
	s->body();
	exit(EXIT_SUCCESS);
}

/* The process stays a zombie: its number still stands for its group. */
static bool has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return !waitid(P_PID, pid, &info, WEXITED | WNOWAIT | WNOHANG) &&
	       info.si_pid == pid;
}

/* Kills the group, and this process as the signal would have. */
static void end_both(pid_t pid, int signal)
{
	sigset_t set;

	kill(-pid, SIGKILL);
	sigemptyset(&set);
	sigaddset(&set, signal);
	raise(signal);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void signals_read(int signals, pid_t pid)
{
	struct signalfd_siginfo info;

	while (read(signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			end_both(pid, (int)info.ssi_signo);
}

/* Whether the process ended in time. */
static bool wait_for(const struct tce_supervision *s, int signals, pid_t pid,
		     double seconds)
{
	double now, end = tce_now_s() + seconds;
	struct pollfd fds[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = s->fd, .events = POLLIN },
	};

	while (!has_ended(pid)) {
		now = tce_now_s();
		if (now >= end)
			return false;
		/* rounded up, so that the last wait is no busy loop */
		if (poll(fds, 2, (int)((end - now) * 1000) + 1) <= 0)
			continue;
		signals_read(signals, pid);
		if (fds[1].revents)
			s->readable(s->data);
	}
	return true;
}

static int watch(const struct tce_supervision *s, int signals, pid_t pid,
		 int *status)
{
	int ret = 0;

	if (!wait_for(s, signals, pid, s->timeout_s)) {
		kill(-pid, SIGKILL);
		if (!wait_for(s, signals, pid, s->grace_s))
			return -EBUSY;
		ret = -ETIMEDOUT;
	}
	kill(-pid, SIGKILL);
	return waitpid(pid, status, 0) == pid ? ret : -errno;
}

/* What this process ignores it goes on to ignore. */
static void add_unless_ignored(sigset_t *set, int signal)
{
	struct sigaction action;

	if (!sigaction(signal, NULL, &action) && action.sa_handler != SIG_IGN)
		sigaddset(set, signal);
}

int tce_supervise(const struct tce_supervision *s, int *status)
{
	sigset_t set, mask;
	pid_t pid, parent = getpid();
	int signals, ret;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	add_unless_ignored(&set, SIGINT);
	add_unless_ignored(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &mask);
	signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	fflush(NULL);
	pid = signals < 0 ? -1 : fork();
	if (!pid)
		child(s, &mask, parent);
	if (pid > 0) {
		/* in both processes: either may be the first */
		setpgid(pid, pid);
		ret = watch(s, signals, pid, status);
	} else {
		ret = -errno;
	}
	if (signals >= 0)
		close(signals);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return ret;
}
