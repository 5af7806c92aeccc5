// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

#include <stdio.h>

#ifdef TCE_LIBPCI

#include <stdlib.h>

#include <pci/pci.h>

static void quiet(char *message, ...)
{
	(void)message;
}

static void __attribute__((noreturn)) out_of_memory(char *message, ...)
{
	(void)message;
	abort();
}

/*
 * The list of names is read once, and is there until the program ends. No
 * device is asked, so that no access to any is set up: pci_init() would end the
 * program where there is none.
 */
static struct pci_access *names(void)
{
	static struct pci_access *access;

	if (access)
		return access;
	access = pci_alloc();
	access->debug = quiet;
	access->warning = quiet;
	access->error = out_of_memory;
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
			     id->class_code >> 8))
		*buf = '\0';
}

#else

#include "ids.h"

/* Where distributions have the list; what it does not name has its numbers. */
static FILE *names(void)
{
	static const char *const places[] = {
		"/usr/share/misc/pci.ids",
		"/usr/share/hwdata/pci.ids",
		"/usr/share/pci.ids",
	};
	static FILE *list;

	for (size_t i = 0; !list && i < sizeof(places) / sizeof(*places); i++)
		list = fopen(places[i], "re");
	return list;
}

void host_device_name(const struct tce_pci_id *id, char *buf, size_t len)
{
	FILE *list = names();

	*buf = '\0';
	if (list)
		host_ids_device(list, id, buf, len);
	if (!*buf)
		snprintf(buf, len, "%04x:%04x", id->vendor, id->device);
}

void host_class_name(const struct tce_pci_id *id, char *buf, size_t len)
{
	FILE *list = names();

	*buf = '\0';
	if (list)
		host_ids_class(list, id, buf, len);
	if (!*buf)
		snprintf(buf, len, "class %04x", id->class_code >> 8);
}

#endif
