/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_MUTATE_H
#define TESTS_MUTATE_H

#include "select.h"

/**
 * tce_mutate() - prove that the tables would notice
 * @rows: the cases to prove; those without steps are left out
 * @all: all cases. Those that share steps with @rows, in a suite with another
 *       engine, can notice a rule for them. When @rows are not all, a rule that
 *       no case notices is no error.
 *
 * Breaks each rule of the model in turn and runs all cases against it, on
 * every synthetic machine. Prints how many cases notice each rule, the
 * sharpest rule of each case, and what is left: rules that no case notices
 * (when @rows are all) and cases that notice no rule, or are skipped on every
 * machine.
 *
 * Return: exit status: 0; 1 something is left, or a case is red with no rule
 * broken; 3 without memory.
 */
int tce_mutate(const struct tce_rows *rows, const struct tce_rows *all);

#endif
