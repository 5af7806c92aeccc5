// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

#include <stdio.h>

#ifdef TCE_LIBPCI

#include <pci/pci.h>

/* The list of names is read once, and is there until the program ends. */
static struct pci_access *names(void)
{
	static struct pci_access *access;

	if (!access)
		access = pci_alloc();
	return access;
}

void host_device_name(const struct tce_pci_id *id, char *buf, size_t len)
{
	if (!pci_lookup_name(names(), buf, (int)len,
			     PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE, id->vendor,
			     id->device))
		*buf = '\0';
}

void host_class_name(const struct tce_pci_id *id, char *buf, size_t len)
{
	if (!pci_lookup_name(names(), buf, (int)len, PCI_LOOKUP_CLASS,
			     id->class >> 8))
		*buf = '\0';
}

#else

void host_device_name(const struct tce_pci_id *id, char *buf, size_t len)
{
	snprintf(buf, len, "%04x:%04x", id->vendor, id->device);
}

void host_class_name(const struct tce_pci_id *id, char *buf, size_t len)
{
	snprintf(buf, len, "class %04x", id->class >> 8);
}

#endif
