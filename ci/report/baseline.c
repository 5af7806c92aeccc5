// SPDX-License-Identifier: GPL-2.0-only
/* results.json, read back. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

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

static int take_cell(struct tce_run *run, const json_t *root, const char *path,
		     const struct tce_run *like)
{
	static const char *const keys[] = { "kernel", "machine", "release" };
	static const char *const more[][2] = { { "started", "run.started" },
					       { "chosen", TCE_RUN_CHOSEN },
					       { "platform", "platform" },
					       { "devices", "devices" },
					       { "pedantic",
						 TCE_RUN_PEDANTIC } };
	const json_t *cell, *cases;
	size_t i;

	if (json_integer_value(json_object_get(root, "schema")) != 1)
		return refuse(path, "no results.json of schema 1");
	cell = choose(json_object_get(root, "cells"), like);
	if (!cell)
		return refuse(path, "no cell of this kernel and machine");
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		tce_run_set(run, keys[i], text_of(cell, keys[i]));
	for (i = 0; i < sizeof(more) / sizeof(*more); i++)
		if (*text_of(cell, more[i][0]))
			tce_run_set(run, more[i][1], text_of(cell, more[i][0]));
	take_page_size(run, cell);
	cases = json_object_get(cell, "cases");
	if (!json_is_array(cases))
		return refuse(path, "its cell has no cases");
	for (i = 0; i < json_array_size(cases); i++)
		if (!add_case(run, json_array_get(cases, i)))
			return refuse(path, "a case without name or status");
	return 0;
}

static int load_json(struct tce_run *run, const char *path,
		     const struct tce_run *like)
{
	json_t *root = tce_json_load(path);
	int err;

	tce_run_init(run, false);
	if (!root)
		return TCE_STATUS_BROKEN;
	err = take_cell(run, root, path, like);
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

int tce_saved_load_baseline(struct tce_run *run, const char *path,
			    const struct tce_run *like)
{
	struct tce_strbuf inside = { 0 };
	struct stat st;
	int err;

	tce_strbuf_addf(&inside, "%s", path);
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		tce_strbuf_addf(&inside, "/results.ktap");
	if (is_json(tce_strbuf_str(&inside)))
		err = load_json(run, tce_strbuf_str(&inside), like);
	else
		err = tce_saved_load(run, false, tce_strbuf_str(&inside));
	/* A failure that was known then is red in a comparison. */
	run->forgives = false;
	tce_strbuf_free(&inside);
	return err;
}
