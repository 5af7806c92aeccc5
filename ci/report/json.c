// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <stream/text.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* Digits of a number: milliseconds of 30 years, and no more than are true. */
#define PRECISION 12

/* Adds S as UTF-8, whatever it is. */
static void add_clean(struct tce_strbuf *text, const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	while (*p) {
		size_t len = tce_utf8_len(p);

		if (len)
			tce_strbuf_add(text, (const char *)p, len);
		else
			tce_strbuf_add(text, REPLACEMENT, 3);
		p += len ? len : 1;
	}
}

json_t *tce_json_text(const char *s)
{
	struct tce_strbuf text = { 0 };
	json_t *string;

	add_clean(&text, s);
	string = json_string(tce_strbuf_str(&text));
	tce_strbuf_free(&text);
	return string;
}

static json_t *fit(const json_t *value);

static json_t *fit_object(const json_t *object)
{
	json_t *copy = json_object(), *value;
	const char *key;

	json_object_foreach((json_t *)object, key, value)
	{
		char *clean = tce_strdup(key);

		tce_text_clean(clean);
		json_object_set_new_nocheck(copy, clean, fit(value));
		free(clean);
	}
	return copy;
}

static json_t *fit_array(const json_t *array)
{
	json_t *copy = json_array();

	for (size_t i = 0; i < json_array_size(array); i++)
		json_array_append_new(copy, fit(json_array_get(array, i)));
	return copy;
}

/* Jansson reads nothing that is so deep that this could not follow. */
static json_t *fit(const json_t *value)
{
	json_t *copy;
	char *clean;

	if (json_is_object(value))
		return fit_object(value);
	if (json_is_array(value))
		return fit_array(value);
	if (!json_is_string(value))
		return json_copy((json_t *)value);
	clean = tce_strdup(json_string_value(value));
	tce_text_clean(clean);
	copy = json_string_nocheck(clean);
	free(clean);
	return copy;
}

json_t *tce_json_load(const char *path)
{
	json_error_t error;
	json_t *raw = json_load_file(path, 0, &error), *clean;

	if (!raw) {
		/* what Jansson says of a file that cannot be opened has its
		 * name */
		if (error.line > 0)
			tce_warn("%s:%d: %s", path, error.line, error.text);
		else
			tce_warn("%s", error.text);
		return NULL;
	}
	clean = fit(raw);
	json_decref(raw);
	return clean;
}

json_t *tce_json_seconds(double seconds)
{
	/* a file can have times whose sum is no number */
	return json_real(isfinite(seconds) ? round(seconds * 1000) / 1000 : 0);
}

int tce_json_dump(FILE *file, json_t *value)
{
	int err = json_dumpf(value, file,
			     JSON_INDENT(1) | JSON_REAL_PRECISION(PRECISION));

	json_decref(value);
	if (!err)
		putc('\n', file);
	return err || fflush(file) || ferror(file) ? -EIO : 0;
}

static const char *status_of(const struct tce_result *result)
{
	/* The schema has no timeout: it is a failure whose reason says so. */
	static const char *const status[] = {
		[TCE_VERDICT_PASS] = "pass",   [TCE_VERDICT_FAIL] = "fail",
		[TCE_VERDICT_SKIP] = "skip",   [TCE_VERDICT_XFAIL] = "xfail",
		[TCE_VERDICT_XPASS] = "xpass", [TCE_VERDICT_TIMEOUT] = "fail",
		[TCE_VERDICT_ERROR] = "error",
	};

	return status[result->verdict];
}

static json_t *outcomes_of(const struct tce_choices *choices)
{
	json_t *object = json_object();
	size_t i;

	for (i = 0; i < choices->n; i++) {
		struct tce_strbuf where = { 0 };

		add_clean(&where, choices->choice[i].where);
		json_object_set_new(object, tce_strbuf_str(&where),
				    tce_json_text(choices->choice[i].answer));
		tce_strbuf_free(&where);
	}
	return object;
}

