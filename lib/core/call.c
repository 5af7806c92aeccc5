// SPDX-License-Identifier: GPL-2.0-only
#include "call.h"

#include <errno.h>

#include <tce/ioctl.h>

int core_call(int fd, unsigned int request, void *arg)
{
	int ret = tce_ioctl(fd, request, arg);

	return ret > 0 ? -EPROTO : ret;
}
