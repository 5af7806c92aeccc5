// SPDX-License-Identifier: GPL-2.0-only
/* Where the contract leaves a choice: the outcome that came is the right one.
 */
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

/*
 * An amount is nobody's promise, if it is in proportion; that the limit holds
 * for it is. What is charged less than today fits where today's does not.
 */
bool model_charge_about(struct model *m, int mm, const struct tce_request *call,
			uint64_t today, uint64_t most, uint64_t *charge)
{
	*charge = model_taken(m, call, mm, today, most);
	if (!model_fits(m, mm, today)) {
		model_also(m, TCE_ERR_SUCCESS);
		if (!call->answered && !keeps(m, RULE_CREATE_AMOUNT))
			*charge = 0;
		m->strayed |= *charge != today;
	} else if (call->answered && call->answer == -ENOMEM &&
		   !model_fits(m, mm, most)) {
		m->strayed = true;
		return false;
	}
	if (keeps(m, RULE_CREATE_LIMIT))
		return model_charge(m, mm, *charge);
	m->mm[mm].locked += *charge;
	return true;
}

uint64_t model_taken(const struct model *m, const struct tce_request *call,
		     int mm, uint64_t today, uint64_t most)
{
	const uint64_t locked = m->mm[mm].locked;

	/* nothing of a refused call */
	if (!call->has_locked || call->locked < locked ||
	    call->locked - locked > most ||
	    (call->answer < 0 && call->locked == locked))
		return today;
	return call->locked - locked;
}

uint64_t model_returned(const struct model *m, const struct tce_request *call,
			int mm, uint64_t today, uint64_t all)
{
	const uint64_t locked = m->mm[mm].locked;

	if (!call->has_locked || call->locked > locked ||
	    locked - call->locked > all)
		return today < all ? today : all;
	return locked - call->locked;
}
