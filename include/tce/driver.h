/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_DRIVER_H
#define TCE_DRIVER_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Which driver of the kernel a PCI device belongs to. This is state of the
 * machine, which outlives the process: whoever changes it is to put it back.
 */

#define TCE_DRIVER_MAX 64

/**
 * tce_driver_read() - the driver that has a device
 * @bdf: 0000:00:00.0
 * @name: receives its name, terminated
 *
 * Return: 0; -ENOENT there is none; -ENODEV no such device; -errno of reading
 * sysfs.
 */
int tce_driver_read(const char *bdf, char name[TCE_DRIVER_MAX]);

/**
 * tce_driver_unbind() - take a device from its driver
 * @bdf: 0000:00:00.0
 *
 * With vfio-pci this waits until nobody has the device open.
 *
 * Return: 0, also when it has none; -ENODEV no such device; -errno of writing
 * to sysfs.
 */
int tce_driver_unbind(const char *bdf);

/**
 * tce_driver_bind() - give a device to a driver
 * @bdf: 0000:00:00.0, without a driver
 * @name: a driver that is there
 *
 * No other driver takes the device from then on (driver_override).
 *
 * Return: 0; -ENODEV no such device or driver, or the driver refuses it;
 * -errno of writing to sysfs, which has the driver's reason.
 */
int tce_driver_bind(const char *bdf, const char *name);

/**
 * tce_driver_change() - take a device from its driver, if any, for another one
 * @bdf: 0000:00:00.0
 * @name: a driver that is there; the one that it has begins anew
 *
 * Return: as tce_driver_unbind() and tce_driver_bind(); when the latter fails
 * the device has no driver.
 */
int tce_driver_change(const char *bdf, const char *name);

/**
 * tce_driver_reset() - reset a device on behalf of the host
 * @bdf: 0000:00:00.0
 *
 * The kernel tells the driver, if there is one, before and after, and puts
 * configuration space back.
 *
 * Return: 0; -ENODEV no such device, or the kernel has no reset for it; -errno
 * of writing to sysfs, which has the reason.
 */
int tce_driver_reset(const char *bdf);

/**
 * tce_driver_remove() - take a device from its bus, and so from its driver
 * @bdf: 0000:00:00.0
 *
 * With vfio-pci this waits until nobody has the device open. It comes back with
 * tce_driver_rescan(), perhaps in another IOMMU group.
 *
 * Return: 0; -ENODEV no such device; -errno of writing to sysfs.
 */
int tce_driver_remove(const char *bdf);

/**
 * tce_driver_rescan() - find devices that are on a bus and not known
 *
 * Return: 0; -errno of writing to sysfs.
 */
int tce_driver_rescan(void);

#ifdef __cplusplus
}
#endif

#endif
