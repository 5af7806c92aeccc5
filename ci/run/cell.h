/* SPDX-License-Identifier: GPL-2.0-only */
/* A cell of a matrix: a run of run-tests.sh, in a folder of the results. */
#ifndef RUN_CELL_H
#define RUN_CELL_H

#include "child.h"
#include "options.h"

/* The fields of its line. */
enum cell_field {
	CELL_SLOWER,
	CELL_KERNEL,
	CELL_MACHINE,
	CELL_FOLDER,
	CELL_ARGUMENTS
};

struct matrix_cell {
	struct words fields;
	struct child run;
	int slots;	   /* its end of the socket, or -1 */
	long held, wanted; /* slots */
	int64_t began;
	bool started, over;
	int code;
	double seconds;
};

struct cells {
	const struct run_options *options;
	struct matrix_cell *cell;
	size_t n, room;
	long guests;  /* of all of them, side by side */
	long of_cell; /* of each */
};

/*
 * Reads the list at PATH, as matrix_run() has it. 0, or the exit code after one
 * line. CELLS must be freed in any case.
 */
int cells_read(struct cells *cells, const char *path);

/* Writes cells.txt, in the order of the cells, not of their ends. */
int cells_write(const struct cells *cells, const char *path);

void cells_free(struct cells *cells);

/* 0, or TCE_STATUS_BROKEN after one line. */
int cell_start(const struct cells *cells, struct matrix_cell *cell);

/* Reads what it says of slots. */
void cell_read(struct matrix_cell *cell);

/* Takes note of its end, and prints its last line. */
void cell_end(const struct cells *cells, struct matrix_cell *cell);

#endif
