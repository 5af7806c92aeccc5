/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_DRIVER_H
#define TCE_DRIVER_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The kernel's driver of a PCI device. This is state of the machine, which
 * outlives the process: a program that changes it must undo that.
 */

#define TCE_DRIVER_MAX 64

/**
 * tce_driver_read() - read the name of a device's driver
 * @bdf: 0000:00:00.0
 * @name: receives its name, terminated
 *
 * Source: Documentation/ABI/testing/sysfs-bus-pci.
 *
 * Return: 0; -ENOENT it has none; -ENODEV no such device; -errno of reading
 * sysfs.
 */
int tce_driver_read(const char *bdf, char name[TCE_DRIVER_MAX]);

/**
 * tce_driver_unbind() - take a device from its driver
 * @bdf: 0000:00:00.0
 *
 * With vfio-pci this waits until no process has the device open.
 *
 * Source: unbind_store() in drivers/base/bus.c.
 *
 * Return: 0, also when it has none; -ENODEV no such device; -errno of writing
 * to sysfs.
 */
int tce_driver_unbind(const char *bdf);

/**
 * tce_driver_bind() - give a device to a driver
 * @bdf: 0000:00:00.0, without a driver
 * @name: a registered driver
 *
 * No other driver takes the device from then on (driver_override).
 *
 * Sources: bind_store() in drivers/base/bus.c; driver_override in
 * Documentation/ABI/testing/sysfs-bus-pci.
 *
 * Return: 0; -ENODEV no such device or driver, or the driver refuses it;
 * -errno of writing to sysfs, which gives the driver's reason.
 */
int tce_driver_bind(const char *bdf, const char *name);

/**
 * tce_driver_change() - take a device from its driver, if any, for another one
 * @bdf: 0000:00:00.0
 * @name: a registered driver; if it is the present one it starts over
 *
 * Return: as tce_driver_unbind() and tce_driver_bind(); when the latter fails
 * the device has no driver.
 */
int tce_driver_change(const char *bdf, const char *name);

/**
 * tce_driver_reset() - reset a device on behalf of the host
 * @bdf: 0000:00:00.0
 *
 * The kernel notifies the driver, if there is one, before and after, and
 * restores configuration space.
 *
 * Source: reset_store() in drivers/pci/pci-sysfs.c.
 *
 * Return: 0; -ENODEV no such device, or the kernel has no reset for it; -errno
 * of writing to sysfs, which gives the reason.
 */
int tce_driver_reset(const char *bdf);

/**
 * tce_driver_remove() - take a device from its bus, and so from its driver
 * @bdf: 0000:00:00.0
 *
 * With vfio-pci this waits until no process has the device open.
 * tce_driver_rescan() finds it again, perhaps in another IOMMU group.
 *
 * Source: remove_store() in drivers/pci/pci-sysfs.c.
 *
 * Return: 0; -ENODEV no such device; -errno of writing to sysfs.
 */
int tce_driver_remove(const char *bdf);

/**
 * tce_driver_rescan() - find devices that are on a bus and not yet known
 *
 * Source: rescan_store() in drivers/pci/pci-sysfs.c.
 *
 * Return: 0; -errno of writing to sysfs.
 */
int tce_driver_rescan(void);

#ifdef __cplusplus
}
#endif

#endif
