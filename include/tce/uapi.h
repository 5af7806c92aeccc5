/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_UAPI_H
#define TCE_UAPI_H

#include <linux/vfio.h>

/*
 * Request numbers as a powerpc kernel knows them. powerpc encodes "no
 * direction" as 1 in a field of 3 bits, so that its numbers differ from those
 * of most other architectures; a native build that took the host's macros
 * would test other numbers than the guest's. Structures are the same
 * everywhere and come from the kernel's header.
 */
#define TCE_REQ(nr) (0x20000000u | VFIO_TYPE << 8 | (VFIO_BASE + (nr)))

enum tce_ioctl_number {
	TCE_REQ_API_VERSION = TCE_REQ(0),
	TCE_REQ_CHECK_EXTENSION = TCE_REQ(1),
	TCE_REQ_SET_IOMMU = TCE_REQ(2),
	TCE_REQ_GROUP_STATUS = TCE_REQ(3),
	TCE_REQ_GROUP_ATTACH = TCE_REQ(4),
	TCE_REQ_GROUP_DETACH = TCE_REQ(5),
	TCE_REQ_GROUP_DEVICE = TCE_REQ(6),
	TCE_REQ_DEVICE_INFO = TCE_REQ(7),
	TCE_REQ_DEVICE_REGION = TCE_REQ(8),
	TCE_REQ_DEVICE_IRQ = TCE_REQ(9),
	TCE_REQ_DEVICE_IRQS = TCE_REQ(10),
	TCE_REQ_DEVICE_RESET = TCE_REQ(11),
	TCE_REQ_GET_INFO = TCE_REQ(12),
	TCE_REQ_MAP = TCE_REQ(13),
	TCE_REQ_UNMAP = TCE_REQ(14),
	TCE_REQ_ENABLE = TCE_REQ(15),
	TCE_REQ_DISABLE = TCE_REQ(16),
	TCE_REQ_REGISTER = TCE_REQ(17),
	TCE_REQ_UNREGISTER = TCE_REQ(18),
	TCE_REQ_CREATE = TCE_REQ(19),
	TCE_REQ_REMOVE = TCE_REQ(20),
	TCE_REQ_EEH = TCE_REQ(21),
};

#endif
