// SPDX-License-Identifier: GPL-2.0-only
/* The contract leaves a choice: the outcome that came is the right one. */
#include <errno.h>

#include "state.h"

static int64_t value_of(int16_t outcome)
{
	return outcome == TCE_ERR_SUCCESS ? 0 : -outcome;
}

void model_also(struct model *m, int16_t outcome)
{
	unsigned int i = 0;

	while (i < TCE_OR_MAX && m->also[i] && m->also[i] != outcome)
		i++;
	if (i < TCE_OR_MAX)
		m->also[i] = outcome;
}

int64_t model_may(struct model *m, const struct tce_request *call,
		  enum model_rule rule, const int16_t lawful[2])
{
	const bool today = keeps(m, rule);
	int64_t ret = value_of(lawful[0]);

	model_also(m, lawful[1]);
	if (call->answered && tce_outcome_allows(lawful[1], call->answer))
		ret = call->answer;
	else if (!today)
		ret = m->outside ? -EINTR : value_of(lawful[1]);
	/* the case says how it goes on after today's outcome alone */
	m->strayed |= (ret < 0) != (value_of(lawful[0]) < 0);
	return ret;
}

int64_t model_may_refuse(struct model *m, const struct tce_request *call,
			 enum model_rule rule)
{
	const bool today = keeps(m, rule);
	int64_t ret = 0;

	if (call->answered && call->answer < 0 &&
	    tce_errno_is_refusal((int)-call->answer))
		ret = call->answer;
	else if (!today)
		ret = m->outside ? -EINTR : -EPERM;
	m->strayed |= ret < 0;
	return ret;
}

int64_t model_errno(struct model *m, int64_t ret)
{
	if (ret >= 0 || !tce_errno_is_refusal((int)-ret) ||
	    keeps(m, RULE_ERRNO))
		return ret;
	if (m->outside)
		return -EINTR;
	return ret == -ERANGE ? -EDOM : -ERANGE;
}
