// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <spec/session.h>
#include <tce/platform.h>

#include "../bench/bench.h"
#include "../host/host.h"
#include "command_line.h"
#include "harness.h"
#include "list.h"
#include "mutate.h"
#include "needs.h"
#include "options.h"
#include "pick.h"
#include "platforms.h"
#include "precheck.h"
#include "select.h"
#include "self.h"
#include "spare.h"
#include "user.h"
#include "waiver.h"
#include "watch.h"
#include <stream/table.h>
#include <stream/write.h>

#define SOAK_S 5

static int die(int status, const char *what, const char *why)
{
	fprintf(stderr, "tce-test: %s: %s\n", what, why);
	return status;
}

static int waivers_read(const char *path, struct tce_waivers *w)
{
	char *text, error[256];
	unsigned int line;
	int ret;

	*w = (struct tce_waivers){ 0 };
	if (!path)
		return 0;
	text = tce_file_text(path);
	if (!text)
		return die(TCE_STATUS_USAGE, path, strerror(errno));
	ret = tce_waivers_parse(w, text, &line, error, sizeof(error));
	free(text);
	if (!ret)
		return 0;
	fprintf(stderr, "tce-test: %s:%u: %s\n", path, line, error);
	return ret == -EINVAL ? TCE_STATUS_USAGE : TCE_STATUS_BROKEN;
}

static int list_waivers(const struct tce_options *o,
			const struct tce_rows *rows)
{
	struct tce_waivers waivers;
	int status;

	if (!o->waivers)
		return tce_usage("--list=waivers: needs --waivers FILE");
	status = waivers_read(o->waivers, &waivers);
	if (!status)
		status = tce_list_waivers(rows, &waivers, o->waivers);
	tce_waivers_free(&waivers);
	return status;
}

static void list_facts(void)
{
	const char *name, *about;

	for (unsigned int i = 0; (name = tce_platform_fact(i, &about)); i++)
		printf("%-12s %s\n", name, about);
}

/* Suites share cases, so that all cases are needed to prove some. */
static int mutate(const struct tce_options *o, const struct tce_rows *rows)
{
	struct tce_options whole = *o;
	struct tce_rows all;
	int status;

	whole.nglobs = whole.nexcludes = 0;
	whole.cases = NULL;
	status = tce_pick(&whole, &all);
	if (status)
		return status;
	status = tce_mutate(rows, &all);
	tce_rows_free(&all);
	return status;
}

static int list(const struct tce_options *o, const struct tce_rows *rows)
{
	int status = 0;

	switch (o->action) {
	case TCE_ACTION_LONG:
		tce_list_long(rows);
		break;
	case TCE_ACTION_SUITES:
		tce_list_suites(rows);
		break;
	case TCE_ACTION_PLAN:
		tce_list_plan(rows);
		break;
	case TCE_ACTION_CLAUSES:
		status = tce_list_clauses(rows, !o->nglobs && !o->nexcludes,
					  o->clauses);
		break;
	case TCE_ACTION_RED:
		tce_list_red(rows);
		break;
	case TCE_ACTION_NEEDS:
		tce_needs_list();
		break;
	case TCE_ACTION_FACTS:
		list_facts();
		break;
	case TCE_ACTION_RULES:
		tce_list_rules();
		break;
	case TCE_ACTION_OPERATIONS:
		tce_list_operations();
		break;
	case TCE_ACTION_PLATFORMS:
		tce_list_platforms();
		break;
	case TCE_ACTION_SELF:
		status = tce_self();
		break;
	case TCE_ACTION_WAIVERS:
		status = list_waivers(o, rows);
		break;
	case TCE_ACTION_MUTATE:
		status = mutate(o, rows);
		break;
	case TCE_ACTION_DEVICES:
		status = host_devices();
		break;
	case TCE_ACTION_RESTORE:
		status = host_restore(o->state);
		break;
	default:
		tce_list_names(rows);
	}
	if (fflush(stdout) || ferror(stdout))
		return die(TCE_STATUS_BROKEN, "standard output",
			   strerror(errno));
	return status;
}

