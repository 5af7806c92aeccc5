/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's command line. */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include "machine.h"

struct qemu_command {
	const char *qemu; /* the program */
	const char *kernel, *initrd, *firmware;
	/* QEMU's character devices, without their id */
	const char *console, *stream, *monitor; /* the last may be NULL */
	bool verbose; /* a boot that is slow anyway prints what it does */
	bool stopped; /* waits for a debugger */
};

/*
 * A guest survives an oops; a panic ends it and, with -no-reboot, QEMU. The
 * kernel's self-tests of its ciphers would take a fifth of the boot.
 */
void command_make(struct words *words, const struct qemu_command *command,
		  const struct machine *machine);

#endif
