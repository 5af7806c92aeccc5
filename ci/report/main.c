// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stream/version.h>

#include "report.h"

static const char usage[] =
	"Usage: tce-report live [options] --plan FILE --output DIR LANE...\n"
	"  or:  tce-report summary [-q|-v] [--color WHEN] [--strict] FILE\n"
	"  or:  tce-report json|junit [--strict] FILE\n"
	"  or:  tce-report html [--strict] [--baseline RUN] [--clauses FILE] "
	"FILE...\n"
	"  or:  tce-report kcidb [--origin NAME] [--build-id ID] FILE\n"
	"  or:  tce-report compare [-v] [--color WHEN] [--only-new] RUN RUN\n"
	"  or:  tce-report matrix [options] --output DIR FILE\n"
	"  or:  tce-report missing --plan FILE DIR\n"
	"  or:  tce-report rates NEW [OLD]\n"
	"  or:  tce-report pairs --output DIR TABLE\n"
	"  or:  tce-report verdicts --plan FILE FILE\n"
	"  or:  tce-report qualify [--strict] [--clauses FILE] --requirements "
	"FILE DIR\n"
	"\n"
	"live merges the KTAP streams of the LANEs (FIFOs or files) into "
	"DIR:\n"
	"results.ktap, results.json, junit.xml, report.html, and cases/. It "
	"shows\n"
	"them meanwhile. All others read saved streams, results.ktap, and "
	"write to\n"
	"standard output; a RUN is a stream, a results.json, or a folder with "
	"them.\n"
	"matrix shows runs side by side and writes results.json, junit.xml "
	"and\n"
	"report.html of them all to DIR; FILE has a line for each run: "
	"seconds,\n"
	"exit code, kernel, machine, folder in DIR.\n"
	"missing names the cases of the plan that live --resume still wants in "
	"DIR.\n"
	"rates shows the figures of tce-test bench, beside those of an earlier "
	"run.\n"
	"pairs writes DIR/pairs.json and DIR/pairs.html from the table of "
	"ci/pairs.sh.\n"
	"verdicts prints green, red, skip or none for each case of the plan.\n"
	"qualify writes DIR/qualification.html and .json, of the run in DIR "
	"and, where\n"
	"they are, its rates.json and SHA256SUMS.\n"
	"\n"
	"  --plan FILE           the case names that must come, one a line\n"
	"  -o, --output DIR      made if it is missing\n"
	"  --property KEY=VALUE  what the streams cannot know (repeatable)\n"
	"  --ktap                the merged stream to stdout, all else to "
	"stderr\n"
	"  --resume              go on with the run that is in DIR\n"
	"  --strict              a skip counts as failed\n"
	"  --baseline RUN        an earlier one: show what changed\n"
	"  --only-new            red is only what that one had not\n"
	"  --timing FILE         show it: lines with seconds, and of what\n"
	"  --clauses FILE        the sentences of the contract, for the page\n"
	"  --requirements FILE   what a qualification is by\n"
	"  --origin NAME         who reports to KCIDB (tce)\n"
	"  --build-id ID         KCIDB's id of the kernel\n"
	"  -q                    the last line only\n"
	"  -v                    a line for each case, and the slowest ones\n"
	"  --color WHEN          auto, always or never; auto obeys NO_COLOR\n"
	"      --version  -h, --help\n"
	"\n"
	"exit: 0 green  1 red  2 usage  3 cannot read or write  4 nothing ran\n"
	"      130 interrupted\n";

