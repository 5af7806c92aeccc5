// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs side by side: machines down, kernels across. A list has a line for each
 * run: seconds, exit code, kernel, machine, folder of the results. All else
 * comes from the streams.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stream/text.h>

#include "derive.h"
#include "display.h"
#include "report.h"
#include "saved.h"
#include "summary.h"

#define NAME_MAX_LEN 128
#define SECONDS_MAX 999999999 /* as of the times in a stream */
#define EXIT_MAX 255

struct cell {
	double seconds;
	int exit;
	char kernel[NAME_MAX_LEN], machine[NAME_MAX_LEN], dir[512];
	const struct tce_run *run; /* NULL: it left no stream */
};

struct matrix {
	struct cell *cells;
	size_t n, room;
	struct tce_run *runs; /* of the cells that have one, in their order */
	size_t n_runs;
};

static int list_broken(const char *path, unsigned long line)
{
	tce_warn("%s:%lu: want SECONDS EXIT KERNEL MACHINE FOLDER", path, line);
	return TCE_STATUS_BROKEN;
}

/* Digits and, of a time, a point alone: strtod takes nan, inf and more. */
static bool number_read(double *value, const char *word, const char *bytes,
			double max)
{
	char *end;

	if (word[strspn(word, bytes)])
		return false;
	*value = strtod(word, &end);
	return end != word && !*end && *value <= max;
}

/* A word that does not fit is no other word. */
static bool word_read(char *to, size_t size, const char *word)
{
	return (size_t)snprintf(to, size, "%s", word) < size;
}

static bool cell_read(struct cell *c, char *line)
{
	char *word[5], *rest = NULL;
	double exit;

	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++) {
		word[i] = strtok_r(i ? NULL : line, " \t", &rest);
		if (!word[i])
			return false;
	}
	if (strtok_r(NULL, " \t", &rest) ||
	    !number_read(&c->seconds, word[0], "0123456789.", SECONDS_MAX) ||
	    !number_read(&exit, word[1], "0123456789", EXIT_MAX))
		return false;
	c->exit = (int)exit;
	return word_read(c->kernel, sizeof(c->kernel), word[2]) &&
	       word_read(c->machine, sizeof(c->machine), word[3]) &&
	       word_read(c->dir, sizeof(c->dir), word[4]);
}

static int list_read(struct matrix *m, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;
	unsigned long line;
	int status = 0;

	if (!file) {
		tce_warn("%s: %m", path);
		return TCE_STATUS_BROKEN;
	}
	for (line = 1; !status && getline(&text, &size, file) > 0; line++) {
		struct cell c = { 0 };

		text[strcspn(text, "\n")] = '\0';
		tce_text_clean(text);
		if (!cell_read(&c, text)) {
			status = list_broken(path, line);
			break;
		}
		m->cells =
			tce_grow(m->cells, m->n, &m->room, sizeof(*m->cells));
		m->cells[m->n++] = c;
	}
	free(text);
	fclose(file);
	if (!status && !m->n) {
		tce_warn("%s: lists no run", path);
		return TCE_STATUS_BROKEN;
	}
	return status;
}

static int runs_load(struct matrix *m, const char *dir, bool strict)
{
	struct tce_strbuf path = { 0 };
	int status = 0;
	size_t i;

	m->runs = calloc(m->n, sizeof(*m->runs));
	if (!m->runs) {
		tce_warn("out of memory");
		return TCE_STATUS_BROKEN;
	}
	for (i = 0; i < m->n && !status; i++) {
		tce_strbuf_clear(&path);
		tce_strbuf_addf(&path, "%s/%s/results.ktap", dir,
				m->cells[i].dir);
		/* what did not get as far says so by its exit code */
		if (access(tce_strbuf_str(&path), R_OK))
			continue;
		m->cells[i].run = &m->runs[m->n_runs];
		status = tce_saved_load(&m->runs[m->n_runs++], strict,
					tce_strbuf_str(&path));
	}
	tce_strbuf_free(&path);
	return status;
}

/* --- the table ------------------------------------------------------------ */

/* Whether a name stood in an earlier cell, too. */
static bool is_first(const struct matrix *m, size_t i, bool kernel)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (!strcmp(kernel ? m->cells[j].kernel : m->cells[j].machine,
			    kernel ? m->cells[i].kernel : m->cells[i].machine))
			return false;
	return true;
}

static const struct cell *find(const struct matrix *m, const char *kernel,
			       const char *machine)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (!strcmp(m->cells[i].kernel, kernel) &&
		    !strcmp(m->cells[i].machine, machine))
			return &m->cells[i];
	return NULL;
}

/* The colour of a cell is that of its worst. */
static enum tce_verdict cell_verdict(const struct cell *c)
{
	switch (c->exit) {
	case TCE_STATUS_GREEN:
		return TCE_VERDICT_PASS;
	case TCE_STATUS_RED:
		return TCE_VERDICT_FAIL;
	case TCE_STATUS_NOTHING:
		return TCE_VERDICT_SKIP;
	default:
		return TCE_VERDICT_ERROR;
	}
}

