// SPDX-License-Identifier: GPL-2.0-only
#include "figures.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>

void bench_say(const struct bench_figures *f, const char *format, ...)
{
	va_list ap;

	if (!f->table)
		return;
	va_start(ap, format);
	vfprintf(f->table, format, ap);
	va_end(ap);
	fflush(f->table);
}

static void size_print(char *text, size_t len, uint64_t bytes)
{
	static const char units[] = "BKMGT";
	unsigned int u = 0;

	while (bytes >= 1024 && !(bytes % 1024) && units[u + 1]) {
		bytes /= 1024;
		u++;
	}
	snprintf(text, len, u ? "%" PRIu64 "%c" : "%" PRIu64, bytes, units[u]);
}

/* A row that memory is missing for makes the file unusable: see save. */
static void row_add(struct bench_figures *f, json_t *row)
{
	if (json_array_append_new(f->rows, row)) {
		json_decref(f->rows);
		f->rows = NULL;
	}
}

void bench_figure(struct bench_figures *f, const char *call, unsigned int shift,
		  uint64_t bytes, struct bench_samples *s)
{
	char page[16] = "-", size[16] = "-";
	uint64_t median, worst;
	double rate = 0;

	bench_sort(s);
	median = bench_at(s, 50);
	worst = bench_at(s, 99);
	if (shift)
		size_print(page, sizeof(page), 1ull << shift);
	if (bytes)
		size_print(size, sizeof(size), bytes);
	if (shift && bytes && median)
		rate = (double)(bytes >> shift) * 1e9 / (double)median;
	bench_say(f, "%-12s %6s %8s %7zu %12.1f %12.1f %14.0f %10.3f\n", call,
		  page, size, s->n, (double)median / 1e3, (double)worst / 1e3,
		  rate, shift ? rate * (double)(1ull << shift) / 1e9 : 0);
	row_add(f,
		json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:f}", "call", call,
			  "page", (json_int_t)(shift ? 1ull << shift : 0),
			  "bytes", (json_int_t)bytes, "calls", (json_int_t)s->n,
			  "median_ns", (json_int_t)median, "p99_ns",
			  (json_int_t)worst, "pages_per_s", rate));
}

void bench_figure_library(struct bench_figures *f, uint64_t library,
			  uint64_t bare)
{
	double more = 100.0 * ((double)library - (double)bare) / (double)bare;

	bench_say(f,
		  "the library: %+.1f %% on a MAP and UNMAP of one page "
		  "(%.2f us, bare %.2f us)\n",
		  more, (double)library / 1e3, (double)bare / 1e3);
	row_add(f, json_pack("{s:s, s:I, s:I, s:f}", "call", "library",
			     "median_ns", (json_int_t)library, "bare_ns",
			     (json_int_t)bare, "percent", more));
}

int bench_figures_save(const struct bench_figures *f,
		       const struct tce_platform *p, const char *path)
{
	char device[16];
	json_t *all;
	FILE *file;
	int ret = 0;

	snprintf(device, sizeof(device), "%04x:%04x", p->pe[0].id.vendor,
		 p->pe[0].id.device);
	all = json_pack("{s:s, s:s, s:s, s:i, s:O}", "release", p->release,
			"machine", p->machine, "device", device, "page_size",
			(int)p->page_size, "results", f->rows);
	if (!all)
		return -ENOMEM;
	file = fopen(path, "we");
	if (!file || json_dumpf(all, file, JSON_INDENT(1)) ||
	    putc('\n', file) == EOF)
		ret = -errno;
	if (file && fclose(file) && !ret)
		ret = -errno;
	json_decref(all);
	return ret;
}
