// SPDX-License-Identifier: GPL-2.0-only
#include "samples.h"

#include <stdlib.h>
#include <time.h>

uint64_t bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void bench_add(struct bench_samples *s, uint64_t since)
{
	if (s->n < BENCH_SAMPLES)
		s->ns[s->n++] = bench_now() - since;
}

static int order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

void bench_sort(struct bench_samples *s)
{
	qsort(s->ns, s->n, sizeof(s->ns[0]), order);
}

uint64_t bench_at(const struct bench_samples *s, unsigned int percent)
{
	return s->ns[(s->n - 1) * percent / 100];
}
