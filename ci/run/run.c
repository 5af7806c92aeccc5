// SPDX-License-Identifier: GPL-2.0-only
#include "run.h"

#include <stdio.h>

#include "files.h"
#include "lanes.h"
#include "statement.h"

/* What the streams do not say; of a run that is resumed, this is newer. */
static void make_properties(struct job *job, struct words *properties)
{
	struct machine machine;

	words_add_all(properties, &job->options->properties);
	if (!job_machine(job, KIND_SHARED, &machine))
		words_addf(properties, "machine=%s",
			   machine.name ? machine.name : "");
	machine_free(&machine);
}

/* Of a run that is resumed the cases without a result are left. */
static void resume(struct job *job)
{
	const struct tce_run *run = &job->follow.run;
	const size_t all = job->plan.n;
	struct words left = { 0 };

	for (size_t i = 0; i < run->n_planned; i++)
		if (tce_run_planned(run, i))
			words_add(&left, tce_run_planned(run, i));
	plan_keep(&job->plan, &left);
	words_free(&left);
	if (job->options->report.level != TCE_DETAIL_QUIET)
		fprintf(stderr, "left to run: %zu of %zu cases\n", job->plan.n,
			all);
}

/* Where the time went stays with the results. */
static void keep_timing(const struct run_options *options)
{
	struct tce_strbuf path = { 0 };

	tce_strbuf_addf(&path, "%s/timing.txt", options->output);
	if (options->report.timing)
		file_copy(options->report.timing, tce_strbuf_str(&path));
	tce_strbuf_free(&path);
}

static int run_parts(struct job *job)
{
	int status = 0, verdict;

	if (job->plan.n) {
		job_split(job);
		status = job_base(job);
		if (!status)
			status = lanes_run(job);
	}
	verdict = tce_follow_close(&job->follow);
	status = status ? status : verdict;
	keep_timing(job->options);
	return statement_write(job, status) ? TCE_STATUS_BROKEN : status;
}

int run_job(struct job *job)
{
	struct tce_report_options report = job->options->report;
	struct words properties = { 0 };
	int status;

	make_properties(job, &properties);
	report.properties = properties.word;
	report.n_properties = properties.n;
	report.plan = tce_strbuf_str(&job->names);
	report.output = job->options->output;
	if (!job->options->show_timing)
		report.timing = NULL;
	status = tce_follow_open(&job->follow, &report);
	if (!status) {
		if (report.resume)
			resume(job);
		status = run_parts(job);
	}
	tce_follow_free(&job->follow);
	words_free(&properties);
	if (job->supervisor->ended)
		fprintf(stderr, "to finish it: ./run-tests.sh --resume %s\n",
			job->options->output);
	return status;
}
