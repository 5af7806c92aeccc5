// SPDX-License-Identifier: GPL-2.0-only
/* The subcommand that makes a qualification of a run's results. */
#include "qualify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stream/table.h>

#include "rates.h"
#include "report.h"
#include "saved.h"

/* --- what there is -------------------------------------------------------- */

/* "DIR/NAME" */
static char *path_of(const char *dir, const char *name)
{
	struct tce_strbuf path = { 0 };

	tce_strbuf_addf(&path, "%s/%s", dir, name);
	return path.data;
}

static int read_requirements(struct tce_qualification *q, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0, number = 0;
	int err = 0;

	if (!file) {
		tce_warn("cannot read the requirements %s: %s", path,
			 strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	while (!err && getline(&line, &size, file) > 0) {
		char *p = line, *name = tce_field_cut(&p);
		char *sentence = tce_field_cut(&p), *globs = tce_field_cut(&p);

		number++;
		if (!*name || *name == '#')
			continue;
		if (!globs || !*globs) {
			tce_warn("%s:%zu: want NAME | SENTENCE | GLOB...", path,
				 number);
			err = TCE_STATUS_USAGE;
			continue;
		}
		q->requirement = tce_grow(q->requirement, q->n, &q->room,
					  sizeof(*q->requirement));
		q->requirement[q->n++] = (struct tce_requirement){
			.name = tce_strdup(name),
			.sentence = tce_strdup(sentence),
			.globs = tce_strdup(globs),
		};
	}
	free(line);
	fclose(file);
	return err;
}

/* A file that need not be there, as text. */
static char *read_whole(const char *dir, const char *name)
{
	char *path = path_of(dir, name), *text = tce_file_text(path);

	free(path);
	return text;
}

static int read_rates(struct tce_qualification *q, const char *dir)
{
	char *path = path_of(dir, "rates.json");
	json_t *lines;
	int err = 0;

	if (!access(path, F_OK)) {
		q->rates = tce_rates_load(path, &lines);
		err = q->rates ? 0 : TCE_STATUS_BROKEN;
	}
	free(path);
	return err;
}

/* --- the command ---------------------------------------------------------- */

static int write_to(const char *dir, const char *name,
		    int (*write)(FILE *file, const struct tce_qualification *q),
		    const struct tce_qualification *q)
{
	char *path = path_of(dir, name);
	FILE *file = fopen(path, "we");
	int err = file ? write(file, q) : TCE_STATUS_BROKEN;
	bool full = file && ferror(file);

	full |= file && fclose(file);
	if (!file || full) {
		tce_warn("cannot write %s: %s", path, strerror(errno));
		err = TCE_STATUS_BROKEN;
	}
	if (!err)
		printf("%s\n", path);
	free(path);
	return err;
}

/* What is written, by its name in the folder. */
static int write_all(const char *dir, const struct tce_qualification *q)
{
	static const struct {
		const char *name;
		int (*write)(FILE *file, const struct tce_qualification *q);
	} files[] = {
		{ "qualification.json", tce_qualify_json },
		{ "statement.txt", tce_qualify_statement },
		{ "qualification.html", tce_qualify_page },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files) && !err; i++)
		err = write_to(dir, files[i].name, files[i].write, q);
	return err;
}

static void free_all(struct tce_qualification *q, struct tce_run *run,
		     struct tce_run *other)
{
	for (size_t i = 0; i < q->n; i++) {
		free(q->requirement[i].name);
		free(q->requirement[i].sentence);
		free(q->requirement[i].globs);
	}
	free(q->requirement);
	tce_deviations_free(&q->deviations);
	tce_clauses_free(&q->clauses);
	free(q->checksums);
	json_decref(q->rates);
	tce_run_free(run);
	tce_run_free(other);
}

int tce_report_qualify(const struct tce_report_options *options, char **args,
		       size_t count_args)
{
	const char *dir = args[0];
	struct tce_run run = { 0 }, other = { 0 };
	struct tce_qualification q = { .run = &run };
	char *stream = path_of(dir, "results.ktap");
	int err = read_requirements(&q, options->requirements);

	(void)count_args;
	if (!err)
		err = tce_clauses_read(&q.clauses, options->clauses);
	if (!err)
		err = tce_saved_load(&run, options->strict, stream);
	if (!err && options->baseline)
		err = tce_saved_load_baseline(&other, options->baseline, &run);
	if (!err)
		err = read_rates(&q, dir);
	q.checksums = read_whole(dir, "SHA256SUMS");
	for (size_t i = 0; i < q.n; i++)
		tce_requirement_judge(&q.requirement[i], &run);
	tce_run_count(&run, &q.of);
	tce_deviations_find(&q.deviations, &run,
			    options->baseline ? &other : NULL, &q.clauses);
	if (!err)
		err = write_all(dir, &q);
	if (!err && fflush(stdout))
		err = TCE_STATUS_BROKEN;
	free(stream);
	free_all(&q, &run, &other);
	return err;
}
