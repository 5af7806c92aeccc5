// SPDX-License-Identifier: GPL-2.0-only
/* What an address space is charged: the limit, and amounts that may differ. */
#include <errno.h>

#include "state.h"

bool model_fits(const struct model *m, int mm, uint64_t bytes)
{
	const struct model_mm *owner = &m->mm[mm];
	bool over = owner->locked + bytes < bytes ||
		    owner->locked + bytes > owner->limit;

	return !bytes || !over ||
	       (owner->cap_ipc_lock && keeps(m, RULE_REGISTER_CAP));
}

bool model_charge(struct model *m, int mm, uint64_t bytes)
{
	if (!model_fits(m, mm, bytes))
		return false;
	m->mm[mm].locked += bytes;
	return true;
}

void model_uncharge(struct model *m, int mm, uint64_t bytes)
{
	if (mm != MODEL_NONE)
		m->mm[mm].locked -= bytes;
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
