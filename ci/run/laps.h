/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the time of a run went: "SECONDS of what", a line each. */
#ifndef RUN_LAPS_H
#define RUN_LAPS_H

#include "guest.h"

/* Adds a line to the file PATH, or none where that is NULL. */
void laps_add(const char *path, int64_t us, const char *what);

void laps_of_guest(const char *path, const struct run_guest *guest);

#endif
