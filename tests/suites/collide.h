/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_COLLIDE_H
#define TESTS_COLLIDE_H

#include "case.h"

/* One thread maps what another unregisters. */
void collide_run_unregister(const struct tce_context *ctx);

#endif
