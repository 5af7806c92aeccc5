/* SPDX-License-Identifier: GPL-2.0-only */
/* The figures of tce-test bench. */
#ifndef TCE_REPORT_RATES_H
#define TCE_REPORT_RATES_H

#include <jansson.h>
#include <stdio.h>

/* One of them. */
struct tce_rate {
	const char *call;
	json_int_t page, bytes;	       /* 0: it has none */
	json_int_t calls, median, p99; /* ns */
	double pages_per_s;
};

/* 0, or -1 when LINE is none. */
int tce_rate_read(json_t *line, struct tce_rate *r);

/* The file and its lines, or NULL after one line that says what is wrong. */
json_t *tce_rates_load(const char *path, json_t **lines);

/* For a page: how the time of each call grows with its size. */
void tce_rates_plot(FILE *file, json_t *lines);

#endif
