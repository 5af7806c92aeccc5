// SPDX-License-Identifier: GPL-2.0-only
/*
 * The outcome of a call: against the case, and the case against the model. The
 * contract fixes it, or allows several.
 */
#include <stdio.h>
#include <string.h>

#include "compare.h"

/* What kernels do today: by the case, or by the model. */
static int64_t today_of(const struct tce_step *step,
			const struct tce_reply *oracle)
{
	if (step->err == TCE_ERR_MODEL)
		return oracle->ret;
	return step->err > 0 ? -step->err : step->ret;
}

/* One refusal is as good as another. */
static bool refused_alike(const struct tce_reply *oracle, int64_t ret)
{
	return oracle->ret < 0 && tce_outcome_allows((int)-oracle->ret, ret);
}

static bool allows(const struct tce_session *s, const struct tce_step *step,
		   const struct tce_reply *got, const struct tce_reply *oracle)
{
	if (got->ret == today_of(step, oracle))
		return true;
	if (s->pedantic)
		return false;
	/* the model knows of a choice that is none of the case's */
	if (oracle->strayed && oracle->ret == got->ret)
		return true;
	if (step->err != TCE_ERR_MODEL)
		return tce_step_allows(step, got->ret);
	return refused_alike(oracle, got->ret);
}

/* Whether the model agrees that @ret, of the case, is right. */
static bool model_agrees(const struct tce_reply *oracle, int64_t ret,
			 int64_t today)
{
	return oracle->ret == ret ||
	       (ret != today && refused_alike(oracle, ret));
}

/* The outcomes that are right, as a failure states them. */
static void expected_print(const struct tce_session *s,
			   const struct tce_step *step, int64_t want, char *buf,
			   size_t len)
{
	unsigned int used;

	if (step->err == TCE_ERR_ANY)
		snprintf(buf, len, "an error");
	else
		session_ret_print(want, buf, len);
	for (unsigned int i = 0; !s->pedantic && i < TCE_OR_MAX; i++) {
		int16_t also = step->also[i];

		if (!also)
			return;
		used = (unsigned int)strlen(buf);
		snprintf(buf + used, len - used, " or ");
		used = (unsigned int)strlen(buf);
		if (also == TCE_ERR_ANY)
			snprintf(buf + used, len - used, "another error");
		else
			session_ret_print(also == TCE_ERR_SUCCESS ? 0 : -also,
					  buf + used, len - used);
	}
}

static bool has_choice(const struct tce_step *step)
{
	return step->also[0] || step->err == TCE_ERR_ANY ||
	       tce_errno_is_refusal(step->err);
}

void session_choice(struct tce_session *s, const struct tce_step *step,
		    const char *answer)
{
	if (has_choice(step) && !s->control && s->outcome)
		s->outcome(s->data, s->step, tce_op_info[step->op].name,
			   answer);
}

/*
 * A case states which outcomes are lawful, and so does the model. The model
 * knows all of them where it goes the way of today.
 */
static void compare_choices(struct tce_session *s, const struct tce_step *step,
			    const struct tce_reply *oracle, int64_t today)
{
	struct tce_step model = { .op = step->op, .err = step->err };
	unsigned int in_case = 0, in_model = 0, both = 0;
	char a[80], b[80];

	memcpy(model.also, oracle->also, sizeof(model.also));
	for (unsigned int i = 0; i < TCE_OR_MAX; i++) {
		in_case += step->also[i] != 0;
		in_model += oracle->also[i] != 0;
		for (unsigned int j = 0; j < TCE_OR_MAX; j++)
			both += step->also[i] &&
				step->also[i] == oracle->also[j];
	}
	if (both == in_case && both == in_model)
		return;
	expected_print(s, step, today, a, sizeof(a));
	expected_print(s, &model, today, b, sizeof(b));
	session_mismatch(s, "the case allows %s, the model %s", a, b);
}

void session_outcome(struct tce_session *s, const struct tce_step *step,
		     const struct tce_reply *got,
		     const struct tce_reply *oracle)
{
	const int64_t today = today_of(step, oracle);
	int64_t want = today;
	char a[32], b[80];

	session_ret_print(got->ret, a, sizeof(a));
	session_choice(s, step, a);
	expected_print(s, step, today, b, sizeof(b));
	if (step->err == TCE_ERR_ANY) {
		if (!tce_outcome_allows(TCE_ERR_ANY, got->ret) &&
		    (s->pedantic || !tce_step_allows(step, got->ret)))
			session_mismatch(s, "returned %s, expected %s", a, b);
		if (oracle->ret < 0)
			compare_choices(s, step, oracle, today);
		return;
	}
	if (allows(s, step, got, oracle))
		want = got->ret;
	else
		session_mismatch(s, "returned %s, expected %s", a, b);
	session_ret_print(oracle->ret, a, sizeof(a));
	if (!model_agrees(oracle, want, today))
		session_mismatch(s, "the case expects %s, the model says %s", b,
				 a);
	else if (step->err != TCE_ERR_MODEL && oracle->ret == today)
		compare_choices(s, step, oracle, today);
}
