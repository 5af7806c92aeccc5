// SPDX-License-Identifier: GPL-2.0-only
#include "matrix.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <report/report.h>
#include <stream/table.h>
#include <stream/text.h>

#include "files.h"
#include "job.h"
#include "laps.h"
#include "slots.h"

/* Guests side by side: one runs while another waits for a reset or firmware. */
#define GUESTS_MIN 4
#define GUESTS_OF_CELL 2
/* in which a cell writes what it has, after a signal */
#define END_US (20 * 1000000LL)

struct matrix_cell {
	struct words fields; /* of its line */
	struct child run;
	int slots;	   /* its end of the socket, or -1 */
	long held, wanted; /* slots */
	int64_t began;
	bool started, over;
	int code;
	double seconds;
};

enum field {
	SLOWER,
	KERNEL,
	MACHINE,
	FOLDER,
	ARGUMENTS
};

struct cells {
	const struct run_options *options;
	struct supervisor *supervisor;
	struct matrix_cell *cell;
	size_t n, room;
	long guests; /* in all */
	long of_cell;
	struct pollfd *fds;
};

/* --- the list --- */

static void split_tabs(struct words *words, char *line)
{
	char *rest = line, *word;

	while ((word = strsep(&rest, "\t")))
		words_add(words, word);
}

static int list_read(struct cells *all, const char *path)
{
	char *text = tce_file_text(path);
	struct words lines = { 0 };

	if (!text) {
		tce_warn("cannot read %s: %s", path, strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	words_lines(&lines, text);
	free(text);
	for (size_t i = 0; i < lines.n; i++) {
		struct matrix_cell *cell;

		all->cell = tce_grow(all->cell, all->n, &all->room,
				     sizeof(*all->cell));
		cell = &all->cell[all->n++];
		memset(cell, 0, sizeof(*cell));
		cell->slots = -1;
		cell->code = TCE_STATUS_BROKEN;
		split_tabs(&cell->fields, lines.word[i]);
		if (cell->fields.n < ARGUMENTS) {
			tce_warn("%s: '%s' is no cell", path, lines.word[i]);
			words_free(&lines);
			return TCE_STATUS_USAGE;
		}
	}
	words_free(&lines);
	return 0;
}

/* --- slots --- */

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

static void hear(struct matrix_cell *cell)
{
	char bytes[64];
	const ssize_t n = recv(cell->slots, bytes, sizeof(bytes), MSG_DONTWAIT);

	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] == SLOT_WANT)
			cell->wanted = 1;
		else if (cell->held)
			cell->held--;
	}
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return;
	close(cell->slots);
	cell->slots = -1;
	cell->held = cell->wanted = 0;
}

/* --- cells --- */

static const char *field(const struct matrix_cell *cell, enum field i)
{
	return cell->fields.word[i];
}

static void make_command(const struct cells *all,
			 const struct matrix_cell *cell, struct words *words)
{
	words_addf(words, "%s/run-tests.sh", all->options->root);
	words_add(words, "-q");
	words_add(words, "-k");
	words_add(words, field(cell, KERNEL));
	words_add(words, "-m");
	words_add(words, field(cell, MACHINE));
	words_add(words, "-o");
	words_addf(words, "%s/%s", all->options->output, field(cell, FOLDER));
	words_add(words, "--jobs");
	words_addf(words, "%ld", all->of_cell);
	for (size_t i = ARGUMENTS; i < cell->fields.n; i++)
		words_add(words, field(cell, i));
}

/* What an earlier run left there would count as this one's. */
static void drop_results(const char *folder)
{
	static const char *const files[] = { "results.ktap", "results.json",
					     "junit.xml", "report.html",
					     "statement.txt" };
	struct tce_strbuf path = { 0 };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		tce_strbuf_clear(&path);
		tce_strbuf_addf(&path, "%s/%s", folder, files[i]);
		unlink(path.data);
	}
	tce_strbuf_free(&path);
}

static int make_folder(const struct cells *all, const struct matrix_cell *cell,
		       struct tce_strbuf *output)
{
	struct tce_strbuf path = { 0 };
	int status;

	tce_strbuf_addf(&path, "%s/%s", all->options->output,
			field(cell, FOLDER));
	status = folders_make(path.data);
	drop_results(path.data);
	tce_strbuf_addf(output, "%s/output.txt", path.data);
	tce_strbuf_free(&path);
	return status;
}

static void set_environment(const struct cells *all,
			    const struct matrix_cell *cell)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	long mul = all->options->mul;
	char text[24];

	/* A guest that has less than a CPU takes so many times longer. */
	if (!mul)
		mul = atol(field(cell, SLOWER)) *
		      (all->guests > cpus ? all->guests / cpus : 1);
	snprintf(text, sizeof(text), "%ld", mul);
	/* The cells use this run's build; a descriptor has the same number. */
	setenv("TCE_BUILT", "1", 1);
	setenv("TCE_SLOTS", "3", 1);
	setenv("TCE_TIMEOUT_MUL", text, 1);
}

