/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef JOINED_H
#define JOINED_H

#include <run/words.h>

/* The words with a bar between, good until the next call. */
const char *joined(const struct words *words);

#endif
