/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_PLUG_H
#define TESTS_PLUG_H

#include <stdint.h>

/*
 * Devices and memory that come and go while the machine runs. The runner plugs
 * them: a case asks by a line in its stream, and the answer comes back on the
 * same terminal. The guest's own tool, drmgr, then takes them.
 */

/* One thing that the machine's description has for this (plug=). */
struct tce_plug {
	char connector[16]; /* index, as drmgr wants it */
	/* where the device is then, or memory's address; "-": it is neither */
	char bdf[16];
};

/**
 * tce_plugs() - what can be plugged here
 *
 * Return: names with blanks between them; "" without a runner that would.
 */
const char *tce_plugs(void);

/* Each ends the case as broken when the runner cannot do it. */
void tce_plug_in(const char *name, struct tce_plug *plug);
void tce_plug_out(const char *name);

/**
 * tce_memory_in() - plug memory, and wait until the kernel uses it
 * @name: as the machine's description has it
 *
 * The kernel adds it without drmgr, by an event.
 *
 * Return: its physical address.
 */
uint64_t tce_memory_in(const char *name);

/**
 * tce_memory_out() - ... and pull it, until the kernel and the machine let go
 * @name: plugged; nobody uses it any more
 */
void tce_memory_out(const char *name);

/**
 * tce_drmgr() - run the guest's tool for dynamic reconfiguration
 * @kind: pci or phb
 * @connector: index
 * @what: -a to add, -r to remove
 *
 * Return: its exit status; -1 when a signal ended it.
 */
int tce_drmgr(const char *kind, const char *connector, const char *what);

#endif
