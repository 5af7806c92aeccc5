// SPDX-License-Identifier: GPL-2.0-only
/* The caller's side: a step's arguments become the image that an ioctl takes.
 */
#include "kernel.h"

#include <stddef.h>
#include <string.h>

#include <tce/uapi.h>

/* Bytes that the kernel leaves alone still read so. */
#define CANARY 0xa5

static void number_put(uint8_t *at, unsigned int width, uint64_t value)
{
	uint32_t word = (uint32_t)value;

	if (width == sizeof(word))
		memcpy(at, &word, sizeof(word));
	else
		memcpy(at, &value, sizeof(value));
}

static void image_make(const struct tce_request *call, uint8_t *image)
{
	const struct tce_op_info *info = &tce_op_info[call->op];
	const struct tce_field *f = info->field;

	memset(image, call->op == TCE_OP_IOCTL ? 0 : CANARY, TCE_AGENT_IMAGE);
	for (; f->width; f++)
		number_put(image + f->offset, f->width, call->arg[f->arg]);
}

/* ATTACH's argument; its kind is set when that is no container. */
static int attach_image(struct tce_kernel *k, const struct tce_request *call,
			uint8_t *image)
{
	const struct tce_process *p = &k->process[call->by];
	int fd = TCE_FD_NONE;
	int err = 0;

	if (call->kind == TCE_FD_FOREIGN)
		err = tce_kernel_fd_foreign(k, call->by, &fd);
	else if (call->kind != TCE_FD_CLOSED && call->slot < TCE_SLOTS)
		fd = p->fd[TCE_FD_CONTAINER][call->slot];
	if (fd < 0)
		fd = TCE_FD_NONE;
	memcpy(image, &fd, sizeof(fd));
	return err;
}

static void image_keep(struct tce_process *p, const struct tce_request *call,
		       const uint8_t *image, struct tce_reply *res)
{
	const size_t start =
		offsetof(struct vfio_iommu_spapr_tce_create, start_addr);

	if (res->ret < 0)
		return;
	if (call->op == TCE_OP_GET_INFO) {
		memcpy(p->info, image, sizeof(p->info));
		p->has_info = true;
	} else if (call->op == TCE_OP_STATUS) {
		memcpy(p->status, image, sizeof(p->status));
		p->has_status = true;
	} else if (call->op == TCE_OP_CREATE) {
		memcpy(&res->value, image + start, sizeof(res->value));
	}
}

int tce_kernel_ioctl(struct tce_kernel *k, const struct tce_request *call,
		     struct tce_reply *res)
{
	struct tce_process *p = &k->process[call->by];
	struct tce_agent_request q = {
		.what = TCE_AGENT_IOCTL,
		.ioctl = { .number = (uint32_t)call->arg[TCE_ARG_REQUEST],
			   .ptr = call->ptr,
			   .by_value = !tce_op_info[call->op].size,
			   .value = call->arg[TCE_ARG_VALUE],
			   .room = call->arg[TCE_ARG_ROOM] },
	};
	struct tce_agent_reply r;
	int err;

	if (!q.ioctl.number)
		q.ioctl.number = tce_op_info[call->op].request;
	err = tce_kernel_fd(k, call->by, call, &q.ioctl.fd);
	if (err)
		return err;
	image_make(call, q.ioctl.image);
	if (call->op == TCE_OP_ATTACH)
		err = attach_image(k, call, q.ioctl.image);
	if (!err)
		err = tce_kernel_ask(k, call->by, &q, &r);
	if (err)
		return err;
	res->ret = r.ret;
	res->written = p->written = r.ioctl.written;
	image_keep(p, call, r.ioctl.image, res);
	return 0;
}
