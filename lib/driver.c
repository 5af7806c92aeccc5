// SPDX-License-Identifier: GPL-2.0-only
/* Drivers of PCI devices, in sysfs. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <tce/driver.h>

#include <core/file.h>

#define PCI "/sys/bus/pci"

/* Write to a file that exists if the device, or the driver, does. */
static int put(const char *folder, const char *name, const char *file,
	       const char *text)
{
	char path[PATH_MAX];
	int ret = core_path_print(path, PCI "/%s%s/%s", folder, name, file);

	if (!ret)
		ret = core_text_write(path, text);
	return ret == -ENOENT ? -ENODEV : ret;
}

int tce_driver_read(const char *bdf, char name[TCE_DRIVER_MAX])
{
	char path[PATH_MAX], link[PATH_MAX + 8], target[PATH_MAX];
	const char *last;
	ssize_t n;
	int ret = core_path_print(path, PCI "/devices/%s", bdf);

	if (ret)
		return ret;
	if (access(path, F_OK))
		return errno == ENOENT ? -ENODEV : -errno;
	snprintf(link, sizeof(link), "%s/driver", path);
	n = readlink(link, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = '\0';
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	if (strlen(last) >= TCE_DRIVER_MAX)
		return -ENAMETOOLONG;
	memcpy(name, last, strlen(last) + 1);
	return 0;
}

int tce_driver_unbind(const char *bdf)
{
	char name[TCE_DRIVER_MAX];
	int ret = tce_driver_read(bdf, name);

	if (ret)
		return ret == -ENOENT ? 0 : ret;
	return put("devices/", bdf, "driver/unbind", bdf);
}

int tce_driver_bind(const char *bdf, const char *name)
{
	int ret = put("devices/", bdf, "driver_override", name);

	if (ret)
		return ret;
	/* The bind file has the errno, which drivers_probe hides. */
	return put("drivers/", name, "bind", bdf);
}

int tce_driver_change(const char *bdf, const char *name)
{
	int ret = tce_driver_unbind(bdf);

	return ret ? ret : tce_driver_bind(bdf, name);
}

int tce_driver_reset(const char *bdf)
{
	return put("devices/", bdf, "reset", "1");
}

int tce_driver_remove(const char *bdf)
{
	return put("devices/", bdf, "remove", "1");
}

int tce_driver_rescan(void)
{
	return put("", "", "rescan", "1");
}
