// SPDX-License-Identifier: GPL-2.0-only
#include "compare.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 10 /* of a kind, before "and more" */

const char *tce_change_title(enum tce_change_kind kind)
{
	static const char *const titles[] = {
		[TCE_CHANGE_BROKEN] = "New failures",
		[TCE_CHANGE_STILL] = "Still failing",
		[TCE_CHANGE_FIXED] = "Fixed",
		[TCE_CHANGE_MISSING] = "Missing: they had a result before",
		[TCE_CHANGE_OTHER] = "Other changes",
		[TCE_CHANGE_ADDED] = "New cases",
	};

	return titles[kind];
}

static int by_name(const void *a, const void *b)
{
	const struct tce_result *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void keep(void *p)
{
	(void)p;
}

/* All results by their names, which are unique in a run. */
static void *index_results(const struct tce_run *run)
{
	void *tree = NULL;
	size_t i;

	for (i = 0; i < run->n_results; i++)
		if (!tsearch(&run->results[i], &tree, by_name)) {
			tce_warn("out of memory");
			exit(TCE_STATUS_BROKEN);
		}
	return tree;
}

static const struct tce_result *look_up(void *tree,
					const struct tce_result *result)
{
	struct tce_result *const *found = tfind(result, &tree, by_name);

	return found ? *found : NULL;
}

static void add(struct tce_comparison *c, enum tce_change_kind kind,
		const struct tce_result *before, const struct tce_result *after)
{
	c->change = tce_grow(c->change, c->n, &c->room, sizeof(*c->change));
	c->change[c->n++] = (struct tce_change){ kind, before, after };
	c->of[kind]++;
}

static void compare_one(struct tce_comparison *c, const struct tce_run *before,
			const struct tce_result *old,
			const struct tce_run *after,
			const struct tce_result *new)
{
	bool was_red = old && tce_run_is_red(before, old);

	if (tce_run_is_red(after, new))
		add(c, was_red ? TCE_CHANGE_STILL : TCE_CHANGE_BROKEN, old,
		    new);
	else if (!old)
		add(c, TCE_CHANGE_ADDED, NULL, new);
	else if (was_red)
		add(c, TCE_CHANGE_FIXED, old, new);
	else if (old->verdict != new->verdict)
		add(c, TCE_CHANGE_OTHER, old, new);
	else
		c->same++;
}

void tce_compare(struct tce_comparison *c, const struct tce_run *before,
		 const struct tce_run *after)
{
	void *old = index_results(before), *new = index_results(after);
	size_t i;

	*c = (struct tce_comparison){ 0 };
	for (i = 0; i < after->n_results; i++) {
		const struct tce_result *result = &after->results[i];

		compare_one(c, before, look_up(old, result), after, result);
	}
	for (i = 0; i < before->n_results; i++)
		if (!look_up(new, &before->results[i]))
			add(c, TCE_CHANGE_MISSING, &before->results[i], NULL);
	tdestroy(old, keep);
	tdestroy(new, keep);
}

void tce_comparison_free(struct tce_comparison *c)
{
	free(c->change);
}

enum tce_status tce_comparison_exit(const struct tce_comparison *c,
				    bool only_new)
{
	if (c->of[TCE_CHANGE_BROKEN] || (!only_new && c->of[TCE_CHANGE_STILL]))
		return TCE_STATUS_RED;
	return TCE_STATUS_GREEN;
}

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

/* What is red now is named in full. */
static void print_kind(const struct tce_display *display,
		       const struct tce_comparison *c,
		       enum tce_change_kind kind)
{
	bool all =
		kind <= TCE_CHANGE_STILL || display->level == TCE_LEVEL_VERBOSE;
	size_t i, shown = 0;

	for (i = 0; i < c->n; i++) {
		if (c->change[i].kind != kind)
			continue;
		if (!all && shown == NAMES_MAX)
			break;
		print_change(display, &c->change[i]);
		shown++;
	}
	if (shown < c->of[kind])
		fprintf(display->file, "  and %zu more (-v)\n",
			c->of[kind] - shown);
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
}
