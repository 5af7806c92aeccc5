/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_USE_H
#define TESTS_USE_H

#include <tce/tce.h>

/* Devices that come and go, and a cycle of use between. */

struct use {
	struct tce_vfio vfio;
	struct tce_buffer memory;
};

/* A device that is there by now, bound to vfio-pci: its facts. */
struct tce_platform use_adopt(const char *bdf);

/* VFIO has the group, without a window; then memory in the default window. */
void use_attach(struct use *u, const struct tce_platform *p);
void use_map(struct use *u, const struct tce_platform *p);

/* Both; the group's first device may be away. */
void use_begin(struct use *u, const struct tce_platform *p);
void use_end(struct use *u);

/* VmLck must be as it was. */
void use_check_locked(uint64_t before, const char *when);

#endif
