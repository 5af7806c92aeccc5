// SPDX-License-Identifier: GPL-2.0-only
/* A qualification as a page for people, on paper as well. */
#include "qualify.h"

#include <stdlib.h>
#include <string.h>

#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

/* --- the head ------------------------------------------------------------- */

static void put_tile(FILE *file, const struct tce_qualification *q,
		     enum tce_standing standing)
{
	tce_html_tile(file, tce_standing_class(standing),
		      tce_standing_count(q, standing),
		      tce_standing_word(standing));
}

/* The colour of the head is that of its worst part. */
static const char *head_class(const struct tce_qualification *q)
{
	if (q->of.failed || tce_standing_count(q, TCE_STANDING_BROKEN))
		return "fail";
	if (tce_standing_count(q, TCE_STANDING_DEVIATES))
		return "waived";
	return q->of.passed ? "pass" : "skip";
}

/* The value of a property; NULL if it is absent or empty. */
static const char *value_of(const struct tce_qualification *q, const char *key)
{
	const char *value = tce_run_get(q->run, key);

	return value && *value ? value : NULL;
}

static void put_header(FILE *file, const struct tce_qualification *q)
{
	const char *name = value_of(q, "device.name");
	struct tce_strbuf verdict = { 0 };
	const char *machine = value_of(q, "machine");
	const char *started = value_of(q, "run.started");

	fprintf(file,
		"<header class=\"%s\">\n<p class=\"kind\">Qualification: "
		"VFIO on sPAPR TCE</p>\n<h1>",
		head_class(q));
	tce_markup_text(file, name ? name : machine ? machine : "a machine");
	fputs("</h1>\n<p><b>", file);
	tce_qualify_verdict(&verdict, q);
	tce_markup_text(file, tce_strbuf_str(&verdict));
	tce_strbuf_free(&verdict);
	fputs("</b></p>\n<p class=\"sub\">", file);
	fprintf(file, "%zu results", q->of.total);
	if (name && machine) {
		fputs(", on ", file);
		tce_markup_text(file, machine);
	}
	if (started) {
		fputs(", begun ", file);
		tce_markup_text(file, started);
	}
	fputs("</p>\n<div class=\"tiles\">\n", file);
	put_tile(file, q, TCE_STANDING_MET);
	put_tile(file, q, TCE_STANDING_DEVIATES);
	put_tile(file, q, TCE_STANDING_BROKEN);
	put_tile(file, q, TCE_STANDING_UNSHOWN);
	fputs("</div>\n</header>\n", file);
}

/* --- what, where and how -------------------------------------------------- */

/* Whether a key is of a group, as "device.name" is of "device". */
static bool is_of(const char *key, const char *group)
{
	size_t len = strcspn(key, ".");

	return key[len] && strlen(group) == len && !strncmp(key, group, len);
}

/* All keys of a group; "" are those that are of none. */
static void put_group(FILE *file, const struct tce_run *run, const char *group,
		      const char *title)
{
	bool any = false;

	for (size_t i = 0; i < run->n_properties; i++) {
		const char *key = run->properties[i].key;

		if (*group ? !is_of(key, group) : !!strchr(key, '.'))
			continue;
		if (!any)
			fprintf(file, "<h3>%s</h3>\n<dl class=\"card\">\n",
				title);
		any = true;
		fputs("<dt>", file);
		tce_markup_text(file, *group ? strchr(key, '.') + 1 : key);
		fputs("</dt><dd>", file);
		tce_markup_text(file, run->properties[i].value);
		fputs("</dd>\n", file);
	}
	if (any)
		fputs("</dl>\n", file);
}

static void put_tested(FILE *file, const struct tce_qualification *q)
{
	tce_html_section(file, "tested", "What was tested, and how", 0);
	put_group(file, q->run, "device", "Adapter");
	for (int i = 2; i < 10; i++) {
		char group[32];

		snprintf(group, sizeof(group), "device-%d", i);
		put_group(file, q->run, group, "Another adapter");
	}
	put_group(file, q->run, "machine", "Machine");
	put_group(file, q->run, "", "As the suite found it");
	put_group(file, q->run, "run", "The run");
	put_group(file, q->run, "host", "What was allowed");
	fputs("</section>\n", file);
}

/* --- requirements --------------------------------------------------------- */

/* "36 passed, 9 deviate": what there is none of is not said. */
static void put_count(FILE *file, size_t n, const char *what,
		      const char **comma)
{
	if (!n)
		return;
	fprintf(file, "%s%zu %s", *comma, n, what);
	*comma = ", ";
}

