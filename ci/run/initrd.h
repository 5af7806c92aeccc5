/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest boots beside its kernel: its initramfs and its firmware. */
#ifndef RUN_INITRD_H
#define RUN_INITRD_H

#include "machine.h"

/* What all guests of a run have in common. */
struct setup {
	const char *base;	/* an archive: programs and modules */
	const char *firmware;	/* our firmware's image */
	const char *waivers;	/* a file, or NULL */
	struct words arguments; /* of tce-test */
	unsigned int mul;
	bool answers; /* whether something replies to a guest's requests */
	bool booted;  /* whether the guest was booted for these cases */
	bool counters;
	bool shell;
};

/* Each 0, or TCE_STATUS_BROKEN after one line. */
int initrd_write(const char *path, const struct setup *setup,
		 const struct machine *machine, const struct words *cases);
int firmware_write(const char *path, const struct setup *setup,
		   const struct machine *machine);

#endif
