// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include "harness.h"

double tce_now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