static void put_requirement(FILE *file, const struct tce_requirement *r)
{
	const char *comma = "";

	fprintf(file, "<tr><td><span class=\"badge %s\">%s</span></td><td><b>",
		tce_standing_class(r->standing),
		tce_standing_word(r->standing));
	tce_markup_text(file, r->name);
	fputs("</b>: ", file);
	tce_markup_text(file, r->sentence);
	fputs("<br><small>", file);
	put_count(file, r->passed, "passed", &comma);
	put_count(file, r->waived, "deviate", &comma);
	put_count(file, r->failed, "failed", &comma);
	put_count(file, r->skipped, "not run", &comma);
	fprintf(file, "%s</small></td></tr>\n", *comma ? "" : "no result");
}

static void put_requirements(FILE *file, const struct tce_qualification *q)
{
	tce_html_section(file, "requirements", "Requirements", q->n);
	fputs("<p>A requirement is met if all results that are for it passed; "
	      "it deviates if some show defects of this kernel that are on "
	      "record (below); it is not shown if none passed. A result can be "
	      "for several.</p>\n<table>\n",
	      file);
	for (size_t i = 0; i < q->n; i++)
		put_requirement(file, &q->requirement[i]);
	fputs("</table>\n</section>\n", file);
}

/* --- what was not tested -------------------------------------------------- */

static int by_reason(const void *a, const void *b)
{
	const struct tce_result *x = *(struct tce_result *const *)a;
	const struct tce_result *y = *(struct tce_result *const *)b;

	return strcmp(x->reason, y->reason);
}

/* Skips with the same reason are one line. */
static void put_skips(FILE *file, const struct tce_run *run)
{
	const struct tce_result **skip;
	size_t n = 0, same;

	skip = calloc(run->n_results + 1, sizeof(*skip));
	for (size_t i = 0; skip && i < run->n_results; i++)
		if (run->results[i].verdict == TCE_VERDICT_SKIP)
			skip[n++] = &run->results[i];
	if (n)
		qsort(skip, n, sizeof(*skip), by_reason);
	for (size_t i = 0; i < n; i += same) {
		for (same = 1; i + same < n; same++)
			if (strcmp(skip[i]->reason, skip[i + same]->reason) !=
			    0)
				break;
		fprintf(file, "<li>%zu case%s: ", same, same > 1 ? "s" : "");
		tce_markup_text(file, skip[i]->reason);
		fputs("</li>\n", file);
	}
	free(skip);
}

static void put_untested(FILE *file, const struct tce_qualification *q)
{
	const char *out = value_of(q, "host.left-out");
	const char *engine = value_of(q, "host.engine");

	tce_html_section(file, "untested", "What was not tested", 0);
	fputs("<p>This report is about the interface by which Linux lends an "
	      "adapter to a user, for the adapter, the slot, the kernel and "
	      "the "
	      "firmware named above. It says nothing of what the adapter is "
	      "for, of its own firmware and driver, of how fast it is, nor of "
	      "any other of these four. No medium and no network was used.</p>"
	      "\n<ul>\n",
	      file);
	for (size_t i = 0; i < q->n; i++) {
		if (q->requirement[i].standing != TCE_STANDING_UNSHOWN)
			continue;
		fputs("<li><b>", file);
		tce_markup_text(file, q->requirement[i].name);
		fputs("</b>: nothing of it was shown</li>\n", file);
	}
	if (engine && !strncmp(engine, "none", 4))
		fputs("<li><b>The data path</b>: the suite has no engine for "
		      "this adapter. What it reaches was not seen, only what "
		      "the kernel answers</li>\n",
		      file);
	if (out) {
		fputs("<li>Left out: ", file);
		tce_markup_text(file, out);
		fputs("</li>\n", file);
	}
	put_skips(file, q->run);
	fputs("</ul>\n</section>\n", file);
}

static void put_checksums(FILE *file, const struct tce_qualification *q)
{
	if (!q->checksums)
		return;
	tce_html_section(file, "checksums", "Checksums (SHA-256)", 0);
	fputs("<p>Of the raw stream, from which all of this is derived, and of "
	      "what was judged by.</p>\n<pre>",
	      file);
	tce_markup_text(file, q->checksums);
	fputs("</pre>\n</section>\n", file);
}

int tce_qualify_page(FILE *file, const struct tce_qualification *q)
{
	const struct tce_html html = {
		.cells = q->run,
		.n_cells = 1,
		.clauses = &q->clauses,
	};

	tce_html_begin(file);
	fputs("Qualification: VFIO on sPAPR TCE", file);
	tce_html_body(file);
	put_header(file, q);
	fputs("<main>\n", file);
	put_requirements(file, q);
	tce_qualify_whose(file, q);
	tce_html_failures(file, &html);
	put_tested(file, q);
	tce_qualify_soak(file, q);
	tce_qualify_rates(file, q);
	tce_html_limits(file, q->run, 1);
	put_untested(file, q);
	tce_html_waived(file, &html);
	tce_html_choices(file, &html);
	tce_html_clauses(file, &html);
	put_checksums(file, q);
	tce_html_cases(file, &html);
	tce_html_end(file, "Derived from results.ktap.");
	return 0;
}
