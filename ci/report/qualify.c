// SPDX-License-Identifier: GPL-2.0-only
/* The subcommand that makes a qualification of a run's results. */
#include "qualify.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stream/table.h>

#include "json.h"
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

/* --- what it amounts to --------------------------------------------------- */

static bool word_matches(const char *globs, const char *word, size_t len,
			 bool is_case)
{
	char *all = tce_strdup(globs), *next = all, *glob;
	char *name = strndup(word, len);
	bool found = false;

	while (name && !found && (glob = strsep(&next, " \t")))
		found = *glob && !strchr(glob, '.') == !is_case &&
			!fnmatch(glob, name, 0);
	free(name);
	free(all);
	return found;
}

static bool is_for(const struct tce_requirement *r,
		   const struct tce_result *result)
{
	const char *p = result->clauses, *word;
	size_t len;

	if (word_matches(r->globs, result->name, strlen(result->name), true))
		return true;
	while ((len = tce_word_next(&p, &word)))
		if (word_matches(r->globs, word, len, false))
			return true;
	return false;
}

static void count(struct tce_requirement *r, const struct tce_run *run)
{
	for (size_t i = 0; i < run->n_results; i++) {
		const struct tce_result *result = &run->results[i];

		if (!is_for(r, result))
			continue;
		if (tce_run_is_red(run, result))
			r->failed++;
		else if (result->verdict == TCE_VERDICT_XFAIL)
			r->waived++;
		else if (result->verdict == TCE_VERDICT_SKIP)
			r->skipped++;
		else
			r->passed++;
	}
	r->standing = r->failed	  ? TCE_STANDING_BROKEN
		      : r->waived ? TCE_STANDING_DEVIATES
		      : r->passed ? TCE_STANDING_MET
				  : TCE_STANDING_UNSHOWN;
}

/* --- for machines --------------------------------------------------------- */

static json_t *properties(const struct tce_run *run)
{
	json_t *all = json_object();

	for (size_t i = 0; i < run->n_properties; i++)
		json_object_set_new(all, run->properties[i].key,
				    tce_json_text(run->properties[i].value));
	return all;
}

static const char *status_of(const struct tce_run *run,
			     const struct tce_result *result)
{
	if (tce_run_is_red(run, result))
		return "failed";
	if (result->verdict == TCE_VERDICT_XFAIL)
		return "deviates";
	return result->verdict == TCE_VERDICT_SKIP ? "skipped" : "passed";
}

static json_t *results_of(const struct tce_run *run,
			  const struct tce_requirement *r)
{
	json_t *all = json_array();

	for (size_t i = 0; i < run->n_results; i++) {
		const struct tce_result *result = &run->results[i];

		if (is_for(r, result))
			json_array_append_new(
				all,
				json_pack("{s:o, s:s, s:o}", "case",
					  tce_json_text(result->name), "result",
					  status_of(run, result), "reason",
					  tce_json_text(result->reason)));
	}
	return all;
}

static json_t *requirements(const struct tce_qualification *q)
{
	json_t *all = json_array();

	for (size_t i = 0; i < q->n; i++) {
		const struct tce_requirement *r = &q->requirement[i];

		json_array_append_new(
			all,
			json_pack("{s:o, s:o, s:s, s:I, s:I, s:I, s:I, s:o}",
				  "name", tce_json_text(r->name), "sentence",
				  tce_json_text(r->sentence), "standing",
				  tce_standing_word(r->standing), "passed",
				  (json_int_t)r->passed, "failed",
				  (json_int_t)r->failed, "deviations",
				  (json_int_t)r->waived, "skipped",
				  (json_int_t)r->skipped, "results",
				  results_of(q->run, r)));
	}
	return all;
}

static int write_json(FILE *file, const struct tce_qualification *q)
{
	json_t *all =
		json_pack("{s:i, s:s, s:{s:I, s:I, s:I, s:I}, s:o, s:o}",
			  "schema", 1, "verdict",
			  q->of.failed	 ? "failed"
			  : q->of.passed ? "passed"
					 : "nothing shown",
			  "totals", "passed", (json_int_t)q->of.passed,
			  "failed", (json_int_t)q->of.failed, "skipped",
			  (json_int_t)q->of.of[TCE_VERDICT_SKIP], "deviations",
			  (json_int_t)q->of.of[TCE_VERDICT_XFAIL], "tested",
			  properties(q->run), "requirements", requirements(q));

	if (q->rates)
		json_object_set(all, "rates", q->rates);
	if (q->checksums)
		json_object_set_new(all, "checksums",
				    tce_json_text(q->checksums));
	return tce_json_dump(file, all) ? TCE_STATUS_BROKEN : 0;
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

static void free_all(struct tce_qualification *q, struct tce_run *run)
{
	for (size_t i = 0; i < q->n; i++) {
		free(q->requirement[i].name);
		free(q->requirement[i].sentence);
		free(q->requirement[i].globs);
	}
	free(q->requirement);
	tce_clauses_free(&q->clauses);
	free(q->checksums);
	json_decref(q->rates);
	tce_run_free(run);
}

int tce_report_qualify(const struct tce_report_options *options, char **args,
		       size_t count_args)
{
	const char *dir = args[0];
	struct tce_run run = { 0 };
	struct tce_qualification q = { .run = &run };
	char *stream = path_of(dir, "results.ktap");
	int err = read_requirements(&q, options->requirements);

	(void)count_args;
	if (!err)
		err = tce_clauses_read(&q.clauses, options->clauses);
	if (!err)
		err = tce_saved_load(&run, options->strict, stream);
	if (!err)
		err = read_rates(&q, dir);
	q.checksums = read_whole(dir, "SHA256SUMS");
	for (size_t i = 0; i < q.n; i++)
		count(&q.requirement[i], &run);
	tce_run_count(&run, &q.of);
	if (!err)
		err = write_to(dir, "qualification.json", write_json, &q);
	if (!err)
		err = write_to(dir, "qualification.html", tce_qualify_page, &q);
	if (!err && fflush(stdout))
		err = TCE_STATUS_BROKEN;
	free(stream);
	free_all(&q, &run);
	return err;
}
