// SPDX-License-Identifier: GPL-2.0-only
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void place(int fd, int at)
{
	if (fd < 0)
		return;
	if (fd == at)
		fcntl(fd, F_SETFD, 0);
	else
		dup2(fd, at);
}

__attribute__((noreturn)) static void
become(const struct words *argv, const struct child_setup *setup, pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (!setup->grouped)
		setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, setup->end_signal);
	if (getppid() != parent)
		_exit(127);
	place(setup->in, STDIN_FILENO);
	place(setup->out, STDOUT_FILENO);
	place(setup->err, STDERR_FILENO);
	place(setup->extra, CHILD_EXTRA);
	execvp(argv->word[0], argv->word);
	dprintf(STDERR_FILENO, "%s: %s\n", argv->word[0], strerror(errno));
	_exit(127);
}

int child_start(struct child *child, const struct words *argv,
		const struct child_setup *setup)
{
	const pid_t parent = getpid();

	fflush(NULL);
	child->pid = fork();
	if (!child->pid)
		become(argv, setup, parent);
	if (child->pid < 0) {
		child->pid = 0;
		return -errno;
	}
	if (!setup->grouped)
		setpgid(child->pid, child->pid);
	child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
	if (child->pidfd < 0) {
		const int err = -errno;

		child_signal(child, SIGKILL);
		child_wait(child);
		return err;
	}
	fcntl(child->pidfd, F_SETFD, FD_CLOEXEC);
	return 0;
}

void child_signal(const struct child *child, int signal)
{
	if (child->pid)
		kill(child->pid, signal);
}

int child_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int child_wait(struct child *child)
{
	while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		;
	if (child->pidfd > 0)
		close(child->pidfd);
	child->pid = 0;
	child->pidfd = -1;
	return child_code(child->status);
}
