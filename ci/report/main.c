// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static const char usage[] =
	"usage: tce-report live [options] --plan FILE --output DIR LANE...\n"
	"       tce-report summary [-q|-v] [--color WHEN] [--strict] FILE\n"
	"       tce-report json FILE\n"
	"\n"
	"live merges the KTAP streams of the LANEs (FIFOs or files) into\n"
	"DIR/results.ktap, DIR/results.json and DIR/cases/, and shows them.\n"
	"summary and json read a saved stream.\n"
	"\n"
	"  --plan FILE           the case names that must come, one a line\n"
	"  -o, --output DIR      made if it is missing\n"
	"  --property KEY=VALUE  what the streams cannot know (repeatable)\n"
	"  --ktap                the merged stream to stdout, all else to "
	"stderr\n"
	"  --strict              a skip counts as failed\n"
	"  -q                    the last line only\n"
	"  -v                    a line for each case, and the slowest ones\n"
	"  --color WHEN          auto, always or never; auto obeys NO_COLOR\n"
	"  -h, --help\n"
	"\n"
	"exit: 0 green  1 red  2 usage  3 cannot read or write  4 nothing ran\n"
	"      130 interrupted\n";

enum {
	OPT_PLAN = 256,
	OPT_PROPERTY,
	OPT_KTAP,
	OPT_STRICT,
	OPT_COLOR,
};

static const struct option long_options[] = {
	{ "plan", required_argument, NULL, OPT_PLAN },
	{ "output", required_argument, NULL, 'o' },
	{ "property", required_argument, NULL, OPT_PROPERTY },
	{ "ktap", no_argument, NULL, OPT_KTAP },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "color", required_argument, NULL, OPT_COLOR },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static _Noreturn void help(void)
{
	fputs(usage, stdout);
	exit(fflush(stdout) ? TCE_EXIT_BROKEN : TCE_EXIT_GREEN);
}

static int refuse(const char *words, const char *what)
{
	tce_text_warn("%s%s (tce-report --help says more)", words, what);
	return TCE_EXIT_USAGE;
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

static int take_option(struct tce_report_options *options, int option)
{
	switch (option) {
	case OPT_PLAN:
		options->plan = optarg;
		return 0;
	case 'o':
		options->output = optarg;
		return 0;
	case OPT_PROPERTY:
		return add_property(options, optarg);
	case OPT_KTAP:
		options->ktap = true;
		return 0;
	case OPT_STRICT:
		options->strict = true;
		return 0;
	case OPT_COLOR:
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
		return TCE_EXIT_USAGE;
	}
}

static int run_live(const struct tce_report_options *options, char **args,
		    size_t count)
{
	if (!options->plan)
		return refuse("live: ", "--plan FILE is missing");
	if (!options->output || !*options->output)
		return refuse("live: ", "--output DIR is missing");
	if (!count)
		return refuse("live: ", "name one LANE or more");
	return tce_report_live(options, args, count);
}

static int run(const char *command, const struct tce_report_options *options,
	       char **args, size_t count)
{
	if (!strcmp(command, "live"))
		return run_live(options, args, count);
	if (options->plan || options->output || options->ktap ||
	    options->n_properties)
		return refuse(command, ": --plan, --output, --ktap and "
				       "--property belong to live");
	if (count != 1)
		return refuse(command, ": name one saved stream");
	if (!strcmp(command, "summary"))
		return tce_report_summary(options, args[0]);
	return tce_report_json(options, args[0]);
}

int main(int argc, char **argv)
{
	struct tce_report_options options = { .level = TCE_LEVEL_NORMAL };
	const char *command = argc > 1 ? argv[1] : NULL;
	int option, status = 0;

	if (!command)
		return refuse("name a subcommand: ", "live, summary or json");
	if (!strcmp(command, "-h") || !strcmp(command, "--help"))
		help();
	if (strcmp(command, "live") && strcmp(command, "summary") &&
	    strcmp(command, "json"))
		return refuse("want live, summary or json, not ", command);
	options.properties = calloc(argc, sizeof(*options.properties));
	if (!options.properties) {
		tce_text_warn("out of memory");
		return TCE_EXIT_BROKEN;
	}
	optind = 2;
	while (!status && (option = getopt_long(argc, argv, "o:qvh",
						long_options, NULL)) != -1)
		status = take_option(&options, option);
	if (!status)
		status = run(command, &options, argv + optind, argc - optind);
	free(options.properties);
	return status;
}
