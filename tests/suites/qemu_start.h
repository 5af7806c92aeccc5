/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_QEMU_START_H
#define TESTS_QEMU_START_H

#include <tce/platform.h>

#include "case.h"
#include "vmm.h"

#define NEEDS_QEMU (NEED(QEMU) | NEED(KVM) | NEED(DDW) | NEED(PSERIES))

/* The calls for a device that is there from the start, or comes. */
extern const char *const qemu_start_calls[];

/* A machine with the device of g0, in slot 0 of its own bridge. */
void qemu_start(struct vmm *v, const struct tce_platform *p);

/* The device works for who has it next. */
void qemu_check_next_owner(const struct tce_platform *p);

#endif