/* Those that have no letter for the user have one for the commands. */
static const struct option long_options[] = {
	{ "plan", required_argument, NULL, 'p' },
	{ "output", required_argument, NULL, 'o' },
	{ "property", required_argument, NULL, 'f' },
	{ "ktap", no_argument, NULL, 'k' },
	{ "resume", no_argument, NULL, 'r' },
	{ "strict", no_argument, NULL, 's' },
	{ "baseline", required_argument, NULL, 'b' },
	{ "only-new", no_argument, NULL, 'n' },
	{ "timing", required_argument, NULL, 'm' },
	{ "clauses", required_argument, NULL, 't' },
	{ "requirements", required_argument, NULL, 'u' },
	{ "origin", required_argument, NULL, 'g' },
	{ "build-id", required_argument, NULL, 'i' },
	{ "color", required_argument, NULL, 'c' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static _Noreturn void help(void)
{
	fputs(usage, stdout);
	exit(fflush(stdout) ? TCE_STATUS_BROKEN : TCE_STATUS_GREEN);
}

static int refuse(const char *words, const char *what)
{
	tce_warn("%s%s (tce-report --help says more)", words, what);
	return TCE_STATUS_USAGE;
}

static int set_color(struct tce_report_options *options, const char *when)
{
	if (!strcmp(when, "auto"))
		options->color = TCE_COLOR_AUTO;
	else if (!strcmp(when, "always"))
		options->color = TCE_COLOR_ALWAYS;
	else if (!strcmp(when, "never"))
		options->color = TCE_COLOR_NEVER;
	else
		return refuse("--color wants auto, always or never, not ",
			      when);
	return 0;
}

static int add_property(struct tce_report_options *options, char *arg)
{
	size_t key = strcspn(arg, " \t\r\n=");

	/* The stream holds one property a line, the key without blanks. */
	if (!key || arg[key] != '=' || strpbrk(arg, "\r\n"))
		return refuse("--property wants KEY=VALUE on one line, not ",
			      arg);
	options->properties[options->n_properties++] = arg;
	return 0;
}

static int run_live(const struct tce_report_options *options, char **args,
		    size_t count)
{
	if (!options->output || !*options->output)
		return refuse("live: ", "--output DIR is missing");
	if (!count)
		return refuse("live: ", "name one LANE or more");
	if (options->only_new && !options->baseline)
		return refuse("live: ", "--only-new wants --baseline RUN");
	return tce_report_live(options, args, count);
}

static const struct command {
	const char *name;
	const char *options; /* that belong to it, by their letters */
	size_t min, max;     /* arguments; 0: any number */
	const char *wants;
	int (*run)(const struct tce_report_options *options, char **args,
		   size_t count);
} commands[] = {
	{ "live", "pofkrsqvcbntm", 0, 0, "", run_live },
	{ "missing", "p", 1, 1, "name the folder of a run",
	  tce_report_missing },
	{ "summary", "sqvc", 1, 1, "name one saved stream",
	  tce_report_summary },
	{ "json", "s", 1, 1, "name one saved stream", tce_report_json },
	{ "junit", "s", 1, 1, "name one saved stream", tce_report_junit },
	{ "html", "sbt", 1, SIZE_MAX, "name a saved stream, or more",
	  tce_report_html },
	{ "kcidb", "gi", 1, 1, "name one saved stream", tce_report_kcidb },
	{ "matrix", "osqvct", 1, 1, "name the file that lists the runs",
	  tce_report_matrix },
	{ "qualify", "stu", 1, 1, "name the folder of a run",
	  tce_report_qualify },
	{ "compare", "nqvc", 2, 2,
	  "name two runs: a results.json, a stream or a folder each",
	  tce_report_compare },
	{ "pairs", "o", 1, 1, "name the table of ci/pairs.sh",
	  tce_report_pairs },
	{ "verdicts", "p", 1, 1, "name one saved stream", tce_report_verdicts },
	{ "rates", "", 1, 2, "name a file of tce-test bench, or two",
	  tce_report_rates },
};

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static int misplaced(const struct command *command, int option)
{
	const struct option *o = long_options;
	struct tce_strbuf words = { 0 };
	int status;

	while (o->name && o->val != option)
		o++;
	tce_strbuf_addf(&words, "%s takes no --", command->name);
	status = refuse(tce_strbuf_str(&words), o->name ? o->name : "?");
	tce_strbuf_free(&words);
	return status;
}

static int take_option(const struct command *command,
		       struct tce_report_options *options, int option)
{
	if (option != '?' && option != 'h' && !strchr(command->options, option))
		return misplaced(command, option);
	switch (option) {
	case 'p':
		options->plan = optarg;
		return 0;
	case 'o':
		options->output = optarg;
		return 0;
	case 'f':
		return add_property(options, optarg);
	case 'k':
		options->ktap = true;
		return 0;
	case 'r':
		options->resume = true;
		return 0;
	case 's':
		options->strict = true;
		return 0;
	case 'b':
		options->baseline = optarg;
		return 0;
	case 'n':
		options->only_new = true;
		return 0;
	case 'm':
		options->timing = optarg;
		return 0;
	case 't':
		options->clauses = optarg;
		return 0;
	case 'u':
		options->requirements = optarg;
		return 0;
	case 'g':
		options->origin = optarg;
		return 0;
	case 'i':
		options->build = optarg;
		return 0;
	case 'c':
		return set_color(options, optarg);
	case 'q':
		options->level = TCE_LEVEL_QUIET;
		return 0;
	case 'v':
		options->level = TCE_LEVEL_VERBOSE;
		return 0;
	case 'h':
		help();
	default:
		/* getopt has named the option. */
		fputs("tce-report: tce-report --help lists the options\n",
		      stderr);
		return TCE_STATUS_USAGE;
	}
}

static int run(const struct command *command,
	       const struct tce_report_options *options, char **args,
	       size_t count)
{
	struct tce_strbuf words = { 0 };
	int status;

	if (count < command->min || (command->max && count > command->max)) {
		tce_strbuf_addf(&words, "%s: ", command->name);
		status = refuse(tce_strbuf_str(&words), command->wants);
		tce_strbuf_free(&words);
		return status;
	}
	if (strchr(command->options, 'p') && !options->plan)
		return refuse("--plan FILE is missing", "");
	if (strchr(command->options, 'u') && !options->requirements)
		return refuse("--requirements FILE is missing", "");
	return command->run(options, args, count);
}

int main(int argc, char **argv)
{
	struct tce_report_options options = {
		.level = TCE_LEVEL_NORMAL,
		.origin = "tce",
	};
	const char *name = argc > 1 ? argv[1] : NULL;
	const struct command *command;
	int option, status = 0;

	if (!name)
		return refuse("name a subcommand: ",
			      "live, summary or another");
	if (!strcmp(name, "-h") || !strcmp(name, "--help"))
		help();
	if (!strcmp(name, "--version")) {
		printf("tce-report %s\n", tce_version);
		return fflush(stdout) ? TCE_STATUS_BROKEN : TCE_STATUS_GREEN;
	}
	command = find_command(name);
	if (!command)
		return refuse("no such subcommand: ", name);
	options.properties = calloc(argc, sizeof(*options.properties));
	if (!options.properties) {
		tce_warn("out of memory");
		return TCE_STATUS_BROKEN;
	}
	optind = 2;
	while (!status && (option = getopt_long(argc, argv, "o:qvh",
						long_options, NULL)) != -1)
		status = take_option(command, &options, option);
	if (!status)
		status = run(command, &options, argv + optind, argc - optind);
	free(options.properties);
	return status;
}
