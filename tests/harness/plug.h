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
 * tce_plug_want() - skip the case where the machine's description lacks this
 */
void tce_plug_want(const char *name);

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
 * tce_cpu_in() - plug a CPU, and wait until the kernel uses it
 * @name: as the machine's description has it
 * @plug: receives what it is; its number is in place of an address
 *
 * As memory, by an event.
 */
void tce_cpu_in(const char *name, struct tce_plug *plug);

/**
 * tce_cpu_out() - have the kernel give it back to the firmware
 *
 * QEMU keeps it: version 7.2 does not survive that it is pulled.
 */
void tce_cpu_out(const struct tce_plug *plug);
void tce_cpu_again(const struct tce_plug *plug);

/* What the guest's tool for dynamic reconfiguration adds and removes. */
enum tce_dlpar {
	TCE_DLPAR_BRIDGE,
	TCE_DLPAR_SLOT,	  /* all that is on a bridge's bus */
	TCE_DLPAR_DEVICE, /* one among others */
};

/**
 * tce_dlpar_in() - plug it, and have that tool add it
 * @name: as the machine's description has it
 * @plug: receives what it is then
 *
 * Ends the case as broken where the tool cannot add it.
 */
void tce_dlpar_in(enum tce_dlpar kind, const char *name, struct tce_plug *plug);

/**
 * tce_dlpar_out() - ... remove it, and pull it; fails where it cannot
 */
void tce_dlpar_out(enum tce_dlpar kind, const char *name,
		   const struct tce_plug *plug);

#endif
