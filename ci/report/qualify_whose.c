// SPDX-License-Identifier: GPL-2.0-only
/* A qualification's lists of deviations, by whose they are. */
#include <stdio.h>
#include <string.h>

#include "html_parts.h"
#include "markup.h"
#include "qualify.h"

static void put_level(FILE *file, const struct tce_deviation *d)
{
	if (!d->must)
		return;
	fputs("<span class=\"badge fail\">must</span> ", file);
	tce_markup_text(file, d->must->id);
	fputs(": ", file);
	tce_markup_text(file, d->must->sentence);
	fputs("<br>", file);
}

/* Those of one waiver are one item. */
static void put_item(FILE *file, const struct tce_deviation *d, size_t n)
{
	fputs("<li>", file);
	put_level(file, d);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ", " : "<span class=\"name\">", file);
		tce_markup_text(file, d[i].result->name);
	}
	fprintf(file, "</span>: %s ",
		tce_verdict_form[d->result->verdict].name);
	tce_markup_text(file, d->result->reason);
	if (*d->how) {
		fputs("<br><small class=\"why\">", file);
		tce_markup_text(file, d->how);
		fputs("</small>", file);
	}
	fputs("</li>\n", file);
}

static void put_list(FILE *file, const struct tce_deviations *d,
		     enum tce_whose whose)
{
	if (!d->of[whose])
		return;
	fprintf(file, "<h3>%s <small>%zu</small></h3>\n<ul>\n",
		tce_whose_title(whose), d->of[whose]);
	for (size_t i = 0, n; i < d->n; i += n) {
		n = tce_whose_alike(d, i);
		if (d->deviation[i].whose == whose)
			put_item(file, &d->deviation[i], n);
	}
	fputs("</ul>\n", file);
}

void tce_qualify_whose(FILE *file, const struct tce_qualification *q)
{
	struct tce_strbuf basis = { 0 };

	if (!q->deviations.n)
		return;
	tce_html_section(file, "whose", "Deviations, and whose they are",
			 q->deviations.n);
	tce_whose_basis(&basis, &q->deviations);
	fputs("<p>", file);
	tce_markup_text(file, tce_strbuf_str(&basis));
	fputs("</p>\n", file);
	tce_strbuf_free(&basis);
	for (enum tce_whose whose = 0; whose < TCE_WHOSES; whose++)
		put_list(file, &q->deviations, whose);
	fputs("</section>\n", file);
}
