/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_MUTATE_H
#define TESTS_MUTATE_H

#include <stdbool.h>

#include "select.h"

/**
 * tce_mutate() - prove that the tables would notice
 * @rows: the cases to prove; those without steps are left out
 * @some: they are not all that there are, so some rules cannot be noticed
 *
 * Breaks each rule of the model in turn and runs all cases against it, on
 * every synthetic machine. Prints how many cases notice each rule, the
 * sharpest rule of each case, and what is left: rules that no case notices
 * (not with @some) and cases that notice no rule.
 *
 * Return: exit status: 0; 1 something is left, or a case is red with no rule
 * broken; 3 without memory.
 */
int tce_mutate(const struct tce_rows *rows, bool some);

#endif
