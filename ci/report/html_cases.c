// SPDX-License-Identifier: GPL-2.0-only
/* The page's parts that list cases. */
#include "html_page.h"

#include <stdlib.h>
#include <string.h>

#include "markup.h"

#define KERNEL "# kernel: "

/* --- failures ------------------------------------------------------------- */

/* "step 6: ioctl(...): returned +1, expected -EINVAL", cut in its parts. */
struct step {
	const char *what, *got, *want;
	size_t what_len, got_len, want_len;
};

static const char *find(const char *from, const char *end, const char *words)
{
	const char *at = strstr(from, words);

	return at && at < end ? at : NULL;
}

static bool step_parse(struct step *step, const char *line, size_t len)
{
	const char *end = line + len, *got, *want;

	got = find(line, end, ": returned ");
	want = got ? find(got, end, ", expected ") : NULL;
	if (!want)
		return false;
	*step = (struct step){
		.what = line,
		.what_len = got - line,
		.got = got + strlen(": returned "),
		.want = want + strlen(", expected "),
	};
	step->got_len = want - step->got;
	step->want_len = end - step->want;
	return true;
}

static void put_cell(FILE *file, const char *text, size_t len)
{
	fputs("<td>", file);
	tce_markup_text_n(file, text, len);
	fputs("</td>", file);
}

static bool is_number(const char *line)
{
	return !strncmp(line, "# time ", 7) || !strncmp(line, "# limit ", 8) ||
	       !strncmp(line, "# about ", 8) ||
	       !strncmp(line, "# clauses ", 10);
}

/* What came and what was due; other words over all columns. */
static void put_steps(FILE *file, const char *text)
{
	size_t len, rows = 0;

	for (; *text; text += len + (text[len] == '\n')) {
		struct step step;
		const char *line = text + 2;

		len = strcspn(text, "\n");
		if (strncmp(text, "# ", 2) != 0 || is_number(text) ||
		    !strncmp(text, KERNEL, strlen(KERNEL)))
			continue;
		if (!rows++)
			fputs("<div class=\"scroll\"><table class=\"steps\">"
			      "<tr><th>step</th><th>expected</th>"
			      "<th>observed</th></tr>\n",
			      file);
		if (step_parse(&step, line, len - 2)) {
			fputs("<tr>", file);
			put_cell(file, step.what, step.what_len);
			put_cell(file, step.want, step.want_len);
			put_cell(file, step.got, step.got_len);
		} else {
			fputs("<tr><td colspan=\"3\">", file);
			tce_markup_text_n(file, line, len - 2);
			fputs("</td>", file);
		}
		fputs("</tr>\n", file);
	}
	if (rows)
		fputs("</table></div>\n", file);
}

/* Where it is all the evidence there is, it is open. */
static void put_kernel(FILE *file, const struct tce_result *result)
{
	const char *text = result->text;
	bool open = result->verdict == TCE_VERDICT_ERROR;
	size_t len, lines = 0;

	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		if (strncmp(text, KERNEL, strlen(KERNEL)) != 0)
			continue;
		if (!lines++)
			fprintf(file,
				"<details%s><summary>The kernel's words"
				"</summary><pre>",
				open ? " open" : "");
		tce_markup_text_n(file, text + strlen(KERNEL),
				  len - strlen(KERNEL));
		putc('\n', file);
	}
	if (lines)
		fputs("</pre></details>\n", file);
}

static void put_where(FILE *file, const struct tce_html *html,
		      const struct tce_run *run)
{
	const char *kernel = tce_run_get(run, "kernel");

	if (html->n_cells < 2 || !kernel)
		return;
	fputs(" <small>", file);
	tce_markup_text(file, kernel);
	fputs("</small>", file);
}

static void put_failure(FILE *file, const struct tce_html *html,
			const struct tce_run *run,
			const struct tce_result *result)
{
	fputs("<article class=\"card fail\">\n<h3>", file);
	tce_html_badge(file, run, result);
	putc(' ', file);
	tce_markup_text(file, result->name);
	put_where(file, html, run);
	fputs("</h3>\n", file);
	if (*result->about) {
		fputs("<p>It checks that ", file);
		tce_markup_text(file, result->about);
		fputs(".</p>\n", file);
	}
	/* A plain failure's reason is one of its lines: it is said once. */
	if (*result->reason &&
	    (result->verdict != TCE_VERDICT_FAIL || !*result->text)) {
		fputs("<p class=\"reason\">", file);
		tce_markup_text(file, result->reason);
		fputs("</p>\n", file);
	}
	put_steps(file, result->text);
	put_kernel(file, result);
	if (*result->clauses) {
		fputs("<p class=\"sub\">Clauses: ", file);
		tce_markup_text(file, result->clauses);
		fputs("</p>\n", file);
	}
	fputs("</article>\n", file);
}

