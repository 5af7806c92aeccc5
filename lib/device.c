// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include <tce/device.h>
#include <tce/group.h>
#include <tce/ioctl.h>
#include <tce/uapi.h>

static int region_get(int fd, unsigned int index, struct vfio_region_info *info)
{
	*info = (struct vfio_region_info){
		.argsz = sizeof(*info),
		.index = index,
	};
	return tce_ioctl(fd, TCE_REQ_DEVICE_REGION, info);
}

static int pci_check(int fd)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	int ret = tce_ioctl(fd, TCE_REQ_DEVICE_INFO, &info);

	if (ret)
		return ret;
	return info.flags & VFIO_DEVICE_FLAGS_PCI ? 0 : -ENOTSUP;
}

int tce_device_open(struct tce_device *dev, int group, const char *bdf)
{
	struct vfio_region_info config;
	int fd = tce_group_device_open(group, bdf);
	int ret;

	if (fd < 0)
		return fd;
	ret = pci_check(fd);
	if (!ret)
		ret = region_get(fd, VFIO_PCI_CONFIG_REGION_INDEX, &config);
	if (ret) {
		close(fd);
		return ret;
	}
	*dev = (struct tce_device){
		.fd = fd,
		.config = config.offset,
		.config_size = config.size,
	};
	return 0;
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
	return tce_ioctl(dev->fd, TCE_REQ_DEVICE_RESET, NULL);
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
