/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_NAMES_H
#define HOST_NAMES_H

#include <stddef.h>

#include <tce/device.h>

/**
 * host_device_name() - vendor and device, for a person
 * @id: whose
 * @buf: receives it, terminated
 *
 * Numbers, where there is no list of names, or where this program was built
 * without libpci (which the static one is: its library is shared only).
 */
void host_device_name(const struct tce_pci_id *id, char *buf, size_t len);

/**
 * host_class_name() - the class of a device, for a person
 */
void host_class_name(const struct tce_pci_id *id, char *buf, size_t len);

#endif
