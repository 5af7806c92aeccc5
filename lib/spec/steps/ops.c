// SPDX-License-Identifier: GPL-2.0-only
/* What operations are: names, request numbers, layout of their arguments. */
#include <spec/step.h>
#include <tce/uapi.h>

/* Every structure of this interface begins so. */
#define HEAD                                 \
	{ TCE_ARG_ARGSZ, 0, 4, "argsz" },    \
	{                                    \
		TCE_ARG_FLAGS, 4, 4, "flags" \
	}

#define ON(kind) .fd_kind = TCE_FD_##kind
#define ARG(arg) (1u << TCE_ARG_##arg)

const struct tce_op_info tce_op_info[TCE_OPS] = {
	[TCE_OP_END] = { .name = "end" },

	[TCE_OP_CONTAINER] = { .name = "container",
			       ON(CONTAINER),
			       .about = "open /dev/vfio/vfio" },
	[TCE_OP_GROUP] = { .name = "group",
			   ON(GROUP),
			   .about = "open /dev/vfio/N, the group of a PE" },
	[TCE_OP_DEVICE] = { .name = "device",
			    ON(DEVICE),
			    .args = ARG(ROOM),
			    .about = "VFIO_GROUP_GET_DEVICE_FD, on the group" },
	[TCE_OP_CLOSE] = { .name = "close",
			   ON(CONTAINER),
			   .about = "close a descriptor" },

	[TCE_OP_API_VERSION] = { .name = "api_version",
				 .request = TCE_REQ_API_VERSION,
				 ON(CONTAINER) },
	[TCE_OP_CHECK_EXTENSION] = { .name = "check_extension",
				     .request = TCE_REQ_CHECK_EXTENSION,
				     .args = ARG(VALUE),
				     ON(CONTAINER) },
	[TCE_OP_SET_IOMMU] = { .name = "set_iommu",
			       .request = TCE_REQ_SET_IOMMU,
			       .args = ARG(VALUE),
			       ON(CONTAINER) },
	[TCE_OP_STATUS] = { .name = "status",
			    .request = TCE_REQ_GROUP_STATUS,
			    .size = sizeof(struct vfio_group_status),
			    .min = 8,
			    ON(GROUP),
			    .field = { HEAD } },
	/* A bare int, the number of a descriptor: no field can say that. */
	[TCE_OP_ATTACH] = { .name = "attach",
			    .request = TCE_REQ_GROUP_ATTACH,
			    .size = sizeof(int),
			    ON(GROUP),
			    .slot = 'c' },
	[TCE_OP_DETACH] = { .name = "detach",
			    .request = TCE_REQ_GROUP_DETACH,
			    ON(GROUP) },
	[TCE_OP_RESET] = { .name = "reset",
			   .request = TCE_REQ_DEVICE_RESET,
			   ON(DEVICE) },

	[TCE_OP_REBIND] = { .name = "rebind",
			    ON(GROUP),
			    .about = "the device leaves its driver and returns "
				     "to it" },
	[TCE_OP_GET_INFO] = { .name = "get_info",
			      .request = TCE_REQ_GET_INFO,
			      .size = sizeof(struct vfio_iommu_spapr_tce_info),
			      .min = 16,
			      ON(CONTAINER),
			      .field = { HEAD } },
	[TCE_OP_MAP] = { .name = "map",
			 .request = TCE_REQ_MAP,
			 .size = sizeof(struct vfio_iommu_type1_dma_map),
			 .min = 32,
			 ON(CONTAINER),
			 .slot = 'b',
			 .field = { HEAD,
				    { TCE_ARG_VADDR, 8, 8, "vaddr" },
				    { TCE_ARG_IOVA, 16, 8, "iova" },
				    { TCE_ARG_SIZE, 24, 8, "size" } } },
	[TCE_OP_UNMAP] = { .name = "unmap",
			   .request = TCE_REQ_UNMAP,
			   .size = sizeof(struct vfio_iommu_type1_dma_unmap),
			   .min = 24,
			   ON(CONTAINER),
			   .field = { HEAD,
				      { TCE_ARG_IOVA, 8, 8, "iova" },
				      { TCE_ARG_SIZE, 16, 8, "size" } } },
	[TCE_OP_ENABLE] = { .name = "enable",
			    .request = TCE_REQ_ENABLE,
			    ON(CONTAINER) },
	[TCE_OP_DISABLE] = { .name = "disable",
			     .request = TCE_REQ_DISABLE,
			     ON(CONTAINER) },
	[TCE_OP_REGISTER] = { .name = "register",
			      .request = TCE_REQ_REGISTER,
			      .size = sizeof(
				      struct vfio_iommu_spapr_register_memory),
			      .min = 24,
			      ON(CONTAINER),
			      .slot = 'b',
			      .field = { HEAD,
					 { TCE_ARG_VADDR, 8, 8, "vaddr" },
					 { TCE_ARG_SIZE, 16, 8, "size" } } },
	[TCE_OP_UNREGISTER] = { .name = "unregister",
				.request = TCE_REQ_UNREGISTER,
				.size = sizeof(
					struct
					vfio_iommu_spapr_register_memory),
				.min = 24,
				ON(CONTAINER),
				.slot = 'b',
				.field = { HEAD,
					   { TCE_ARG_VADDR, 8, 8, "vaddr" },
					   { TCE_ARG_SIZE, 16, 8, "size" } } },
	[TCE_OP_CREATE] = { .name = "create",
			    .request = TCE_REQ_CREATE,
			    .size = sizeof(struct vfio_iommu_spapr_tce_create),
			    .min = 40,
			    ON(CONTAINER),
			    .slot = 'w',
			    .field = { HEAD,
				       { TCE_ARG_PAGE_SHIFT, 8, 4,
					 "page_shift" },
				       { TCE_ARG_RESV1, 12, 4, "__resv1" },
				       { TCE_ARG_SIZE, 16, 8, "window_size" },
				       { TCE_ARG_LEVELS, 24, 4, "levels" },
				       { TCE_ARG_RESV2, 28, 4, "__resv2" } } },
	[TCE_OP_REMOVE] = { .name = "remove",
			    .request = TCE_REQ_REMOVE,
			    .size = sizeof(struct vfio_iommu_spapr_tce_remove),
			    .min = 16,
			    ON(CONTAINER),
			    .slot = 'w',
			    .field = { HEAD,
				       { TCE_ARG_START, 8, 8,
					 "start_addr" } } },
	[TCE_OP_EEH] = { .name = "eeh",
			 .request = TCE_REQ_EEH,
			 .size = sizeof(struct vfio_eeh_pe_op),
			 .min = 12,
			 ON(CONTAINER),
			 .field = { HEAD,
				    { TCE_ARG_VALUE, 8, 4, "op" },
				    { TCE_ARG_TYPE, 16, 4, "err.type" },
				    { TCE_ARG_FUNC, 20, 4, "err.func" },
				    { TCE_ARG_IOVA, 24, 8, "err.addr" },
				    { TCE_ARG_SIZE, 32, 8, "err.mask" } } },
	[TCE_OP_IOCTL] = { .name = "ioctl",
			   .size = 64,
			   ON(CONTAINER),
			   .args = ARG(REQUEST) | ARG(ROOM),
			   .about = "any request number, on zeros" },

	[TCE_OP_BUFFER] = { .name = "buffer",
			    .slot = 'b',
			    .args = ARG(SIZE) | ARG(PAGE_SHIFT),
			    .about = "map memory of a kind, zeros" },
	[TCE_OP_PUNCH] = { .name = "punch",
			   .slot = 'b',
			   .args = ARG(START) | ARG(SIZE),
			   .about = "unmap a part of it" },
	[TCE_OP_RENEW] = { .name = "renew",
			   .slot = 'b',
			   .args = ARG(START) | ARG(SIZE),
			   .about = "map new memory, zeros, in place of a part "
				    "of it" },
	[TCE_OP_MLOCK] = { .name = "mlock",
			   .slot = 'b',
			   .about = "mlock(2) it" },
	[TCE_OP_LIMIT] = { .name = "limit",
			   .args = ARG(SIZE),
			   .about = "set RLIMIT_MEMLOCK" },
	[TCE_OP_UNPRIVILEGED] = { .name = "unprivileged",
				  .about = "give up CAP_IPC_LOCK" },
	[TCE_OP_PATTERN] = { .name = "pattern",
			     .slot = 'b',
			     .args = ARG(START) | ARG(SIZE) | ARG(VALUE),
			     .about = "the CPU writes bytes made from value" },

	[TCE_OP_ENGINE] = { .name = "engine",
			    ON(DEVICE),
			    .slot = 'b',
			    .args = ARG(IOVA),
			    .about = "drive the device, with a buffer for "
				     "itself" },
	[TCE_OP_MASTER] = { .name = "master",
			    ON(DEVICE),
			    .args = ARG(VALUE),
			    .about = "bus mastering on (1) or off" },
	[TCE_OP_DMA_WRITE] = { .name = "dma_write",
			       ON(DEVICE),
			       .args = ARG(IOVA) | ARG(SIZE),
			       .about = "the device writes memory" },
	[TCE_OP_DMA_READ] = { .name = "dma_read",
			      ON(DEVICE),
			      .args = ARG(IOVA) | ARG(SIZE),
			      .about = "the device reads memory" },
	[TCE_OP_DMA_START] = { .name = "dma_start",
			       ON(DEVICE),
			       .args = ARG(IOVA) | ARG(SIZE),
			       .about = "start a write, go on" },
	[TCE_OP_DMA_WAIT] = { .name = "dma_wait",
			      ON(DEVICE),
			      .about = "wait for its end" },

	[TCE_OP_FAIL] = { .name = "fail",
			  .slot = 'g',
			  .args = ARG(VALUE) | ARG(COUNT),
			  .about = "the next calls to the firmware end with a "
				   "status" },
	[TCE_OP_REFUSE_LIVE] = { .name = "refuse_live",
				 .slot = 'g',
				 .about = "it removes no window with live "
					  "entries" },

	[TCE_OP_FORK] = { .name = "fork",
			  .slot = 'p',
			  .about = "a copy of process 0" },
	[TCE_OP_EXEC] = { .name = "exec",
			  .slot = 'p',
			  .about = "exec(2) in it, descriptors stay open" },
	[TCE_OP_EXEC_CLOSING] = { .name = "exec_closing",
				  .slot = 'p',
				  .about = "the same, they are closed" },
	[TCE_OP_EXIT] = { .name = "exit", .slot = 'p', .about = "it exits" },
	[TCE_OP_KILL] = { .name = "kill",
			  .slot = 'p',
			  .about = "it is killed" },
	[TCE_OP_PASS] = { .name = "pass",
			  ON(CONTAINER),
			  .slot = 'p',
			  .about = "it receives a descriptor of process 0" },

	[TCE_OP_FOR] = { .name = "for",
			 .args = ARG(START) | ARG(VALUE),
			 .about = "repeat the steps up to done for each x of a "
				  "set" },
	[TCE_OP_DONE] = { .name = "done", .about = "end of the loop" },
	[TCE_OP_CHECK] = { .name = "check",
			   .args = ARG(VALUE),
			   .about = "compare a value that can be seen" },
};

bool tce_op_takes_ptr(enum tce_op op)
{
	return tce_op_info[op].size || op == TCE_OP_DEVICE;
}

unsigned int tce_op_args(enum tce_op op)
{
	const struct tce_op_info *info = &tce_op_info[op];
	unsigned int args = info->args;

	for (const struct tce_field *f = info->field; f->width; f++)
		args |= 1u << f->arg;
	/* another ioctl can be made in place of each one */
	if (info->request)
		args |= ARG(REQUEST) | (info->size ? ARG(ROOM) : 0);
	return args;
}
