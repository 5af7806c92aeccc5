// SPDX-License-Identifier: GPL-2.0-only
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stream/table.h>

#include "files.h"
#include "slots.h"

static const char *field(const struct matrix_cell *cell, enum cell_field i)
{
	return cell->fields.word[i];
}

/* --- the list --- */

static void split_tabs(struct words *words, char *line)
{
	char *rest = line, *word;

	while ((word = strsep(&rest, "\t")))
		words_add(words, word);
}

/* Its folder is KERNEL/MACHINE. */
static bool is_cell(const struct matrix_cell *cell)
{
	return cell->fields.n >= CELL_ARGUMENTS &&
	       atol(field(cell, CELL_SLOWER)) > 0 &&
	       strchr(field(cell, CELL_FOLDER), '/');
}

int cells_read(struct cells *all, const char *path)
{
	char *text = tce_file_text(path);
	struct words lines = { 0 };
	int status = 0;

	if (!text) {
		tce_warn("cannot read %s: %s", path, strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	words_lines(&lines, text);
	free(text);
	for (size_t i = 0; i < lines.n && !status; i++) {
		struct matrix_cell *cell;

		all->cell = tce_grow(all->cell, all->n, &all->room,
				     sizeof(*all->cell));
		cell = &all->cell[all->n++];
		memset(cell, 0, sizeof(*cell));
		cell->slots = -1;
		cell->code = TCE_STATUS_BROKEN;
		split_tabs(&cell->fields, lines.word[i]);
		if (!is_cell(cell)) {
			tce_warn("%s: '%s' is no cell", path, lines.word[i]);
			status = TCE_STATUS_USAGE;
		}
	}
	words_free(&lines);
	if (!status && !all->n) {
		tce_warn("%s: no cell", path);
		status = TCE_STATUS_USAGE;
	}
	return status;
}

int cells_write(const struct cells *all, const char *path)
{
	struct words lines = { 0 };
	int status;

	for (size_t i = 0; i < all->n; i++) {
		const struct matrix_cell *cell = &all->cell[i];
		const char *slash = strchr(field(cell, CELL_FOLDER), '/');

		words_addf(&lines, "%.3f %d %.*s %s %s", cell->seconds,
			   cell->code, (int)(slash - field(cell, CELL_FOLDER)),
			   field(cell, CELL_FOLDER), slash + 1,
			   field(cell, CELL_FOLDER));
	}
	status = lines_write(path, &lines);
	words_free(&lines);
	return status;
}

void cells_free(struct cells *all)
{
	for (size_t i = 0; i < all->n; i++)
		words_free(&all->cell[i].fields);
	free(all->cell);
	memset(all, 0, sizeof(*all));
}

/* --- a cell --- */

static void make_command(const struct cells *all,
			 const struct matrix_cell *cell, struct words *words)
{
	words_addf(words, "%s/run-tests.sh", all->options->root);
	words_add(words, "-q");
	words_add(words, "-k");
	words_add(words, field(cell, CELL_KERNEL));
	words_add(words, "-m");
	words_add(words, field(cell, CELL_MACHINE));
	words_add(words, "-o");
	words_addf(words, "%s/%s", all->options->output,
		   field(cell, CELL_FOLDER));
	words_add(words, "--jobs");
	words_addf(words, "%ld", all->of_cell);
	for (size_t i = CELL_ARGUMENTS; i < cell->fields.n; i++)
		words_add(words, field(cell, i));
}

static int make_folder(const struct cells *all, const struct matrix_cell *cell,
		       struct tce_strbuf *output)
{
	struct tce_strbuf path = { 0 };
	int status;

	tce_strbuf_addf(&path, "%s/%s", all->options->output,
			field(cell, CELL_FOLDER));
	status = folders_make(path.data);
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
		mul = atol(field(cell, CELL_SLOWER)) *
		      (all->guests > cpus ? all->guests / cpus : 1);
	snprintf(text, sizeof(text), "%ld", mul);
	/* The cells use this run's build; a descriptor has the same number. */
	setenv("TCE_BUILT", "1", 1);
	setenv("TCE_SLOTS", "3", 1);
	setenv("TCE_TIMEOUT_MUL", text, 1);
}

int cell_start(const struct cells *all, struct matrix_cell *cell)
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

void cell_read(struct matrix_cell *cell)
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

/* The last line that a cell printed, for who watches. */
static void announce(const struct cells *all, const struct matrix_cell *cell)
{
	struct tce_strbuf path = { 0 };
	struct words lines = { 0 };
	char *text;

	if (all->options->report.level == TCE_DETAIL_QUIET)
		return;
	tce_strbuf_addf(&path, "%s/%s/output.txt", all->options->output,
			field(cell, CELL_FOLDER));
	text = tce_file_text(tce_strbuf_str(&path));
	words_lines(&lines, text ? text : "");
	tce_warn("%s on %s: %s", field(cell, CELL_KERNEL),
		 field(cell, CELL_MACHINE),
		 lines.n ? lines.word[lines.n - 1] : "");
	words_free(&lines);
	free(text);
	tce_strbuf_free(&path);
}

void cell_end(const struct cells *all, struct matrix_cell *cell)
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
