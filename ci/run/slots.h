/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many guests may run at once over all cells of a matrix: a cell asks its
 * matrix for a slot before each boot, by a byte on a socket, and gives it back.
 * What a cell holds is free when its socket closes.
 */
#ifndef RUN_SLOTS_H
#define RUN_SLOTS_H

#include <stdbool.h>

#define SLOT_WANT 'w'
#define SLOT_FREE 'f'
#define SLOT_GIVEN 'g'

struct slots {
	int fd; /* to the matrix; -1: there is none, and no limit */
	bool asked;
	bool given; /* one that no guest has taken */
};

void slots_open(struct slots *slots, const char *fd);

/* Whether a guest may boot now; asks if need be. */
bool slots_take(struct slots *slots);

/* Reads what the matrix says. */
void slots_read(struct slots *slots);

/* Gives one back. */
void slots_free(struct slots *slots);

#endif