/* A strict run's skips have a reason each, and no more to say. */
static bool is_failure(const struct tce_run *run,
		       const struct tce_result *result)
{
	return tce_run_is_red(run, result) &&
	       result->verdict != TCE_VERDICT_SKIP && !tce_run_is_unrun(result);
}

static void put_unrun(FILE *file, const struct tce_run *run)
{
	size_t i, n = 0;

	for (i = 0; i < run->n_results; i++) {
		if (!tce_run_is_unrun(&run->results[i]))
			continue;
		fputs(n++ ? ", "
			  : "<article class=\"card fail\">\n<h3>Planned, "
			    "but not run</h3>\n<p class=\"name\">",
		      file);
		tce_markup_text(file, run->results[i].name);
	}
	if (n)
		fputs("</p>\n</article>\n", file);
}

void tce_html_failures(FILE *file, const struct tce_html *html)
{
	size_t i, j, red = 0;

	for (i = 0; i < html->n_cells; i++) {
		struct tce_counts counts;

		tce_run_count(&html->cells[i], &counts);
		red += counts.failed;
	}
	if (!red)
		return;
	tce_html_section(file, "failures", "Failures", red);
	for (i = 0; i < html->n_cells; i++) {
		const struct tce_run *run = &html->cells[i];

		for (j = 0; j < run->n_results; j++)
			if (is_failure(run, &run->results[j]))
				put_failure(file, html, run, &run->results[j]);
		put_unrun(file, run);
	}
	fputs("</section>\n", file);
}

/* --- the matrix ----------------------------------------------------------- */

static size_t suite_len(const struct tce_result *result)
{
	return strcspn(result->name, ".");
}

static bool same_suite(const struct tce_result *a, const struct tce_result *b)
{
	size_t len = suite_len(a);

	return len == suite_len(b) && !strncmp(a->name, b->name, len);
}

/* Whether no earlier result of any cell is of this suite. */
static bool is_new_suite(const struct tce_html *html, size_t cell, size_t at)
{
	const struct tce_result *of = &html->cells[cell].results[at];
	size_t i, j;

	for (i = 0; i <= cell; i++)
		for (j = 0; j < (i < cell ? html->cells[i].n_results : at); j++)
			if (same_suite(of, &html->cells[i].results[j]))
				return false;
	return true;
}

static void put_squares(FILE *file, const struct tce_run *run,
			const struct tce_result *of)
{
	struct tce_strbuf title = { 0 };
	size_t i;

	fputs("<td><div class=\"squares\">", file);
	for (i = 0; i < run->n_results; i++) {
		const struct tce_result *result = &run->results[i];

		if (!same_suite(of, result))
			continue;
		tce_strbuf_clear(&title);
		tce_strbuf_addf(&title, "%s: %s%s%s", result->name,
				tce_verdict_form[result->verdict].name,
				*result->reason ? " " : "", result->reason);
		fprintf(file, "<i class=\"%s\"", tce_html_class(run, result));
		tce_markup_attribute(file, "title", tce_strbuf_str(&title));
		fputs("></i>", file);
	}
	fputs("</div></td>", file);
	tce_strbuf_free(&title);
}

static void put_cell_head(FILE *file, const struct tce_run *run)
{
	const char *kernel = tce_run_get(run, "kernel");
	const char *machine = tce_run_get(run, "machine");

	fputs("<th>", file);
	tce_markup_text(file, kernel ? kernel : "this run");
	if (machine) {
		fputs("<br><small>", file);
		tce_markup_text(file, machine);
		fputs("</small>", file);
	}
	fputs("</th>", file);
}

static void put_suite(FILE *file, const struct tce_html *html,
		      const struct tce_result *of)
{
	size_t i;

	fputs("<tr><th scope=\"row\">", file);
	tce_markup_text_n(file, of->name, suite_len(of));
	fputs("</th>", file);
	for (i = 0; i < html->n_cells; i++)
		put_squares(file, &html->cells[i], of);
	fputs("</tr>\n", file);
}

void tce_html_matrix(FILE *file, const struct tce_html *html)
{
	size_t i, j;

	tce_html_section(file, "matrix", "Case by case", 0);
	fputs("<p class=\"legend\"><span><i class=\"pass\"></i> passed</span> "
	      "<span><i class=\"fail\"></i> failed</span> "
	      "<span><i class=\"waived\"></i> known deviation</span> "
	      "<span><i class=\"skip\"></i> skipped</span></p>\n"
	      "<div class=\"scroll\"><table class=\"matrix\">\n"
	      "<tr><td></td>",
	      file);
	for (i = 0; i < html->n_cells; i++)
		put_cell_head(file, &html->cells[i]);
	fputs("</tr>\n", file);
	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++)
			if (is_new_suite(html, i, j))
				put_suite(file, html,
					  &html->cells[i].results[j]);
	fputs("</table></div>\n</section>\n", file);
}

