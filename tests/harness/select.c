// SPDX-License-Identifier: GPL-2.0-only
#include "select.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "precheck.h"

static int append(struct tce_rows *rows, const struct tce_row *row)
{
	struct tce_row *more;

	/* Grows at powers of two. */
	if (!(rows->n & (rows->n - 1))) {
		more = reallocarray(rows->row, rows->n ? 2 * rows->n : 1,
				    sizeof(*more));
		if (!more)
			return -ENOMEM;
		rows->row = more;
	}
	rows->row[rows->n++] = *row;
	return 0;
}

const struct tce_case *tce_suite_case(const struct tce_suite *suite, size_t i)
{
	const struct tce_table *table = suite->more;

	if (i < suite->n)
		return &suite->cases[i];
	for (i -= suite->n; table && i >= table->n; table = table->more)
		i -= table->n;
	return table ? &table->cases[i] : NULL;
}

/* All cases there are, in table order, the precheck's first. */
static int collect(struct tce_rows *all, const struct tce_suite *const *next)
{
	const struct tce_suite *suite = &tce_precheck_suite;
	const struct tce_case *c;
	int ret;

	for (; suite; suite = *next++) {
		for (size_t i = 0; (c = tce_suite_case(suite, i)); i++) {
			struct tce_row row = {
				.suite = suite,
				.c = c,
				.rep = 1,
			};

			snprintf(row.base, sizeof(row.base), "%s.%s",
				 suite->name, row.c->name);
			snprintf(row.name, sizeof(row.name), "%s", row.base);
			ret = append(all, &row);
			if (ret)
				return ret;
		}
	}
	return 0;
}

static bool matches(const char *name, char *const *globs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!fnmatch(globs[i], name, 0))
			return true;
	return false;
}

/* Hidden, and not asked for. */
static bool unasked(const struct tce_suite *suite, const struct tce_pick *pick)
{
	size_t i, len = strlen(suite->name);

	if (pick->all || (suite->soak && (pick->soak || pick->model)))
		return false;
	if (!suite->hidden && !suite->soak)
		return false;
	for (i = 0; i < pick->nglobs; i++)
		if (!strncmp(pick->globs[i], suite->name, len))
			return false;
	return true;
}

static bool wanted(const struct tce_row *row, const struct tce_pick *pick)
{
	if (unasked(row->suite, pick))
		return false;
	if (pick->model && !row->c->steps)
		return false;
	if (matches(row->base, pick->excludes, pick->nexcludes))
		return false;
	if (pick->precheck && row->suite == &tce_precheck_suite)
		return true;
	if (pick->soak && row->suite->soak)
		return true;
	return !pick->nglobs || matches(row->base, pick->globs, pick->nglobs);
}

static bool repeats(const struct tce_row *row)
{
	return row->suite != &tce_precheck_suite && !row->c->once &&
	       !row->suite->soak && row->c->risk != TCE_RISK_DAMAGE;
}

/* Each repetition is a row: a typo must not take all memory. */
#define ROWS_MAX 250000

static int append_rep(struct tce_rows *rows, const struct tce_row *from,
		      unsigned int rep)
{
	struct tce_row row = *from;

	if (rows->n == ROWS_MAX)
		return -E2BIG;
	row.rep = rep;
	if (rep > 1)
		snprintf(row.name, sizeof(row.name), "%s/%u", row.base, rep);
	return append(rows, &row);
}

static int pick_globs(struct tce_rows *rows, const struct tce_rows *all,
		      const struct tce_pick *pick)
{
	int risk, ret;
	unsigned int rep;
	size_t i;

	for (risk = TCE_RISK_NONE; risk <= TCE_RISK_CRASH; risk++) {
		for (rep = 1; rep <= pick->repeat; rep++) {
			for (i = 0; i < all->n; i++) {
				const struct tce_row *row = &all->row[i];

				if ((int)row->c->risk != risk ||
				    !wanted(row, pick) ||
				    (rep > 1 && !repeats(row)))
					continue;
				ret = append_rep(rows, row, rep);
				if (ret)
					return ret;
			}
		}
	}
	return 0;
}

