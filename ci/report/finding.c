// SPDX-License-Identifier: GPL-2.0-only
#include "finding.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <stream/ktap.h>

#define KERNEL "kernel: "
#define STEP "step "
#define RETURNED ": returned "
#define WAIVED " [waived: "

bool tce_finding_is_step(const char *text)
{
	return !strncmp(text, STEP, strlen(STEP));
}

bool tce_finding_is_waived(const char *text)
{
	return strstr(text, WAIVED);
}

static char *dup_n(const char *s, size_t len)
{
	struct tce_strbuf text = { 0 };

	tce_strbuf_add(&text, s, len);
	return text.data;
}

/* The first of the two words for what was expected; streams have both. */
static const char *find_want(const char *text, size_t *len)
{
	static const char *const words[] = { ", expected ", ", wanted " };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *at = strstr(text, words[i]);

		*len = strlen(words[i]);
		if (at)
			return at;
	}
	return NULL;
}

/* Where the values begin, with ": " before them, or NULL. */
static const char *find_got(const char *text)
{
	const char *got = strstr(text, RETURNED);
	const char *call = strstr(text, "): ");

	/* A call that left something is named, but not its return value. */
	return got ? got : call ? call + 1 : NULL;
}

/* "step 8: what: returned 0, expected -EINVAL", without its waiver */
static void split_step(struct tce_finding *f, const char *text)
{
	const char *what = strstr(text, ": "), *got, *want;
	size_t len;

	if (!tce_finding_is_step(text) || !what) {
		f->what = tce_strdup(text);
		return;
	}
	f->step = dup_n(text, what - text);
	what += 2;
	got = find_got(what);
	want = got ? find_want(got, &len) : NULL;
	if (!want) {
		f->what = tce_strdup(what);
		return;
	}
	f->what = dup_n(what, got - what);
	got += strlen(": ");
	f->got = dup_n(got, want - got);
	f->want = tce_strdup(want + len);
}

static void add_finding(struct tce_block *block, const char *text)
{
	const char *waiver = strstr(text, WAIVED);
	char *line =
		dup_n(text, waiver ? (size_t)(waiver - text) : strlen(text));
	struct tce_finding *f;

	block->finding = tce_grow(block->finding, block->n_findings,
				  &block->findings_room, sizeof(*f));
	f = &block->finding[block->n_findings++];
	*f = (struct tce_finding){ 0 };
	split_step(f, line);
	if (waiver) {
		waiver += strlen(WAIVED);
		f->waiver = dup_n(waiver, strcspn(waiver, "]"));
	}
	free(line);
}

static void add_step(struct tce_block *block, const char *text)
{
	struct tce_finding *f;

	/* Steps without a finding lead nowhere, but nothing may get lost. */
	if (!block->n_findings)
		add_finding(block, "steps");
	f = &block->finding[block->n_findings - 1];
	f->steps = tce_grow(f->steps, f->n_steps, &f->steps_room,
			    sizeof(*f->steps));
	f->steps[f->n_steps++] = tce_strdup(text);
}

static void add_kernel(struct tce_block *block, const char *text)
{
	struct tce_kernel_line *line;
	size_t i;

	for (i = 0; i < block->n_kernel; i++) {
		if (strcmp(block->kernel[i].text, text) != 0)
			continue;
		block->kernel[i].times++;
		return;
	}
	block->kernel = tce_grow(block->kernel, block->n_kernel,
				 &block->kernel_room, sizeof(*line));
	line = &block->kernel[block->n_kernel++];
	*line = (struct tce_kernel_line){ tce_strdup(text), 1 };
}

/* "#  1-4  OPEN_V2: ...": only steps are indented by more than a blank. */
static bool is_step_line(const char *line)
{
	return strspn(line + 1, " \t") > 1;
}

static void take(void *ctx, const struct tce_ktap_event *ev)
{
	struct tce_block *block = ctx;

	if (ev->kind == TCE_KTAP_BECAUSE && !block->because) {
		block->because = tce_strdup(ev->name);
		block->because_text = tce_strdup(ev->text);
	} else if (ev->kind != TCE_KTAP_NOTE) {
		return;
	} else if (!strncmp(ev->text, KERNEL, strlen(KERNEL))) {
		add_kernel(block, ev->text + strlen(KERNEL));
	} else if (is_step_line(ev->line)) {
		add_step(block, ev->line + 2);
	} else {
		add_finding(block, ev->text);
	}
}

void tce_block_read(struct tce_block *block, const char *text)
{
	struct tce_ktap ktap;

	*block = (struct tce_block){ 0 };
	tce_ktap_init(&ktap, take, block);
	tce_ktap_feed(&ktap, text, strlen(text));
}

void tce_block_free(struct tce_block *block)
{
	size_t i, j;

	for (i = 0; i < block->n_findings; i++) {
		struct tce_finding *f = &block->finding[i];

		for (j = 0; j < f->n_steps; j++)
			free(f->steps[j]);
		free(f->steps);
		free(f->step);
		free(f->what);
		free(f->got);
		free(f->want);
		free(f->waiver);
	}
	for (i = 0; i < block->n_kernel; i++)
		free(block->kernel[i].text);
	free(block->finding);
	free(block->kernel);
	free(block->because);
	free(block->because_text);
}

const struct tce_finding *tce_block_first(const struct tce_block *block)
{
	size_t i;

	for (i = 0; i < block->n_findings; i++)
		if (!block->finding[i].waiver)
			return &block->finding[i];
	return NULL;
}

void tce_finding_normalise(struct tce_strbuf *key, const char *s)
{
	while (*s) {
		size_t word = 0;

		while (isalnum((unsigned char)s[word]) || s[word] == '_')
			word++;
		if (word && isdigit((unsigned char)*s))
			tce_strbuf_add(key, "#", 1);
		else
			tce_strbuf_add(key, s, word);
		if (!word)
			tce_strbuf_add(key, s, 1);
		s += word ? word : 1;
	}
}

void tce_finding_key(const struct tce_finding *f, struct tce_strbuf *key)
{
	tce_finding_normalise(key, f->what);
	if (!f->got)
		return;
	tce_strbuf_addf(key, ": ");
	tce_finding_normalise(key, f->got);
	tce_strbuf_addf(key, ", ");
	tce_finding_normalise(key, f->want);
}
