// SPDX-License-Identifier: GPL-2.0-only
#include "interrupts.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness.h"

struct vfio_irq_info interrupts_info(const struct tce_device *dev,
				     unsigned int index)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = index };

	TCE_MUST(tce_ioctl(dev->fd, TCE_REQ_DEVICE_IRQ, &info));
	return info;
}

unsigned int interrupts_needed(const struct tce_device *dev, unsigned int index,
			       const char *name)
{
	const unsigned int count = interrupts_info(dev, index).count;

	if (!count)
		tce_skip("needs %s: the device has none", name);
	return count;
}

int interrupts_set(const struct tce_device *dev, uint32_t flags,
		   unsigned int index, unsigned int start, unsigned int count,
		   const int32_t *data)
{
	const size_t size =
		flags & VFIO_IRQ_SET_DATA_EVENTFD ? count * sizeof(*data) : 0;
	struct vfio_irq_set *set = malloc(sizeof(*set) + size);
	int ret;

	if (!set)
		tce_broken("no memory");
	*set = (struct vfio_irq_set){
		.argsz = (uint32_t)(sizeof(*set) + size),
		.flags = flags,
		.index = index,
		.start = start,
		.count = count,
	};
	if (size)
		memcpy(set->data, data, size);
	ret = tce_ioctl(dev->fd, TCE_REQ_DEVICE_IRQS, set);
	free(set);
	return ret;
}

int interrupts_trigger(const struct tce_device *dev, unsigned int index,
		       unsigned int start, unsigned int count,
		       const int32_t *events)
{
	return interrupts_set(
		dev, VFIO_IRQ_SET_ACTION_TRIGGER | VFIO_IRQ_SET_DATA_EVENTFD,
		index, start, count, events);
}

int interrupts_off(const struct tce_device *dev, unsigned int index)
{
	return interrupts_set(
		dev, VFIO_IRQ_SET_ACTION_TRIGGER | VFIO_IRQ_SET_DATA_NONE,
		index, 0, 0, NULL);
}

int event_make(void)
{
	int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (event < 0)
		tce_broken("eventfd: %s", strerror(errno));
	return event;
}

uint64_t event_count(int event)
{
	uint64_t count;

	if (read(event, &count, sizeof(count)) == sizeof(count))
		return count;
	if (errno != EAGAIN)
		tce_broken("an eventfd cannot be read: %s", strerror(errno));
	return 0;
}

bool event_comes(int event)
{
	struct pollfd ready = { .fd = event, .events = POLLIN };

	return poll(&ready, 1, INTERRUPTS_PATIENCE_MS) == 1;
}
