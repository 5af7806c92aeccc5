// SPDX-License-Identifier: GPL-2.0-only
/* A qualification for machines. */
#include "json.h"
#include "qualify.h"

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

		if (tce_requirement_is_for(r, result))
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

static json_t *deviation(const struct tce_deviation *d)
{
	const struct tce_result *result = d->result;

	return json_pack("{s:o, s:s, s:o, s:o, s:s, s:o}", "case",
			 tce_json_text(result->name), "verdict",
			 tce_verdict_form[result->verdict].name, "reason",
			 tce_json_text(result->reason), "clauses",
			 tce_json_text(result->clauses), "level",
			 d->must ? "must" : "other", "how",
			 tce_json_text(d->how));
}

/* A list for each of those to whom a deviation can belong. */
static json_t *deviations(const struct tce_deviations *d)
{
	struct tce_strbuf basis = { 0 };
	json_t *all = json_object();
	enum tce_whose whose;

	tce_whose_basis(&basis, d);
	json_object_set_new(all, "basis",
			    tce_json_text(tce_strbuf_str(&basis)));
	tce_strbuf_free(&basis);
	for (whose = 0; whose < TCE_WHOSES; whose++) {
		json_t *list = json_array();

		for (size_t i = 0; i < d->n; i++)
			if (d->deviation[i].whose == whose)
				json_array_append_new(
					list, deviation(&d->deviation[i]));
		json_object_set_new(all, tce_whose_key(whose), list);
	}
	return all;
}

int tce_qualify_json(FILE *file, const struct tce_qualification *q)
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

	json_object_set_new(all, "deviations", deviations(&q->deviations));
	if (q->rates)
		json_object_set(all, "rates", q->rates);
	if (q->checksums)
		json_object_set_new(all, "checksums",
				    tce_json_text(q->checksums));
	return tce_json_dump(file, all) ? TCE_STATUS_BROKEN : 0;
}
