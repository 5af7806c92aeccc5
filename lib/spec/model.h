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

enum tce_level {
	TCE_LEVEL_MUST, /* the contract, by a source that anybody can open */
	TCE_LEVEL_MAY,	/* of several lawful outcomes, the one of today */
	TCE_LEVEL_SEEN, /* how kernels are today; nobody promised it */
};

struct tce_rule {
	const char *name;
	enum tce_level level;
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
 * With a rule broken that is no must, it answers as the contract allows, but
 * not as kernels do today.
 *
 * Return: a backend to be freed with ->free(), or NULL without memory.
 */
struct tce_backend *tce_model_new(const struct tce_platform *p, int broken);

/**
 * tce_model_outside() - have a model answer as the contract does not allow
 * @b: of tce_model_new(), with a rule broken that is no must
 */
void tce_model_outside(struct tce_backend *b);

/**
 * tce_model_rule_used() - whether a rule had a say in what a model did so far
 * @b: of tce_model_new()
 * @rule: index of the rule
 *
 * Were the others broken, it would have done the same.
 */
bool tce_model_rule_used(const struct tce_backend *b, unsigned int rule);

#endif
