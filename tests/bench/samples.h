/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_SAMPLES 20000

/* Times of one kind of call, in ns. */
struct bench_samples {
	size_t n;
	uint64_t ns[BENCH_SAMPLES];
};

/**
 * bench_now() - CLOCK_MONOTONIC, in ns
 */
uint64_t bench_now(void);

/**
 * bench_add() - take in the time since @since; beyond BENCH_SAMPLES it is lost
 */
void bench_add(struct bench_samples *s, uint64_t since);

/**
 * bench_sort() - put the times in order, for bench_at()
 */
void bench_sort(struct bench_samples *s);

/**
 * bench_at() - the time that @percent of the calls did not exceed
 * @s: in order, with one time at least
 */
uint64_t bench_at(const struct bench_samples *s, unsigned int percent);

#endif
