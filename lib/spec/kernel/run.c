// SPDX-License-Identifier: GPL-2.0-only
/* The caller's side: which part makes a call; processes come and go. */
#include "kernel.h"

#include <errno.h>
#include <string.h>

static int run_fork(struct tce_kernel *k, unsigned int slot)
{
	struct tce_process *p = &k->process[slot];
	int err =
		tce_agent_fork(k->agent, TCE_SLOTS, &k->agent[slot], &k->actor);

	if (err)
		return err;
	*p = k->process[0];
	return tce_kernel_locked(k, slot, &p->locked);
}

static int run_exec(struct tce_kernel *k, unsigned int slot, bool closing)
{
	const struct tce_agent_request q = { .what = TCE_AGENT_EXEC,
					     .exec.closing = closing };
	struct tce_process *p = &k->process[slot];
	struct tce_agent_reply r;
	int err = tce_kernel_ask(k, slot, &q, &r);

	if (err)
		return err;
	if (closing)
		tce_process_clear(p);
	memset(p->buffer, 0, sizeof(p->buffer));
	return tce_kernel_locked(k, slot, &p->locked);
}

static int run_pass(struct tce_kernel *k, const struct tce_request *call)
{
	const struct tce_agent_request q = { .what = TCE_AGENT_TAKE };
	int *slot = tce_kernel_fd_slot(k, call->slot, call);
	struct tce_agent_reply r;
	int fd, err;

	err = tce_kernel_fd(k, 0, call, &fd);
	if (!err && (!slot || fd == TCE_FD_NONE))
		err = -EBADF;
	if (!err)
		err = tce_kernel_ask_fd(k, call->slot, &q, fd, &r);
	return err ? err : tce_kernel_fd_keep(k, call->slot, slot, (int)r.ret);
}

static int run_process(struct tce_kernel *k, const struct tce_request *call)
{
	unsigned int slot = call->slot;
	int err;

	if (!slot || slot >= TCE_SLOTS)
		return -EINVAL;
	if (call->op == TCE_OP_FORK)
		return k->agent[slot].pid ? -EEXIST : run_fork(k, slot);
	if (!k->agent[slot].pid)
		return -ESRCH;
	if (call->op == TCE_OP_EXEC || call->op == TCE_OP_EXEC_CLOSING)
		return run_exec(k, slot, call->op == TCE_OP_EXEC_CLOSING);
	if (call->op == TCE_OP_PASS)
		return run_pass(k, call);
	err = call->op == TCE_OP_EXIT ? tce_agent_exit(&k->agent[slot], -1)
				      : tce_agent_kill(&k->agent[slot]);
	tce_process_clear(&k->process[slot]);
	return err;
}

int tce_kernel_run(struct tce_backend *b, const struct tce_request *call,
		   struct tce_reply *res)
{
	struct tce_kernel *k = (struct tce_kernel *)b;

	*res = (struct tce_reply){ 0 };
	k->why[0] = '\0';
	if (!tce_kernel_alive(k, call->by))
		return -ESRCH;
	switch (call->op) {
	case TCE_OP_CONTAINER:
	case TCE_OP_GROUP:
		return tce_kernel_open(k, call, res);
	case TCE_OP_DEVICE:
		return tce_kernel_device(k, call, res);
	case TCE_OP_CLOSE:
		return tce_kernel_close(k, call, res);
	case TCE_OP_REBIND:
		return tce_kernel_rebind(k, call);
	case TCE_OP_BUFFER:
		return tce_kernel_buffer(k, call, res);
	case TCE_OP_PUNCH:
	case TCE_OP_RENEW:
	case TCE_OP_MLOCK:
	case TCE_OP_LIMIT:
	case TCE_OP_UNPRIVILEGED:
		return tce_kernel_memory(k, call, res);
	case TCE_OP_PATTERN:
	case TCE_OP_MASTER:
	case TCE_OP_ENGINE:
	case TCE_OP_DMA_WRITE:
	case TCE_OP_DMA_READ:
	case TCE_OP_DMA_START:
	case TCE_OP_DMA_WAIT:
		return tce_kernel_dma(k, call, res);
	case TCE_OP_FAIL:
	case TCE_OP_REFUSE_LIVE:
		return tce_kernel_firmware(k, call);
	case TCE_OP_FORK:
	case TCE_OP_EXEC:
	case TCE_OP_EXEC_CLOSING:
	case TCE_OP_EXIT:
	case TCE_OP_KILL:
	case TCE_OP_PASS:
		return run_process(k, call);
	default:
		if (call->op >= TCE_OP_API_VERSION && call->op <= TCE_OP_IOCTL)
			return tce_kernel_ioctl(k, call, res);
		return -EINVAL;
	}
}
