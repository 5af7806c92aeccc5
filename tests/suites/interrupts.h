/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_INTERRUPTS_H
#define TESTS_INTERRUPTS_H

#include <stdint.h>

#include <tce/uapi.h>

#include "owner.h"

/* Interrupts of one index (VFIO_PCI_MSIX_IRQ_INDEX, ...) of a device. */

#define INTERRUPTS_PATIENCE_MS 5000

/* VFIO_DEVICE_GET_IRQ_INFO, which must succeed. */
struct vfio_irq_info interrupts_info(const struct tce_device *dev,
				     unsigned int index);

/* How many are there; ends the case if that is none. */
unsigned int interrupts_needed(const struct tce_device *dev, unsigned int index,
			       const char *name);

/*
 * VFIO_DEVICE_SET_IRQS: @flags is an action and a kind of data, @data what it
 * is, of @count words for eventfds. Returns what the kernel does.
 */
int interrupts_set(const struct tce_device *dev, uint32_t flags,
		   unsigned int index, unsigned int start, unsigned int count,
		   const int32_t *data);

/* Eventfds as triggers, and no interrupts at all. */
int interrupts_trigger(const struct tce_device *dev, unsigned int index,
		       unsigned int start, unsigned int count,
		       const int32_t *events);
int interrupts_off(const struct tce_device *dev, unsigned int index);

/* An eventfd, its count, which is reset, and one that must become ready. */
int event_make(void);
uint64_t event_count(int event);
bool event_comes(int event);

#endif
