// SPDX-License-Identifier: GPL-2.0-only
#include "kcidb.h"

#include "json.h"

static const char *status(const struct tce_result *result)
{
	switch (result->verdict) {
	case TCE_VERDICT_PASS:
		return "PASS";
	case TCE_VERDICT_SKIP:
		return "SKIP";
	case TCE_VERDICT_ERROR:
		return tce_run_is_unrun(result) ? "MISS" : "ERROR";
	default:
		return "FAIL";
	}
}

static const char *property(const struct tce_run *run, const char *key)
{
	const char *value = tce_run_get(run, key);

	return value ? value : "unknown";
}

static json_t *text(struct tce_strbuf *words)
{
	json_t *string = tce_json_text(tce_strbuf_str(words));

	tce_strbuf_clear(words);
	return string;
}

/* Known failures are waived: by the waivers, or by an earlier run. */
static bool is_waived(const struct tce_run *run,
		      const struct tce_result *result)
{
	return result->verdict == TCE_VERDICT_XFAIL ||
	       tce_run_is_known(run, result);
}

/* An id is ORIGIN, a colon, and a word that is one test of one run. */
static json_t *test_of(const struct tce_run *run,
		       const struct tce_result *result, const char *origin,
		       const char *build)
{
	const char *started = tce_run_get(run, "run.started");
	struct tce_strbuf words = { 0 };
	json_t *test = json_object();

	tce_strbuf_addf(&words, "%s:%s/%s/%s", origin,
			property(run, "run.started"), property(run, "kernel"),
			result->name);
	json_object_set_new(test, "id", text(&words));
	json_object_set_new(test, "origin", tce_json_text(origin));
	json_object_set_new(test, "build_id", tce_json_text(build));
	tce_strbuf_addf(&words, "vfio.spapr-tce.%s", result->name);
	json_object_set_new(test, "path", text(&words));
	json_object_set_new(test, "status", json_string(status(result)));
	json_object_set_new(test, "waived",
			    json_boolean(is_waived(run, result)));
	json_object_set_new(test, "duration",
			    tce_json_seconds(result->seconds));
	if (started)
		json_object_set_new(test, "start_time", tce_json_text(started));
	json_object_set_new(test, "comment",
			    tce_json_text(*result->reason ? result->reason
							  : result->about));
	json_object_set_new(test, "environment",
			    json_pack("{s:o}", "comment",
				      tce_json_text(property(run, "machine"))));
	tce_strbuf_free(&words);
	return test;
}

static void set_build(json_t *all, const struct tce_run *run,
		      const char *origin, const char *build)
{
	json_object_set_new(all, "checkouts",
			    json_pack("[{s:o, s:o}]", "id",
				      tce_json_text(build), "origin",
				      tce_json_text(origin)));
	json_object_set_new(all, "builds",
			    json_pack("[{s:o, s:o, s:o, s:s, s:o}]", "id",
				      tce_json_text(build), "origin",
				      tce_json_text(origin), "checkout_id",
				      tce_json_text(build), "architecture",
				      "powerpc", "comment",
				      tce_json_text(property(run, "release"))));
}

void tce_kcidb_write(FILE *file, const struct tce_run *run, const char *origin,
		     const char *build)
{
	json_t *all =
		json_pack("{s:{s:i, s:i}}", "version", "major", 4, "minor", 3);
	json_t *tests = json_array();
	struct tce_strbuf id = { 0 };
	size_t i;

	tce_strbuf_addf(&id, "%s:%s", origin, property(run, "release"));
	if (!build)
		set_build(all, run, origin, tce_strbuf_str(&id));
	for (i = 0; i < run->n_results; i++)
		json_array_append_new(
			tests, test_of(run, &run->results[i], origin,
				       build ? build : tce_strbuf_str(&id)));
	json_object_set_new(all, "tests", tests);
	tce_json_dump(file, all);
	tce_strbuf_free(&id);
}
