// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ci/pairs.sh found of each change: a line "name commit cases machine
 * kernel why with without verdict about" with tabs between, "-" where there is
 * nothing to say.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <stream/text.h>

#include "markup.h"
#include "report.h"
#include "saved.h"
#include "strbuf.h"

enum {
	PAIR_NAME,
	PAIR_COMMIT,
	PAIR_CASES,
	PAIR_MACHINE,
	PAIR_KERNEL,
	PAIR_WHY,
	PAIR_WITH,
	PAIR_WITHOUT,
	PAIR_VERDICT,
	PAIR_ABOUT,
	PAIR_FIELDS,
};

static const char *const keys[PAIR_FIELDS] = {
	"name", "commit", "cases",   "machine", "kernel",
	"why",	"with",	  "without", "verdict", "about",
};

/* A line as an object; NULL when it has not all fields. */
static json_t *pair_read(char *line)
{
	json_t *pair = json_object();
	char *next = line;

	line[strcspn(line, "\n")] = '\0';
	tce_text_clean(line);
	for (size_t i = 0; i < PAIR_FIELDS; i++) {
		char *text = strsep(&next, "\t");
		json_t *value;

		if (!text || (i + 1 == PAIR_FIELDS && next)) {
			json_decref(pair);
			return NULL;
		}
		value = json_string(strcmp(text, "-") ? text : "");
		if (json_object_set_new(pair, keys[i], value)) {
			json_decref(pair);
			return NULL;
		}
	}
	return pair;
}

static json_t *pairs_read(const char *path)
{
	json_t *pairs = json_array();
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (!file) {
		tce_warn("%s: %s", path, strerror(errno));
		json_decref(pairs);
		return NULL;
	}
	while (getline(&line, &size, file) > 0) {
		json_t *pair = pair_read(line);

		if (pair && !json_array_append_new(pairs, pair))
			continue;
		tce_warn("%s:%zu: want %d fields with tabs between", path,
			 json_array_size(pairs) + 1, PAIR_FIELDS);
		json_decref(pairs);
		pairs = NULL;
		break;
	}
	free(line);
	fclose(file);
	return pairs;
}

static const char *get(json_t *pair, size_t field)
{
	return json_string_value(json_object_get(pair, keys[field]));
}

static void put_row(FILE *file, json_t *pair)
{
	static const size_t cells[] = { PAIR_COMMIT, PAIR_CASES, PAIR_WITH,
					PAIR_WITHOUT };
	const char *verdict = get(pair, PAIR_VERDICT);
	bool good = !strcmp(verdict, "holds") ||
		    !strncmp(verdict, "not shown", strlen("not shown"));

	fputs("<tr><td>", file);
	tce_markup_text(file, get(pair, PAIR_NAME));
	fputs("<br><small>", file);
	tce_markup_text(file, get(pair, PAIR_ABOUT));
	fputs("</small>", file);
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		fputs("<td>", file);
		tce_markup_text(file, get(pair, cells[i]));
	}
	fprintf(file, "<td class=%s>", good ? "ok" : "bad");
	tce_markup_text(file, verdict);
	fputs("\n", file);
}

static void put_page(FILE *file, json_t *pairs)
{
	json_t *pair;
	size_t i;

	fputs("<!doctype html>\n<html lang=en><meta charset=utf-8>"
	      "<title>Pairs</title>\n"
	      "<meta name=viewport content=\"width=device-width\">\n"
	      "<style>:root{color-scheme:light dark}"
	      "body{font:15px sans-serif;margin:2em}\n"
	      "td,th{text-align:left;padding:.3em .8em;vertical-align:top}\n"
	      ".bad{color:#c22}.ok{color:#292}</style>\n"
	      "<h1>Each change, with it and without</h1>\n"
	      "<table><tr><th>change<th>commit<th>cases<th>with<th>without"
	      "<th>verdict\n",
	      file);
	json_array_foreach(pairs, i, pair)
	{
		put_row(file, pair);
	}
	fputs("</table>\n", file);
}

/* DIR/NAME, open for writing, or NULL after one line. */
static FILE *create(const char *dir, const char *name)
{
	struct tce_strbuf path = { 0 };
	FILE *file;

	tce_strbuf_addf(&path, "%s/%s", dir, name);
	file = fopen(tce_strbuf_str(&path), "we");
	if (!file)
		tce_warn("%s: %s", tce_strbuf_str(&path), strerror(errno));
	tce_strbuf_free(&path);
	return file;
}

static int finish(FILE *file, bool failed)
{
	if (!fclose(file) && !failed)
		return TCE_STATUS_GREEN;
	tce_warn("cannot write the pairs: %s", strerror(errno));
	return TCE_STATUS_BROKEN;
}

static int pairs_write(const char *dir, json_t *pairs)
{
	FILE *json = create(dir, "pairs.json"), *page;
	int status = TCE_STATUS_BROKEN;

	if (json)
		status = finish(json, json_dumpf(pairs, json, JSON_INDENT(1)) ||
					      putc('\n', json) == EOF);
	page = status ? NULL : create(dir, "pairs.html");
	if (!page)
		return TCE_STATUS_BROKEN;
	put_page(page, pairs);
	return finish(page, ferror(page));
}

int tce_report_pairs(const struct tce_report_options *options, char **args,
		     size_t count)
{
	json_t *pairs;
	int status;

	(void)count;
	if (!options->output) {
		tce_warn("pairs: --output DIR is missing");
		return TCE_STATUS_USAGE;
	}
	pairs = pairs_read(args[0]);
	if (!pairs)
		return TCE_STATUS_USAGE;
	status = pairs_write(options->output, pairs);
	json_decref(pairs);
	return status;
}

/* --- what the cases of one side came to ---------------------------------- */

static const char *colour(const struct tce_run *run, const char *name)
{
	for (size_t i = 0; i < run->n_results; i++) {
		const struct tce_result *r = &run->results[i];

		if (strcmp(r->name, name))
			continue;
		if (tce_run_is_unrun(r))
			return "none";
		if (r->verdict == TCE_VERDICT_SKIP)
			return "skip";
		return tce_run_is_red(run, r) ? "red" : "green";
	}
	return "none";
}

static int print_colours(const struct tce_run *run, const char *path)
{
	FILE *plan = fopen(path, "re");
	size_t size = 0, n = 0;
	char *line = NULL;
	bool usable = false;

	if (!plan) {
		tce_warn("%s: %s", path, strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	while (getline(&line, &size, plan) > 0) {
		line[strcspn(line, " \t\n")] = '\0';
		if (!strcmp(line, TCE_RUN_USABLE)) {
			usable = true;
		} else if (*line) {
			printf("%s %s\n", colour(run, line), line);
			n++;
		}
	}
	if (usable && !n)
		printf("%s %s\n", colour(run, TCE_RUN_USABLE), TCE_RUN_USABLE);
	free(line);
	fclose(plan);
	return TCE_STATUS_GREEN;
}

int tce_report_verdicts(const struct tce_report_options *options, char **args,
			size_t count)
{
	struct tce_run run;
	int status;

	(void)count;
	status = tce_saved_load(&run, false, args[0]);
	if (!status)
		status = print_colours(&run, options->plan);
	tce_run_free(&run);
	return status;
}
