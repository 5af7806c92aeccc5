// SPDX-License-Identifier: GPL-2.0-only
/*
 * The caller's side of agents: processes are started, sent requests, and ended.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actor.h"
#include "agent.h"
#include "message.h"

static int reply_wait(const struct tce_agent *a, struct tce_agent_reply *r)
{
	int fd;
	int err = tce_message_receive(a->sock, r, sizeof(*r), &fd);

	return err ? err : r->err;
}

static int reap(struct tce_agent *a)
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

static __attribute__((noreturn)) void child(const struct tce_agent *all,
					    unsigned int n, pid_t parent,
					    const int *sock,
					    struct tce_actor *actor)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	for (unsigned int i = 0; i < n; i++) {
		if (all[i].pid)
			close(all[i].sock);
	}
	close(sock[0]);
	tce_actor_forked(actor);
	_exit(tce_agent_serve(sock[1], actor));
}

int tce_agent_fork(struct tce_agent *all, unsigned int n, struct tce_agent *a,
		   struct tce_actor *actor)
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
		child(all, n, parent, sock, actor);
	close(sock[1]);
	*a = (struct tce_agent){ .pid = pid, .sock = sock[0] };
	err = reply_wait(a, &r);
	if (err)
		tce_agent_kill(a);
	return err;
}

int tce_agent_call(const struct tce_agent *a, const struct tce_agent_request *q,
		   int fd, struct tce_agent_reply *r)
{
	int err = tce_message_send(a->sock, q, sizeof(*q), fd);

	return err ? err : reply_wait(a, r);
}

int tce_agent_exit(struct tce_agent *a, int timeout_ms)
{
	const struct tce_agent_request q = { .what = TCE_AGENT_EXIT };
	struct pollfd end = { .fd = a->sock, .events = POLLIN };
	int n;

	/* A failure shows in the status of its end. */
	tce_message_send(a->sock, &q, sizeof(q), -1);
	do {
		n = poll(&end, 1, timeout_ms);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		kill(a->pid, SIGKILL);
	return reap(a);
}

int tce_agent_kill(struct tce_agent *a)
{
	int err = kill(a->pid, SIGKILL) ? -errno : 0;

	reap(a);
	return err;
}
