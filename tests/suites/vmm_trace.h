/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_VMM_TRACE_H
#define TESTS_VMM_TRACE_H

#include <stdbool.h>

#include "vmm.h"

/*
 * A line of QEMU's stderr: a call of its trace is added to those of @v, and
 * what is neither that nor usual fails the case.
 */
void vmm_trace_take(struct vmm *v, const char *line);

/*
 * QEMU's advice, or its message that edu has no reset, or a guest no EEH.
 */
bool vmm_trace_is_usual(const char *line);

#endif
