/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <tce/platform.h>

#include "figures.h"

struct bench_run {
	struct tce_platform p;
	const char *bdf;
	uint64_t most; /* bytes in one call */
	struct bench_figures figures;
	const char *what; /* what failed */
};

/**
 * bench_measure() - time the calls on a device
 * @r: platform, device, most and figures set; what is set on failure
 *
 * Return: 0; -errno.
 */
int bench_measure(struct bench_run *r);

#endif
