/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MACHINE_H
#define MACHINE_H

/*
 * A machine made of files (tree.h) with PCI devices in it: a drive, a network
 * adapter of two functions behind a bridge, and one without a driver. All of
 * them are idle, and each group is free.
 */

#define DRIVE "0001:00:00.0"
#define PORT0 "0002:01:00.0"
#define PORT1 "0002:01:00.1"
#define SPARE "0003:00:00.0"
#define BRIDGE "0002:00:00.0"

#define SYS(bdf) "/sys/devices/pci/" bdf
#define DISK SYS(DRIVE) "/nvme/nvme0/nvme0n1"
#define TREE "/sys/firmware/devicetree/base"

#define PATH_FORMAT __attribute__((format(printf, 2, 3)))

void machine_start(void);

/* A file with this text, at a path of printf(3)'s. */
void machine_put(const char *text, const char *path, ...) PATH_FORMAT;
/* A link to a path of the machine. */
void machine_link(const char *target, const char *path, ...) PATH_FORMAT;

void machine_function(const char *bdf, const char *class, int group);
void machine_driver(const char *bdf, const char *driver);
/* A disk, or a partition below it: "/sys/devices/.../NAME". */
void machine_block(const char *path, const char *dev);
void machine_partition(const char *path, const char *dev);
/* The holder of a disk: an array, or with @uuid a device-mapper device. */
void machine_holder(const char *held, const char *name, const char *dev,
		    const char *uuid);
void machine_net(const char *path, const char *flags);

#endif
