// SPDX-License-Identifier: GPL-2.0-only
#include "child.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "scene.h"

/* seconds that it has to end after a signal, and to be gone after SIGKILL */
#define END_S 10
#define GONE_S 60

static sigset_t before;

static void held_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGQUIT);
}

void host_signals_hold(void)
{
	sigset_t set;

	held_set(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &before);
}

int host_signals_pending(void)
{
	const struct timespec now = { 0 };
	sigset_t set;
	int got;

	held_set(&set);
	got = sigtimedwait(&set, NULL, &now);
	return got > 0 ? got : 0;
}

static void child_main(int (*body)(void *data), void *data, pid_t parent)
{
	/* Of its own, so that the terminal's signals reach it through us. */
	setpgid(0, 0);
	signal(SIGTTOU, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	sigprocmask(SIG_SETMASK, &before, NULL);
	exit(body(data));
}

/* The next signal; 0 after @seconds (-1: never) without one. */
static int signal_wait(int seconds)
{
	const struct timespec limit = { .tv_sec = seconds };
	sigset_t set;
	int got;

	held_set(&set);
	sigaddset(&set, SIGCHLD);
	do
		got = sigtimedwait(&set, NULL, seconds < 0 ? NULL : &limit);
	while (got < 0 && errno == EINTR);
	return got > 0 ? got : 0;
}

/* Its end comes before the search for processes that it left. */
static int child_wait(pid_t pid, int *status, int *signal)
{
	int got, limit = -1;

	*signal = 0;
	while (waitpid(pid, status, WNOHANG) != pid) {
		got = signal_wait(limit);
		if (got == SIGCHLD)
			continue;
		if (!got && limit == GONE_S)
			return -ETIMEDOUT;
		if (!got || *signal) {
			kill(-pid, SIGKILL);
			limit = GONE_S;
			continue;
		}
		*signal = got;
		kill(-pid, got);
		limit = END_S;
	}
	return 0;
}

static void children_kill(void)
{
	struct dirent **list;
	int n = host_list(&list, "/proc");

	for (int i = 0; i < n; i++) {
		pid_t pid = atoi(list[i]->d_name);

		if (isdigit((unsigned char)list[i]->d_name[0]) &&
		    host_parent(pid) == getpid())
			kill(pid, SIGKILL);
	}
	host_list_free(list, n);
}

/* Orphans come to this process, which is why it finds them all. */
static int orphans_end(void)
{
	const struct timespec nap = { .tv_nsec = 20000000 };
	time_t end = time(NULL) + GONE_S;
	pid_t got;

	do {
		children_kill();
		nanosleep(&nap, NULL);
		do
			got = waitpid(-1, NULL, WNOHANG);
		while (got > 0);
		if (got < 0 && errno == ECHILD)
			return 0;
	} while (time(NULL) < end);
	return -ETIMEDOUT;
}

int host_child_run(int (*body)(void *data), void *data, int *status,
		   int *signal)
{
	pid_t pid, parent = getpid();
	int ret;

	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		child_main(body, data, parent);
	/* Here as well: a signal may come before it gets to it. */
	setpgid(pid, pid);
	ret = child_wait(pid, status, signal);
	return ret ? ret : orphans_end();
}
