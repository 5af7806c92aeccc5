// SPDX-License-Identifier: GPL-2.0-only
#include "kcidb.h"

#include <string.h>

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

static void put_member(FILE *file, const char *key, const char *value)
{
	fprintf(file, "\"%s\": ", key);
	tce_json_string(file, value);
}

static const char *property(const struct tce_run *run, const char *key)
{
	const char *value = tce_run_get(run, key);

	return value ? value : "unknown";
}

/* An id is ORIGIN, a colon, and a word that is one test of one run. */
static void put_test(FILE *file, const struct tce_run *run,
		     const struct tce_result *result, const char *origin,
		     const char *build)
{
	const char *started = tce_run_get(run, "run.started");
	struct tce_strbuf text = { 0 };

	tce_strbuf_addf(&text, "%s:%s/%s/%s", origin,
			property(run, "run.started"), property(run, "kernel"),
			result->name);
	fputs("  {", file);
	put_member(file, "id", tce_strbuf_str(&text));
	fputs(", ", file);
	put_member(file, "origin", origin);
	fputs(", ", file);
	put_member(file, "build_id", build);
	fputs(", ", file);
	tce_strbuf_clear(&text);
	tce_strbuf_addf(&text, "vfio.spapr-tce.%s", result->name);
	put_member(file, "path", tce_strbuf_str(&text));
	fprintf(file, ", \"status\": \"%s\", \"waived\": %s, ", status(result),
		result->verdict == TCE_VERDICT_XFAIL ? "true" : "false");
	fprintf(file, "\"duration\": %.3f, ", result->seconds);
	if (started) {
		put_member(file, "start_time", started);
		fputs(", ", file);
	}
	put_member(file, "comment",
		   *result->reason ? result->reason : result->about);
	fputs(", \"environment\": {", file);
	put_member(file, "comment", property(run, "machine"));
	fputs("}}", file);
	tce_strbuf_free(&text);
}

static void put_build(FILE *file, const struct tce_run *run, const char *origin,
		      const char *build)
{
	fputs(" \"checkouts\": [{", file);
	put_member(file, "id", build);
	fputs(", ", file);
	put_member(file, "origin", origin);
	fputs("}],\n \"builds\": [{", file);
	put_member(file, "id", build);
	fputs(", ", file);
	put_member(file, "origin", origin);
	fputs(", ", file);
	put_member(file, "checkout_id", build);
	fputs(", ", file);
	put_member(file, "architecture", "powerpc");
	fputs(", ", file);
	put_member(file, "comment", property(run, "release"));
	fputs("}],\n", file);
}

void tce_kcidb_write(FILE *file, const struct tce_run *run, const char *origin,
		     const char *build)
{
	struct tce_strbuf id = { 0 };
	size_t i;

	fputs("{\"version\": {\"major\": 4, \"minor\": 3},\n", file);
	tce_strbuf_addf(&id, "%s:%s", origin, property(run, "release"));
	if (!build)
		put_build(file, run, origin, tce_strbuf_str(&id));
	fputs(" \"tests\": [", file);
	for (i = 0; i < run->n_results; i++) {
		fputs(i ? ",\n" : "\n", file);
		put_test(file, run, &run->results[i], origin,
			 build ? build : tce_strbuf_str(&id));
	}
	fputs("]}\n", file);
	tce_strbuf_free(&id);
}
