// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dialect that GitLab, GitHub's reporters and Jenkins read: counts in
 * attributes, and in a case at most one of failure, error, skipped.
 */
#include "junit.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "finding.h"
#include "group.h"
#include "markup.h"

struct junit {
	FILE *file;
	const struct tce_clauses *clauses;
	const struct tce_red_groups *causes;
};

struct counts {
	size_t tests, failures, errors, skipped;
	double seconds;
};

/* The element of a case that did not just pass, or NULL. */
static const char *element(const struct tce_run *run,
			   const struct tce_result *result)
{
	if (tce_run_is_red(run, result))
		return result->verdict == TCE_VERDICT_ERROR ? "error"
							    : "failure";
	return result->verdict == TCE_VERDICT_PASS ? NULL : "skipped";
}

static void count(const struct tce_run *run,
		  const struct tce_result *const *list, size_t n,
		  struct counts *counts)
{
	size_t i;

	*counts = (struct counts){ 0 };
	for (i = 0; i < n; i++) {
		const struct tce_result *result = list[i];
		const char *name = element(run, result);

		counts->tests++;
		counts->seconds += result->seconds;
		if (!name)
			continue;
		counts->failures += !strcmp(name, "failure");
		counts->errors += !strcmp(name, "error");
		counts->skipped += !strcmp(name, "skipped");
	}
}

static void put_counts(FILE *file, const struct counts *counts)
{
	fprintf(file,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		"skipped=\"%zu\" time=\"%.3f\"",
		counts->tests, counts->failures, counts->errors,
		counts->skipped, counts->seconds);
}

/* Not all that is skipped is alike: a reader may count each kind. */
static const char *type_of(const struct tce_run *run,
			   const struct tce_result *result)
{
	if (tce_run_is_red(run, result))
		return tce_verdict_form[result->verdict].name;
	if (tce_run_is_known(run, result))
		return "known-failure";
	return result->verdict == TCE_VERDICT_XFAIL ? "known-defect"
						    : "not-here";
}

/* A failure with the cause of an earlier one names that case. */
static void put_message(const struct junit *j, const struct tce_run *run,
			const struct tce_result *result)
{
	const struct tce_red_group *cause =
		tce_red_groups_of(j->causes, result);
	struct tce_strbuf text = { 0 };
	struct tce_block block;

	if (tce_run_is_known(run, result))
		tce_strbuf_addf(&text, "known %s: ", result->since);
	tce_block_read(&block, result->text);
	if (block.because)
		tce_strbuf_addf(&text, "because of %s: ", block.because);
	else if (cause && cause->red[0].result != result)
		tce_strbuf_addf(&text, "as %s: ", cause->red[0].result->name);
	tce_block_free(&block);
	tce_strbuf_addf(&text, "%s", result->reason);
	tce_markup_attribute(j->file, "message", tce_strbuf_str(&text));
	tce_strbuf_free(&text);
}

static void put_line(void *ctx, enum tce_failure_line kind, const char *line)
{
	FILE *file = ctx;

	(void)kind;
	tce_markup_text(file, line);
	putc('\n', file);
}

static void put_verdict(const struct junit *j, const struct tce_run *run,
			const struct tce_result *result, const char *name)
{
	FILE *file = j->file;

	fprintf(file, "      <%s", name);
	tce_markup_attribute(file, "type", type_of(run, result));
	put_message(j, run, result);
	if (strcmp(name, "skipped")) {
		putc('>', file);
		tce_failure_lines(result, j->clauses, put_line, file);
		fprintf(file, "</%s>\n", name);
	} else {
		fputs("/>\n", file);
	}
}

/* What the contract leaves open is no failure, whatever came. */
static void put_choices(FILE *file, const struct tce_choices *choices)
{
	size_t i;

	if (!choices->n)
		return;
	fputs("      <system-out>", file);
	for (i = 0; i < choices->n; i++) {
		fputs("outcome ", file);
		tce_markup_text(file, choices->choice[i].where);
		fputs(": ", file);
		tce_markup_text(file, choices->choice[i].answer);
		putc('\n', file);
	}
	fputs("</system-out>\n", file);
}

static void put_case(const struct junit *j, const struct tce_run *run,
		     const char *cell, const struct tce_result *result)
{
	const char *name = element(run, result);
	struct tce_strbuf class = { 0 };
	FILE *file = j->file;

	tce_strbuf_addf(&class, "tce.%s%.*s", cell, (int)tce_suite_len(result),
			result->name);
	fputs("    <testcase", file);
	tce_markup_attribute(file, "name", result->name);
	tce_markup_attribute(file, "classname", tce_strbuf_str(&class));
	fprintf(file, " time=\"%.3f\"", result->seconds);
	tce_strbuf_free(&class);
	if (!name && !result->choices.n) {
		fputs("/>\n", file);
		return;
	}
	fputs(">\n", file);
	if (name)
		put_verdict(j, run, result, name);
	put_choices(file, &result->choices);
	fputs("    </testcase>\n", file);
}

