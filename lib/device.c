// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include <tce/device.h>
#include <tce/group.h>
#include <tce/uapi.h>

#include <core/call.h>

static int region_get(int fd, unsigned int index, struct vfio_region_info *info)
{
	*info = (struct vfio_region_info){
		.argsz = sizeof(*info),
		.index = index,
	};
	return core_call(fd, TCE_REQ_DEVICE_REGION, info);
}

static int pci_check(int fd)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	int ret = core_call(fd, TCE_REQ_DEVICE_INFO, &info);

	if (ret)
		return ret;
	return info.flags & VFIO_DEVICE_FLAGS_PCI ? 0 : -ENOTSUP;
}

int tce_device_take(struct tce_device *dev, int fd)
{
	struct tce_device new = { .fd = fd };
	struct vfio_region_info info;
	int ret = pci_check(fd);

	if (!ret)
		ret = region_get(fd, VFIO_PCI_CONFIG_REGION_INDEX, &info);
	if (ret)
		return ret;
	new.config = info.offset;
	new.config_size = info.size;
	for (unsigned int i = 0; i < TCE_BARS; i++) {
		ret = region_get(fd, i, &info);
		if (ret)
			return ret;
		new.bar[i].offset = info.offset;
		new.bar[i].size = info.size;
	}
	*dev = new;
	return 0;
}

int tce_device_open(struct tce_device *dev, struct tce_group group,
		    const char *bdf)
{
	int fd = tce_group_device_open(group, bdf);
	int ret;

	if (fd < 0)
		return fd;
	ret = tce_device_take(dev, fd);
	if (ret)
		close(fd);
	return ret;
}

int tce_device_close(struct tce_device *dev)
{
	int fd = dev->fd;

	dev->fd = -1;
	return close(fd) ? -errno : 0;
}

static int config_range_check(const struct tce_device *dev, uint64_t offset,
			      size_t len)
{
	if (offset > dev->config_size || len > dev->config_size - offset)
		return -ERANGE;
	return 0;
}

static int transfer_result(ssize_t done, size_t len)
{
	if (done < 0)
		return -errno;
	return (size_t)done == len ? 0 : -EIO;
}

int tce_device_config_read(const struct tce_device *dev, uint64_t offset,
			   void *buf, size_t len)
{
	int ret = config_range_check(dev, offset, len);

	if (ret)
		return ret;
	return transfer_result(
		pread(dev->fd, buf, len, (off_t)(dev->config + offset)), len);
}

int tce_device_config_write(const struct tce_device *dev, uint64_t offset,
			    const void *buf, size_t len)
{
	int ret = config_range_check(dev, offset, len);

	if (ret)
		return ret;
	return transfer_result(
		pwrite(dev->fd, buf, len, (off_t)(dev->config + offset)), len);
}

int tce_device_bus_master(const struct tce_device *dev, bool on)
{
	uint8_t command[2];
	int ret = tce_device_config_read(dev, PCI_COMMAND, command,
					 sizeof(command));

	if (ret)
		return ret;
	command[0] &= (uint8_t)~PCI_COMMAND_MASTER;
	if (on)
		command[0] |= PCI_COMMAND_MASTER;
	return tce_device_config_write(dev, PCI_COMMAND, command,
				       sizeof(command));
}

int tce_device_reset(const struct tce_device *dev)
{
	return core_call(dev->fd, TCE_REQ_DEVICE_RESET, NULL);
}

int tce_device_interrupts(const struct tce_device *dev, int eventfd)
{
	union {
		struct vfio_irq_set set;
		uint8_t bytes[sizeof(struct vfio_irq_set) + sizeof(eventfd)];
	} request = { .set = {
			      .argsz = sizeof(request),
			      .flags = VFIO_IRQ_SET_ACTION_TRIGGER,
			      .index = VFIO_PCI_MSIX_IRQ_INDEX,
		      } };
	struct vfio_irq_info msix = { .argsz = sizeof(msix),
				      .index = VFIO_PCI_MSIX_IRQ_INDEX };
	int ret = core_call(dev->fd, TCE_REQ_DEVICE_IRQ, &msix);

	if (ret)
		return ret;
	if (!msix.count)
		request.set.index = VFIO_PCI_MSI_IRQ_INDEX;

	if (eventfd < 0) {
		request.set.flags |= VFIO_IRQ_SET_DATA_NONE;
	} else {
		request.set.flags |= VFIO_IRQ_SET_DATA_EVENTFD;
		request.set.count = 1;
		memcpy(request.set.data, &eventfd, sizeof(eventfd));
	}
	return core_call(dev->fd, TCE_REQ_DEVICE_IRQS, &request);
}

/* Place of @len bytes of a BAR in the device's file. */
static int bar_range_get(const struct tce_device *dev, unsigned int index,
			 uint64_t offset, uint64_t len, off_t *at)
{
	if (index >= TCE_BARS)
		return -EINVAL;
	if (offset > dev->bar[index].size ||
	    len > dev->bar[index].size - offset)
		return -ERANGE;
	*at = (off_t)(dev->bar[index].offset + offset);
	return 0;
}

int tce_device_read32(const struct tce_device *dev, unsigned int index,
		      uint64_t offset, uint32_t *value)
{
	uint32_t word;
	off_t at;
	int ret = bar_range_get(dev, index, offset, sizeof(word), &at);

	if (!ret)
		ret = transfer_result(pread(dev->fd, &word, sizeof(word), at),
				      sizeof(word));
	if (!ret)
		*value = le32toh(word);
	return ret;
}

int tce_device_write32(const struct tce_device *dev, unsigned int index,
		       uint64_t offset, uint32_t value)
{
	const uint32_t word = htole32(value);
	off_t at;
	int ret = bar_range_get(dev, index, offset, sizeof(word), &at);

	if (ret)
		return ret;
	atomic_thread_fence(memory_order_seq_cst);
	return transfer_result(pwrite(dev->fd, &word, sizeof(word), at),
			       sizeof(word));
}

int tce_device_write64(const struct tce_device *dev, unsigned int index,
		       uint64_t offset, uint64_t value)
{
	struct tce_bar bar = { 0 };
	off_t at;
	int ret = bar_range_get(dev, index, offset, sizeof(value), &at);

	if (!ret)
		ret = tce_device_bar_map(dev, index, &bar);
	if (!bar.addr)
		return ret;
	atomic_thread_fence(memory_order_seq_cst);
	*(volatile uint64_t *)((volatile uint8_t *)bar.addr + offset) =
		htole64(value);
	return tce_device_bar_unmap(&bar);
}

int tce_device_bar_map(const struct tce_device *dev, unsigned int index,
		       struct tce_bar *bar)
{
	struct vfio_region_info info;
	void *addr;
	int ret;

	if (index > VFIO_PCI_BAR5_REGION_INDEX)
		return -EINVAL;
	ret = region_get(dev->fd, index, &info);
	if (ret)
		return ret;
	if (!info.size)
		return -ENXIO;
	if (!(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
		return -EOPNOTSUPP;
	addr = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		    dev->fd, (off_t)info.offset);
	if (addr == MAP_FAILED)
		return -errno;
	*bar = (struct tce_bar){ .addr = addr, .size = info.size };
	return 0;
}

int tce_device_bar_unmap(struct tce_bar *bar)
{
	int ret = munmap((void *)bar->addr, bar->size) ? -errno : 0;

	*bar = (struct tce_bar){ 0 };
	return ret;
}
