// SPDX-License-Identifier: GPL-2.0-only
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <report/run.h>

/* A boot takes as long as about so many cases. */
#define PART_MIN 40

const char *const kind_name[KINDS] = { "shared", "data", "own", "alone" };

/* The case that proves the machine usable; also "platform.usable/2", ... */
static bool is_usable(const char *name)
{
	const size_t len = strlen(TCE_RUN_USABLE);

	return !strncmp(name, TCE_RUN_USABLE, len) &&
	       (!name[len] || name[len] == '/');
}

static bool add(struct plan *plan, const char *name, const char *kind)
{
	size_t i;

	for (i = 0; i < KINDS && strcmp(kind, kind_name[i]) != 0; i++)
		;
	if (i == KINDS)
		return false;
	plan->cases = tce_grow(plan->cases, plan->n, &plan->room,
			       sizeof(*plan->cases));
	plan->cases[plan->n].name = tce_strdup(name);
	plan->cases[plan->n].listed = i;
	plan->cases[plan->n++].kind = i;
	return true;
}

int plan_read(struct plan *plan, const char *text)
{
	struct words lines = { 0 };
	bool good = true;

	words_lines(&lines, text);
	for (size_t i = 0; good && i < lines.n; i++) {
		char *tab = strchr(lines.word[i], '\t');

		if (tab)
			*tab++ = '\0';
		good = tab && add(plan, lines.word[i], tab);
		if (!good)
			tce_warn("tce-test --list=plan: '%s': want NAME KIND",
				 lines.word[i]);
	}
	words_free(&lines);
	return good ? 0 : TCE_STATUS_BROKEN;
}

/* Drops the cases for which KEEP is false. */
static void filter(struct plan *plan, const bool *keep)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++) {
		if (keep[i])
			plan->cases[n++] = plan->cases[i];
		else
			free(plan->cases[i].name);
	}
	plan->n = n;
}

/* One flag a case, which the caller frees. */
static bool *flags(const struct plan *plan)
{
	bool *keep = calloc(plan->n + 1, sizeof(*keep));

	if (!keep) {
		tce_warn("out of memory");
		exit(TCE_STATUS_BROKEN);
	}
	return keep;
}

bool plan_shard(struct plan *plan, size_t i, size_t n)
{
	bool *keep = flags(plan), whole;
	size_t before = plan->n, others = 0;

	for (size_t c = 0; c < plan->n; c++)
		keep[c] = !strcmp(plan->cases[c].name, TCE_RUN_USABLE) ||
			  others++ % n == i - 1;
	filter(plan, keep);
	free(keep);
	/* Alone it proves nothing, unless it was asked for alone. */
	whole = plan->n == before;
	return plan->n > 1 || whole;
}

void plan_keep(struct plan *plan, const struct words *names)
{
	struct words sorted = { 0 };
	bool *keep = flags(plan);

	words_add_all(&sorted, names);
	words_sort(&sorted);
	for (size_t i = 0; i < plan->n; i++)
		keep[i] = words_sorted_have(&sorted, plan->cases[i].name);
	filter(plan, keep);
	free(keep);
	words_free(&sorted);
}

bool plan_has(const struct plan *plan, enum plan_kind kind)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->cases[i].kind == kind)
			return true;
	return false;
}

static void change(struct plan *plan, enum plan_kind from, enum plan_kind to)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->cases[i].kind == from)
			plan->cases[i].kind = to;
}

/* Whether there is no shared case but the one that proves usability. */
static bool shares_nothing(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->cases[i].kind == KIND_SHARED &&
		    !is_usable(plan->cases[i].name))
			return false;
	return true;
}

void plan_merge(struct plan *plan, const struct split *split)
{
	if (!split->has_data)
		change(plan, KIND_DATA, KIND_SHARED);
	for (enum plan_kind kind = KIND_DATA; kind < KINDS; kind++)
		if (plan_has(plan, kind) && shares_nothing(plan))
			change(plan, KIND_SHARED, kind);
	if (!split->one)
		return;
	if (plan_has(plan, KIND_SHARED) || plan_has(plan, KIND_ALONE)) {
		change(plan, KIND_ALONE, KIND_SHARED);
		change(plan, KIND_OWN, KIND_SHARED);
		change(plan, KIND_DATA, KIND_SHARED);
	} else {
		change(plan, KIND_OWN, KIND_DATA);
	}
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		free(plan->cases[i].name);
	free(plan->cases);
	memset(plan, 0, sizeof(*plan));
}