static void put_property(FILE *file, const char *name, const char *value)
{
	fputs("      <property", file);
	tce_markup_attribute(file, "name", name);
	tce_markup_attribute(file, "value", value);
	fputs("/>\n", file);
}

static void put_properties(FILE *file, const struct tce_run *run)
{
	size_t i;

	if (run->n_properties || run->n_limits)
		fputs("    <properties>\n", file);
	for (i = 0; i < run->n_properties; i++)
		put_property(file, run->properties[i].key,
			     run->properties[i].value);
	for (i = 0; i < run->n_limits; i++)
		put_property(file, "not-judged", run->limits[i]);
	if (run->n_properties || run->n_limits)
		fputs("    </properties>\n", file);
}

/* The N results of a suite. */
static void put_suite(const struct junit *j, const struct tce_run *run,
		      const char *cell, const struct tce_result *const *list,
		      size_t n)
{
	const struct tce_result *of = list[0];
	const char *started = tce_run_get(run, "run.started");
	struct tce_strbuf name = { 0 };
	FILE *file = j->file;
	struct counts counts;
	size_t i;

	count(run, list, n, &counts);
	tce_strbuf_addf(&name, "%s%.*s", cell, (int)tce_suite_len(of),
			of->name);
	fputs("  <testsuite", file);
	tce_markup_attribute(file, "name", tce_strbuf_str(&name));
	put_counts(file, &counts);
	if (started)
		tce_markup_attribute(file, "timestamp", started);
	fputs(">\n", file);
	tce_strbuf_free(&name);
	put_properties(file, run);
	for (i = 0; i < n; i++)
		put_case(j, run, cell, list[i]);
	fputs("  </testsuite>\n", file);
}

static int by_suite(const void *a, const void *b)
{
	const struct tce_result *x = *(struct tce_result *const *)a;
	const struct tce_result *y = *(struct tce_result *const *)b;

	if (x->suite != y->suite)
		return x->suite < y->suite ? -1 : 1;
	return (x > y) - (x < y);
}

/*
 * A run's results, suite by suite: guests that run beside each other leave
 * suites in pieces. The caller frees the list.
 */
static const struct tce_result **by_suites(const struct tce_run *run)
{
	size_t room = run->n_results, i;
	const struct tce_result **list =
		tce_grow(NULL, run->n_results, &room, sizeof(*list));

	for (i = 0; i < run->n_results; i++)
		list[i] = &run->results[i];
	qsort(list, run->n_results, sizeof(*list), by_suite);
	return list;
}

static void put_suites(const struct junit *j, const struct tce_run *run,
		       const char *cell, const struct tce_result *const *list)
{
	size_t i, n;

	for (i = 0; i < run->n_results; i += n) {
		for (n = 1; i + n < run->n_results; n++)
			if (list[i + n]->suite != list[i]->suite)
				break;
		put_suite(j, run, cell, list + i, n);
	}
}

/* "KERNEL.MACHINE.", of names without folders, in which a dot means nothing */
static void add_cell(struct tce_strbuf *text, const struct tce_run *run)
{
	static const char *const keys[] = { "kernel", "run.machine" };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *value = tce_run_get(run, keys[i]);
		const char *slash = value ? strrchr(value, '/') : NULL;

		value = slash ? slash + 1 : value;
		for (; value && *value; value++)
			tce_strbuf_addf(text, "%c",
					*value == '.' ? '_' : *value);
		tce_strbuf_addf(text, ".");
	}
}

void tce_junit_write(FILE *file, const struct tce_run *runs, size_t n,
		     const struct tce_clauses *clauses)
{
	struct tce_red_groups causes;
	const struct junit junit = { file, clauses, &causes };
	struct counts counts, sum = { 0 };
	struct tce_strbuf cell = { 0 };
	const struct tce_result ***lists;
	size_t room = n, i;

	tce_red_groups_find(&causes, runs, n);
	lists = tce_grow(NULL, n, &room, sizeof(*lists));
	for (i = 0; i < n; i++) {
		lists[i] = by_suites(&runs[i]);
		count(&runs[i], lists[i], runs[i].n_results, &counts);
		sum.tests += counts.tests;
		sum.failures += counts.failures;
		sum.errors += counts.errors;
		sum.skipped += counts.skipped;
		sum.seconds += counts.seconds;
	}
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites name=\"tce\"",
	      file);
	put_counts(file, &sum);
	fputs(">\n", file);
	for (i = 0; i < n; i++) {
		tce_strbuf_clear(&cell);
		if (n > 1)
			add_cell(&cell, &runs[i]);
		put_suites(&junit, &runs[i], tce_strbuf_str(&cell), lists[i]);
		free(lists[i]);
	}
	free(lists);
	fputs("</testsuites>\n", file);
	tce_red_groups_free(&causes);
	tce_strbuf_free(&cell);
}
