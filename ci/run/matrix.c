// SPDX-License-Identifier: GPL-2.0-only
#include "matrix.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <report/report.h>

#include "cell.h"
#include "job.h"
#include "slots.h"

/* Guests side by side: one runs while another waits for a reset or firmware. */
#define GUESTS_MIN 4
#define GUESTS_OF_CELL 2
/* in which a cell writes what it has, after a signal */
#define END_US (20 * 1000000LL)

struct matrix_state {
	struct cells cells;
	struct supervisor *supervisor;
	struct pollfd *fds;
};

static long slots_used(const struct cells *all)
{
	long used = 0;

	for (size_t i = 0; i < all->n; i++)
		used += all->cell[i].held;
	return used;
}

/* What is free goes to the cells in their order. */
static void hand_out(struct cells *all)
{
	const char byte = SLOT_GIVEN;
	long left = all->guests - slots_used(all);

	for (size_t i = 0; i < all->n && left > 0; i++) {
		struct matrix_cell *cell = &all->cell[i];

		if (cell->slots < 0 || !cell->wanted)
			continue;
		cell->wanted = 0;
		if (send(cell->slots, &byte, 1, MSG_NOSIGNAL) != 1)
			continue;
		cell->held++;
		left--;
	}
}

/* One cell more than there are guests for, so that none of these stands idle.
 */
static int start_some(struct cells *all)
{
	long running = 0;
	int status = 0;

	for (size_t i = 0; i < all->n; i++)
		running += all->cell[i].started && !all->cell[i].over;
	for (size_t i = 0; i < all->n && !status; i++) {
		if (all->cell[i].started)
			continue;
		if (running > all->guests / all->of_cell)
			break;
		status = cell_start(all, &all->cell[i]);
		running++;
	}
	return status;
}

static bool any_runs(const struct cells *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->cell[i].run.pid)
			return true;
	return false;
}

static void poll_cells(struct matrix_state *matrix, int64_t due)
{
	struct cells *all = &matrix->cells;
	size_t n = 1;

	for (size_t i = 0; i < all->n; i++) {
		const struct matrix_cell *cell = &all->cell[i];

		if (!cell->run.pid)
			continue;
		matrix->fds[n++] =
			(struct pollfd){ cell->run.pidfd, POLLIN, 0 };
		matrix->fds[n++] = (struct pollfd){ cell->slots, POLLIN, 0 };
	}
	supervise_poll(matrix->supervisor, matrix->fds, n, due);
	for (size_t i = 0; i < all->n; i++) {
		struct matrix_cell *cell = &all->cell[i];
		struct pollfd ended = { cell->run.pidfd, POLLIN, 0 };

		if (!cell->run.pid)
			continue;
		if (cell->slots >= 0)
			cell_read(cell);
		if (poll(&ended, 1, 0) > 0)
			cell_end(all, cell);
	}
}

/* The cells write what they have, and end. */
static void end_cells(struct matrix_state *matrix)
{
	struct cells *all = &matrix->cells;
	const int64_t end = clock_us() + END_US;

	for (size_t i = 0; i < all->n; i++)
		child_signal(&all->cell[i].run, SIGTERM);
	while (any_runs(all) && clock_us() < end)
		poll_cells(matrix, end);
	for (size_t i = 0; i < all->n; i++) {
		child_signal(&all->cell[i].run, SIGKILL);
		if (all->cell[i].run.pid)
			cell_end(all, &all->cell[i]);
	}
}

static int run_all(struct matrix_state *matrix)
{
	struct cells *all = &matrix->cells;
	int status = start_some(all);

	while (!status && any_runs(all)) {
		hand_out(all);
		poll_cells(matrix, INT64_MAX);
		status = matrix->supervisor->ended;
		if (!status)
			status = start_some(all);
	}
	if (status)
		end_cells(matrix);
	return status;
}

int matrix_run(const struct run_options *options, struct supervisor *supervisor,
	       const char *list)
{
	struct matrix_state matrix = { { .options = options },
				       supervisor,
				       NULL };
	struct cells *all = &matrix.cells;
	struct tce_report_options report = options->report;
	struct tce_strbuf path = { 0 };
	int status = cells_read(all, list), verdict;
	char *argument;

	all->guests = options->jobs ? options->jobs : job_guests(GUESTS_MIN);
	all->of_cell =
		all->guests < GUESTS_OF_CELL ? all->guests : GUESTS_OF_CELL;
	matrix.fds = calloc(2 * all->n + 1, sizeof(*matrix.fds));
	if (!status && !matrix.fds)
		status = TCE_STATUS_BROKEN;
	if (!status)
		status = run_all(&matrix);
	tce_strbuf_addf(&path, "%s/cells.txt", options->output);
	if (all->n && (!status || supervisor->ended)) {
		verdict = cells_write(all, tce_strbuf_str(&path));
		report.output = options->output;
		argument = path.data;
		if (!verdict)
			verdict = tce_report_matrix(&report, &argument, 1);
		status = status ? status : verdict;
	}
	cells_free(all);
	free(matrix.fds);
	tce_strbuf_free(&path);
	return status;
}
