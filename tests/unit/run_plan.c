// SPDX-License-Identifier: GPL-2.0-only
/* Whatever the plan and the lanes: each case runs, once, where it may. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <report/run.h>
#include <run/plan.h>

#include "unit.h"
#include "warned.h"

#define WORTH_A_BOOT 40 /* cases */

static struct plan plan_of(const char *text)
{
	struct plan plan = { 0 };

	ck_assert_int_eq(plan_read(&plan, text), 0);
	return plan;
}

/* The names of a plan, "a.b c.d". */
static const char *names_of(const struct plan *plan)
{
	static char text[512];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < plan->n; i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s",
				i ? " " : "", plan->cases[i].name);
	return text;
}

START_TEST(reads_names_and_kinds)
{
	struct plan plan = plan_of("a.b\tshared\nc.d\tdata\n"
				   "e.f\town\ng.h\talone\n");

	ck_assert_str_eq(names_of(&plan), "a.b c.d e.f g.h");
	for (size_t i = 0; i < plan.n; i++) {
		ck_assert_int_eq(plan.cases[i].listed, i);
		ck_assert_int_eq(plan.cases[i].kind, i);
	}
	plan_free(&plan);
}
END_TEST

START_TEST(refuses_other_lines)
{
	static const char *const bad[] = {
		"a.b",	       "a.b shared",	    "a.b\t",
		"a.b\tSHARED", "a.b\tshared\tdata", "c.d\tshared\na.b\tshare"
	};

	warned_start();
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct plan plan = { 0 };

		ck_assert_int_eq(plan_read(&plan, bad[i]), TCE_STATUS_BROKEN);
		ck_assert_ptr_nonnull(strstr(warned(), "'a.b"));
		plan_free(&plan);
	}
}
END_TEST

/* Which of N shards has a case: its number, and fails if there is not one. */
static size_t shard_of(const char *text, const char *name, size_t n)
{
	size_t found = 0;

	for (size_t i = 1; i <= n; i++) {
		struct plan plan = plan_of(text);

		plan_shard(&plan, i, n);
		for (size_t c = 0; c < plan.n; c++) {
			if (strcmp(plan.cases[c].name, name) != 0)
				continue;
			ck_assert_uint_eq(found, 0);
			found = i;
		}
		plan_free(&plan);
	}
	ck_assert_uint_ne(found, 0);
	return found;
}

START_TEST(a_case_is_in_one_shard)
{
	static const char text[] = TCE_RUN_USABLE "\tshared\na.a\tshared\n"
						  "a.b\tdata\na.c\town\n"
						  "a.d\tshared\na.e\talone\n";
	struct plan all = plan_of(text);

	for (size_t n = 1; n <= 5; n++) {
		size_t size[6] = { 0 };

		for (size_t i = 1; i < all.n; i++)
			size[shard_of(text, all.cases[i].name, n)]++;
		for (size_t i = 1; i <= n; i++) {
			struct plan plan = plan_of(text);

			ck_assert(plan_shard(&plan, i, n));
			ck_assert_str_eq(plan.cases[0].name, TCE_RUN_USABLE);
			/* equal, but for what is left over */
			ck_assert_uint_ge(size[i], 5 / n);
			ck_assert_uint_le(size[i], (5 + n - 1) / n);
			plan_free(&plan);
		}
	}
	plan_free(&all);
}
END_TEST

START_TEST(a_shard_proves_more_than_usability)
{
	static const char text[] = TCE_RUN_USABLE "\tshared\na.a\tshared\n";
	struct plan plan = plan_of(text);

	ck_assert(plan_shard(&plan, 1, 2));
	ck_assert_str_eq(names_of(&plan), TCE_RUN_USABLE " a.a");
	plan_free(&plan);
	plan = plan_of(text);
	ck_assert(!plan_shard(&plan, 2, 2));
	plan_free(&plan);
	/* that was asked for */
	plan = plan_of(TCE_RUN_USABLE "\tshared\n");
	ck_assert(plan_shard(&plan, 2, 2));
	plan_free(&plan);
}
END_TEST

START_TEST(keeps_names_of_a_list)
{
	struct plan plan = plan_of("z.a\tshared\na.b\tdata\nm.c\town\n"
				   "b.d\talone\n");
	struct words names = { 0 };

	words_split(&names, "z.a unknown m.c m.c");
	plan_keep(&plan, &names);
	ck_assert_str_eq(names_of(&plan), "z.a m.c");
	ck_assert_int_eq(plan.cases[1].kind, KIND_OWN);
	ck_assert(plan_has(&plan, KIND_OWN));
	ck_assert(!plan_has(&plan, KIND_DATA));
	words_free(&names);
	plan_keep(&plan, &names);
	ck_assert_uint_eq(plan.n, 0);
	plan_free(&plan);
}
END_TEST

