// SPDX-License-Identifier: GPL-2.0-only
#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "finding.h"

const char *tce_change_title(enum tce_change_kind kind)
{
	static const char *const titles[] = {
		[TCE_CHANGE_BROKEN] = "New failures",
		[TCE_CHANGE_STILL] = "Still failing",
		[TCE_CHANGE_FIXED] = "Fixed",
		[TCE_CHANGE_WAIVED] = "Failed before, a known defect now",
		[TCE_CHANGE_SKIPPED] = "Failed before, skipped now",
		[TCE_CHANGE_MISSING] = "Missing: they had a result before",
		[TCE_CHANGE_OTHER] = "Other changes",
		[TCE_CHANGE_ADDED] = "New cases",
	};

	return titles[kind];
}

static void add(struct tce_comparison *c, enum tce_change_kind kind,
		const struct tce_result *before, const struct tce_result *after)
{
	c->change = tce_grow(c->change, c->n, &c->room, sizeof(*c->change));
	c->change[c->n++] = (struct tce_change){ kind, before, after };
	c->of[kind]++;
}

/* The kind of change of a result that was red and is no longer. */
static enum tce_change_kind healed(const struct tce_result *now)
{
	switch (now->verdict) {
	case TCE_VERDICT_XFAIL:
		return TCE_CHANGE_WAIVED;
	case TCE_VERDICT_SKIP:
		return TCE_CHANGE_SKIPPED;
	default:
		return TCE_CHANGE_FIXED;
	}
}

enum tce_verdict tce_result_verdict(const struct tce_result *result)
{
	return !strncmp(result->reason, "timeout", strlen("timeout"))
		       ? TCE_VERDICT_TIMEOUT
		       : result->verdict;
}

bool tce_fails_alike(const struct tce_result *old,
		     const struct tce_result *result)
{
	struct tce_strbuf a = { 0 }, b = { 0 };
	bool alike = true;

	if (tce_run_is_unrun(old) || old->made_up ||
	    tce_result_verdict(old) != tce_result_verdict(result))
		return false;
	if (result->verdict == TCE_VERDICT_ERROR) {
		tce_finding_normalise(&a, old->reason);
		tce_finding_normalise(&b, result->reason);
		alike = !strcmp(tce_strbuf_str(&a), tce_strbuf_str(&b));
	}
	tce_strbuf_free(&a);
	tce_strbuf_free(&b);
	return alike;
}

static void compare_one(struct tce_comparison *c, const struct tce_run *before,
			const struct tce_result *old,
			const struct tce_run *after,
			const struct tce_result *new)
{
	bool was_red = old && tce_run_is_red(before, old);
	bool is_red =
		tce_run_is_red(after, new) || tce_run_is_known(after, new);

	if (is_red)
		add(c,
		    was_red && tce_fails_alike(old, new) ? TCE_CHANGE_STILL
							 : TCE_CHANGE_BROKEN,
		    old, new);
	else if (!old)
		add(c, TCE_CHANGE_ADDED, NULL, new);
	else if (was_red)
		add(c, healed(new), old, new);
	else if (old->verdict != new->verdict)
		add(c, TCE_CHANGE_OTHER, old, new);
	else
		c->same++;
}

/* What only one of the two has is another version of the case. */
static void compare_choices(struct tce_comparison *c,
			    const struct tce_result *old,
			    const struct tce_result *new)
{
	size_t i;

	for (i = 0; old && i < new->choices.n; i++) {
		const struct tce_choice *after = &new->choices.choice[i];
		const struct tce_choice *before =
			tce_choices_find(&old->choices, after->where);

		if (!before || !strcmp(before->answer, after->answer))
			continue;
		c->answer = tce_grow(c->answer, c->n_answers, &c->answers_room,
				     sizeof(*c->answer));
		c->answer[c->n_answers++] =
			(struct tce_other_answer){ new, before, after };
	}
}

size_t tce_answers_alike(const struct tce_comparison *c, size_t i,
			 struct tce_strbuf *text)
{
	const struct tce_other_answer *first = &c->answer[i], *a = first;
	size_t n = 0;

	tce_strbuf_clear(text);
	while (i + n < c->n_answers && a->result == first->result &&
	       !strcmp(a->before->answer, first->before->answer) &&
	       !strcmp(a->after->answer, first->after->answer)) {
		tce_strbuf_addf(text, "%s%s", n ? ", " : "", a->after->where);
		a = first + ++n;
	}
	return n;
}

/* What one of the two calls red may only be less strict in the other. */
static const char *compare_modes(const struct tce_run *before,
				 const struct tce_run *after)
{
	bool was = tce_run_get(before, TCE_RUN_PEDANTIC);
	bool is = tce_run_get(after, TCE_RUN_PEDANTIC);

	if (was == is)
		return NULL;
	return is ? "This run is pedantic, the earlier one was not: a new "
		    "failure can be an answer that the contract allows."
		  : "The earlier run was pedantic, this one is not: a failure "
		    "that is fixed can have been an answer that the contract "
		    "allows.";
}

/* Cases that were not chosen are not missing. */
static void compare_gone(struct tce_comparison *c, const struct tce_run *before,
			 const struct tce_run *after)
{
	bool chosen = tce_run_get(after, TCE_RUN_CHOSEN);
	size_t i;

	for (i = 0; i < before->n_results; i++) {
		if (tce_run_find(after, before->results[i].name))
			continue;
		if (chosen)
			c->unchosen++;
		else
			add(c, TCE_CHANGE_MISSING, &before->results[i], NULL);
	}
}

void tce_compare(struct tce_comparison *c, const struct tce_run *before,
		 const struct tce_run *after)
{
	size_t i;

	*c = (struct tce_comparison){
		.modes = compare_modes(before, after),
		.unusable = tce_run_is_unusable(after),
		.empty = !after->n_results,
	};
	for (i = 0; i < after->n_results; i++) {
		const struct tce_result *new = &after->results[i];
		const struct tce_result *old = tce_run_find(before, new->name);

		compare_one(c, before, old, after, new);
		compare_choices(c, old, new);
	}
	compare_gone(c, before, after);
}

void tce_compare_known(const struct tce_run *before,
		       const struct tce_run *after, struct tce_result *result)
{
	const struct tce_result *old = tce_run_find(before, result->name);
	const char *started = tce_run_get(before, "run.started");
	const char *release = tce_run_get(before, "release");
	struct tce_strbuf since = { 0 };

	if (!old || !tce_run_is_red(before, old) ||
	    !tce_run_is_red(after, result) || !tce_fails_alike(old, result))
		return;
	if (*old->since)
		tce_strbuf_addf(&since, "%s", old->since);
	else
		tce_strbuf_addf(&since, "since %s%s%s",
				started ? started : "the earlier run",
				release && *release ? ", Linux " : "",
				release ? release : "");
	tce_run_known(result, tce_strbuf_str(&since));
	tce_strbuf_free(&since);
}

void tce_comparison_free(struct tce_comparison *c)
{
	free(c->change);
	free(c->answer);
}

enum tce_status tce_comparison_exit(const struct tce_comparison *c,
				    bool only_new)
{
	if (c->unusable || c->of[TCE_CHANGE_BROKEN])
		return TCE_STATUS_RED;
	if (c->empty)
		return TCE_STATUS_NOTHING;
	if (!only_new && (c->of[TCE_CHANGE_STILL] || c->of[TCE_CHANGE_MISSING]))
		return TCE_STATUS_RED;
	return TCE_STATUS_GREEN;
}
