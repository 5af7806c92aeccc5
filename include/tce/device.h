/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_DEVICE_H
#define TCE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/group.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The ids of a PCI device. */
struct tce_pci_id {
	uint16_t vendor, device;
	uint32_t class_code; /* class, subclass, programming interface */
};

#define TCE_BARS 6

/* A PCI device behind vfio-pci. */
struct tce_device {
	int fd;
	uint64_t config;      /* of the configuration space in @fd, offset */
	uint64_t config_size; /* bytes */
	struct {
		uint64_t offset; /* in @fd */
		uint64_t size;	 /* bytes; 0: there is no such BAR */
	} bar[TCE_BARS];
};

/* A BAR in this process's address space; the byte order is the device's. */
struct tce_bar {
	volatile void *addr;
	size_t size; /* bytes */
};

/**
 * tce_device_open() - open a device of a group
 * @dev: filled on success, tce_device_close() ends it
 * @group: in a container with an IOMMU driver
 * @bdf: 0000:00:00.0
 *
 * The device decodes memory accesses; bus mastering is off.
 *
 * Source: vfio_pci_core_enable() and vfio_pci_ioctl_get_region_info() in
 * drivers/vfio/pci/vfio_pci_core.c.
 *
 * Return: 0; -ENOTSUP not a PCI device; or as tce_group_device_open() and
 * VFIO_DEVICE_GET_REGION_INFO report.
 */
int tce_device_open(struct tce_device *dev, struct tce_group group,
		    const char *bdf);

/**
 * tce_device_take() - use a device that is open already
 * @dev: filled on success; there is nothing to undo, @fd stays the caller's
 * @fd: descriptor of a device, in any state
 *
 * Return: as tce_device_open().
 */
int tce_device_take(struct tce_device *dev, int fd);

/**
 * tce_device_close() - close a device; mapped BARs stay mapped
 * @dev: of tce_device_open()
 *
 * Return: 0 or -errno of close(2).
 */
int tce_device_close(struct tce_device *dev);

/**
 * tce_device_config_read() - read configuration space
 * @dev: device
 * @offset: bytes
 * @buf: receives @len bytes, little-endian registers as they are; undefined
 *       on failure
 * @len: bytes
 *
 * Source: vfio_pci_config_rw() in drivers/vfio/pci/vfio_pci_config.c.
 *
 * Return: 0; -ERANGE beyond the space; -EIO read in part; -errno of pread(2).
 */
int tce_device_config_read(const struct tce_device *dev, uint64_t offset,
			   void *buf, size_t len);

/**
 * tce_device_config_write() - write configuration space
 * @dev: device
 * @offset: bytes
 * @buf: @len bytes, little-endian registers
 * @len: bytes
 *
 * vfio-pci ignores writes to bits that a user must not change, without an
 * error.
 *
 * Source: vfio_pci_config_rw() in drivers/vfio/pci/vfio_pci_config.c.
 *
 * Return: 0; -ERANGE beyond the space; -EIO written in part; -errno of
 * pwrite(2).
 */
int tce_device_config_write(const struct tce_device *dev, uint64_t offset,
			    const void *buf, size_t len);

/**
 * tce_device_bus_master() - switch the device's bus mastering on or off
 * @dev: device
 * @on: true: the device may start DMA
 *
 * Return: 0 or as the configuration space functions.
 */
int tce_device_bus_master(const struct tce_device *dev, bool on);

/**
 * tce_device_reset() - reset the function
 * @dev: device
 *
 * The mappings of the container stay; bus mastering is on or off as before.
 *
 * Sources: VFIO_DEVICE_RESET in linux/vfio.h; vfio_pci_ioctl_reset() in
 * drivers/vfio/pci/vfio_pci_core.c.
 *
 * Return: 0; -EINVAL the function has no reset; -errno.
 */
int tce_device_reset(const struct tce_device *dev);

/**
 * tce_device_interrupts() - count the device's interrupts in an eventfd
 * @dev: device
 * @eventfd: of eventfd(2), to which each interrupt of the first vector of MSI-X
 *	     adds one, or of MSI where there is no MSI-X; -1: stop that
 *
 * Sources: struct vfio_irq_set in linux/vfio.h; vfio_pci_ioctl_set_irqs() in
 * drivers/vfio/pci/vfio_pci_core.c.
 *
 * Return: 0; -EINVAL the device has neither; -errno of VFIO_DEVICE_GET_IRQ_INFO
 * or VFIO_DEVICE_SET_IRQS.
 */
int tce_device_interrupts(const struct tce_device *dev, int eventfd);

/**
 * tce_device_read32() - read a register of a BAR
 * @dev: device
 * @index: of the BAR, 0 to 5
 * @offset: bytes, a multiple of 4
 * @value: out, as a little-endian register
 *
 * The BAR need not be one that can be mapped.
 *
 * Source: vfio_pci_bar_rw() in drivers/vfio/pci/vfio_pci_rdwr.c.
 *
 * Return: 0; -EINVAL index; -ERANGE beyond the BAR; -EIO read in part; -errno
 * of pread(2).
 */
int tce_device_read32(const struct tce_device *dev, unsigned int index,
		      uint64_t offset, uint32_t *value);

/**
 * tce_device_write32() - write a register of a BAR
 * @dev: device
 * @index: of the BAR, 0 to 5
 * @offset: bytes, a multiple of 4
 * @value: as a little-endian register
 *
 * Memory that the caller wrote before is visible to the device when it sees
 * the write.
 *
 * Source: as tce_device_read32().
 *
 * Return: as tce_device_read32(), of pwrite(2).
 */
int tce_device_write32(const struct tce_device *dev, unsigned int index,
		       uint64_t offset, uint32_t value);

/**
 * tce_device_write64() - write a register of a BAR in one access of 8 bytes
 * @dev: device
 * @index: of the BAR, 0 to 5
 * @offset: bytes, a multiple of 8
 * @value: as a little-endian register
 *
 * For registers that must not be written in halves. The BAR is mapped during
 * the call only, because a mapping keeps the device open.
 *
 * Return: 0; as tce_device_write32() and tce_device_bar_map().
 */
int tce_device_write64(const struct tce_device *dev, unsigned int index,
		       uint64_t offset, uint64_t value);

/**
 * tce_device_bar_map() - map a whole BAR
 * @dev: device
 * @index: 0 to 5
 * @bar: filled on success, tce_device_bar_unmap() ends it
 *
 * Sources: struct vfio_region_info in linux/vfio.h; vfio_pci_core_mmap() in
 * drivers/vfio/pci/vfio_pci_core.c.
 *
 * Return: 0; -EINVAL index; -ENXIO the device has no such BAR; -EOPNOTSUPP
 * the kernel does not let it be mapped (I/O ports, or a BAR that shares its
 * CPU page); -errno of mmap(2).
 */
int tce_device_bar_map(const struct tce_device *dev, unsigned int index,
		       struct tce_bar *bar);

/**
 * tce_device_bar_unmap() - undo tce_device_bar_map()
 * @bar: of tce_device_bar_map(); zeroed
 *
 * Return: 0 or -errno of munmap(2).
 */
int tce_device_bar_unmap(struct tce_bar *bar);

#ifdef __cplusplus
}
#endif

#endif
