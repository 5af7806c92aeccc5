// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

void machine_put(const char *text, const char *format, ...)
{
	char path[PATH_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	tree_text(path, text);
}

void machine_link(const char *target, const char *format, ...)
{
	char path[PATH_MAX], to[PATH_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	snprintf(to, sizeof(to), "%s%s", tree_root(), target);
	tree_link(path, to);
}

void machine_function(const char *bdf, const char *class, int group)
{
	char device[128], number[64];

	snprintf(device, sizeof(device), "/sys/devices/pci/%s", bdf);
	machine_put("0x1b36\n", "%s/vendor", device);
	machine_put("0x0010\n", "%s/device", device);
	machine_put(class, "%s/class", device);
	machine_put("-1\n", "%s/numa_node", device);
	machine_put("(null)\n", "%s/driver_override", device);
	machine_link("/sys/bus/pci", "%s/subsystem", device);
	machine_link(device, "/sys/bus/pci/devices/%s", bdf);
	snprintf(number, sizeof(number), "/sys/kernel/iommu_groups/%d", group);
	machine_link(number, "%s/iommu_group", device);
	machine_link(device, "/sys/kernel/iommu_groups/%d/devices/%s", group,
		     bdf);
}

void machine_driver(const char *bdf, const char *driver)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s", driver);
	machine_put("", "%s/unbind", path);
	machine_put("", "%s/bind", path);
	machine_link(path, "/sys/devices/pci/%s/driver", bdf);
}

void machine_block(const char *path, const char *dev)
{
	const char *name = strrchr(path, '/') + 1;
	char text[PATH_MAX];

	machine_put(dev, "%s/dev", path);
	snprintf(text, sizeof(text), "%s/holders", path);
	tree_folder(text);
	machine_link("/sys/class/block", "%s/subsystem", path);
	machine_link(path, "/sys/class/block/%s", name);
	machine_put("", "/dev/%s", name);
}

void machine_partition(const char *path, const char *dev)
{
	machine_block(path, dev);
	machine_put("1\n", "%s/partition", path);
}

/* A device of device mapper, or an array, that holds another disk. */
void machine_holder(const char *held, const char *name, const char *dev,
		    const char *uuid)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/devices/virtual/block/%s", name);
	machine_block(path, dev);
	if (uuid)
		machine_put(uuid, "%s/dm/uuid", path);
	else
		machine_put("raid1\n", "%s/md/level", path);
	machine_link(path, "/sys/class/block/%s/holders/%s", held, name);
}

void machine_net(const char *path, const char *flags)
{
	machine_link("/sys/class/net", "%s/subsystem", path);
	machine_put(flags, "%s/flags", path);
	machine_link(path, "/sys/class/net/%s", strrchr(path, '/') + 1);
}

void machine_start(void)
{
	tree_start();
	unsetenv("SSH_CONNECTION");
	tree_text("/proc/self/mountinfo",
		  "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	tree_text("/proc/swaps", "Filename Type Size Used Priority\n");
	tree_text("/proc/net/route",
		  "Iface Destination Gateway Flags RefCnt Use Metric Mask\n");
	tree_text("/proc/net/ipv6_route", "");
	tree_text("/proc/sys/kernel/random/boot_id", "first\n");
	machine_link(TREE, "/proc/device-tree");
	tree_file(TREE "/device_type", "chrp", 5);
	tree_file(TREE "/model", "IBM,9009-22A", 13);

	machine_function(DRIVE, "0x010802\n", 1);
	machine_driver(DRIVE, "nvme");
	/* the numbers of /dev/null, which is a node that is open below */
	machine_put("1:3\n", SYS(DRIVE) "/nvme/nvme0/dev");
	machine_link("/sys/class/nvme", SYS(DRIVE) "/nvme/nvme0/subsystem");
	machine_block(DISK, "259:0\n");
	machine_partition(DISK "/nvme0n1p1", "259:1\n");

	machine_function(BRIDGE, "0x060400\n", 2);
	machine_function(PORT0, "0x020000\n", 2);
	machine_driver(PORT0, "mlx5_core");
	machine_net(SYS(PORT0) "/net/eth0", "0x1002\n");
	machine_function(PORT1, "0x020000\n", 2);

	machine_function(SPARE, "0x00ff00\n", 3);
}
