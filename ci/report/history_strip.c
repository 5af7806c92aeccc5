// SPDX-License-Identifier: GPL-2.0-only
#include "history_strip.h"

#include <string.h>

#include "markup.h"

#define WIDTH 760      /* of a strip, at most, while a run has a pixel */
#define RUN_MAX 18     /* of a run */
#define HEIGHT 16      /* of a strip */
#define GAP_MIN 5      /* a run that is as wide has a gap beside it */
#define LABEL 13       /* between two labels */
#define RELEASE_MAX 16 /* characters of a label */
#define DATE 10
#define LETTERS_HIGH 9
#define LETTER 6.2 /* width of a character */

static size_t run_width(const struct tce_series *series)
{
	size_t width = WIDTH / series->n;

	return width > RUN_MAX ? RUN_MAX : width ? width : 1;
}

const char *tce_mark_class(const struct tce_mark *mark)
{
	if (tce_mark_is_red(mark))
		return "fail";
	if (mark->is_unrun)
		return "unrun";
	switch (mark->verdict) {
	case TCE_VERDICT_XFAIL:
		return "waived";
	case TCE_VERDICT_SKIP:
		return "skip";
	default:
		return "pass";
	}
}

/* MORE are attributes. */
static void open_svg(FILE *file, const struct tce_series *series, size_t height,
		     const char *more)
{
	fprintf(file,
		"<div class=\"strip\"><svg width=\"%zu\" height=\"%zu\" %s>",
		run_width(series) * series->n, height, more);
}

static void close_svg(FILE *file)
{
	fputs("</svg></div>", file);
}

/* --- the head ------------------------------------------------------------- */

/* The day, or the folder of a run that does not say when it began. */
static void add_name(struct tce_strbuf *text, const struct tce_night *night)
{
	const char *name = night->started, *slash;
	size_t len = strlen(name);

	if (!len) {
		name = night->path;
		slash = strrchr(name, '/');
		len = strlen(name);
		/* "results.ktap" says nothing */
		if (slash && !strncmp(slash, "/results.", strlen("/results.")))
			len = slash - name;
		slash = memrchr(name, '/', len);
		if (slash) {
			len -= slash + 1 - name;
			name = slash + 1;
		}
	}
	tce_strbuf_add(text, name, len < DATE ? len : DATE);
}

/* A label in the middle of its run, or at its end, read from below. */
static void put_label(FILE *file, const struct tce_series *series, size_t i,
		      size_t height)
{
	const struct tce_night *night = &series->night[i];
	size_t run = run_width(series), middle = i * run + run / 2 + 4;
	size_t end = (i + 1) * run - 1, x = middle < end ? middle : end;
	struct tce_strbuf text = { 0 };

	if (x < LETTERS_HIGH)
		return;
	add_name(&text, night);
	if (*night->release)
		tce_strbuf_addf(&text, " %.*s%s", RELEASE_MAX, night->release,
				strlen(night->release) > RELEASE_MAX
					? "\xe2\x80\xa6"
					: "");
	fprintf(file, "<text transform=\"translate(%zu %zu) rotate(-90)\">", x,
		height - 5);
	tce_markup_text(file, tce_strbuf_str(&text));
	fputs("</text>", file);
	tce_strbuf_free(&text);
}

static size_t head_height(const struct tce_series *series)
{
	size_t longest = 0, i;

	for (i = 0; i < series->n; i++) {
		size_t len = strlen(series->night[i].release);

		longest = len > longest ? len : longest;
	}
	if (longest > RELEASE_MAX)
		longest = RELEASE_MAX + 1;
	return (size_t)((DATE + 1 + (double)longest) * LETTER) + 10;
}

/* The latest run always has a label; a tick is where the release changes. */
void tce_strip_head(FILE *file, const struct tce_series *series)
{
	size_t run = run_width(series), height = head_height(series), i;
	size_t step = (LABEL + run - 1) / run;

	open_svg(file, series, height, "class=\"runs\"");
	for (i = 0; i < series->n; i++) {
		const struct tce_night *night = &series->night[i];

		if ((series->n - 1 - i) % step == 0)
			put_label(file, series, i, height);
		if (i && strcmp(night->release, night[-1].release) != 0)
			fprintf(file,
				"<path class=\"tick\" d=\"M%zu %zuv-5\"/>",
				i * run, height);
	}
	close_svg(file);
}

