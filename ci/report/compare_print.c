// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "summary.h"

#define CHANGE_NAMES 10 /* of a kind, before "and more" */

static void print_change(const struct tce_display *display,
			 const struct tce_change *change)
{
	const struct tce_result *shown =
		change->after ? change->after : change->before;

	fprintf(display->file, "  %s%-7s%s %s",
		tce_display_paint(display, shown->verdict),
		change->before ? tce_verdict_form[change->before->verdict].name
			       : "-",
		tce_display_plain(display), shown->name);
	if (!change->after)
		fputs(": no result", display->file);
	else
		fprintf(display->file, ": now %s%s%s",
			tce_verdict_form[change->after->verdict].name,
			*shown->reason ? " " : "", shown->reason);
	putc('\n', display->file);
}

/* All cases that are red now are named. */
static void print_kind(const struct tce_display *display,
		       const struct tce_comparison *c,
		       enum tce_change_kind kind)
{
	bool all = kind <= TCE_CHANGE_STILL ||
		   display->level == TCE_DETAIL_VERBOSE;
	size_t i, shown = 0;

	for (i = 0; i < c->n; i++) {
		if (c->change[i].kind != kind)
			continue;
		if (!all && shown == CHANGE_NAMES)
			break;
		print_change(display, &c->change[i]);
		shown++;
	}
	if (shown < c->of[kind])
		fprintf(display->file, "  and %zu more (-v)\n",
			c->of[kind] - shown);
}

static void print_answers(const struct tce_display *display,
			  const struct tce_comparison *c)
{
	struct tce_strbuf where = { 0 };
	size_t i, n;

	if (!c->n_answers)
		return;
	fprintf(display->file, "%s: %zu\n", TCE_OTHER_ANSWERS, c->n_answers);
	for (i = 0; i < c->n_answers; i += n) {
		const struct tce_other_answer *a = &c->answer[i];

		n = tce_answers_alike(c, i, &where);
		fprintf(display->file, "  %s%s%s %s: %s before, %s now\n",
			a->result->clauses, *a->result->clauses ? " " : "",
			a->result->name, tce_strbuf_str(&where),
			a->before->answer, a->after->answer);
	}
	tce_strbuf_free(&where);
	putc('\n', display->file);
}

void tce_comparison_print(const struct tce_display *display,
			  const struct tce_comparison *c)
{
	enum tce_change_kind kind;

	for (kind = 0; kind < TCE_CHANGES; kind++) {
		if (!c->of[kind])
			continue;
		fprintf(display->file, "%s: %zu\n", tce_change_title(kind),
			c->of[kind]);
		print_kind(display, c, kind);
		putc('\n', display->file);
	}
	print_answers(display, c);
	if (c->modes)
		fprintf(display->file, "%s\n\n", c->modes);
	if (c->unchosen)
		fprintf(display->file,
			"Not chosen this time: %zu cases of the earlier "
			"run\n\n",
			c->unchosen);
}
