// SPDX-License-Identifier: GPL-2.0-only
#include "trend.h"

#include <stdlib.h>

void tce_trend_add(struct tce_trend *t, double x, double y)
{
	if (t->n == TCE_TREND_MAX)
		return;
	t->x[t->n] = x;
	t->y[t->n++] = y;
}

static int order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double tce_trend_slope(const struct tce_trend *t)
{
	static double slope[TCE_TREND_MAX * (TCE_TREND_MAX - 1) / 2];
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < i; k++)
			if (t->x[i] != t->x[k])
				slope[n++] = (t->y[i] - t->y[k]) /
					     (t->x[i] - t->x[k]);
	if (!n)
		return 0;
	qsort(slope, n, sizeof(slope[0]), order);
	return n % 2 ? slope[n / 2] : (slope[n / 2 - 1] + slope[n / 2]) / 2;
}
