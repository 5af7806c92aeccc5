// SPDX-License-Identifier: GPL-2.0-only
/* A qualification as text: what was tested, the verdict, the deviations. */
#include <stdio.h>
#include <string.h>

#include "qualify.h"

#define COLUMNS 78

/* Words, broken at COLUMNS; all lines but the first begin with INDENT blanks.
 */
static void put_words(FILE *file, const char *text, int indent, int column)
{
	while (*text) {
		int len = (int)strcspn(text, " ");

		if (column > indent && column + 1 + len > COLUMNS) {
			fprintf(file, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			putc(' ', file);
			column++;
		}
		column += fprintf(file, "%.*s", len, text);
		text += len;
		text += strspn(text, " ");
	}
	putc('\n', file);
}

static void put_property(FILE *file, const struct tce_qualification *q,
			 const char *key, const char *what)
{
	const char *value = tce_run_get(q->run, key);

	if (value && *value)
		fprintf(file, "%-10s %s\n", what, value);
}

static void put_tested(FILE *file, const struct tce_qualification *q)
{
	put_property(file, q, "device.name", "adapter");
	put_property(file, q, "device.address", "address");
	put_property(file, q, "devices", "devices");
	put_property(file, q, "machine", "machine");
	put_property(file, q, "platform", "platform");
	put_property(file, q, "release", "Linux");
	put_property(file, q, "run.suite", "suite");
	put_property(file, q, "run.started", "begun");
	put_property(file, q, TCE_RUN_PEDANTIC, "pedantic");
}

static void put_verdict(FILE *file, const struct tce_qualification *q)
{
	struct tce_strbuf text = { 0 };
	int column = fprintf(file, "\n%-10s ", "verdict") - 1;

	tce_qualify_verdict(&text, q);
	put_words(file, tce_strbuf_str(&text), column, column);
	tce_strbuf_free(&text);
}

/* "  must MAP-06  map.iova: FAIL ..."; those of one waiver are one item */
static void put_item(FILE *file, const struct tce_deviation *d, size_t n)
{
	struct tce_strbuf text = { 0 };
	int column;

	for (size_t i = 0; i < n; i++)
		tce_strbuf_addf(&text, "%s%s", i ? ", " : "",
				d[i].result->name);
	tce_strbuf_addf(&text, ": %s %s",
			tce_verdict_form[d->result->verdict].name,
			d->result->reason);
	if (*d->how)
		tce_strbuf_addf(&text, " (%s)", d->how);
	column = d->must ? fprintf(file, "  must %s  ", d->must->id)
			 : fprintf(file, "  ");
	put_words(file, tce_strbuf_str(&text), column < 6 ? 6 : column, column);
	tce_strbuf_free(&text);
}

static void put_list(FILE *file, const struct tce_deviations *d,
		     enum tce_whose whose)
{
	fprintf(file, "\n%s: %zu\n", tce_whose_title(whose), d->of[whose]);
	for (size_t i = 0, n; i < d->n; i += n) {
		n = tce_whose_alike(d, i);
		if (d->deviation[i].whose == whose)
			put_item(file, &d->deviation[i], n);
	}
}

int tce_qualify_statement(FILE *file, const struct tce_qualification *q)
{
	const struct tce_deviations *d = &q->deviations;
	struct tce_strbuf basis = { 0 };

	fputs("Qualification: VFIO on sPAPR TCE\n\n", file);
	put_tested(file, q);
	put_verdict(file, q);
	putc('\n', file);
	tce_whose_basis(&basis, d);
	put_words(file, tce_strbuf_str(&basis), 0, 0);
	tce_strbuf_free(&basis);
	/* The first two are there even if they are empty. */
	for (enum tce_whose whose = 0; whose < TCE_WHOSES; whose++)
		if (d->of[whose] || whose <= TCE_WHOSE_DEVICE)
			put_list(file, d, whose);
	return 0;
}