/* Kinds before and after plan_merge(), by their first letters. */
static const struct merge {
	const char *before, *after;
	struct split split;
} merges[] = {
	/* the first case of each is the one that proves usability */
	{ "ssdoa", "ssdoa", { .has_data = true } },
	{ "ssdoa", "sssoa", { .has_data = false } },
	{ "sdd", "ddd", { .has_data = true } },
	{ "sdd", "sss", { .has_data = false } },
	{ "so", "oo", { .has_data = true } },
	{ "so", "oo", { .has_data = false } },
	{ "sdo", "ddo", { .has_data = true } },
	{ "sa", "aa", { .has_data = true } },
	{ "sda", "dda", { .has_data = true } },
	{ "s", "s", { .has_data = true } },
	{ "ssdoa", "sssss", { .has_data = true, .one = true } },
	{ "sdo", "ddd", { .has_data = true, .one = true } },
	{ "so", "dd", { .has_data = true, .one = true } },
	{ "sa", "ss", { .has_data = true, .one = true } },
	{ "soa", "sss", { .has_data = true, .one = true } },
};

START_TEST(merges_what_needs_no_boot_of_its_own)
{
	const struct merge *m = &merges[_i];
	struct plan plan = { 0 };
	char text[64] = "", kinds[8] = "";

	for (size_t i = 0; m->before[i]; i++) {
		enum plan_kind kind = 0;

		while (kind_name[kind][0] != m->before[i])
			kind++;
		snprintf(text, sizeof(text), "%s\t%s",
			 i ? "a.b" : TCE_RUN_USABLE, kind_name[kind]);
		ck_assert_int_eq(plan_read(&plan, text), 0);
	}
	plan_merge(&plan, &m->split);
	for (size_t i = 0; i < plan.n; i++)
		kinds[i] = kind_name[plan.cases[i].kind][0];
	ck_assert_str_eq(kinds, m->after);
	plan_free(&plan);
}
END_TEST

/* --- parts ------------------------------------------------------------------
 */

static uint32_t dice(uint32_t *state, uint32_t sides)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 16) % sides;
}

/* A suite follows the other; the name of one can begin as that of another. */
static void make_plan(struct plan *plan, uint32_t *state)
{
	const uint32_t n = dice(state, 3) ? dice(state, 30) : dice(state, 300);
	const uint32_t suites = 1 + dice(state, 12);
	/* how likely each kind is */
	const uint32_t odds[KINDS] = { dice(state, 20), dice(state, 9),
				       dice(state, 3), dice(state, 3) };
	uint32_t all = 0;
	char line[64];

	for (size_t k = 0; k < KINDS; k++)
		all += odds[k];
	ck_assert_int_eq(plan_read(plan, TCE_RUN_USABLE "\tshared"), 0);
	for (uint32_t i = 0; i < n && all; i++) {
		uint32_t at = dice(state, all);
		size_t kind = 0;

		while (at >= odds[kind])
			at -= odds[kind++];
		snprintf(line, sizeof(line), "suite%u.case-%04u\t%s",
			 suites - i * suites / n, i, kind_name[kind]);
		ck_assert_int_eq(plan_read(plan, line), 0);
	}
}

static struct split make_split(uint32_t *state)
{
	return (struct split){
		.isolate = dice(state, 2) ? ISOLATE_NONE : dice(state, 3),
		.lanes = 1 + dice(state, 12),
		.has_data = dice(state, 2),
		.exported = !dice(state, 4),
	};
}

static const struct planned *planned_of(const struct plan *plan,
					const char *name)
{
	for (size_t i = 0; i < plan->n; i++)
		if (!strcmp(plan->cases[i].name, name))
			return &plan->cases[i];
	ck_abort_msg("%s is not of the plan", name);
	return NULL;
}

static void check_once(const struct plan *plan, const struct parts *parts)
{
	struct words dealt = { 0 };

	for (size_t i = 0; i < parts->n; i++)
		words_add_all(&dealt, &parts->part[i].cases);
	ck_assert_uint_eq(dealt.n, plan->n);
	words_sort(&dealt);
	for (size_t i = 0; i < plan->n; i++)
		ck_assert(words_sorted_have(&dealt, plan->cases[i].name));
	for (size_t i = 1; i < dealt.n; i++)
		ck_assert_str_ne(dealt.word[i - 1], dealt.word[i]);
	words_free(&dealt);
}

/* All are of the part's kind, in the order of the plan; how many. */
static size_t check_kinds(const struct plan *plan, const struct plan_part *part)
{
	const struct planned *before = NULL;

	for (size_t i = 0; i < part->cases.n; i++) {
		const struct planned *c = planned_of(plan, part->cases.word[i]);

		ck_assert_int_eq(c->kind, part->kind);
		ck_assert(!before || before < c);
		before = c;
	}
	ck_assert_uint_ne(part->cases.n, 0);
	return part->cases.n;
}

