/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_MODEL_H
#define TCE_MODEL_H

#include <stdbool.h>

#include <spec/session.h>
#include <tce/platform.h>

/*
 * The executable specification: a backend that answers every step as the
 * contract wants it, from platform facts alone. Each thing that it knows is
 * a rule with a name; one rule at a time can be broken, which is how the case
 * tables prove that they would notice.
 */

struct tce_rule {
	const char *name;
	const char *text; /* what holds, one sentence */
};

/**
 * tce_rule_get() - a rule of the model
 * @i: 0 .. number of rules - 1
 *
 * Return: NULL past the last one.
 */
const struct tce_rule *tce_rule_get(unsigned int i);

/**
 * tce_model_new() - backend: the model
 * @p: facts; referenced until the backend is freed
 * @broken: index of the rule that does not hold, or -1
 *
 * Return: a backend to be freed with ->free(), or NULL without memory.
 */
struct tce_backend *tce_model_new(const struct tce_platform *p, int broken);

/**
 * tce_model_rule_used() - whether a rule had a say in what a model did so far
 * @b: of tce_model_new()
 * @rule: index of the rule
 *
 * Were the others broken, it would have done the same.
 */
bool tce_model_rule_used(const struct tce_backend *b, unsigned int rule);

#endif
