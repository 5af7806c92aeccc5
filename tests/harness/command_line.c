// SPDX-License-Identifier: GPL-2.0-only
#include "command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/array.h>
#include <stream/near.h>
#include <stream/version.h>

#include "../host/journal.h"

#define DEFAULT_TIMEOUT_S 10

/* --- the options ---------------------------------------------------------- */

/* All that there is to say of an option. */
struct option_row {
	const char *name;
	const char *arg; /* NULL: none; "[WHAT]": may be left out */
	const char *help;
	/* where a flag or a text goes, or what to do with or without it */
	size_t flag, text;
	int (*parse)(struct tce_options *o, char *arg);
	enum tce_action action;
	char letter; /* short form */
};

#define FLAG(member) .flag = offsetof(struct tce_options, member)
#define TEXT(member) .text = offsetof(struct tce_options, member)
#define PARSE(how) .parse = tce_option_##how
#define ACTION(which) .action = TCE_ACTION_##which

static const struct option_row rows[] = {
	{ "list", "[WHAT]", "list WHAT instead of running", PARSE(list),
	  .letter = 'l' },
	{ "exclude", "GLOB", "leave out these cases (repeatable)",
	  PARSE(exclude), .letter = 'x' },
	{ "cases", "FILE", "run exactly these cases: names, one a line",
	  TEXT(cases) },
	{ "device", "BDF", "device to use, one for each PE (repeatable)",
	  PARSE(device), .letter = 'd' },
	{ "fact", "KEY=NUMBER",
	  "what the machine does not report itself: see\n"
	  "--list=facts (repeatable)",
	  PARSE(fact) },
	{ "waivers", "FILE", "known defects of kernels", TEXT(waivers) },
	{ "strict", NULL, "a skip is a failure", FLAG(strict) },
	{ "pedantic", NULL,
	  "where the contract allows several outcomes, only the\n"
	  "one that kernels have today is right",
	  FLAG(pedantic) },
	{ "booted", NULL,
	  "the machine was booted for this run: run at most one\n"
	  "case that may crash it, last; nothing else pins memory",
	  FLAG(booted) },
	{ "user", "UID",
	  "with --booted: run each case as this user, who gets\n"
	  "the devices, and has no capability",
	  PARSE(user) },
	{ "repeat", "N", "run each case N times", PARSE(repeat) },
	{ "soak", "TIME",
	  "also repeat cycles of open, use and close for TIME\n"
	  "(90s, 10m, 2h) and check for leaks",
	  PARSE(soak) },
	{ "timeout", "S", "default timeout of a case, in seconds (10)",
	  PARSE(timeout) },
	{ "rates", "FILE", "then measure how long calls take, as bench does",
	  TEXT(rates) },
	{ "output", "FILE", "write the stream there (standard output)",
	  TEXT(output), .letter = 'o' },
	{ "host", NULL,
	  "unbind the devices from their drivers for the run,\n"
	  "then restore them",
	  FLAG(host) },
	{ "dry-run", NULL, "with --host: only print what would be done",
	  FLAG(dry), .letter = 'n' },
	{ "force", "RISK,...",
	  "with --host: accept these risks: mounted, swap, raid,\n"
	  "lvm, multipath, network, route, open, vf, boot, driver",
	  PARSE(force) },
	{ "dangerous", NULL,
	  "with --host: also run cases that may harm the machine",
	  FLAG(dangerous) },
	{ "hugepages", "KIB:N",
	  "with --host: reserve N huge pages of that size", PARSE(huge) },
	{ "restore", NULL, "restore what an interrupted run left changed",
	  ACTION(RESTORE) },
	{ "state", "DIR", "where changes are recorded (" HOST_STATE ")",
	  TEXT(state) },
	{ "backend", "WHAT", "what to test: kernel (default) or model",
	  PARSE(backend) },
	{ "platform", "NAME", "a platform of the model (repeatable; all)",
	  PARSE(platform) },
	{ "break", "RULE", "break a rule of the model, by name or number",
	  PARSE(rule) },
	{ "mutate", NULL, "break each rule in turn: a case must fail each time",
	  ACTION(MUTATE) },
	{ "self", NULL, "test the harness itself", ACTION(SELF) },
	{ "clauses", "FILE", "for --list=clauses (fixtures/clauses.txt)",
	  TEXT(clauses) },
	{ "version", NULL, "print the version", ACTION(VERSION),
	  .letter = 'v' },
	{ "help", NULL, "print this", ACTION(HELP), .letter = 'h' },
};