static int verdict(const struct tce_totals *t)
{
	if (t->failed)
		return TCE_STATUS_RED;
	return t->passed || t->waived ? TCE_STATUS_GREEN : TCE_STATUS_NOTHING;
}

static int run(const struct tce_harness *h, const struct tce_rows *rows,
	       struct tce_totals *totals)
{
	int ret = tce_harness_run(h, rows, totals);

	if (ret)
		return die(TCE_STATUS_BROKEN, "cannot write the stream",
			   strerror(-ret));
	return 0;
}

static int run_model(const struct tce_options *o,
		     const struct tce_harness *base,
		     const struct tce_rows *rows)
{
	struct tce_harness h = *base;
	struct tce_totals totals = { 0 };
	size_t i, n = o->nplatforms ? o->nplatforms : tce_platforms_n;
	const struct tce_named_platform **platforms =
		calloc(n, sizeof(*platforms));
	int status = 0;

	if (!platforms)
		return die(TCE_STATUS_BROKEN, "--platform", strerror(ENOMEM));
	for (i = 0; i < n && !status; i++) {
		platforms[i] = o->nplatforms
				       ? tce_platform_find(o->platforms[i])
				       : &tce_platforms[i];
		if (!platforms[i])
			status = tce_usage(
				"--platform %s: unknown platform (see "
				"--list=platforms)",
				o->platforms[i]);
	}
	h.model = true;
	if (n == 1 && !status) {
		h.platform = &platforms[0]->platform;
	} else {
		h.platforms = platforms;
		h.nplatforms = n;
	}
	if (!status)
		status = run(&h, rows, &totals);
	free(platforms);
	return status ? status : verdict(&totals);
}

static int platform_read(const struct tce_options *o, struct tce_platform *p)
{
	size_t i;
	int ret;

	if (!o->ndevices)
		return tce_usage("no device: want -d BDF or --backend model");
	ret = tce_platform_read(p, (const char *const *)o->devices,
				o->ndevices);
	if (ret == -ENODEV)
		return die(
			TCE_STATUS_BROKEN, "-d",
			"one of these devices does not exist (see lspci -D)");
	if (ret == -ENOTSUP)
		return die(TCE_STATUS_BROKEN, "this is not a POWER machine",
			   "want --backend model, or run-tests.sh");
	if (ret)
		return die(TCE_STATUS_BROKEN, "cannot read the machine's facts",
			   strerror(-ret));
	for (i = 0; i < o->nfacts; i++)
		tce_platform_set(p, o->facts[i]);
	return 0;
}

/* After a precheck that failed its own case is the whole run. */
static void precheck_alone(struct tce_rows *rows)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		if (rows->row[i].suite == &tce_precheck_suite)
			break;
	if (i < rows->n)
		rows->row[0] = rows->row[i];
	rows->n = i < rows->n;
}

static int run_kernel(const struct tce_options *o,
		      const struct tce_harness *base, struct tce_rows *rows)
{
	struct tce_harness h = *base;
	struct tce_totals totals = { 0 };
	struct tce_platform p;
	struct tce_watch watch;
	char why[256];
	bool usable;
	int status = platform_read(o, &p);

	if (status)
		return status;
	h.platform = &p;
	status = o->user ? tce_user_set(o->user, &p) : 0;
	if (status)
		return die(TCE_STATUS_BROKEN, "--user", strerror(-status));
	usable = tce_precheck(&p, why, sizeof(why));
	if (!usable) {
		precheck_alone(rows);
		tce_stream_text(h.out, TCE_KTAP_UNUSABLE, why);
	}
	tce_watch_open(&watch, o->booted);
	h.watch = &watch;
	status = run(&h, rows, &totals);
	tce_watch_close(&watch);
	if (status)
		return status;
	if (!usable)
		return TCE_STATUS_RED;
	/* The rates of a damaged kernel mean nothing, a lost PE has none. */
	if (o->rates && !totals.damaged && !totals.lost)
		status = tce_bench_run(o->devices[0], o->rates);
	return verdict(&totals) ?: status;
}

