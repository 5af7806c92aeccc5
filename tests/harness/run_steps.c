// SPDX-License-Identifier: GPL-2.0-only
/* Steps, run in the process of the case that has them. */
#include "case.h"
#include "harness.h"
#include "outcome.h"
#include "refused.h"
#include "steps.h"
#include "user.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <spec/model.h>
#include <spec/session.h>

/* The subject's own, below. */
static int (*subject_run)(struct tce_backend *b, const struct tce_request *call,
			  struct tce_reply *res);

static int run_marked(struct tce_backend *b, const struct tce_request *call,
		      struct tce_reply *res)
{
	tce_refused_mark();
	return subject_run(b, call, res);
}

static void on_mismatch(void *data, const char *text)
{
	char why[TCE_TEXT_MAX];

	(void)data;
	tce_fail("%s", text);
	if (tce_refused_read(text, why, sizeof(why)))
		tce_outcome_refused(why);
}

static void on_outcome(void *data, unsigned int step, const char *op,
		       const char *answer)
{
	char key[TCE_KEY_MAX];

	(void)data;
	snprintf(key, sizeof(key), "step %u %s", step, op);
	tce_answered(key, answer);
}

/* The steps of a session, to be printed after the failures. */
static void keep_steps(const struct tce_session *s,
		       const struct tce_step *steps)
{
	char text[TCE_STEPS_TEXT] = "";

	tce_steps_text(s, steps, text, sizeof(text));
	tce_outcome_steps(text);
}

/* What only the device itself can show is a need as any other. */
static void call_failed(struct tce_session *s, const struct tce_step *steps,
			int err)
{
	const char *why = s->subject->why;
	char where[TCE_TEXT_MAX / 2];

	if (!why || !*why)
		why = strerror(-err);
	if (err == -EOPNOTSUPP)
		tce_skip("needs dma-reads: %s", why);
	tce_session_where(s, where, sizeof(where));
	keep_steps(s, steps);
	tce_broken("%s: could not be made: %s", where, why);
}

void tce_steps_run(const struct tce_context *ctx, const struct tce_step *steps)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_session s = {
		.platform = p,
		.subject = ctx->model ? tce_model_new(p, ctx->broken)
				      : tce_kernel_new(p, 0),
		.oracle = tce_model_new(p, -1),
		.mismatch = on_mismatch,
		.outcome = on_outcome,
		.pedantic = ctx->pedantic,
	};
	int ret;

	if (!s.subject || !s.oracle)
		tce_broken("out of memory");
	subject_run = s.subject->run;
	s.subject->run = run_marked;
	tce_user_model(s.oracle);
	ret = tce_session_run(&s, steps);
	if (ret < 0)
		call_failed(&s, steps, ret);
	if (ret)
		keep_steps(&s, steps);
	s.subject->free(s.subject);
	s.oracle->free(s.oracle);
}
