// SPDX-License-Identifier: GPL-2.0-only
#include "steps.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "case.h"

#define LINES_MAX 48 /* steps that are printed after a failure */

/* Longer ones first: they begin as others do. */
static const struct beginning {
	const char *name;
	const struct tce_step *steps;
} beginnings[] = {
	{ "OPEN_BARE", STEPS(OPEN_BARE) },
	{ "OPEN_V2", STEPS(OPEN_V2) },
	{ "OPEN_V1", STEPS(OPEN_V1) },
	{ "OPEN_ATTACHED", STEPS(OPEN_ATTACHED) },
};

/* How many steps the beginning has, if @steps begin so; else 0. */
static unsigned int begins(const struct beginning *b,
			   const struct tce_step *steps)
{
	unsigned int n = 0;

	for (; b->steps[n].op != TCE_OP_END; n++)
		if (!tce_step_equal(&b->steps[n], &steps[n]))
			return 0;
	return n;
}

static bool has_failed(const struct tce_session *s, unsigned int step)
{
	return s && step < TCE_FAILED_MAX && s->failed[step];
}

/* What a listing is made with. */
struct listing {
	const struct tce_step *steps;
	const struct tce_session *s;
	void (*put)(void *ctx, const char *line);
	void *ctx;
};

/* Puts the beginning that the steps have; returns how many of them it has. */
static unsigned int put_beginning(const struct listing *l)
{
	const struct beginning *b = NULL;
	char text[128], line[512];
	unsigned int n = 0;
	size_t used;

	for (size_t i = 0; !n && i < ARRAY_SIZE(beginnings); i++) {
		b = &beginnings[i];
		n = begins(b, l->steps);
	}
	for (unsigned int i = 1; i <= n; i++)
		if (has_failed(l->s, i))
			return 0;
	if (!n)
		return 0;
	snprintf(text, sizeof(text), "1-%u", n);
	used = (size_t)snprintf(line, sizeof(line), "%4s  %s:", text, b->name);
	for (unsigned int i = 0; i < n && used < sizeof(line); i++) {
		tce_step_print_line(&l->steps[i], text, sizeof(text));
		used += (size_t)snprintf(line + used, sizeof(line) - used,
					 "%s %s", i ? "," : "", text);
	}
	l->put(l->ctx, line);
	return n;
}

static void put_step(const struct listing *l, unsigned int number)
{
	char text[512], line[sizeof(text) + 32], label[16];

	tce_step_print_line(&l->steps[number - 1], text, sizeof(text));
	snprintf(label, sizeof(label), "%s%u",
		 has_failed(l->s, number) ? ">" : "", number);
	snprintf(line, sizeof(line), "%4s  %s", label, text);
	l->put(l->ctx, line);
}

void tce_steps_print(const struct tce_step *steps, const struct tce_session *s,
		     void (*put)(void *ctx, const char *line), void *ctx)
{
	const struct listing l = { steps, s, put, ctx };
	const unsigned int last = s ? s->failed_last : UINT_MAX;
	unsigned int n = 0, at;
	char text[64];

	while (n < last && steps[n].op != TCE_OP_END)
		n++;
	at = put_beginning(&l);
	if (s && n > at + LINES_MAX) {
		snprintf(text, sizeof(text), "      %u more steps",
			 n - at - LINES_MAX);
		put(ctx, text);
		at = n - LINES_MAX;
	}
	while (at++ < n)
		put_step(&l, at);
}

struct text {
	char *buf;
	size_t len, used;
};

static void text_add(void *ctx, const char *line)
{
	struct text *t = ctx;
	const size_t n = strlen(line) + 1;

	if (n >= t->len - t->used)
		return;
	snprintf(t->buf + t->used, t->len - t->used, "%s\n", line);
	t->used += n;
}

void tce_steps_text(const struct tce_session *s, const struct tce_step *steps,
		    char *buf, size_t len)
{
	struct text t = { buf, len, 0 };

	if (len)
		*buf = '\0';
	tce_steps_print(steps, s, text_add, &t);
}