static void check_isolated(const struct plan_part *part,
			   const struct split *split)
{
	/* it proves the guest of the first case usable */
	const bool proof = part->kind >= KIND_OWN && part->cases.n > 1 &&
			   !strcmp(part->cases.word[0], TCE_RUN_USABLE);
	const char *first = part->cases.word[proof];
	const size_t suite = strcspn(first, ".") + 1;

	if (split->isolate == ISOLATE_CASE)
		ck_assert_uint_eq(part->cases.n, 1);
	if ((split->isolate != ISOLATE_NONE || split->exported) &&
	    part->kind >= KIND_OWN)
		ck_assert_uint_le(part->cases.n, 1 + proof);
	if (split->isolate == ISOLATE_SUITE)
		for (size_t i = proof; i < part->cases.n; i++)
			ck_assert(!strncmp(part->cases.word[i], first, suite));
}

/* Each part is worth its boot, and takes about as long as the others. */
static void check_balance(const struct plan *plan, const struct parts *parts,
			  const struct split *split, enum plan_kind kind)
{
	size_t n = 0, least = SIZE_MAX, most = 0;

	for (size_t i = 0; i < parts->n; i++) {
		size_t cases;

		if (parts->part[i].kind != kind)
			continue;
		cases = check_kinds(plan, &parts->part[i]);
		least = cases < least ? cases : least;
		most = cases > most ? cases : most;
		n++;
	}
	if (n < 2 || split->isolate != ISOLATE_NONE)
		return;
	ck_assert_uint_le(n, split->lanes);
	if (kind >= KIND_OWN)
		return;
	ck_assert_uint_ge(least, WORTH_A_BOOT);
	ck_assert_uint_le(most - least, 1);
}

/* SHARED-1, SHARED-2, ...: results are by these names. */
static void check_names(const struct parts *parts)
{
	size_t next[KINDS] = { 0 };
	char name[sizeof(parts->part->name)];

	for (size_t i = 0; i < parts->n; i++) {
		const struct plan_part *part = &parts->part[i];

		ck_assert_uint_eq(part->number, ++next[part->kind]);
		snprintf(name, sizeof(name), "%s-%zu", kind_name[part->kind],
			 part->number);
		ck_assert_str_eq(part->name, name);
		ck_assert(!part->taken);
	}
}

START_TEST(any_plan_is_split_well)
{
	uint32_t state = _i;

	for (size_t round = 0; round < 150; round++) {
		struct plan plan = { 0 };
		struct parts parts = { 0 };
		const struct split split = make_split(&state);

		make_plan(&plan, &state);
		plan_merge(&plan, &split);
		plan_split(&plan, &split, &parts);
		check_once(&plan, &parts);
		check_names(&parts);
		for (enum plan_kind kind = 0; kind < KINDS; kind++)
			if (kind < KIND_OWN || !split.exported)
				check_balance(&plan, &parts, &split, kind);
		for (size_t i = 0; i < parts.n; i++)
			check_isolated(&parts.part[i], &split);
		/* first, because nothing else counts without it */
		ck_assert_str_eq(parts.part[0].cases.word[0], TCE_RUN_USABLE);
		parts_free(&parts);
		plan_free(&plan);
	}
}
END_TEST

START_TEST(a_debugger_has_one_guest)
{
	const struct split split = { .lanes = 1, .has_data = _i, .one = true };
	uint32_t state = _i;

	for (size_t round = 0; round < 100; round++) {
		struct plan plan = { 0 };
		struct parts parts = { 0 };

		make_plan(&plan, &state);
		plan_merge(&plan, &split);
		plan_split(&plan, &split, &parts);
		ck_assert_uint_eq(parts.n, 1);
		ck_assert_uint_eq(parts.part[0].cases.n, plan.n);
		parts_free(&parts);
		plan_free(&plan);
	}
}
END_TEST

Suite *unit_plan_suite(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("plan");

	suite_add_tcase(s, tc);
	tcase_add_test(tc, reads_names_and_kinds);
	tcase_add_test(tc, refuses_other_lines);
	tcase_add_test(tc, a_case_is_in_one_shard);
	tcase_add_test(tc, a_shard_proves_more_than_usability);
	tcase_add_test(tc, keeps_names_of_a_list);
	tcase_add_loop_test(tc, merges_what_needs_no_boot_of_its_own, 0,
			    sizeof(merges) / sizeof(*merges));
	tcase_add_loop_test(tc, any_plan_is_split_well, 0, 6);
	tcase_add_loop_test(tc, a_debugger_has_one_guest, 0, 2);
	return s;
}
