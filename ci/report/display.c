// SPDX-License-Identifier: GPL-2.0-only
#include "display.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "failure.h"
#include "paths.h"

#define KERNEL_LINES 12 /* of a kernel log that is shown */
#define NOTE_LINES 40	/* of the other diagnostics */

static bool is_terminal(FILE *file)
{
	const char *term = getenv("TERM");

	return isatty(fileno(file)) && term && strcmp(term, "dumb");
}

static bool wants_color(FILE *file, enum tce_color color)
{
	const char *no_color = getenv("NO_COLOR");

	if (color != TCE_COLOR_AUTO)
		return color == TCE_COLOR_ALWAYS;
	return !(no_color && *no_color) && is_terminal(file);
}

void tce_display_init(struct tce_display *display, FILE *file,
		      enum tce_detail level, enum tce_color color,
		      const char *dir, size_t total)
{
	memset(display, 0, sizeof(*display));
	display->file = file;
	display->level = level;
	display->color = wants_color(file, color);
	display->progress = level != TCE_DETAIL_QUIET && is_terminal(file);
	display->dir = dir;
	display->total = total;
}

const char *tce_display_paint(const struct tce_display *display,
			      enum tce_verdict verdict)
{
	if (!display->color)
		return "";
	switch (verdict) {
	case TCE_VERDICT_PASS:
		return "\033[32m";
	case TCE_VERDICT_SKIP:
	case TCE_VERDICT_XFAIL:
		return "\033[33m";
	default:
		return "\033[31m";
	}
}

const char *tce_display_plain(const struct tce_display *display)
{
	return display->color ? "\033[m" : "";
}

void tce_display_clear(struct tce_display *display)
{
	if (display->dirty)
		fputs("\r\033[K", display->file);
	display->dirty = false;
	fflush(display->file);
}

static size_t columns(FILE *file)
{
	struct winsize size;

	if (ioctl(fileno(file), TIOCGWINSZ, &size) || size.ws_col < 20)
		return 80;
	return size.ws_col;
}

static void show_progress(struct tce_display *display, const char *name)
{
	/* One column stays free: some terminals wrap at the last one. */
	int room = columns(display->file) - 1;
	struct tce_strbuf line = { 0 };

	tce_strbuf_addf(&line, "[%zu/%zu] %s", display->done, display->total,
			name);
	if (display->failed)
		tce_strbuf_addf(&line, "  %zu failed", display->failed);
	fprintf(display->file, "\r%.*s\033[K", room, tce_strbuf_str(&line));
	fflush(display->file);
	display->dirty = true;
	tce_strbuf_free(&line);
}

void tce_display_started(struct tce_display *display, const char *name)
{
	if (display->progress)
		show_progress(display, name);
}

void tce_display_say(struct tce_display *display, const char *fmt, ...)
{
	va_list ap;

	if (display->level == TCE_DETAIL_QUIET)
		return;
	tce_display_clear(display);
	va_start(ap, fmt);
	vfprintf(display->file, fmt, ap);
	va_end(ap);
	fputc('\n', display->file);
	fflush(display->file);
}

/* One limit a kind: a long oops must not push the steps out. */
struct shown {
	const struct tce_display *display;
	int indent;
	size_t room[2]; /* lines that may still be shown: others, kernel's */
	size_t left[2]; /* lines that were left out */
};

/* Lines of an oops that take room on a screen and say little. */
static bool is_dull(const char *line)
{
	static const char *const heads[] = {
		"------------[",  "Modules linked in:",
		"Hardware name:", "NIP:  ",
		"REGS: ",	  "MSR:  ",
		"CFAR: ",	  "GPR",
	};
	size_t i;

	line += strlen("kernel: ");
	for (i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (!strncmp(line, heads[i], strlen(heads[i])))
			return true;
	return false;
}

static void show(void *ctx, enum tce_failure_line kind, const char *line)
{
	struct shown *shown = ctx;
	bool kernel = kind == TCE_FAILURE_KERNEL;

	if (!shown->room[kernel] || (kernel && is_dull(line))) {
		shown->left[kernel]++;
		return;
	}
	shown->room[kernel]--;
	fprintf(shown->display->file, "%*s%s\n", shown->indent, "", line);
}

static void show_more(const struct shown *shown, const char *name, size_t n,
		      const char *what)
{
	struct tce_strbuf path = { 0 };

	if (!n)
		return;
	fprintf(shown->display->file, "%*s... %zu more %s", shown->indent, "",
		n, what);
	if (shown->display->dir) {
		tce_log_path(&path, shown->display->dir, name);
		fprintf(shown->display->file, ": %s", tce_strbuf_str(&path));
	}
	putc('\n', shown->display->file);
	tce_strbuf_free(&path);
}

void tce_display_failure(const struct tce_display *display,
			 const struct tce_result *result, int indent)
{
	struct shown shown = {
		.display = display,
		.indent = indent,
		.room = { NOTE_LINES, KERNEL_LINES },
	};

	tce_failure_lines(result, display->clauses, show, &shown);
	show_more(&shown, result->name, shown.left[0], "lines");
	show_more(&shown, result->name, shown.left[1],
		  "lines of the kernel log");
}

static void show_red(const struct tce_display *display,
		     const struct tce_result *result)
{
	bool reason = tce_failure_has_reason(result);

	fprintf(display->file, "%s%s%s %s%s%s\n",
		tce_display_paint(display, TCE_VERDICT_FAIL),
		tce_verdict_form[result->verdict].name,
		tce_display_plain(display), result->name, reason ? ": " : "",
		reason ? result->reason : "");
	tce_display_failure(display, result, 4);
}

static void show_line(const struct tce_display *display,
		      const struct tce_result *result)
{
	static const char *const words[] = {
		[TCE_VERDICT_PASS] = "ok",
		[TCE_VERDICT_FAIL] = "failed",
		[TCE_VERDICT_SKIP] = "skip",
		[TCE_VERDICT_XFAIL] = "xfail",
		[TCE_VERDICT_XPASS] = "xpass",
		[TCE_VERDICT_TIMEOUT] = "timeout",
		[TCE_VERDICT_ERROR] = "error",
	};
	bool reason = result->verdict == TCE_VERDICT_SKIP ||
		      result->verdict == TCE_VERDICT_XFAIL;

	fprintf(display->file, "[%zu/%zu] %s %s%s%s %.1fs%s%s\n", display->done,
		display->total, result->name,
		tce_display_paint(display, result->verdict),
		words[result->verdict], tce_display_plain(display),
		result->seconds, reason ? "  " : "",
		reason ? result->reason : "");
}

void tce_display_finished(struct tce_display *display,
			  const struct tce_run *run,
			  const struct tce_result *result)
{
	bool red = tce_run_is_red(run, result);

	display->done++;
	display->failed += red;
	if (display->level == TCE_DETAIL_QUIET)
		return;
	if (red || display->level == TCE_DETAIL_VERBOSE)
		tce_display_clear(display);
	if (display->level == TCE_DETAIL_VERBOSE)
		show_line(display, result);
	/* Cases that did not run are named once, at the end. */
	if (red && !tce_run_is_unrun(result) && !tce_run_is_unjudged(result))
		show_red(display, result);
	if (display->progress)
		show_progress(display, result->name);
	else
		fflush(display->file);
}
