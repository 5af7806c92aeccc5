// SPDX-License-Identifier: GPL-2.0-only
#include "html_parts.h"

#include "markup.h"

void tce_html_begin(FILE *file)
{
	fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, "
	      "initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	      file);
}

void tce_html_body(FILE *file)
{
	fprintf(file, "</title>\n<style>\n%s</style>\n</head>\n<body>\n",
		tce_page_style);
}

void tce_html_end(FILE *file, const char *footer)
{
	fprintf(file,
		"</main>\n<footer>%s</footer>\n<script>\n%s</script>\n"
		"</body>\n</html>\n",
		footer, tce_page_script);
}

const char *tce_html_class(const struct tce_run *run,
			   const struct tce_result *result)
{
	if (tce_run_is_red(run, result))
		return "fail";
	if (result->verdict == TCE_VERDICT_XFAIL ||
	    tce_run_is_known(run, result))
		return "waived";
	return result->verdict == TCE_VERDICT_SKIP ? "skip" : "pass";
}

void tce_html_badge(FILE *file, const struct tce_run *run,
		    const struct tce_result *result)
{
	const char *word = tce_verdict_form[result->verdict].name;

	if (result->verdict == TCE_VERDICT_XFAIL)
		word = "WAIVED";
	else if (tce_run_is_known(run, result))
		word = "KNOWN";
	fprintf(file, "<span class=\"badge %s\">%s</span>",
		tce_html_class(run, result), word);
}

void tce_html_section(FILE *file, const char *id, const char *title,
		      size_t count)
{
	fprintf(file, "<section id=\"%s\">\n<h2>%s", id, title);
	if (count)
		fprintf(file, " <small>%zu</small>", count);
	fputs("</h2>\n", file);
}

void tce_html_row(FILE *file, const char *const *text, size_t n)
{
	size_t i;

	fputs("<tr>", file);
	for (i = 0; i < n; i++) {
		fputs("<td class=\"name\">", file);
		tce_markup_text(file, text[i]);
		fputs("</td>", file);
	}
	fputs("</tr>\n", file);
}

void tce_html_tile(FILE *file, const char *class, size_t n, const char *what)
{
	fprintf(file,
		"<div class=\"tile %s\"><b>%zu</b><span>%s</span></div>\n",
		n ? class : "none", n, what);
}

void tce_html_filter(FILE *file, const char *what)
{
	static const char *const kinds[][2] = { { "fail", "failed" },
						{ "waived", "known" },
						{ "skip", "skipped" },
						{ "pass", "passed" } };
	size_t i;

	fprintf(file,
		"<p class=\"filter\" hidden><input type=\"search\" "
		"placeholder=\"%s\" aria-label=\"filter\">",
		what);
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		fprintf(file,
			"<label><input type=\"checkbox\" value=\"%s\" checked>"
			" %s</label>",
			kinds[i][0], kinds[i][1]);
	fputs("</p>\n", file);
}

void tce_html_limits(FILE *file, const struct tce_run *runs, size_t n)
{
	bool any = false;
	size_t i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; j < runs[i].n_limits; j++) {
			if (!any)
				tce_html_section(file, "limits", "Not judged",
						 0);
			fputs(any ? "<li>" : "<ul>\n<li>", file);
			any = true;
			tce_markup_text(file, runs[i].limits[j]);
			fputs("</li>\n", file);
		}
	}
	if (any)
		fputs("</ul>\n</section>\n", file);
}
