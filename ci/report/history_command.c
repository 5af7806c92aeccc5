// SPDX-License-Identifier: GPL-2.0-only
/* The subcommand for the morning after many nights. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "history.h"
#include "history_list.h"
#include "report.h"
#include "saved.h"

struct taking {
	struct tce_history *history;
	const char *path;
};

static void take(void *ctx, struct tce_run *run)
{
	struct taking *taking = ctx;

	tce_history_add(taking->history, run, taking->path);
}

static int to_json(FILE *file, const struct tce_history *history,
		   const struct tce_clauses *clauses)
{
	(void)clauses;
	return tce_history_json(file, history);
}

static int to_page(FILE *file, const struct tce_history *history,
		   const struct tce_clauses *clauses)
{
	tce_history_html(file, history, clauses);
	return 0;
}

static const struct {
	const char *name;
	int (*write)(FILE *file, const struct tce_history *history,
		     const struct tce_clauses *clauses);
} files[] = {
	{ "history.json", to_json },
	{ "history.html", to_page },
};

/* DIR/history.json and DIR/history.html */
static int write_files(const char *dir, const struct tce_history *history,
		       const struct tce_clauses *clauses)
{
	struct tce_strbuf path = { 0 };
	int status = 0;
	size_t i;

	if (mkdir(dir, 0777) && errno != EEXIST) {
		tce_warn("cannot make %s: %s", dir, strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	for (i = 0; i < sizeof(files) / sizeof(*files) && !status; i++) {
		FILE *file;
		bool bad;

		tce_strbuf_clear(&path);
		tce_strbuf_addf(&path, "%s/%s", dir, files[i].name);
		file = fopen(tce_strbuf_str(&path), "we");
		bad = !file || files[i].write(file, history, clauses);
		bad |= file && ferror(file);
		bad |= file && fclose(file);
		if (!bad)
			continue;
		tce_warn("cannot write %s: %s", tce_strbuf_str(&path),
			 strerror(errno));
		status = TCE_STATUS_BROKEN;
	}
	tce_strbuf_free(&path);
	return status;
}

/* The latest runs decide, each of its kernel, machine and devices. */
static int judge(const struct tce_report_options *options,
		 const struct tce_history *history)
{
	struct tce_history_sum sum;
	size_t i;

	tce_history_count(&sum, history);
	for (i = 0; i < history->n; i++)
		if (tce_run_is_unusable(&history->series[i].latest))
			return TCE_STATUS_RED;
	if (options->only_new)
		sum.counts.failed = sum.fresh + sum.unrun;
	return tce_run_exit(&sum.counts);
}

static int report(const struct tce_report_options *options,
		  const struct tce_history *history)
{
	struct tce_display display;
	struct tce_clauses clauses;
	int status = tce_clauses_read(&clauses, options->clauses);

	tce_display_init(&display, stdout, options->level, options->color, NULL,
			 0);
	if (!status && options->output)
		status = write_files(options->output, history, &clauses);
	if (!status) {
		tce_history_print(&display, history);
		if (fflush(stdout) || ferror(stdout)) {
			tce_warn("cannot write to standard output: %s",
				 strerror(errno));
			status = TCE_STATUS_BROKEN;
		}
	}
	tce_clauses_free(&clauses);
	return status;
}

/* A night that left nothing to read does not hide the others. */
int tce_report_history(const struct tce_report_options *options, char **paths,
		       size_t count)
{
	struct tce_history history = { 0 };
	bool unreadable = false;
	int status = TCE_STATUS_BROKEN;
	size_t i;

	for (i = 0; i < count; i++) {
		struct taking taking = { &history, paths[i] };

		if (tce_saved_each(paths[i], take, &taking))
			unreadable = true;
	}
	if (history.n) {
		tce_history_judge(&history);
		status = report(options, &history);
		if (!status)
			status = judge(options, &history);
		if (unreadable && status != TCE_STATUS_RED)
			status = TCE_STATUS_BROKEN;
	}
	tce_history_free(&history);
	return status;
}
