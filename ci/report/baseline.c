// SPDX-License-Identifier: GPL-2.0-only
/* results.json, read back. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"
#include "saved.h"

static const struct {
	const char *word;
	enum tce_verdict verdict;
} words[] = {
	{ "pass", TCE_VERDICT_PASS },	{ "fail", TCE_VERDICT_FAIL },
	{ "skip", TCE_VERDICT_SKIP },	{ "xfail", TCE_VERDICT_XFAIL },
	{ "xpass", TCE_VERDICT_XPASS }, { "error", TCE_VERDICT_ERROR },
};

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void read_choices(struct tce_choices *choices, json_t *object)
{
	const char *where;
	json_t *answer;

	json_object_foreach(object, where, answer)
	{
		if (json_is_string(answer))
			tce_choices_add(choices, where,
					json_string_value(answer));
	}
}

/* A name that is no name could be taken for another one. */
static bool add_case(struct tce_run *run, const json_t *item)
{
	const char *status = text_of(item, "status");
	struct tce_finished_case outcome = {
		.name = text_of(item, "name"),
		.reason = text_of(item, "reason"),
		.why = "",
		.about = "",
		.clauses = "",
		.text = "",
		.seconds = json_number_value(json_object_get(item, "seconds")),
	};
	struct tce_choices choices = { 0 };
	struct tce_result *result;
	size_t i;

	/* A failure that run counted as known is still a failure. */
	if (*text_of(item, "was"))
		status = text_of(item, "was");
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(status, words[i].word))
			break;
	if (i == sizeof(words) / sizeof(*words) ||
	    !tce_ktap_is_name(outcome.name))
		return false;
	outcome.verdict = words[i].verdict;
	outcome.choices = &choices;
	read_choices(&choices, json_object_get(item, "outcomes"));
	result = tce_run_add(run, &outcome);
	tce_choices_free(&choices);
	tce_run_known(result, text_of(item, "since"));
	return true;
}

static int refuse(const char *path, const char *why)
{
	tce_warn("%s: %s", path, why);
	return TCE_STATUS_BROKEN;
}

static bool is_like(const json_t *cell, const struct tce_run *like,
		    const char *key)
{
	const char *value = tce_run_get(like, key);

	return !strcmp(text_of(cell, key), value ? value : "");
}

static const json_t *choose(const json_t *cells, const struct tce_run *like)
{
	size_t i;

	if (json_array_size(cells) == 1)
		return json_array_get(cells, 0);
	for (i = 0; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);

		if (is_like(cell, like, "kernel") &&
		    is_like(cell, like, "machine"))
			return cell;
	}
	return NULL;
}

/* A number there, and a text in a stream. */
static void take_page_size(struct tce_run *run, const json_t *cell)
{
	json_int_t size =
		json_integer_value(json_object_get(cell, "page_size"));
	struct tce_strbuf text = { 0 };

	if (size <= 0)
		return;
	tce_strbuf_addf(&text, "%" JSON_INTEGER_FORMAT, size);
	tce_run_set(run, "page_size", tce_strbuf_str(&text));
	tce_strbuf_free(&text);
}

static int take_cell(struct tce_run *run, const json_t *cell, const char *path)
{
	static const char *const always[] = { "kernel", "machine", "release" };
	const json_t *cases = json_object_get(cell, "cases");
	size_t i;

	for (i = 0; i < sizeof(always) / sizeof(*always); i++)
		tce_run_set(run, always[i], text_of(cell, always[i]));
	for (i = 0; i < tce_json_n_keys; i++)
		if (*text_of(cell, tce_json_keys[i].json))
			tce_run_set(run, tce_json_keys[i].property,
				    text_of(cell, tce_json_keys[i].json));
	take_page_size(run, cell);
	if (!json_is_array(cases))
		return refuse(path, "its cell has no cases");
	for (i = 0; i < json_array_size(cases); i++)
		if (!add_case(run, json_array_get(cases, i)))
			return refuse(path, "a case without name or status");
	return 0;
}

/* The cells of a file, or NULL after one line; the caller drops *ROOT. */
static const json_t *load_cells(json_t **root, const char *path)
{
	*root = tce_json_load(path);
	if (!*root)
		return NULL;
	if (json_integer_value(json_object_get(*root, "schema")) == 1)
		return json_object_get(*root, "cells");
	refuse(path, "no results.json of schema 1");
	return NULL;
}

static int load_json(struct tce_run *run, const char *path,
		     const struct tce_run *like)
{
	const json_t *cell = NULL, *cells;
	json_t *root;
	int err = TCE_STATUS_BROKEN;

	tce_run_init(run, false);
	cells = load_cells(&root, path);
	if (cells)
		cell = choose(cells, like);
	if (cell)
		err = take_cell(run, cell, path);
	else if (cells)
		refuse(path, "no cell of this kernel and machine");
	json_decref(root);
	return err;
}

static bool is_json(const char *path)
{
	FILE *file = fopen(path, "re");
	int c = file ? getc(file) : EOF;

	while (c == ' ' || c == '\n' || c == '\t' || c == '\r')
		c = getc(file);
	if (file)
		fclose(file);
	return c == '{' || c == '[';
}

/* PATH, or the file of results in it: the stream, if there is one. */
static void file_of(struct tce_strbuf *file, const char *path)
{
	static const char *const names[] = { "results.ktap", "results.json" };
	struct stat st;
	size_t i;

	tce_strbuf_addf(file, "%s", path);
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		tce_strbuf_clear(file);
		tce_strbuf_addf(file, "%s/%s", path, names[i]);
		if (!access(tce_strbuf_str(file), F_OK))
			return;
	}
}

int tce_saved_load_baseline(struct tce_run *run, const char *path,
			    const struct tce_run *like)
{
	struct tce_strbuf file = { 0 };
	int err;

	file_of(&file, path);
	if (is_json(tce_strbuf_str(&file)))
		err = load_json(run, tce_strbuf_str(&file), like);
	else
		err = tce_saved_load(run, false, tce_strbuf_str(&file));
	/* A failure that was known then is red in a comparison. */
	run->forgives = false;
	tce_strbuf_free(&file);
	return err;
}

/* --- all runs of a file --------------------------------------------------- */

static int each_cell(const char *path, tce_saved_fn *fn, void *ctx)
{
	json_t *root;
	const json_t *cells = load_cells(&root, path);
	int err = cells ? 0 : TCE_STATUS_BROKEN;
	size_t i;

	if (cells && !json_array_size(cells))
		err = refuse(path, "no cells");
	for (i = 0; !err && i < json_array_size(cells); i++) {
		struct tce_run run;

		tce_run_init(&run, false);
		err = take_cell(&run, json_array_get(cells, i), path);
		if (err)
			tce_run_free(&run);
		else
			fn(ctx, &run);
	}
	json_decref(root);
	return err;
}

int tce_saved_each(const char *path, tce_saved_fn *fn, void *ctx)
{
	struct tce_strbuf file = { 0 };
	struct tce_run run;
	int err;

	file_of(&file, path);
	if (is_json(tce_strbuf_str(&file))) {
		err = each_cell(tce_strbuf_str(&file), fn, ctx);
	} else {
		err = tce_saved_load(&run, false, tce_strbuf_str(&file));
		run.forgives = false;
		if (err)
			tce_run_free(&run);
		else
			fn(ctx, &run);
	}
	tce_strbuf_free(&file);
	return err;
}
