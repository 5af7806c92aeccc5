/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_MACHINES_H
#define TESTS_MACHINES_H

#include <stddef.h>

#include <tce/platform.h>

/* Machines that exist as facts only, for the model to stand on. */
struct tce_machine {
	const char *name;
	const char *about;
	struct tce_platform platform;
};

extern const struct tce_machine tce_machines[];
extern const size_t tce_machines_n;

/**
 * tce_machine_find() - the machine of that name, or NULL
 */
const struct tce_machine *tce_machine_find(const char *name);

#endif