/* --- waivers -------------------------------------------------------------- */

/* A result that waivers have to do with. */
struct waived {
	const struct tce_run *run;
	const struct tce_result *result;
};

static int by_reason(const void *a, const void *b)
{
	const struct waived *x = a, *y = b;
	int order = strverscmp(x->result->reason, y->result->reason);

	/* Stale ones first; the position keeps the rest as it was. */
	if (x->result->verdict != y->result->verdict)
		return x->result->verdict == TCE_VERDICT_XPASS ? -1 : 1;
	return order ? order
		     : (x->result > y->result) - (x->result < y->result);
}

static void put_waiver(FILE *file, const struct waived *list, size_t n)
{
	bool stale = list->result->verdict == TCE_VERDICT_XPASS;
	size_t i;

	fprintf(file, "<details%s><summary>", stale ? " open" : "");
	tce_html_badge(file, list->run, list->result);
	putc(' ', file);
	tce_markup_text(file, list->result->reason);
	fprintf(file, " <small>%zu</small></summary>\n<p class=\"name\">", n);
	for (i = 0; i < n; i++) {
		fputs(i ? ", " : "", file);
		tce_markup_text(file, list[i].result->name);
	}
	fputs("</p></details>\n", file);
}

void tce_html_waived(FILE *file, const struct tce_html *html)
{
	struct waived *list = NULL;
	size_t room = 0, n = 0, i, j;

	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++) {
			const struct tce_run *run = &html->cells[i];
			enum tce_verdict verdict = run->results[j].verdict;

			if (verdict != TCE_VERDICT_XFAIL &&
			    verdict != TCE_VERDICT_XPASS)
				continue;
			list = tce_grow(list, n, &room, sizeof(*list));
			list[n++] = (struct waived){ run, &run->results[j] };
		}
	if (!n)
		return;
	qsort(list, n, sizeof(*list), by_reason);
	tce_html_section(file, "waived", "Known deviations of this kernel", n);
	fputs("<p>Each is a defect with evidence on record. One that no longer "
	      "shows (XPASS) makes the run fail: its waiver is stale.</p>\n",
	      file);
	for (i = 0; i < n; i += j) {
		for (j = 1; i + j < n; j++)
			if (list[i].result->verdict !=
				    list[i + j].result->verdict ||
			    strcmp(list[i].result->reason,
				   list[i + j].result->reason) != 0)
				break;
		put_waiver(file, &list[i], j);
	}
	fputs("</section>\n", file);
	free(list);
}

/* --- all cases ------------------------------------------------------------ */

static double slowest(const struct tce_html *html)
{
	double max = 0;
	size_t i, j;

	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++)
			if (html->cells[i].results[j].seconds > max)
				max = html->cells[i].results[j].seconds;
	return max;
}

static void put_row(FILE *file, const struct tce_html *html,
		    const struct tce_run *run, const struct tce_result *result,
		    double max)
{
	fprintf(file, "<tr class=\"%s\"><td>", tce_html_class(run, result));
	tce_html_badge(file, run, result);
	fputs("</td><td><span class=\"name\">", file);
	tce_markup_text(file, result->name);
	fputs("</span>", file);
	put_where(file, html, run);
	if (*result->about) {
		fputs("<br><small>", file);
		tce_markup_text(file, result->about);
		fputs("</small>", file);
	}
	if (*result->reason) {
		fputs("<br><small class=\"why\">", file);
		tce_markup_text(file, result->reason);
		fputs("</small>", file);
	}
	fprintf(file,
		"</td><td class=\"time\"><meter max=\"%.3f\" "
		"value=\"%.3f\"></meter> %.3f s</td></tr>\n",
		max > 0 ? max : 1, result->seconds, result->seconds);
}

void tce_html_cases(FILE *file, const struct tce_html *html)
{
	double max = slowest(html);
	size_t i, j;

	tce_html_section(file, "cases", "All cases", 0);
	fputs("<p class=\"filter\" hidden><input type=\"search\" "
	      "placeholder=\"part of a name or reason\" aria-label=\"filter\">"
	      "<label><input type=\"checkbox\" value=\"fail\" checked> failed"
	      "</label><label><input type=\"checkbox\" value=\"waived\" "
	      "checked>"
	      " known</label><label><input type=\"checkbox\" value=\"skip\" "
	      "checked> skipped</label><label><input type=\"checkbox\" "
	      "value=\"pass\" checked> passed</label></p>\n"
	      "<div class=\"scroll\"><table class=\"cases\">\n"
	      "<tr><th>verdict</th><th>case</th><th>time</th></tr>\n",
	      file);
	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++)
			put_row(file, html, &html->cells[i],
				&html->cells[i].results[j], max);
	fputs("</table></div>\n</section>\n", file);
}
