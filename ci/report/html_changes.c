// SPDX-License-Identifier: GPL-2.0-only
#include "compare.h"
#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

static void put_change(FILE *file, const struct tce_html *html,
		       const struct tce_change *change)
{
	const struct tce_run *now = &html->cells[0];
	const struct tce_result *shown =
		change->after ? change->after : change->before;

	/* There always is one, which the analyser cannot know. */
	if (!shown)
		return;
	fputs("<tr><td>", file);
	if (change->before)
		tce_html_badge(file, html->before, change->before);
	fputs("</td><td>", file);
	if (change->after)
		tce_html_badge(file, now, change->after);
	fputs("</td><td class=\"name\">", file);
	tce_markup_text(file, shown->name);
	fputs("</td><td>", file);
	tce_markup_text(file, change->after ? change->after->reason : "");
	fputs("</td></tr>\n", file);
}

static void put_answers(FILE *file, const struct tce_comparison *c)
{
	struct tce_strbuf where = { 0 };
	size_t i, n;

	if (!c->n_answers)
		return;
	fprintf(file,
		"<details open><summary>%s <small>%zu</small></summary>"
		"<p>The contract leaves a choice here.</p>"
		"<div class=\"scroll\"><table>\n<tr><th>clauses</th>"
		"<th>case</th><th>where</th><th>before</th><th>now</th></tr>\n",
		TCE_OTHER_ANSWERS, c->n_answers);
	for (i = 0; i < c->n_answers; i += n) {
		const struct tce_other_answer *a = &c->answer[i];

		n = tce_answers_alike(c, i, &where);
		tce_html_row(file,
			     (const char *const[]){
				     a->result->clauses, a->result->name,
				     tce_strbuf_str(&where), a->before->answer,
				     a->after->answer },
			     5);
	}
	tce_strbuf_free(&where);
	fputs("</table></div></details>\n", file);
}

void tce_html_changes(FILE *file, const struct tce_html *html)
{
	struct tce_comparison c;
	enum tce_change_kind kind;
	size_t i;

	if (!html->before)
		return;
	tce_compare(&c, html->before, &html->cells[0]);
	tce_html_section(file, "changes", "Against the earlier run",
			 c.n + c.n_answers);
	fprintf(file, "<p>%zu results are as they were.</p>\n", c.same);
	if (c.modes)
		fprintf(file, "<p>%s</p>\n", c.modes);
	if (c.unchosen)
		fprintf(file,
			"<p>%zu cases of the earlier run were not chosen this "
			"time.</p>\n",
			c.unchosen);
	for (kind = 0; kind < TCE_CHANGES; kind++) {
		if (!c.of[kind])
			continue;
		fprintf(file,
			"<details%s><summary>%s <small>%zu</small></summary>"
			"<div class=\"scroll\"><table>\n<tr><th>before</th>"
			"<th>now</th><th>case</th><th>reason</th></tr>\n",
			kind == TCE_CHANGE_BROKEN ? " open" : "",
			tce_change_title(kind), c.of[kind]);
		for (i = 0; i < c.n; i++)
			if (c.change[i].kind == kind)
				put_change(file, html, &c.change[i]);
		fputs("</table></div></details>\n", file);
	}
	put_answers(file, &c);
	fputs("</section>\n", file);
	tce_comparison_free(&c);
}
