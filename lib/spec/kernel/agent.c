// SPDX-License-Identifier: GPL-2.0-only
/* Processes that carry out orders: both ends of their sockets. */
#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <spec/session.h>

#include "agent.h"

union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

/* Sockets of this type keep messages whole. */
static int message_send(int sock, const void *data, size_t len, int fd)
{
	union control control = { 0 };
	struct iovec iov = { .iov_base = (void *)(uintptr_t)data,
			     .iov_len = len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	if (fd >= 0) {
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(int));
		msg.msg_control = control.room;
		msg.msg_controllen = sizeof(control.room);
	}
	do {
		n = sendmsg(sock, &msg, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return (size_t)n == len ? 0 : -EPROTO;
}

/* @fd: the descriptor that came along, or -1 */
static int message_receive(int sock, void *data, size_t len, int *fd)
{
	union control control;
	struct iovec iov = { .iov_base = data, .iov_len = len };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control.room,
			      .msg_controllen = sizeof(control.room) };
	struct cmsghdr *head;
	ssize_t n;

	*fd = -1;
	do {
		n = recvmsg(sock, &msg, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	if (!n)
		return -EPIPE;
	head = CMSG_FIRSTHDR(&msg);
	if (head && head->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(head), sizeof(int));
	return (size_t)n == len ? 0 : -EPROTO;
}

/* --- the agent's end ------------------------------------------------------ */

/* As descriptors mostly are; steps want to see them last. */
static void close_on_exec(int sock)
{
	const unsigned int own = (unsigned int)sock;

	close_range(STDERR_FILENO + 1, own - 1, CLOSE_RANGE_CLOEXEC);
	close_range(own + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

static void become_program(int sock, bool closing, struct tce_agent_reply *r)
{
	char number[16];
	char *argv[] = { "tce-agent", "--agent", number, NULL };

	if (closing)
		close_on_exec(sock);
	snprintf(number, sizeof(number), "%d", sock);
	execv("/proc/self/exe", argv);
	r->err = -errno;
}

/* Also said unasked, when a program starts: the answer to FORK and EXEC. */
static int say_hello(int sock)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_HELLO };
	struct tce_agent_reply r;

	tce_agent_carry_out(&o, &r);
	return message_send(sock, &r, sizeof(r), -1);
}

int tce_agent_main(int sock)
{
	struct tce_agent_request o;
	struct tce_agent_reply r;
	int fd;

	/* Not kept by all kinds of exec(2). */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (say_hello(sock))
		return 1;
	for (;;) {
		if (message_receive(sock, &o, sizeof(o), &fd))
			return 1;
		r = (struct tce_agent_reply){ 0 };
		switch (o.what) {
		case TCE_AGENT_EXIT:
			return 0;
		case TCE_AGENT_EXEC:
			become_program(sock, o.value, &r);
			break;
		case TCE_AGENT_TAKE:
			r.ret = fd;
			r.err = fd < 0 ? -EPROTO : 0;
			break;
		default:
			tce_agent_carry_out(&o, &r);
			break;
		}
		if (message_send(sock, &r, sizeof(r), -1))
			return 1;
	}
}

/* --- the end of the process that gives the orders ------------------------- */

static int agent_answer(const struct tce_agent *a, struct tce_agent_reply *r)
{
	int fd;
	int err = message_receive(a->sock, r, sizeof(*r), &fd);

	return err ? err : r->err;
}

static int agent_reap(struct tce_agent *a)
{
	int status = 0;
	pid_t pid;

	close(a->sock);
	do {
		pid = waitpid(a->pid, &status, 0);
	} while (pid < 0 && errno == EINTR);
	a->pid = 0;
	a->sock = -1;
	if (pid < 0)
		return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EPIPE;
}

static __attribute__((noreturn)) void agent_start(const struct tce_agent *all,
						  unsigned int n, pid_t parent,
						  const int *sock)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	for (unsigned int i = 0; i < n; i++) {
		if (all[i].pid)
			close(all[i].sock);
	}
	close(sock[0]);
	_exit(tce_agent_main(sock[1]));
}

int tce_agent_fork(struct tce_agent *all, unsigned int n, struct tce_agent *a)
{
	pid_t parent = getpid();
	struct tce_agent_reply r;
	int sock[2];
	pid_t pid;
	int err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sock))
		return -errno;
	pid = fork();
	if (pid < 0) {
		err = -errno;
		close(sock[0]);
		close(sock[1]);
		return err;
	}
	if (!pid)
		agent_start(all, n, parent, sock);
	close(sock[1]);
	*a = (struct tce_agent){ .pid = pid, .sock = sock[0] };
	err = agent_answer(a, &r);
	if (err)
		tce_agent_kill(a);
	return err;
}

int tce_agent_call(const struct tce_agent *a, const struct tce_agent_request *o,
		   int fd, struct tce_agent_reply *r)
{
	int err = message_send(a->sock, o, sizeof(*o), fd);

	return err ? err : agent_answer(a, r);
}

int tce_agent_exit(struct tce_agent *a, int timeout_ms)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_EXIT };
	struct pollfd end = { .fd = a->sock, .events = POLLIN };
	int n;

	/* A failure shows in the status of its end. */
	message_send(a->sock, &o, sizeof(o), -1);
	do {
		n = poll(&end, 1, timeout_ms);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		kill(a->pid, SIGKILL);
	return agent_reap(a);
}

int tce_agent_kill(struct tce_agent *a)
{
	int err = kill(a->pid, SIGKILL) ? -errno : 0;

	agent_reap(a);
	return err;
}