/* "499 +61": passed and skipped; "3 RED": failed */
static void cell_text(struct tce_strbuf *text, const struct cell *c)
{
	struct tce_counts counts;

	tce_strbuf_clear(text);
	if (!c) {
		tce_strbuf_addf(text, "-");
	} else if (!c->run || c->exit >= TCE_STATUS_USAGE) {
		tce_strbuf_addf(text,
				c->exit == TCE_STATUS_NOTHING ? "none ran"
							      : "exit %d",
				c->exit);
	} else {
		tce_run_count(c->run, &counts);
		if (counts.failed)
			tce_strbuf_addf(text, "%zu RED", counts.failed);
		else
			tce_strbuf_addf(text, "%zu +%zu", counts.passed,
					counts.skipped);
	}
}

static size_t machine_width(const struct matrix *m)
{
	size_t width = 0, i;

	for (i = 0; i < m->n; i++)
		if (strlen(m->cells[i].machine) > width)
			width = strlen(m->cells[i].machine);
	return width;
}

static void put_table(const struct tce_display *display, const struct matrix *m)
{
	int width = (int)machine_width(m);
	struct tce_strbuf text = { 0 };
	size_t i, j;

	fprintf(display->file, "%-*s", width, "passed +skipped");
	for (j = 0; j < m->n; j++)
		if (is_first(m, j, true))
			fprintf(display->file, "  %s", m->cells[j].kernel);
	putc('\n', display->file);
	for (i = 0; i < m->n; i++) {
		if (!is_first(m, i, false))
			continue;
		fprintf(display->file, "%-*s", width > 15 ? width : 15,
			m->cells[i].machine);
		for (j = 0; j < m->n; j++) {
			const struct cell *c = find(m, m->cells[j].kernel,
						    m->cells[i].machine);

			if (!is_first(m, j, true))
				continue;
			cell_text(&text, c);
			fprintf(display->file, "  %s%-*s%s",
				c ? tce_display_paint(display, cell_verdict(c))
				  : "",
				(int)strlen(m->cells[j].kernel),
				tce_strbuf_str(&text),
				c ? tce_display_plain(display) : "");
		}
		putc('\n', display->file);
	}
	tce_strbuf_free(&text);
}

/* Cells without a verdict, and why. */
static void put_broken(const struct tce_display *display,
		       const struct matrix *m)
{
	size_t i, n = 0;

	for (i = 0; i < m->n; i++) {
		const struct cell *c = &m->cells[i];

		if ((c->run && c->exit < TCE_STATUS_USAGE) ||
		    c->exit == TCE_STATUS_NOTHING)
			continue;
		fprintf(display->file,
			"%s  %s on %s: no verdict, exit %d (%s)\n",
			n++ ? "" : "Could not run:\n", c->kernel, c->machine,
			c->exit, c->dir);
	}
	if (n)
		putc('\n', display->file);
}

static void put_all(const struct tce_display *display, const struct matrix *m)
{
	const struct cell *slowest = m->cells;
	size_t i;

	put_table(display, m);
	for (i = 0; i < m->n; i++)
		if (m->cells[i].seconds > slowest->seconds)
			slowest = &m->cells[i];
	fprintf(display->file,
		"\nCells: %zu; the slowest: %s on %s, %.0f s\n\n", m->n,
		slowest->kernel, slowest->machine, slowest->seconds);
	put_broken(display, m);
	tce_summary_red(display, m->runs, m->n_runs);
}

/* A cell that could not run weighs more than a red one. */
static int matrix_exit(const struct matrix *m)
{
	int status = TCE_STATUS_NOTHING;
	size_t i;

	for (i = 0; i < m->n; i++) {
		int exit = m->cells[i].exit;

		if (exit != TCE_STATUS_GREEN && exit != TCE_STATUS_RED &&
		    exit != TCE_STATUS_NOTHING)
			return TCE_STATUS_BROKEN;
		if (exit == TCE_STATUS_RED || status == TCE_STATUS_NOTHING)
			status = exit;
	}
	return status;
}

static int write_out(const struct tce_report_options *options,
		     const struct matrix *m, const struct tce_clauses *clauses)
{
	const struct tce_html html = {
		.cells = m->runs,
		.n_cells = m->n_runs,
		.clauses = clauses,
	};

	return m->n_runs ? tce_derive(options->output, &html) : 0;
}

int tce_report_matrix(const struct tce_report_options *options, char **args,
		      size_t count)
{
	struct tce_display display;
	struct tce_counts counts;
	struct tce_clauses clauses = { 0 };
	struct matrix m = { 0 };
	int status;
	size_t i;

	(void)count;
	if (!options->output) {
		tce_warn("matrix: --output DIR is missing");
		return TCE_STATUS_USAGE;
	}
	status = list_read(&m, args[0]);
	if (!status)
		status = runs_load(&m, options->output, options->strict);
	if (!status)
		status = tce_clauses_read(&clauses, options->clauses);
	if (!status)
		status = write_out(options, &m, &clauses);
	if (!status) {
		tce_display_init(&display, stdout, options->level,
				 options->color, NULL, 0);
		display.clauses = &clauses;
		if (options->level != TCE_DETAIL_QUIET)
			put_all(&display, &m);
		tce_run_count_all(m.runs, m.n_runs, &counts);
		printf("%zu passed, %zu failed, %zu skipped\n", counts.passed,
		       counts.failed, counts.skipped);
		status = matrix_exit(&m);
		if (fflush(stdout)) {
			tce_warn("cannot write to standard output: %m");
			status = TCE_STATUS_BROKEN;
		}
	}
	for (i = 0; i < m.n_runs; i++)
		tce_run_free(&m.runs[i]);
	tce_clauses_free(&clauses);
	free(m.runs);
	free(m.cells);
	return status;
}