/* --- verdicts ------------------------------------------------------------- */

static bool is_alike(const struct tce_mark *a, const struct tce_mark *b)
{
	return a->is_there == b->is_there && a->is_unrun == b->is_unrun &&
	       a->verdict == b->verdict;
}

static size_t count_alike(const struct tce_series *series, size_t kase,
			  size_t i)
{
	const struct tce_mark *first = tce_mark_of(series, i, kase);
	size_t n = 1;

	while (i + n < series->n &&
	       is_alike(first, tce_mark_of(series, i + n, kase)))
		n++;
	return n;
}

/* "2026-11-01 01:02 6.12.1 to ..., 7 runs: FAIL reason", of N runs */
static void put_title(FILE *file, const struct tce_series *series, size_t kase,
		      size_t i, size_t n)
{
	const struct tce_mark *mark = tce_mark_of(series, i, kase);
	struct tce_strbuf text = { 0 };

	tce_night_date(&text, &series->night[i]);
	tce_strbuf_addf(&text, " %s", series->night[i].release);
	if (n > 1) {
		tce_strbuf_addf(&text, " to ");
		tce_night_date(&text, &series->night[i + n - 1]);
		tce_strbuf_addf(&text, " %s, %zu runs",
				series->night[i + n - 1].release, n);
	}
	tce_strbuf_addf(&text, ": %s %s",
			mark->is_unrun ? "not run"
				       : tce_verdict_form[mark->verdict].name,
			mark->is_unrun ? "" : mark->reason);
	fputs("<title>", file);
	tce_markup_text(file, tce_strbuf_str(&text));
	fputs("</title>", file);
	tce_strbuf_free(&text);
}

/* What is red is as high as can be: it is seen without colours, too. */
static size_t height_of(const struct tce_mark *mark)
{
	if (tce_mark_is_red(mark))
		return HEIGHT;
	return mark->verdict == TCE_VERDICT_SKIP ? 3 : HEIGHT / 2;
}

void tce_strip_put(FILE *file, const struct tce_series *series, size_t kase)
{
	size_t run = run_width(series), i, n;
	struct tce_strbuf more = { 0 };

	tce_strbuf_addf(&more, "class=\"runs%s\" style=\"--run:%zupx\"",
			run >= GAP_MIN ? " gaps" : "", run);
	open_svg(file, series, HEIGHT, tce_strbuf_str(&more));
	tce_strbuf_free(&more);
	for (i = 0; i < series->n; i += n) {
		const struct tce_mark *mark = tce_mark_of(series, i, kase);
		size_t height = height_of(mark);

		n = count_alike(series, kase, i);
		if (!mark->is_there)
			continue;
		fprintf(file,
			"<rect class=\"%s\" x=\"%zu\" y=\"%zu\" "
			"width=\"%zu\" height=\"%zu\">",
			tce_mark_class(mark), i * run, HEIGHT - height, n * run,
			height);
		put_title(file, series, kase, i, n);
		fputs("</rect>", file);
	}
	close_svg(file);
}

/* --- durations ------------------------------------------------------------ */

static bool is_timed(const struct tce_mark *mark)
{
	return mark->is_there && (mark->verdict == TCE_VERDICT_PASS ||
				  mark->verdict == TCE_VERDICT_XFAIL);
}

void tce_strip_times(FILE *file, const struct tce_series *series, size_t kase)
{
	size_t run = run_width(series), height = 2 * HEIGHT, i;
	double max = 0;
	bool any = false;

	for (i = 0; i < series->n; i++) {
		const struct tce_mark *mark = tce_mark_of(series, i, kase);

		if (is_timed(mark) && mark->seconds > max)
			max = mark->seconds;
	}
	open_svg(file, series, height, "class=\"runs\"");
	fputs("<path class=\"line\" d=\"", file);
	for (i = 0; i < series->n && max > 0; i++) {
		const struct tce_mark *mark = tce_mark_of(series, i, kase);

		if (!is_timed(mark))
			continue;
		fprintf(file, "%c%.1f %.1f", any ? 'L' : 'M',
			((double)i + .5) * (double)run,
			(double)height - 2 -
				mark->seconds / max * ((double)height - 4));
		any = true;
	}
	fputs("\"/>", file);
	close_svg(file);
}
