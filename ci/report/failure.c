// SPDX-License-Identifier: GPL-2.0-only
#include "failure.h"

#include <string.h>

#include <stream/table.h>

#include "finding.h"

struct printer {
	const struct tce_result *result;
	const struct tce_clauses *clauses;
	tce_failure_fn *fn;
	void *ctx;
	struct tce_strbuf line;
};

static void put(struct printer *p, enum tce_failure_line kind)
{
	p->fn(p->ctx, kind, tce_strbuf_str(&p->line));
	tce_strbuf_clear(&p->line);
}

static void add_clause(struct printer *p, const char *id, size_t len)
{
	const struct tce_clause *clause =
		p->clauses ? tce_clauses_find(p->clauses, id, len) : NULL;

	tce_strbuf_add(&p->line, id, len);
	if (clause)
		tce_strbuf_addf(&p->line, " (%s): %s",
				tce_clause_level_word(clause->level),
				clause->sentence);
}

/* The clauses that the case is about: the first one beside the values. */
static void put_clauses(struct printer *p, int indent)
{
	const char *rest = p->result->clauses, *id;
	size_t len;

	while ((len = tce_word_next(&rest, &id))) {
		tce_strbuf_addf(&p->line, "%s", p->line.len ? "     " : "");
		if (!p->line.len)
			tce_strbuf_addf(&p->line, "%*s", indent, "");
		add_clause(p, id, len);
		put(p, TCE_FAILURE_VALUES);
	}
	if (p->line.len)
		put(p, TCE_FAILURE_VALUES);
}

static void put_finding(struct printer *p, const struct tce_finding *f,
			bool first)
{
	int indent = f->step ? (int)strlen(f->step) + 2 : 4;

	tce_strbuf_addf(&p->line, "%s%s%s", f->step ? f->step : "",
			f->step ? "  " : "", f->what);
	if (f->waiver)
		tce_strbuf_addf(&p->line, " [waived: %s]", f->waiver);
	put(p, TCE_FAILURE_CALL);
	if (f->got)
		tce_strbuf_addf(&p->line, "%*s%s, expected %s", indent, "",
				f->got, f->want);
	if (first)
		put_clauses(p, indent);
	else if (p->line.len)
		put(p, TCE_FAILURE_VALUES);
}

static void put_steps(struct printer *p, const struct tce_finding *f)
{
	size_t i;

	for (i = 0; i < f->n_steps; i++) {
		tce_strbuf_addf(&p->line, "%s", f->steps[i]);
		put(p, TCE_FAILURE_STEP);
	}
}

static bool is_like(const struct tce_finding *a, const struct tce_finding *b)
{
	struct tce_strbuf x = { 0 }, y = { 0 };
	bool alike = a->step && b->step && !a->waiver == !b->waiver;

	if (alike) {
		tce_finding_key(a, &x);
		tce_finding_key(b, &y);
		alike = !strcmp(tce_strbuf_str(&x), tce_strbuf_str(&y));
	}
	tce_strbuf_free(&x);
	tce_strbuf_free(&y);
	return alike;
}

/* Whether an earlier finding is the same, except for numbers. */
static bool is_repeat(const struct tce_block *block, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (is_like(&block->finding[j], &block->finding[i]))
			return true;
	return false;
}

/* Each finding once; the others that are like it are counted. */
static void put_findings(struct printer *p, const struct tce_block *block)
{
	const struct tce_finding *first = tce_block_first(block);
	size_t i, j, alike;

	for (i = 0; i < block->n_findings; i++) {
		const struct tce_finding *f = &block->finding[i];

		if (is_repeat(block, i))
			continue;
		put_finding(p, f, f == first);
		for (alike = 0, j = i + 1; j < block->n_findings; j++)
			alike += is_like(f, &block->finding[j]);
		if (!alike)
			continue;
		tce_strbuf_addf(&p->line, "    and %zu more with other numbers",
				alike);
		put(p, TCE_FAILURE_CALL);
	}
	for (i = 0; i < block->n_findings; i++)
		put_steps(p, &block->finding[i]);
}

static void put_kernel(struct printer *p, const struct tce_kernel_line *line)
{
	tce_strbuf_addf(&p->line, "kernel: %s", line->text);
	if (line->times > 1)
		tce_strbuf_addf(&p->line, " (%zu times)", line->times);
	put(p, TCE_FAILURE_KERNEL);
}

void tce_failure_lines(const struct tce_result *result,
		       const struct tce_clauses *clauses, tce_failure_fn *fn,
		       void *ctx)
{
	struct printer p = { result, clauses, fn, ctx, { 0 } };
	struct tce_block block;
	size_t i;

	tce_block_read(&block, result->text);
	if (block.because) {
		tce_strbuf_addf(&p.line, "because of %s: %s", block.because,
				block.because_text);
		put(&p, TCE_FAILURE_BECAUSE);
	}
	put_findings(&p, &block);
	for (i = 0; i < block.n_kernel; i++)
		put_kernel(&p, &block.kernel[i]);
	tce_strbuf_free(&p.line);
	tce_block_free(&block);
}

bool tce_failure_has_reason(const struct tce_result *result)
{
	return *result->reason && !strstr(result->text, result->reason);
}
