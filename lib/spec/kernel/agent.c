// SPDX-License-Identifier: GPL-2.0-only
/*
 * The side that acts: the main loop of a process that is an agent. The caller's
 * side of it is spawn.c.
 */
#include "agent.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "actor.h"
#include "message.h"

/* At exec(2) all descriptors end but the standard ones and @sock. */
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

/* Also sent unasked when a program starts: the reply to FORK and EXEC. */
static int say_hello(int sock, struct tce_actor *actor)
{
	const struct tce_agent_request q = { .what = TCE_AGENT_HELLO };
	struct tce_agent_reply r;

	tce_actor_run(actor, &q, &r);
	return tce_message_send(sock, &r, sizeof(r), -1);
}

int tce_agent_serve(int sock, struct tce_actor *actor)
{
	struct tce_agent_request q;
	struct tce_agent_reply r;
	int fd;

	/* Not kept by all kinds of exec(2). */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (say_hello(sock, actor))
		return 1;
	for (;;) {
		if (tce_message_receive(sock, &q, sizeof(q), &fd))
			return 1;
		r = (struct tce_agent_reply){ 0 };
		switch (q.what) {
		case TCE_AGENT_EXIT:
			return 0;
		case TCE_AGENT_EXEC:
			become_program(sock, q.exec.closing, &r);
			break;
		case TCE_AGENT_TAKE:
			r.ret = fd;
			r.err = fd < 0 ? -EPROTO : 0;
			break;
		default:
			tce_actor_run(actor, &q, &r);
			break;
		}
		if (tce_message_send(sock, &r, sizeof(r), -1))
			return 1;
	}
}

int tce_agent_main(int fd)
{
	struct tce_actor actor;

	tce_actor_init(&actor);
	return tce_agent_serve(fd, &actor);
}
