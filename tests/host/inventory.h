/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_INVENTORY_H
#define HOST_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include <tce/device.h>
#include <tce/driver.h>

/*
 * The PCI functions of this machine, as sysfs and the device tree list them.
 * Names are host_*: what is about the machine itself, not about VFIO.
 */

#define HOST_VFIO_PCI "vfio-pci"

struct host_function {
	char bdf[16]; /* 0000:00:00.0 */
	struct tce_pci_id id;
	char driver[TCE_DRIVER_MAX]; /* "": none */
	int driver_err;		     /* -errno why it is not known, or 0 */
	int group;		     /* N of /dev/vfio/N, or -1 */
	int numa;		     /* node, or -1 */
	char slot[32];		     /* as /sys/bus/pci/slots names it, or "" */
	char location[80];	     /* ibm,loc-code, its own or above it */
	char node[192];		     /* below the device tree's root, or "" */
	char physfn[16];	     /* BDF, where this is a VF of it, or "" */
	bool sriov;		     /* it can have VFs */
	unsigned long vfs;	     /* that this PF has enabled */
	int vfs_err;		     /* -errno why they are not known, or 0 */
	bool bridge;
};

struct host_inventory {
	struct host_function *f; /* by BDF */
	size_t n;
};

/**
 * host_inventory_read() - list all PCI functions
 * @inv: filled on success; to be freed with host_inventory_free()
 *
 * Needs no root. What no file says stays at "none" (see above), so the
 * list is complete where single facts are not.
 *
 * Return: 0; -ENOENT there is no PCI; -ENOMEM; -errno of listing them.
 */
int host_inventory_read(struct host_inventory *inv);

/**
 * host_inventory_free() - free what host_inventory_read() filled in
 */
void host_inventory_free(struct host_inventory *inv);

/**
 * host_inventory_find() - the function with that BDF, or NULL
 */
const struct host_function *
host_inventory_find(const struct host_inventory *inv, const char *bdf);

/**
 * host_inventory_next() - the next function of a group
 * @inv: where
 * @group: its number
 * @after: the one before, NULL for the first
 *
 * Return: the function, by BDF; NULL: no more, and none for group -1.
 */
const struct host_function *
host_inventory_next(const struct host_inventory *inv, int group,
		    const struct host_function *after);

#endif
