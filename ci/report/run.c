// SPDX-License-Identifier: GPL-2.0-only
#include "run.h"

#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stream/table.h>
#include <stream/text.h>

/* A case, the key of a property, a suite, or a limit. */
struct tce_entry {
	char *name;
	size_t place; /* in the results, when it is done; in the properties or
			 limits; or the number of the suite */
	bool planned;
	bool done;
	unsigned int again; /* the last number given to a second result */
};

static int by_name(const void *a, const void *b)
{
	const struct tce_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct tce_entry *find(void *const *tree, const char *name)
{
	struct tce_entry key = { .name = (char *)name };
	struct tce_entry **found = tfind(&key, tree, by_name);

	return found ? *found : NULL;
}

static struct tce_entry *insert(void **tree, const char *name, size_t place)
{
	size_t room = 0;
	struct tce_entry *entry = tce_grow(NULL, 0, &room, sizeof(*entry));

	*entry = (struct tce_entry){
		.name = tce_strdup(name),
		.place = place,
		.again = 1,
	};
	if (!tsearch(entry, tree, by_name)) {
		tce_warn("out of memory");
		exit(TCE_STATUS_BROKEN);
	}
	return entry;
}

void tce_run_init(struct tce_run *run, bool strict)
{
	memset(run, 0, sizeof(*run));
	run->strict = strict;
}

static void free_entry(void *p)
{
	struct tce_entry *entry = p;

	free(entry->name);
	free(entry);
}

void tce_run_free(struct tce_run *run)
{
	size_t i;

	for (i = 0; i < run->n_properties; i++) {
		free(run->properties[i].key);
		free(run->properties[i].value);
	}
	for (i = 0; i < run->n_results; i++) {
		free(run->results[i].name);
		free(run->results[i].reason);
		free(run->results[i].about);
		free(run->results[i].clauses);
		free(run->results[i].text);
		free(run->results[i].since);
		tce_choices_free(&run->results[i].choices);
	}
	for (i = 0; i < run->n_limits; i++)
		free(run->limits[i]);
	free(run->limits);
	tdestroy(run->names, free_entry);
	tdestroy(run->keys, free_entry);
	tdestroy(run->suites, free_entry);
	tdestroy(run->limit_texts, free_entry);
	free(run->properties);
	free(run->results);
	free(run->planned);
}

static int plan_name(struct tce_run *run, const char *name, const char *where,
		     size_t line)
{
	struct tce_entry *entry;

	if (!tce_ktap_is_name(name)) {
		tce_warn("%s:%zu: '%.60s' is not a case name: want "
			 "suite.case, one a line",
			 where, line, name);
		return TCE_STATUS_BROKEN;
	}
	if (find(&run->names, name)) {
		tce_warn("%s:%zu: %s is in the plan twice: drop one", where,
			 line, name);
		return TCE_STATUS_BROKEN;
	}
	entry = insert(&run->names, name, 0);
	entry->planned = true;
	run->planned = tce_grow(run->planned, run->n_planned,
				&run->planned_room, sizeof(entry));
	run->planned[run->n_planned++] = entry;
	return 0;
}

int tce_run_load_plan(struct tce_run *run, const char *path)
{
	FILE *file = fopen(path, "r");
	size_t size = 0, count = 0;
	char *line = NULL;
	int err = 0;

	if (!file) {
		tce_warn("%s: cannot read the plan: %s", path, strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	run->has_plan = true;
	while (!err && getline(&line, &size, file) > 0) {
		count++;
		/* The field after the tab in --list=plan is for the runner. */
		line[strcspn(line, "\t\r\n")] = '\0';
		if (*line)
			err = plan_name(run, line, path, count);
	}
	if (!err && ferror(file)) {
		tce_warn("%s: cannot read the plan: %s", path, strerror(errno));
		err = TCE_STATUS_BROKEN;
	}
	free(line);
	fclose(file);
	return err;
}

const char *tce_run_get(const struct tce_run *run, const char *key)
{
	const struct tce_entry *entry = find(&run->keys, key);

	return entry ? run->properties[entry->place].value : NULL;
}

bool tce_run_set(struct tce_run *run, const char *key, const char *value)
{
	struct tce_property *property;
	char *name = tce_strdup(key);

	tce_text_clean(name);
	if (find(&run->keys, name)) {
		free(name);
		return false;
	}
	insert(&run->keys, name, run->n_properties);
	run->properties =
		tce_grow(run->properties, run->n_properties,
			 &run->properties_room, sizeof(*run->properties));
	property = &run->properties[run->n_properties++];
	property->key = name;
	property->value = tce_strdup(value);
	tce_text_clean(property->value);
	return true;
}

static size_t suite_number(struct tce_run *run, const char *name)
{
	char *suite = tce_strdup(name);
	const struct tce_entry *entry;

	suite[strcspn(suite, ".")] = '\0';
	entry = find(&run->suites, suite);
	if (!entry)
		entry = insert(&run->suites, suite, run->n_suites++);
	free(suite);
	return entry->place;
}

static struct tce_result *append(struct tce_run *run, const char *name)
{
	struct tce_result *result;

	run->results = tce_grow(run->results, run->n_results,
				&run->results_room, sizeof(*result));
	result = &run->results[run->n_results++];
	*result = (struct tce_result){
		.name = tce_strdup(name),
		.about = tce_strdup(""),
		.clauses = tce_strdup(""),
		.text = tce_strdup(""),
		.since = tce_strdup(""),
		.suite = suite_number(run, name),
	};
	return result;
}

/* A free name beside ENTRY: suite.case/2 and so on. */
static struct tce_entry *name_again(struct tce_run *run,
				    struct tce_entry *entry)
{
	int len = strcspn(entry->name, "/");
	struct tce_strbuf name = { 0 };
	struct tce_entry *other;

	do {
		tce_strbuf_clear(&name);
		tce_strbuf_addf(&name, "%.*s/%u", len, entry->name,
				++entry->again);
	} while (find(&run->names, tce_strbuf_str(&name)));
	other = insert(&run->names, tce_strbuf_str(&name), 0);
	tce_strbuf_free(&name);
	return other;
}

/* The result that does not count, for a person who must judge it. */
static char *describe(const struct tce_finished_case *out, const char *defect)
{
	struct tce_strbuf text = { 0 };

	tce_strbuf_addf(&text, "%s: it was %s%s%s", defect,
			tce_verdict_form[out->verdict].name,
			*out->reason ? " " : "", out->reason);
	return text.data;
}

static const char *reason_of(const struct tce_finished_case *out)
{
	if (*out->reason || out->verdict == TCE_VERDICT_PASS)
		return out->reason;
	return out->why;
}

static void replace(char **old, const char *text)
{
	free(*old);
	*old = tce_strdup(text);
}

struct tce_result *tce_run_add(struct tce_run *run,
			       const struct tce_finished_case *out)
{
	struct tce_entry *entry = find(&run->names, out->name);
	struct tce_strbuf defect = { 0 };
	struct tce_result *result;

	if (entry && entry->done) {
		entry = name_again(run, entry);
		tce_strbuf_addf(&defect,
				"second result of %s, the first stands",
				out->name);
	} else if (!entry) {
		entry = insert(&run->names, out->name, 0);
		if (run->has_plan)
			tce_strbuf_addf(&defect, "not in the plan");
	}
	entry->done = true;
	entry->place = run->n_results;
	result = append(run, entry->name);
	result->seconds = out->seconds;
	if (defect.len) {
		result->verdict = TCE_VERDICT_ERROR;
		result->reason = describe(out, defect.data);
	} else {
		result->verdict = out->verdict;
		result->reason = tce_strdup(reason_of(out));
	}
	replace(&result->about, out->about);
	replace(&result->clauses, out->clauses);
	tce_choices_copy(&result->choices, out->choices);
	if (result->verdict != TCE_VERDICT_PASS)
		replace(&result->text, out->text);
	tce_strbuf_free(&defect);
	return result;
}

void tce_run_cut_plan(struct tce_run *run, const char *only)
{
	size_t i;

	for (i = 0; i < run->n_planned; i++)
		if (!strcmp(run->planned[i]->name, only))
			break;
	if (i == run->n_planned)
		return;
	run->planned[0] = run->planned[i];
	run->n_planned = 1;
}

const char *tce_run_planned(const struct tce_run *run, size_t i)
{
	return run->planned[i]->done ? NULL : run->planned[i]->name;
}

void tce_run_suites(const struct tce_run *run, struct tce_strbuf *suites)
{
	size_t i;

	for (i = 0; i < run->n_planned; i++) {
		const char *name = run->planned[i]->name;
		size_t len = strcspn(name, ".");

		if (!tce_word_in(tce_strbuf_str(suites), name, len))
			tce_strbuf_addf(suites, "%s%.*s",
					suites->len ? " " : "", (int)len, name);
	}
}

/* The next planned case that has no result, or NULL. */
static const char *missing(struct tce_run *run)
{
	while (run->n_checked < run->n_planned &&
	       run->planned[run->n_checked]->done)
		run->n_checked++;
	if (run->n_checked == run->n_planned)
		return NULL;
	return run->planned[run->n_checked]->name;
}

struct tce_result *tce_run_add_missing(struct tce_run *run)
{
	const char *name = missing(run);
	struct tce_result *result;
	struct tce_entry *entry;

	if (!name)
		return NULL;
	entry = find(&run->names, name);
	entry->done = true;
	entry->place = run->n_results;
	result = append(run, name);
	result->verdict = TCE_VERDICT_ERROR;
	result->reason = tce_strdup(TCE_RUN_NOT_RUN);
	return result;
}

void tce_run_add_defect(struct tce_run *run, const char *reason)
{
	static const char name[] = "report.stream";
	struct tce_entry *entry = find(&run->names, name);
	struct tce_result *result;

	entry = entry ? entry : insert(&run->names, name, 0);
	entry->done = true;
	entry->place = run->n_results;
	result = append(run, name);
	result->verdict = TCE_VERDICT_ERROR;
	result->reason = tce_strdup(reason);
	result->made_up = true;
}

struct tce_result *tce_run_find(const struct tce_run *run, const char *name)
{
	const struct tce_entry *entry = find(&run->names, name);

	return entry && entry->done ? &run->results[entry->place] : NULL;
}

void tce_run_known(struct tce_result *result, const char *since)
{
	replace(&result->since, since);
}

bool tce_run_limit(struct tce_run *run, const char *text)
{
	if (find(&run->limit_texts, text))
		return false;
	insert(&run->limit_texts, text, run->n_limits);
	run->limits = tce_grow(run->limits, run->n_limits, &run->limits_room,
			       sizeof(*run->limits));
	run->limits[run->n_limits++] = tce_strdup(text);
	return true;
}