#define HELP_COLUMN 24

static void help_row(const struct option_row *row)
{
	const char *line = row->help;
	bool optional = row->arg && *row->arg == '[';
	int at;

	at = printf("  %c%c%c --%s", row->letter ? '-' : ' ',
		    row->letter ? row->letter : ' ', row->letter ? ',' : ' ',
		    row->name);
	if (optional)
		at += printf("[=%s", row->arg + 1);
	else if (row->arg)
		at += printf(" %s", row->arg);
	if (at >= HELP_COLUMN - 1) {
		putchar('\n');
		at = 0;
	}
	for (;; at = 0) {
		size_t len = strcspn(line, "\n");

		printf("%*s%.*s\n", HELP_COLUMN - at, "", (int)len, line);
		if (!line[len])
			break;
		line += len + 1;
	}
}

static void help(void)
{
	puts("Usage: tce-test [options] [GLOB...]\n"
	     "       tce-test bench --help\n"
	     "Run the cases whose names, suite.case, match a GLOB (all without "
	     "one)\n"
	     "and write their results as KTAP.\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		help_row(&rows[i]);
	fputs("\nWHAT is one of", stdout);
	tce_option_lists();
	puts("\nenvironment: TCE_TIMEOUT_MUL, a factor to every timeout\n"
	     "exit: 0 green  1 red  2 usage  3 could not run  4 nothing ran");
}

static int parse_one(struct tce_options *o, const struct option_row *row,
		     char *arg)
{
	if (row->parse)
		return row->parse(o, arg);
	if (row->action)
		o->action = row->action;
	else if (row->arg)
		*(const char **)((char *)o + row->text) = arg;
	else
		*(bool *)((char *)o + row->flag) = true;
	return 0;
}

/* What getopt_long(3) must know; an option's value is its row, from 256 on. */
static void getopt_tables(struct option *options, char *letters)
{
	*letters++ = ':';
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *arg = rows[i].arg;
		int has = !arg		? no_argument
			  : *arg == '[' ? optional_argument
					: required_argument;

		options[i] = (struct option){ rows[i].name, has, NULL,
					      256 + (int)i };
		if (!rows[i].letter)
			continue;
		*letters++ = rows[i].letter;
		while (has--)
			*letters++ = ':';
	}
	options[ARRAY_SIZE(rows)] = (struct option){ 0 };
	*letters = '\0';
}

static const struct option_row *row_find(int opt)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (opt == 256 + (int)i || opt == rows[i].letter)
			return &rows[i];
	return NULL;
}

/* What is answered at once, whatever follows. */
static bool answers(const struct tce_options *o)
{
	return o->action == TCE_ACTION_HELP || o->action == TCE_ACTION_VERSION;
}

/* One that does not exist, "--NAME" or "--NAME=VALUE". */
static int unknown_option(const char *arg)
{
	struct tce_near near = { 0 };
	char word[32];

	if (!strncmp(arg, "--", 2)) {
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(arg, "="),
			 arg);
		tce_near_begin(&near, word + 2);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			tce_near_offer(&near, rows[i].name);
	}
	if (near.best)
		return tce_usage("%s: unknown option; did you mean --%s?", arg,
				 near.best);
	return tce_usage("%s: unknown option (see tce-test --help)", arg);
}

