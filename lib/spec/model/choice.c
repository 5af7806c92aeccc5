// SPDX-License-Identifier: GPL-2.0-only
/* Where the contract leaves a choice: the outcome that came is the right one.
 */
#include <errno.h>

#include "state.h"

static int64_t value_of(int16_t outcome)
{
	return outcome == TCE_ERR_SUCCESS ? 0 : -outcome;
}

static bool is_lawful(int16_t outcome, int64_t ret)
{
	return outcome == TCE_ERR_ANY ? ret < 0 : ret == value_of(outcome);
}

static void also_add(struct model *m, int16_t outcome)
{
	unsigned int i = 0;

	while (i < TCE_OR_MAX && m->also[i] && m->also[i] != outcome)
		i++;
	if (i < TCE_OR_MAX)
		m->also[i] = outcome;
}

/* Not lawful, whatever the others are. */
static int64_t beyond(const int16_t *lawful)
{
	for (unsigned int i = 0; lawful[i]; i++)
		if (lawful[i] == TCE_ERR_ANY)
			return 0;
	return -ENOTRECOVERABLE;
}

int64_t model_may(struct model *m, const struct tce_request *call,
		  enum model_rule rule, const int16_t *lawful)
{
	const bool today = keeps(m, rule);

	for (unsigned int i = 1; lawful[i]; i++)
		also_add(m, lawful[i]);
	for (unsigned int i = 0; call->answered && lawful[i]; i++)
		if (is_lawful(lawful[i], call->answer))
			return call->answer;
	if (today)
		return value_of(lawful[0]);
	if (m->outside)
		return beyond(lawful);
	return lawful[1] == TCE_ERR_ANY ? -ENOTRECOVERABLE
					: value_of(lawful[1]);
}