static json_t *case_of(const struct tce_run *run,
		       const struct tce_result *result)
{
	bool known = tce_run_is_known(run, result);
	struct tce_strbuf reason = { 0 };
	json_t *object = json_object();

	if (known)
		tce_strbuf_addf(&reason, "known %s%s", result->since,
				*result->reason ? ": " : "");
	if (result->verdict == TCE_VERDICT_TIMEOUT)
		tce_strbuf_addf(&reason, "timeout%s",
				*result->reason ? ": " : "");
	tce_strbuf_addf(&reason, "%s", result->reason);
	json_object_set_new(object, "name", tce_json_text(result->name));
	json_object_set_new(object, "status",
			    json_string(known ? "skip" : status_of(result)));
	json_object_set_new(object, "seconds",
			    tce_json_seconds(result->seconds));
	json_object_set_new(object, "reason",
			    tce_json_text(tce_strbuf_str(&reason)));
	if (known) {
		json_object_set_new(object, "was",
				    json_string(status_of(result)));
		json_object_set_new(object, "since",
				    tce_json_text(result->since));
	}
	if (result->choices.n)
		json_object_set_new(object, "outcomes",
				    outcomes_of(&result->choices));
	tce_strbuf_free(&reason);
	return object;
}

static json_t *summary_of(const struct tce_run *runs, size_t n)
{
	size_t of[TCE_VERDICTS] = { 0 }, known = 0, i, j;
	struct tce_counts counts;

	for (i = 0; i < n; i++)
		for (j = 0; j < runs[i].n_results; j++) {
			const struct tce_result *r = &runs[i].results[j];

			if (tce_run_is_known(&runs[i], r))
				known++;
			else
				of[r->verdict]++;
		}
	tce_run_count_all(runs, n, &counts);
	of[TCE_VERDICT_FAIL] += of[TCE_VERDICT_TIMEOUT];
	of[TCE_VERDICT_SKIP] += known;
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "pass",
			 (json_int_t)of[TCE_VERDICT_PASS], "fail",
			 (json_int_t)of[TCE_VERDICT_FAIL], "skip",
			 (json_int_t)of[TCE_VERDICT_SKIP], "xfail",
			 (json_int_t)of[TCE_VERDICT_XFAIL], "xpass",
			 (json_int_t)of[TCE_VERDICT_XPASS], "error",
			 (json_int_t)of[TCE_VERDICT_ERROR], "total",
			 (json_int_t)counts.total, "seconds",
			 tce_json_seconds(counts.seconds));
}

static long page_size(const struct tce_run *run)
{
	const char *value = tce_run_get(run, "page_size");

	if (!value || !*value || strlen(value) > 9 ||
	    value[strspn(value, "0123456789")])
		return 0;
	return strtol(value, NULL, 10);
}

const struct tce_json_key tce_json_keys[] = {
	{ "started", "run.started" },	   { "chosen", TCE_RUN_CHOSEN },
	{ "machine_file", "run.machine" }, { "suite", "run.suite" },
	{ "package", "run.package" },	   { "build", "run.build" },
	{ "platform", "platform" },	   { "devices", "devices" },
	{ "pedantic", TCE_RUN_PEDANTIC },
};

const size_t tce_json_n_keys = sizeof(tce_json_keys) / sizeof(*tce_json_keys);

static json_t *cell_of(const struct tce_run *run)
{
	static const char *const always[] = { "kernel", "machine", "release" };
	json_t *cell = json_object(), *cases = json_array();
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(always) / sizeof(*always); i++) {
		value = tce_run_get(run, always[i]);
		json_object_set_new(cell, always[i],
				    tce_json_text(value ? value : ""));
	}
	for (i = 0; i < tce_json_n_keys; i++)
		if ((value = tce_run_get(run, tce_json_keys[i].property)))
			json_object_set_new(cell, tce_json_keys[i].json,
					    tce_json_text(value));
	json_object_set_new(cell, "page_size", json_integer(page_size(run)));
	if (run->n_limits) {
		json_t *limits = json_array();

		for (i = 0; i < run->n_limits; i++)
			json_array_append_new(limits,
					      tce_json_text(run->limits[i]));
		json_object_set_new(cell, "not_judged", limits);
	}
	for (i = 0; i < run->n_results; i++)
		json_array_append_new(cases, case_of(run, &run->results[i]));
	json_object_set_new(cell, "cases", cases);
	return cell;
}

int tce_json_write(FILE *file, const struct tce_run *runs, size_t n)
{
	json_t *cells = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(cells, cell_of(&runs[i]));
	return tce_json_dump(file, json_pack("{s:i, s:o, s:o}", "schema", 1,
					     "summary", summary_of(runs, n),
					     "cells", cells));
}
