/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_IDS_H
#define HOST_IDS_H

#include <stddef.h>
#include <stdio.h>

#include <tce/device.h>

/*
 * Names of devices from a list in the form of pci.ids: for programs without
 * libpci, which knows more.
 */

/**
 * host_ids_device() - vendor and device, by their ids
 * @list: read from its beginning
 * @id: of the device
 * @buf: receives as much of both names as the list has, or ""
 * @len: size of @buf
 */
void host_ids_device(FILE *list, const struct tce_pci_id *id, char *buf,
		     size_t len);

/**
 * host_ids_class() - class, by the upper two bytes of its code; as above
 */
void host_ids_class(FILE *list, const struct tce_pci_id *id, char *buf,
		    size_t len);

#endif
