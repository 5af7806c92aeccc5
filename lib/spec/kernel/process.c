// SPDX-License-Identifier: GPL-2.0-only
/* The caller's side: processes, and requests to them. */
#include "kernel.h"

#include <errno.h>
#include <stdio.h>

const struct tce_pe *tce_kernel_pe(const struct tce_kernel *k,
				   unsigned int slot)
{
	unsigned int i = k->first_pe + slot;

	return i < k->platform->npes ? &k->platform->pe[i] : NULL;
}

bool tce_kernel_alive(const struct tce_kernel *k, unsigned int by)
{
	return !by || (by < TCE_SLOTS && k->agent[by].pid);
}

void tce_process_clear(struct tce_process *p)
{
	*p = (struct tce_process){ .foreign = -1 };
	for (int kind = 0; kind < TCE_FD_KINDS; kind++) {
		for (int i = 0; i < TCE_SLOTS; i++)
			p->fd[kind][i] = -1;
	}
}

int tce_kernel_fail(struct tce_kernel *k, int err, const char *why)
{
	snprintf(k->why, sizeof(k->why), "%s", why);
	return err;
}

int tce_kernel_ask_fd(struct tce_kernel *k, unsigned int by,
		      const struct tce_agent_request *q, int fd,
		      struct tce_agent_reply *r)
{
	int err;

	if (!tce_kernel_alive(k, by))
		return -ESRCH;
	*r = (struct tce_agent_reply){ 0 };
	if (by) {
		err = tce_agent_call(&k->agent[by], q, fd, r);
	} else {
		tce_actor_run(&k->actor, q, r);
		err = r->err;
	}
	return err ? tce_kernel_fail(k, err, r->why) : 0;
}

int tce_kernel_ask(struct tce_kernel *k, unsigned int by,
		   const struct tce_agent_request *q, struct tce_agent_reply *r)
{
	return tce_kernel_ask_fd(k, by, q, -1, r);
}

int tce_kernel_locked(struct tce_kernel *k, unsigned int by, uint64_t *value)
{
	const struct tce_agent_request q = { .what = TCE_AGENT_LOCKED };
	struct tce_agent_reply r;
	int err = tce_kernel_ask(k, by, &q, &r);

	if (!err)
		*value = r.locked.bytes;
	return err;
}

int tce_kernel_fd_close(struct tce_kernel *k, unsigned int by, int fd,
			struct tce_agent_reply *r)
{
	const struct tce_agent_request q = { .what = TCE_AGENT_CLOSE,
					     .close.fd = fd };

	return tce_kernel_ask(k, by, &q, r);
}
