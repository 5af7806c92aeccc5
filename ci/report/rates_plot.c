// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts of the figures of tce-test bench: for each call the time by size, both
 * on scales of powers, a line for each page size.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "markup.h"
#include "rates.h"

#define WIDTH 340.0
#define HEIGHT 210.0
#define LEFT 52.0
#define RIGHT 46.0
#define TOP 26.0
#define BOTTOM 26.0
#define LINES 12 /* page sizes */

/* The range of the axes of a chart: powers of 2 and of 10. */
struct span {
	double x0, x1, y0, y1;
};

static double x_of(const struct span *s, double bytes)
{
	double part = (log2(bytes) - s->x0) / (s->x1 - s->x0);

	return LEFT + part * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct span *s, double ns)
{
	double part = (log10(ns) - s->y0) / (s->y1 - s->y0);

	return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
}

static bool is_point(json_t *line, const char *call, struct tce_rate *r)
{
	return !tce_rate_read(line, r) && !strcmp(r->call, call) &&
	       r->page > 0 && r->bytes > 0 && r->median > 0;
}

/* Of all charts alike in time, so that they can be compared. */
static bool span_find(json_t *lines, const char *call, struct span *s)
{
	double low = 0, high = 0, first = 0, last = 0;
	struct tce_rate r;
	json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
	{
		if (tce_rate_read(line, &r) || r.median <= 0 || r.bytes <= 0 ||
		    r.page <= 0)
			continue;
		if (!low || (double)r.median < low)
			low = (double)r.median;
		if ((double)r.median > high)
			high = (double)r.median;
		if (strcmp(r.call, call) != 0)
			continue;
		if (!first || (double)r.bytes < first)
			first = (double)r.bytes;
		if ((double)r.bytes > last)
			last = (double)r.bytes;
	}
	if (!first)
		return false;
	s->x0 = floor(log2(first));
	s->x1 = ceil(log2(last));
	s->y0 = floor(log10(low));
	s->y1 = ceil(log10(high));
	s->x1 += s->x1 == s->x0;
	s->y1 += s->y1 == s->y0;
	return true;
}

static void put_size(FILE *file, double bytes)
{
	static const char units[] = "BKMGT";
	unsigned int u = 0;

	while (bytes >= 1024 && units[u + 1]) {
		bytes /= 1024;
		u++;
	}
	fprintf(file, u ? "%.0f%c" : "%.0f", bytes, units[u]);
}

static void put_time(FILE *file, double ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	unsigned int u = 0;

	while (ns >= 1000 && u < 3) {
		ns /= 1000;
		u++;
	}
	fprintf(file, "%.0f %s", ns, units[u]);
}

static void put_axes(FILE *file, const struct span *s)
{
	const int step = (int)ceil((s->x1 - s->x0) / 4);

	for (int power = (int)s->y0; power <= (int)s->y1; power++) {
		double at = y_of(s, pow(10, power));

		fprintf(file,
			"<path class=\"grid\" d=\"M%.0f %.1fH%.0f\"/>"
			"<text x=\"%.0f\" y=\"%.1f\" class=\"end\">",
			LEFT, at, WIDTH - RIGHT, LEFT - 6, at + 4);
		put_time(file, pow(10, power));
		fputs("</text>\n", file);
	}
	for (int power = (int)s->x0; power <= (int)s->x1; power += step) {
		fprintf(file, "<text x=\"%.1f\" y=\"%.0f\" class=\"middle\">",
			x_of(s, pow(2, power)), HEIGHT - 8);
		put_size(file, pow(2, power));
		fputs("</text>\n", file);
	}
}

static void put_line(FILE *file, json_t *lines, const char *call,
		     const struct span *s, json_int_t page, size_t number)
{
	double x = 0, y = 0;
	struct tce_rate r;
	json_t *line;
	bool any = false;
	size_t i;

	fprintf(file, "<path class=\"line l%zu\" d=\"", number % 6);
	json_array_foreach(lines, i, line)
	{
		if (!is_point(line, call, &r) || r.page != page)
			continue;
		x = x_of(s, (double)r.bytes);
		y = y_of(s, (double)r.median);
		fprintf(file, "%c%.1f %.1f", any ? 'L' : 'M', x, y);
		any = true;
	}
	fputs("\"/>", file);
	fprintf(file,
		"<circle class=\"dot l%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>"
		"<text x=\"%.1f\" y=\"%.1f\" class=\"l%zu\">",
		number % 6, x, y, x + 6, y + 4, number % 6);
	put_size(file, (double)page);
	fputs("</text>\n", file);
}

static void put_chart(FILE *file, json_t *lines, const char *call)
{
	json_int_t pages[LINES];
	struct span s = { 0 };
	struct tce_rate r;
	size_t n = 0, i, k;
	json_t *line;

	if (!span_find(lines, call, &s))
		return;
	fprintf(file,
		"<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"time "
		"of %s by size\">\n<text x=\"%.0f\" y=\"14\" class=\"title\">",
		WIDTH, HEIGHT, call, LEFT);
	tce_markup_text(file, call);
	fputs("</text>\n", file);
	put_axes(file, &s);
	json_array_foreach(lines, i, line)
	{
		if (!is_point(line, call, &r))
			continue;
		for (k = 0; k < n; k++)
			if (pages[k] == r.page)
				break;
		if (k < n || n == LINES)
			continue;
		pages[n++] = r.page;
		put_line(file, lines, call, &s, r.page, k);
	}
	fputs("</svg>\n", file);
}

void tce_rates_plot(FILE *file, json_t *lines)
{
	static const char *const calls[] = { "map",   "register",   "create",
					     "unmap", "unregister", "remove" };

	fputs("<div class=\"charts\">\n", file);
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		put_chart(file, lines, calls[i]);
	fputs("</div>\n", file);
}
