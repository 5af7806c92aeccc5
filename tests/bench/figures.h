/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include <tce/platform.h>

#include "samples.h"

/* The figures of a run: a table for a person, and rows for a file. */
struct bench_figures {
	FILE *table;  /* NULL: none */
	json_t *rows; /* array */
};

/**
 * bench_say() - print on the table, if there is one
 */
void bench_say(const struct bench_figures *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * bench_figure() - a row for one kind of call
 * @f: receives it
 * @call: what was timed
 * @shift: log2 of the page that the call counts; 0: it counts none
 * @bytes: of one call, or 0
 * @s: its times, one at least; they are sorted
 */
void bench_figure(struct bench_figures *f, const char *call, unsigned int shift,
		  uint64_t bytes, struct bench_samples *s);

/**
 * bench_figure_library() - what a MAP and an UNMAP cost by the library and bare
 * @library: median, ns
 * @bare: median, ns, not 0
 */
void bench_figure_library(struct bench_figures *f, uint64_t library,
			  uint64_t bare);

/**
 * bench_figures_save() - write the rows as JSON
 * @f: whose
 * @p: the machine that they are of
 * @path: the file
 *
 * Return: 0; -ENOMEM; -errno of the file.
 */
int bench_figures_save(const struct bench_figures *f,
		       const struct tce_platform *p, const char *path);

#endif