static int start(struct cells *all, struct matrix_cell *cell)
{
	struct words words = { 0 };
	struct tce_strbuf output = { 0 };
	int pair[2], status = make_folder(all, cell, &output);
	int fd = -1;

	cell->started = true;
	cell->began = clock_us();
	if (!status &&
	    (fd = open(tce_strbuf_str(&output),
		       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
		status = file_cannot(tce_strbuf_str(&output));
	if (!status &&
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
		tce_warn("socketpair: %s", strerror(errno));
		status = TCE_STATUS_BROKEN;
	}
	if (!status) {
		const struct child_setup setup = { -1,	    fd,	   fd,
						   pair[1], false, SIGTERM };

		make_command(all, cell, &words);
		set_environment(all, cell);
		if (child_start(&cell->run, &words, &setup))
			status = TCE_STATUS_BROKEN;
		close(pair[1]);
		cell->slots = pair[0];
	}
	if (fd >= 0)
		close(fd);
	cell->over = status != 0;
	words_free(&words);
	tce_strbuf_free(&output);
	return status;
}

/* The last line that a cell printed, for who watches. */
static void announce(const struct cells *all, const struct matrix_cell *cell)
{
	struct tce_strbuf path = { 0 };
	struct words lines = { 0 };
	char *text;

	if (all->options->report.level == TCE_DETAIL_QUIET)
		return;
	tce_strbuf_addf(&path, "%s/%s/output.txt", all->options->output,
			field(cell, FOLDER));
	text = tce_file_text(tce_strbuf_str(&path));
	words_lines(&lines, text ? text : "");
	tce_warn("%s on %s: %s", field(cell, KERNEL), field(cell, MACHINE),
		 lines.n ? lines.word[lines.n - 1] : "");
	words_free(&lines);
	free(text);
	tce_strbuf_free(&path);
}

static void over(struct cells *all, struct matrix_cell *cell)
{
	cell->code = child_wait(&cell->run);
	cell->over = true;
	cell->seconds = (double)(clock_us() - cell->began) / 1e6;
	if (cell->slots >= 0)
		close(cell->slots);
	cell->slots = -1;
	cell->held = cell->wanted = 0;
	announce(all, cell);
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
		status = start(all, &all->cell[i]);
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

static void poll_cells(struct cells *all, int64_t due)
{
	size_t n = 1;

	for (size_t i = 0; i < all->n; i++) {
		const struct matrix_cell *cell = &all->cell[i];

		if (!cell->run.pid)
			continue;
		all->fds[n++] = (struct pollfd){ cell->run.pidfd, POLLIN, 0 };
		all->fds[n++] = (struct pollfd){ cell->slots, POLLIN, 0 };
	}
	supervise_poll(all->supervisor, all->fds, n, due);
	for (size_t i = 0; i < all->n; i++) {
		struct matrix_cell *cell = &all->cell[i];
		struct pollfd ended = { cell->run.pidfd, POLLIN, 0 };

		if (!cell->run.pid)
			continue;
		if (cell->slots >= 0)
			hear(cell);
		if (poll(&ended, 1, 0) > 0)
			over(all, cell);
	}
}

/* The cells write what they have, and end. */
static void end_cells(struct cells *all)
{
	const int64_t end = clock_us() + END_US;

	for (size_t i = 0; i < all->n; i++)
		child_signal(&all->cell[i].run, SIGTERM);
	while (any_runs(all) && clock_us() < end)
		poll_cells(all, end);
	for (size_t i = 0; i < all->n; i++) {
		child_signal(&all->cell[i].run, SIGKILL);
		if (all->cell[i].run.pid)
			over(all, &all->cell[i]);
	}
}

static int run_all(struct cells *all)
{
	int status = start_some(all);

	while (!status && any_runs(all)) {
		hand_out(all);
		poll_cells(all, INT64_MAX);
		status = all->supervisor->ended;
		if (!status)
			status = start_some(all);
	}
	if (status)
		end_cells(all);
	return status;
}

/* In the order of the cells, not of their ends. */
static int list_write(const struct cells *all, const char *path)
{
	struct words lines = { 0 };
	int status;

	for (size_t i = 0; i < all->n; i++) {
		const struct matrix_cell *cell = &all->cell[i];
		const char *slash = strchr(field(cell, FOLDER), '/');

		words_addf(&lines, "%.3f %d %.*s %s %s", cell->seconds,
			   cell->code, (int)(slash - field(cell, FOLDER)),
			   field(cell, FOLDER), slash + 1, field(cell, FOLDER));
	}
	status = lines_write(path, &lines);
	words_free(&lines);
	return status;
}

int matrix_run(const struct run_options *options, struct supervisor *supervisor,
	       const char *list)
{
	struct cells all = { .options = options, .supervisor = supervisor };
	struct tce_report_options report = options->report;
	struct tce_strbuf path = { 0 };
	int status = list_read(&all, list), verdict;
	char *argument;

	all.guests = options->jobs ? options->jobs : job_guests(GUESTS_MIN);
	all.of_cell = all.guests < GUESTS_OF_CELL ? all.guests : GUESTS_OF_CELL;
	all.fds = calloc(2 * all.n + 1, sizeof(*all.fds));
	if (!status && !all.fds)
		status = TCE_STATUS_BROKEN;
	if (!status)
		status = run_all(&all);
	tce_strbuf_addf(&path, "%s/cells.txt", options->output);
	if (all.n && (!status || supervisor->ended)) {
		verdict = list_write(&all, tce_strbuf_str(&path));
		report.output = options->output;
		argument = path.data;
		if (!verdict)
			verdict = tce_report_matrix(&report, &argument, 1);
		status = status ? status : verdict;
	}
	for (size_t i = 0; i < all.n; i++)
		words_free(&all.cell[i].fields);
	free(all.cell);
	free(all.fds);
	tce_strbuf_free(&path);
	return status;
}