/* --- parts ------------------------------------------------------------------
 */

static struct plan_part *part_get(struct parts *parts, enum plan_kind kind,
				  size_t number)
{
	struct plan_part *part;

	for (size_t i = parts->n; i--;)
		if (parts->part[i].kind == kind &&
		    parts->part[i].number == number)
			return &parts->part[i];
	parts->part = tce_grow(parts->part, parts->n, &parts->room,
			       sizeof(*parts->part));
	part = &parts->part[parts->n++];
	memset(part, 0, sizeof(*part));
	part->kind = kind;
	part->number = number;
	snprintf(part->name, sizeof(part->name), "%s-%zu", kind_name[kind],
		 number);
	return part;
}

/* The proof of usability needs no guest that could run another case, too. */
static bool rides(const struct planned *planned, const struct split *split)
{
	return planned->kind >= KIND_OWN && split->isolate != ISOLATE_CASE &&
	       is_usable(planned->name);
}

/* Those that count for the number of guests. */
static size_t count(const struct plan *plan, const struct split *split,
		    enum plan_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++)
		n += plan->cases[i].kind == kind &&
		     !rides(&plan->cases[i], split);
	return n ? n : plan_has(plan, kind);
}

/*
 * A kind gets its share of the lanes by the number of its cases, but a part has
 * enough of them for a boot to be worth it. A guest runs as many of "own" as it
 * has PEs, and of "alone" until one is not green.
 */
static size_t count_parts(const struct plan *plan, const struct split *split,
			  enum plan_kind kind)
{
	const size_t pes =
		kind == KIND_OWN && split->own_pes ? split->own_pes : 1;
	const size_t all = count(plan, split, kind);
	const size_t n = (all + pes - 1) / pes;
	size_t share;

	if (split->isolate == ISOLATE_CASE)
		return all;
	if (kind == KIND_OWN || kind == KIND_ALONE) {
		if (split->isolate == ISOLATE_NONE && !split->exported)
			return n < split->lanes ? n : split->lanes;
		return n;
	}
	share = (split->lanes * n + plan->n / 2) / plan->n;
	if (n / PART_MIN < share)
		share = n / PART_MIN;
	return share ? share : 1;
}

static bool same_suite(const char *a, const char *b)
{
	const size_t len = strcspn(a, ".");

	return !strncmp(a, b, len) && b[len] == '.';
}

/* Splits the cases of a kind, in the order of the plan. */
static void deal_out(struct parts *parts, const struct plan *plan,
		     const struct split *split, enum plan_kind kind)
{
	const bool by_suite = split->isolate == ISOLATE_SUITE &&
			      kind != KIND_OWN && kind != KIND_ALONE;
	const size_t n = count(plan, split, kind);
	size_t pieces, at = 0;

	if (!n)
		return;
	pieces = count_parts(plan, split, kind);
	for (size_t i = 0; i < plan->n; i++) {
		const char *name = plan->cases[i].name;
		size_t number = 0;

		if (plan->cases[i].kind != kind)
			continue;
		/* of neighbours that crash one guest does not run all */
		if (kind == KIND_ALONE)
			number = at % pieces + 1;
		else if (!by_suite)
			number = at * (pieces < n ? pieces : n) / n + 1;
		at += !rides(&plan->cases[i], split);
		/* the number of the part that has the suite, or the next */
		for (size_t p = 0; by_suite && p < parts->n; p++) {
			if (parts->part[p].kind != kind)
				continue;
			number = parts->part[p].number;
			if (same_suite(name, parts->part[p].cases.word[0]))
				break;
			number++;
		}
		if (!number)
			number = 1;
		words_add(&part_get(parts, kind, number)->cases, name);
	}
}

void plan_split(const struct plan *plan, const struct split *split,
		struct parts *parts)
{
	/* The shortest come last. */
	for (enum plan_kind kind = 0; kind < KINDS; kind++)
		deal_out(parts, plan, split, kind);
}

void parts_free(struct parts *parts)
{
	for (size_t i = 0; i < parts->n; i++)
		words_free(&parts->part[i].cases);
	free(parts->part);
	memset(parts, 0, sizeof(*parts));
}
