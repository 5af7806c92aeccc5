// SPDX-License-Identifier: GPL-2.0-only
/* The subcommands. run-tests.sh calls them; tce-host is one by its name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <stream/version.h>

#include "files.h"
#include "host.h"
#include "job.h"
#include "matrix.h"
#include "modes.h"
#include "run.h"

#define HOST "tce-host"

static int do_job(const struct run_options *options,
		  struct supervisor *supervisor, int (*mode)(struct job *))
{
	struct job job;
	int status = job_open(&job, options, supervisor);

	if (!status)
		status = mode(&job);
	job_free(&job);
	return status;
}

static int run_cells(const struct run_options *options,
		     struct supervisor *supervisor, const char *list)
{
	if (!list) {
		tce_warn("matrix: name the list of the cells");
		return TCE_STATUS_USAGE;
	}
	return matrix_run(options, supervisor, list);
}

/* Reports what the kernels of the run counted. */
static int coverage(const struct run_options *options,
		    struct supervisor *supervisor, int status)
{
	struct words command = { 0 };
	int failed;

	if (!options->coverage || supervisor->ended)
		return status;
	words_add(&command, options->coverage);
	words_add(&command, options->output);
	failed = supervise_run(supervisor, &command, NULL, NULL);
	words_free(&command);
	return failed ? failed : status;
}

static int dispatch(const char *name, const struct run_options *options,
		    struct supervisor *supervisor, const char *argument)
{
	static const struct {
		const char *name;
		int (*mode)(struct job *job);
	} modes[] = {
		{ "check", mode_check }, { "run", run_job },
		{ "print", mode_print }, { "export", mode_export },
		{ "shell", mode_shell },
	};

	if (!strcmp(name, "matrix"))
		return run_cells(options, supervisor, argument);
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(name, modes[i].name))
			return do_job(options, supervisor, modes[i].mode);
	tce_warn("no such subcommand: %s", name);
	return TCE_STATUS_USAGE;
}

static void set_end(struct supervisor *supervisor,
		    const struct run_options *options)
{
	struct timespec now;

	if (!options->until)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	supervisor->seconds = options->overall;
	supervisor->until =
		clock_us() + (int64_t)(options->until - now.tv_sec) * 1000000;
}

static int supervised(struct supervisor *supervisor, int argc, char **argv)
{
	struct run_options options;
	int first, status = run_options_read(&options, argc, argv, &first);

	set_end(supervisor, &options);
	if (!status)
		status = dispatch(argv[0], &options, supervisor,
				  first < argc ? argv[first] : NULL);
	if (!status || status == TCE_STATUS_RED)
		status = coverage(&options, supervisor, status);
	if (supervisor->ended)
		supervise_explain(supervisor);
	if (options.scratch && options.keep)
		fprintf(stderr, "kept: %s\n", options.scratch);
	else if (options.scratch)
		folder_remove(options.scratch);
	run_options_free(&options);
	return status;
}

static int help(void)
{
	fputs("Usage: tce-run check|run|print|export|shell [option]...\n"
	      "       tce-run matrix [option]... LIST\n"
	      "       tce-run host ARGUMENT...\n\n"
	      "Supervises guests. run-tests.sh calls it, and checks what users "
	      "write.\n\n",
	      stdout);
	run_options_help();
	return fflush(stdout) ? TCE_STATUS_BROKEN : TCE_STATUS_GREEN;
}

int main(int argc, char **argv)
{
	const bool is_host = argc > 0 && !strcmp(text_base(argv[0]), HOST);
	const char *name = getenv("TCE_NAME");
	struct supervisor supervisor;
	int status;

	tce_program = name ? name : is_host ? HOST : "tce-run";
	if (!is_host && (argc < 2 || !strcmp(argv[1], "--help")))
		return help();
	status = supervise_open(&supervisor);
	if (status)
		return status;
	if (is_host)
		status = host_main(&supervisor, argc, argv);
	else if (!strcmp(argv[1], "host"))
		status = host_main(&supervisor, argc - 1, argv + 1);
	else
		status = supervised(&supervisor, argc - 1, argv + 1);
	supervise_close(&supervisor);
	return status;
}
