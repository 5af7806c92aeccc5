// SPDX-License-Identifier: GPL-2.0-only
/* The subcommands: what each is called, takes and is for. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stream/version.h>

#include "report.h"

static int run_live(const struct tce_report_options *options, char **args,
		    size_t count)
{
	if (!options->output || !*options->output)
		return tce_usage_refuse("live: ", "--output DIR is missing");
	if (!count)
		return tce_usage_refuse("live: ", "name one LANE or more");
	if (options->only_new && !options->baseline)
		return tce_usage_refuse("live: ",
					"--only-new wants --baseline RUN");
	return tce_report_live(options, args, count);
}

static const struct command {
	const char *name;
	const char *options; /* that it takes, by their letters */
	size_t min, max;     /* arguments; 0: any number */
	const char *wants;
	tce_report_fn *run;
	const char *usage; /* its options and arguments */
	const char *about;
} commands[] = {
	{ "live", "pofkrsqvcbntm", 0, 0, "", run_live,
	  "[options] --plan FILE --output DIR LANE...",
	  "follow a run: merge the streams of its LANEs (FIFOs or files) into\n"
	  "      DIR/results.ktap, show them meanwhile, and write "
	  "results.json,\n"
	  "      junit.xml, report.html and a log for each case" },
	{ "summary", "sqvct", 1, 1, "name one saved stream", tce_report_summary,
	  "[-q|-v] [--strict] [--clauses FILE] STREAM",
	  "print the result of a run; the exit code is its verdict" },
	{ "json", "s", 1, 1, "name one saved stream", tce_report_json,
	  "[--strict] STREAM", "write results.json to stdout" },
	{ "junit", "st", 1, 1, "name one saved stream", tce_report_junit,
	  "[--strict] [--clauses FILE] STREAM", "write junit.xml to stdout" },
	{ "html", "sbt", 1, SIZE_MAX, "name a saved stream, or more",
	  tce_report_html,
	  "[--strict] [--baseline RUN] [--clauses FILE] STREAM...",
	  "write a page of one run, or of several kernels and machines" },
	{ "kcidb", "gi", 1, 1, "name one saved stream", tce_report_kcidb,
	  "[--origin NAME] [--build-id ID] STREAM",
	  "write KCIDB JSON to stdout" },
	{ "compare", "nqvc", 2, 2,
	  "name two runs: a results.json, a stream or a folder each",
	  tce_report_compare, "[-v] [--only-new] RUN RUN",
	  "show what the second run changes; red if something fails, with\n"
	  "      --only-new if something fails that did not in the first" },
	{ "history", "onqvct", 1, SIZE_MAX, "name a run, or more",
	  tce_report_history,
	  "[-q|-v] [--only-new] [--output DIR] [--clauses FILE] RUN...",
	  "show runs in the order of their time, whatever the order here: "
	  "since\n"
	  "      when each case is red, what flips on one kernel, what takes "
	  "longer;\n"
	  "      with --output, write DIR/history.html and history.json; the "
	  "exit\n"
	  "      code is the latest run's, with --only-new for what is new in "
	  "it" },
	{ "matrix", "osqvct", 1, 1, "name the file that lists the runs",
	  tce_report_matrix, "[options] --output DIR FILE",
	  "show runs side by side, and write results.json, junit.xml and\n"
	  "      report.html of them all to DIR; FILE has a line for each "
	  "run:\n"
	  "      seconds, exit code, kernel, machine, folder in DIR" },
	{ "missing", "p", 1, 1, "name the folder of a run", tce_report_missing,
	  "--plan FILE DIR", "print the cases that live --resume would run" },
	{ "verdicts", "p", 1, 1, "name one saved stream", tce_report_verdicts,
	  "--plan FILE STREAM",
	  "print green, red, skip or none for each case of the plan" },
	{ "pairs", "o", 1, 1, "name the table of ci/pairs.sh", tce_report_pairs,
	  "--output DIR TABLE",
	  "write pairs.json and pairs.html of the table of ci/pairs.sh" },
	{ "rates", "", 1, 2, "name a file of tce-test bench, or two",
	  tce_report_rates, "NEW [OLD]",
	  "print the figures of tce-test bench, beside those of an earlier "
	  "run" },
	{ "qualify", "stub", 1, 1, "name the folder of a run",
	  tce_report_qualify,
	  "[--strict] [--clauses FILE] [--baseline RUN] --requirements FILE "
	  "DIR",
	  "write DIR/qualification.html, .json and statement.txt, of the run "
	  "in\n"
	  "      DIR and of its rates.json and SHA256SUMS if they are there; "
	  "RUN is\n"
	  "      one of the same kernel on another device" },
};

#define COMMANDS (sizeof(commands) / sizeof(*commands))

static int help(void)
{
	size_t i;

	fputs("Usage: tce-report COMMAND [options] ARGUMENT...\n"
	      "\n"
	      "Reads KTAP streams of tce-test. A STREAM is a saved one, "
	      "results.ktap; a RUN is\n"
	      "a stream, a results.json, or a folder that has one of them.\n"
	      "\nCommands:\n",
	      stdout);
	for (i = 0; i < COMMANDS; i++)
		printf("  tce-report %s %s\n      %s\n", commands[i].name,
		       commands[i].usage, commands[i].about);
	fputs("\nOptions:\n", stdout);
	tce_options_help(stdout);
	fputs("      --version\n"
	      "\nexit: 0 green  1 red  2 usage  3 cannot read or write  "
	      "4 nothing ran\n"
	      "      130 interrupted\n",
	      stdout);
	return fflush(stdout) ? TCE_STATUS_BROKEN : TCE_STATUS_GREEN;
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static int run(const struct command *command,
	       const struct tce_report_options *options, char **args,
	       size_t count)
{
	struct tce_strbuf words = { 0 };
	int status;

	if (options->help)
		return help();
	if (count < command->min || (command->max && count > command->max)) {
		tce_strbuf_addf(&words, "%s: ", command->name);
		status = tce_usage_refuse(tce_strbuf_str(&words),
					  command->wants);
		tce_strbuf_free(&words);
		return status;
	}
	if (strchr(command->options, 'p') && !options->plan)
		return tce_usage_refuse("--plan FILE is missing", "");
	if (strchr(command->options, 'u') && !options->requirements)
		return tce_usage_refuse("--requirements FILE is missing", "");
	return command->run(options, args, count);
}

int main(int argc, char **argv)
{
	struct tce_report_options options = {
		.level = TCE_DETAIL_NORMAL,
		.origin = "tce",
	};
	const char *name = argc > 1 ? argv[1] : NULL;
	const struct command *command;
	int first, status;

	if (!name)
		return tce_usage_refuse("name a subcommand: ",
					"live, summary or another");
	if (!strcmp(name, "-h") || !strcmp(name, "--help"))
		return help();
	if (!strcmp(name, "--version")) {
		printf("tce-report %s\n", tce_version);
		return fflush(stdout) ? TCE_STATUS_BROKEN : TCE_STATUS_GREEN;
	}
	command = find_command(name);
	if (!command)
		return tce_usage_refuse("no such subcommand: ", name);
	status = tce_options_read(&options, command->name, command->options,
				  argc, argv, &first);
	if (!status)
		status = run(command, &options, argv + first, argc - first);
	free(options.properties);
	return status;
}
