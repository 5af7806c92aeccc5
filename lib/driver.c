// SPDX-License-Identifier: GPL-2.0-only
/* Drivers of PCI devices, by way of sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <tce/driver.h>

#define PCI "/sys/bus/pci"

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return errno == ENOENT ? -ENODEV : -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int tce_driver_read(const char *bdf, char name[TCE_DRIVER_MAX])
{
	char path[128], target[PATH_MAX];
	const char *last;
	ssize_t n;

	snprintf(path, sizeof(path), PCI "/devices/%s", bdf);
	if (access(path, F_OK))
		return errno == ENOENT ? -ENODEV : -errno;
	snprintf(path, sizeof(path), PCI "/devices/%s/driver", bdf);
	n = readlink(path, target, sizeof(target) - 1);
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
	char path[128], name[TCE_DRIVER_MAX];
	int ret = tce_driver_read(bdf, name);

	if (ret)
		return ret == -ENOENT ? 0 : ret;
	snprintf(path, sizeof(path), PCI "/devices/%s/driver/unbind", bdf);
	return put(path, bdf);
}

int tce_driver_bind(const char *bdf, const char *name)
{
	char path[128];
	int ret;

	snprintf(path, sizeof(path), PCI "/devices/%s/driver_override", bdf);
	ret = put(path, name);
	if (ret)
		return ret;
	/* The bind file tells why; drivers_probe would hide the errno. */
	snprintf(path, sizeof(path), PCI "/drivers/%s/bind", name);
	return put(path, bdf);
}

int tce_driver_remove(const char *bdf)
{
	char path[128];

	snprintf(path, sizeof(path), PCI "/devices/%s/remove", bdf);
	return put(path, "1");
}

int tce_driver_rescan(void)
{
	return put(PCI "/rescan", "1");
}