static int parse_all(struct tce_options *o, int argc, char **argv)
{
	struct option options[ARRAY_SIZE(rows) + 1];
	char letters[3 * ARRAY_SIZE(rows) + 2];
	int opt, status = 0;

	getopt_tables(options, letters);
	while (!status && !answers(o) &&
	       (opt = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		if (opt == '?')
			status = unknown_option(argv[optind - 1]);
		else if (opt == ':')
			status = tce_usage("%s: wants a value",
					   argv[optind - 1]);
		else
			status = parse_one(o, row_find(opt), optarg);
	}
	o->globs = argv + optind;
	o->nglobs = (size_t)(argc - optind);
	return status;
}

/* What is no list of cases, and no run of them, would ignore a choice. */
static bool has_cases(enum tce_action action)
{
	return action != TCE_ACTION_NEEDS && action != TCE_ACTION_FACTS &&
	       action != TCE_ACTION_RULES && action != TCE_ACTION_PLATFORMS &&
	       action != TCE_ACTION_OPERATIONS &&
	       action != TCE_ACTION_DEVICES && action != TCE_ACTION_RESTORE;
}

static int check_choice(const struct tce_options *o)
{
	if (has_cases(o->action))
		return 0;
	if (o->nglobs || o->nexcludes)
		return tce_usage("%s: it has no cases to choose",
				 o->nglobs ? o->globs[0] : o->excludes[0]);
	if (o->ndevices)
		return tce_usage("-d %s: it is not for one device",
				 o->devices[0]);
	return 0;
}

/* What does not go together. */
static int check_sense(const struct tce_options *o)
{
	if (o->cases && (o->nglobs || o->nexcludes || o->repeat > 1))
		return tce_usage("--cases names the cases: it cannot be "
				 "combined with GLOB, --exclude or --repeat");
	if (!o->model && o->broken >= 0)
		return tce_usage("--break: needs --backend model");
	if (!o->model && o->nplatforms)
		return tce_usage("--platform: needs --backend model");
	if (o->model && (o->ndevices || o->nfacts))
		return tce_usage("--backend model takes --platform NAME, no "
				 "--device and no --fact");
	if (o->rates && o->model)
		return tce_usage("--rates measures a kernel, not the model");
	if (o->user && !o->booted)
		return tce_usage("--user: needs --booted, it gives the devices "
				 "away");
	if (o->host && !o->ndevices)
		return tce_usage("--host: needs -d BDF");
	if (o->host && o->action != TCE_ACTION_RUN &&
	    o->action != TCE_ACTION_PLAN)
		return tce_usage("--host cannot be combined with --list, "
				 "--self, --mutate or --restore");
	if (!o->host && (o->dry || o->forced || o->dangerous || o->huge))
		return tce_usage("--dry-run, --force, --dangerous, "
				 "--hugepages: need --host");
	if (!*o->state)
		return tce_usage("--state: wants a folder");
	if (o->ndevices > TCE_GROUPS_MAX)
		return tce_usage("-d: more than %d devices", TCE_GROUPS_MAX);
	return check_choice(o);
}

static bool lists_alloc(struct tce_options *o, size_t n)
{
	o->excludes = calloc(n, sizeof(char *));
	o->devices = calloc(n, sizeof(char *));
	o->platforms = calloc(n, sizeof(char *));
	o->facts = calloc(n, sizeof(char *));
	return o->excludes && o->devices && o->platforms && o->facts;
}

bool tce_options_parse(struct tce_options *o, int argc, char **argv,
		       int *status)
{
	const char *mul = getenv("TCE_TIMEOUT_MUL");

	*o = (struct tce_options){
		.broken = -1,
		.repeat = 1,
		.timeout_s = DEFAULT_TIMEOUT_S,
		.timeout_mul = 1,
		.clauses = "fixtures/clauses.txt",
		.state = HOST_STATE,
	};
	*status = TCE_STATUS_BROKEN;
	if (!lists_alloc(o, argc))
		return false;
	*status = mul && *mul ? tce_option_seconds(&o->timeout_mul,
						   "TCE_TIMEOUT_MUL", mul)
			      : 0;
	if (!*status)
		*status = parse_all(o, argc, argv);
	if (!*status && o->action == TCE_ACTION_HELP)
		help();
	else if (!*status && o->action == TCE_ACTION_VERSION)
		printf("tce-test %s\n", tce_version);
	else if (!*status)
		*status = check_sense(o);
	return !*status && !answers(o);
}

void tce_options_free(struct tce_options *o)
{
	free(o->excludes);
	free(o->devices);
	free(o->platforms);
	free(o->facts);
}
