/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_TREND_H
#define TESTS_TREND_H

#include <stddef.h>

#define TCE_TREND_MAX 64 /* readings */

/* Readings of something that may grow with something else. */
struct tce_trend {
	size_t n;
	double x[TCE_TREND_MAX], y[TCE_TREND_MAX];
};

/**
 * tce_trend_add() - take in a reading; those beyond TCE_TREND_MAX are lost
 */
void tce_trend_add(struct tce_trend *t, double x, double y);

/**
 * tce_trend_slope() - by how much y grows with x
 *
 * The median of the slopes between all two readings (Theil and Sen): a third of
 * them may be off by whatever others on the machine were doing.
 *
 * Return: y per x; 0 with fewer than two readings that differ in x.
 */
double tce_trend_slope(const struct tce_trend *t);

#endif
