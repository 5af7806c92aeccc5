// SPDX-License-Identifier: GPL-2.0-only
#include <tce/eeh.h>

#include <errno.h>

#include <linux/vfio.h>

#include <tce/ioctl.h>
#include <tce/uapi.h>

#include <core/call.h>

int tce_eeh_op(struct tce_container container, unsigned int op)
{
	struct vfio_eeh_pe_op arg = { .argsz = sizeof(arg), .op = op };

	/* The only operation whose value means something. */
	if (op == VFIO_EEH_PE_GET_STATE)
		return tce_ioctl(container.fd, TCE_REQ_EEH, &arg);
	return core_call(container.fd, TCE_REQ_EEH, &arg);
}

int tce_eeh_thaw(struct tce_container container)
{
	/* The kernel holds the reset for as long as a bus wants it. */
	static const unsigned int ops[] = {
		VFIO_EEH_PE_RESET_HOT,
		VFIO_EEH_PE_RESET_DEACTIVATE,
		VFIO_EEH_PE_CONFIGURE,
	};
	int ret = tce_eeh_op(container, VFIO_EEH_PE_GET_STATE);

	if (ret <= 0)
		return ret;
	for (unsigned int i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		ret = tce_eeh_op(container, ops[i]);
		if (ret < 0)
			return ret;
	}
	ret = tce_eeh_op(container, VFIO_EEH_PE_GET_STATE);
	if (ret < 0)
		return ret;
	return ret == VFIO_EEH_PE_STATE_NORMAL ? 1 : -EIO;
}
