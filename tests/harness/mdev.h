/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_MDEV_H
#define TESTS_MDEV_H

#include <stdbool.h>

/*
 * A mediated device: it moves no data by itself, so that its group has no
 * IOMMU. The kernel's sample driver (CONFIG_SAMPLE_VFIO_MDEV_MTTY) makes one
 * when asked; devices of other drivers are somebody's, and left alone.
 */

/**
 * tce_mdev_there() - whether this kernel has that driver
 */
bool tce_mdev_there(void);

/**
 * tce_mdev_make() - make the device
 *
 * Return: the number of its group, or -errno: what the kernel answers, -ENOENT
 * where no driver took the device.
 */
int tce_mdev_make(void);

/**
 * tce_mdev_remove() - take the device away again; nobody may have it open
 *
 * Return: 0 or -errno.
 */
int tce_mdev_remove(void);

#endif /* TESTS_MDEV_H */