/* Rows that soak share the time; one that is asked for by name has a little. */
static double soak_share(const struct tce_options *o,
			 const struct tce_rows *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		n += rows->row[i].suite->soak;
	return n && o->soak_s > 0 ? o->soak_s / (double)n : SOAK_S;
}

static int run_rows(const struct tce_options *o, struct tce_rows *rows,
		    const char *about)
{
	struct tce_waivers waivers;
	struct tce_harness h = {
		.broken = o->broken,
		.pedantic = o->pedantic,
		.strict = o->strict,
		.booted = o->booted,
		.detach = o->host,
		.timeout_s = o->timeout_s,
		.timeout_mul = o->timeout_mul,
		.soak_s = soak_share(o, rows),
		.waivers = &waivers,
		.out = STDOUT_FILENO,
		.about = about,
	};
	int status = waivers_read(o->model ? NULL : o->waivers, &waivers);

	if (status)
		return status;
	if (o->output) {
		h.out = open(o->output,
			     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (h.out < 0) {
			tce_waivers_free(&waivers);
			return die(TCE_STATUS_BROKEN, o->output,
				   strerror(errno));
		}
	}
	status = o->model ? run_model(o, &h, rows) : run_kernel(o, &h, rows);
	if (o->output)
		close(h.out);
	tce_waivers_free(&waivers);
	return status;
}

struct work {
	const struct tce_options *o;
	struct tce_rows *rows;
};

static size_t work_choose(void *data, size_t *left_out)
{
	struct work *work = data;

	*left_out = tce_spare(work->rows, work->o);
	return work->rows->n;
}

static int work_do(void *data, const char *about)
{
	struct work *work = data;

	return run_rows(work->o, work->rows, about);
}

static int run_all(const struct tce_options *o, struct tce_rows *rows)
{
	struct work work = { o, rows };

	const struct host_options host = {
		.devices = (const char *const *)o->devices,
		.ndevices = o->ndevices,
		.facts = (const char *const *)o->facts,
		.nfacts = o->nfacts,
		.dry = o->dry,
		.forced = o->forced,
		.state = o->state,
		.huge_kib = o->huge_kib,
		.huge = o->huge,
	};
	const struct host_work on_host = { work_choose, work_do, &work };

	return o->host ? host_run(&host, &on_host) : work_do(&work, NULL);
}

/* Lists that are not of cases hold whatever the selection. */
static bool needs_rows(const struct tce_options *o)
{
	return o->action != TCE_ACTION_RULES &&
	       o->action != TCE_ACTION_OPERATIONS &&
	       o->action != TCE_ACTION_NEEDS && o->action != TCE_ACTION_FACTS &&
	       o->action != TCE_ACTION_PLATFORMS &&
	       o->action != TCE_ACTION_SELF &&
	       o->action != TCE_ACTION_DEVICES &&
	       o->action != TCE_ACTION_RESTORE;
}

int main(int argc, char **argv)
{
	struct tce_rows rows = { 0 };
	struct tce_options o;
	int status = 0;

	if (argc == 3 && !strcmp(argv[1], "--agent"))
		return tce_agent_main(atoi(argv[2]));
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && !strcmp(argv[1], "bench"))
		return tce_bench_main(argc - 1, argv + 1);
	if (tce_options_parse(&o, argc, argv, &status)) {
		if (needs_rows(&o))
			status = tce_pick(&o, &rows);
		if (!status && o.host && o.action == TCE_ACTION_PLAN)
			tce_spare(&rows, &o);
		if (!status)
			status = o.action == TCE_ACTION_RUN ? run_all(&o, &rows)
							    : list(&o, &rows);
	}
	tce_rows_free(&rows);
	tce_options_free(&o);
	return status;
}
