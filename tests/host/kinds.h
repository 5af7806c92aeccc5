/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_KINDS_H
#define HOST_KINDS_H

#include "journal.h"

/*
 * What is changed on a machine, for the journal:
 *
 *	override BDF	driver_override of a PCI function, "(null)" for none
 *	driver BDF	who has it, "none" for nobody
 *	hugepages KIB	how many of that size are reserved
 *	module NAME	"loaded" or "absent"
 *
 * An override must be changed before the driver, so that it is put back after
 * it: a driver that is put back overrides, too.
 */

#define HOST_NONE "none"
#define HOST_LOADED "loaded"

extern const struct host_kind host_kinds[];
extern const size_t host_kinds_n;

/**
 * host_module_plan() - what loading a module would load
 * @name: as modprobe(8) takes it
 * @report: called for each module that is not loaded, in the order of loading,
 *        with its name as /sys/module has it; ends the walk by an error
 * @data: for @report
 *
 * Return: 0; -ENOENT it is neither loaded nor to be found for this kernel; what
 * @report returned; -errno.
 */
int host_module_plan(const char *name,
		     int (*report)(void *data, const char *module), void *data);

/**
 * host_module_load() - load a module with all that it depends on
 *
 * Return: 0; -ENOEXEC modprobe(8) does not load it.
 */
int host_module_load(const char *name);

#endif
