// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum kind {
	FLAG,
	TEXT,
	COLOR,
	PROPERTY,
	QUIET,
	VERBOSE
};

/* Each option, once: what it is called, what it sets and what it is for. */
static const struct {
	const char *name;
	char letter; /* which subcommands name it by; the user's too, if ... */
	bool is_short; /* ... this says so */
	enum kind kind;
	size_t at; /* in struct tce_report_options */
	const char *arg;
	const char *help;
} table[] = {
#define AT(member) offsetof(struct tce_report_options, member)
	{ "plan", 'p', false, TEXT, AT(plan), "FILE",
	  "the case names that must come, one a line" },
	{ "output", 'o', true, TEXT, AT(output), "DIR",
	  "where results go; made if it is missing" },
	{ "property", 'f', false, PROPERTY, 0, "KEY=VALUE",
	  "what the streams do not say (repeatable)" },
	{ "ktap", 'k', false, FLAG, AT(ktap), NULL,
	  "the merged stream on stdout, all else on stderr" },
	{ "resume", 'r', false, FLAG, AT(resume), NULL,
	  "go on with the run that is in DIR" },
	{ "strict", 's', false, FLAG, AT(strict), NULL,
	  "count a skip as failed" },
	{ "baseline", 'b', false, TEXT, AT(baseline), "RUN",
	  "show what changed since this earlier run" },
	{ "only-new", 'n', false, FLAG, AT(only_new), NULL,
	  "fail only on failures that the earlier run does not have" },
	{ "timing", 'm', false, TEXT, AT(timing), "FILE",
	  "show this file, of lines \"SECONDS of what\"" },
	{ "clauses", 't', false, TEXT, AT(clauses), "FILE",
	  "the sentences of the contract, fixtures/clauses.txt" },
	{ "requirements", 'u', false, TEXT, AT(requirements), "FILE",
	  "what a qualification asks, fixtures/requirements.txt" },
	{ "origin", 'g', false, TEXT, AT(origin), "NAME",
	  "who reports to KCIDB (tce)" },
	{ "build-id", 'i', false, TEXT, AT(build), "ID",
	  "KCIDB's id of the kernel" },
	{ "quiet", 'q', true, QUIET, 0, NULL, "the last line only" },
	{ "verbose", 'v', true, VERBOSE, 0, NULL,
	  "a line for each case, and the slowest ones" },
	{ "color", 'c', false, COLOR, 0, "WHEN",
	  "auto, always or never; auto obeys NO_COLOR" },
	{ "help", 'h', true, FLAG, AT(help), NULL, "this text" },
};

#define OPTIONS (sizeof(table) / sizeof(*table))

int tce_usage_refuse(const char *words, const char *what)
{
	tce_warn("%s%s (tce-report --help says more)", words, what);
	return TCE_STATUS_USAGE;
}

void tce_options_help(FILE *file)
{
	size_t i;

	for (i = 0; i < OPTIONS; i++) {
		const char *arg = table[i].arg;
		int width =
			fprintf(file, table[i].is_short ? "  -%c, " : "      ",
				table[i].letter);

		width += fprintf(file, "--%s%s%s", table[i].name,
				 arg ? " " : "", arg ? arg : "");
		fprintf(file, "%*s  %s\n", width < 28 ? 28 - width : 0, "",
			table[i].help);
	}
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
		return tce_usage_refuse(
			"--color wants auto, always or never, not ", when);
	return 0;
}

static int add_property(struct tce_report_options *options, char *arg)
{
	size_t key = strcspn(arg, " \t\r\n=");

	/* The stream holds one property a line, the key without blanks. */
	if (!key || arg[key] != '=' || strpbrk(arg, "\r\n"))
		return tce_usage_refuse(
			"--property wants KEY=VALUE on one line, not ", arg);
	options->properties[options->n_properties++] = arg;
	return 0;
}

static int take(struct tce_report_options *options, size_t i, char *arg)
{
	char *at = (char *)options + table[i].at;

	switch (table[i].kind) {
	case FLAG:
		*(bool *)at = true;
		return 0;
	case TEXT:
		*(const char **)at = arg;
		return 0;
	case COLOR:
		return set_color(options, arg);
	case PROPERTY:
		return add_property(options, arg);
	case QUIET:
		options->level = TCE_DETAIL_QUIET;
		return 0;
	case VERBOSE:
		options->level = TCE_DETAIL_VERBOSE;
		return 0;
	}
	return 0;
}

static int misplaced(const char *command, const char *option)
{
	struct tce_strbuf words = { 0 };
	int status;

	tce_strbuf_addf(&words, "%s takes no --", command);
	status = tce_usage_refuse(tce_strbuf_str(&words), option);
	tce_strbuf_free(&words);
	return status;
}

static int take_letter(struct tce_report_options *options, const char *command,
		       const char *allowed, int letter)
{
	size_t i;

	for (i = 0; i < OPTIONS; i++) {
		if (table[i].letter != letter)
			continue;
		if (letter != 'h' && !strchr(allowed, letter))
			return misplaced(command, table[i].name);
		return take(options, i, optarg);
	}
	/* getopt has named the option. */
	fputs("tce-report: tce-report --help lists the options\n", stderr);
	return TCE_STATUS_USAGE;
}

int tce_options_read(struct tce_report_options *options, const char *command,
		     const char *allowed, int argc, char **argv, int *first)
{
	struct option longs[OPTIONS + 1] = { 0 };
	char shorts[2 * OPTIONS + 1] = "";
	int letter, status = 0;
	size_t room = argc, n = 0, i;

	for (i = 0; i < OPTIONS; i++) {
		longs[i].name = table[i].name;
		longs[i].has_arg =
			table[i].arg ? required_argument : no_argument;
		longs[i].val = (unsigned char)table[i].letter;
		if (!table[i].is_short)
			continue;
		shorts[n++] = table[i].letter;
		if (table[i].arg)
			shorts[n++] = ':';
	}
	options->properties =
		tce_grow(NULL, argc, &room, sizeof(*options->properties));
	optind = 2;
	while (!status &&
	       (letter = getopt_long(argc, argv, shorts, longs, NULL)) != -1)
		status = take_letter(options, command, allowed, letter);
	*first = optind;
	return status;
}
