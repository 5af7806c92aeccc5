// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <unistd.h>

#include <tce/platform.h>

#include <core/file.h>
#include <core/locked.h>

int tce_locked_read(uint64_t *bytes)
{
	int status = core_locked_open();
	int ret;

	if (status < 0)
		return status;
	ret = core_locked_get(status, bytes);
	close(status);
	return ret;
}

int tce_taint_read(uint64_t *mask)
{
	unsigned long long value;
	char path[PATH_MAX];
	int ret = core_path_print(path, "/proc/sys/kernel/tainted");

	if (!ret)
		ret = core_number_read(path, &value);
	if (!ret)
		*mask = value;
	return ret;
}
