/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KVM_UNDER_WAY_H
#define TESTS_KVM_UNDER_WAY_H

#include <tce/platform.h>

#include "case.h"

/* For a row: a table is closed while its guest's call is under way. */
void kvm_run_closed_under_call(const struct tce_context *ctx);

#endif