/* "suite.case", "suite.case/2": the repetition, or 0 when it is another case */
static unsigned int is_row(const struct tce_row *row, const char *name,
			   size_t len)
{
	size_t n = strlen(row->base);
	unsigned long rep;
	char *end;

	if (len < n || strncmp(row->base, name, n) != 0)
		return 0;
	if (len == n)
		return 1;
	if (name[n] != '/' || name[n + 1] < '1' || name[n + 1] > '9')
		return 0;
	rep = strtoul(name + n + 1, &end, 10);
	return end == name + len && rep < UINT32_MAX ? rep : 0;
}

static int pick_names(struct tce_rows *rows, const struct tce_rows *all,
		      const struct tce_pick *pick, const char **bad,
		      size_t *bad_len)
{
	const char *p = pick->names;
	unsigned int rep = 0;
	size_t i, len;
	int ret;

	for (; *p; p += len + (p[len] == '\n')) {
		len = strcspn(p, "\n");
		if (!len)
			continue;
		for (i = 0; i < all->n; i++) {
			rep = is_row(&all->row[i], p, len);
			if (rep)
				break;
		}
		if (i == all->n) {
			*bad = p;
			*bad_len = len;
			return -ENOENT;
		}
		ret = append_rep(rows, &all->row[i], rep);
		if (ret)
			return ret;
	}
	return 0;
}

unsigned int tce_row_pes(const struct tce_row *row)
{
	if (row->c->pes)
		return row->c->pes;
	return row->c->needs & NEED(PE2) ? 2 : 1;
}

unsigned int tce_row_first_own(const struct tce_row *row)
{
	return row->suite->own_pes ? 0 : TCE_FIRST_OWN_PE;
}

/* Each that may damage its PE has one that no other row here has. */
static void deal_pes(struct tce_rows *rows)
{
	unsigned int shared = 0, own = 0;

	for (size_t i = 0; i < rows->n; i++) {
		struct tce_row *row = &rows->row[i];
		unsigned int *used = row->suite->own_pes ? &own : &shared;

		if (row->c->risk != TCE_RISK_DAMAGE && !row->suite->own_pes)
			continue;
		row->own_pe = true;
		row->first_pe = tce_row_first_own(row) + *used;
		*used += tce_row_pes(row);
	}
}

int tce_rows_pick(struct tce_rows *rows, const struct tce_pick *pick,
		  const char **bad, size_t *bad_len)
{
	struct tce_rows all = { 0 };
	int ret;

	*rows = (struct tce_rows){ 0 };
	ret = collect(&all, pick->suites);
	if (!ret)
		ret = pick->names ? pick_names(rows, &all, pick, bad, bad_len)
				  : pick_globs(rows, &all, pick);
	deal_pes(rows);
	tce_rows_free(&all);
	if (ret)
		tce_rows_free(rows);
	return ret;
}

/* The first of the globs that matches none of the cases. */
static const char *stray(const struct tce_rows *all, char *const *globs,
			 size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < all->n && fnmatch(globs[i], all->row[k].base, 0))
			k++;
		if (k == all->n)
			return globs[i];
	}
	return NULL;
}

const char *tce_pick_stray(const struct tce_pick *pick)
{
	struct tce_rows all = { 0 };
	const char *glob = NULL;

	/* Without memory nothing is known of the globs; much else will fail. */
	if (!collect(&all, pick->suites)) {
		glob = stray(&all, pick->globs, pick->nglobs);
		if (!glob)
			glob = stray(&all, pick->excludes, pick->nexcludes);
	}
	tce_rows_free(&all);
	return glob;
}

void tce_rows_free(struct tce_rows *rows)
{
	free(rows->row);
	*rows = (struct tce_rows){ 0 };
}
