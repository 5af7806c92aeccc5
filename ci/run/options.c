// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum how {
	FLAG,
	TEXT,
	NUMBER,
	LIST,
	SHARD,
	COLOR,
	LEVEL
};

/* Each option, once. They are for run-tests.sh, which checks what users write.
 */
static const struct {
	const char *name;
	enum how how;
	size_t at; /* in struct run_options */
	const char *arg;
	const char *help;
} table[] = {
#define AT(member) offsetof(struct run_options, member)
	{ "root", TEXT, AT(root), "DIR", "the suite's tree" },
	{ "test", TEXT, AT(test), "FILE", "tce-test of this host" },
	{ "kernel", TEXT, AT(kernel), "DIR", "a kernel and its modules" },
	{ "machine", TEXT, AT(machine), "FILE", "a machine's description" },
	{ "scratch", TEXT, AT(scratch), "DIR",
	  "a folder for temporary files, removed at the end" },
	{ "keep", FLAG, AT(keep), NULL, "... that stays" },
	{ "output", TEXT, AT(output), "DIR", "where results go" },
	{ "waivers", TEXT, AT(waivers), "FILE", "known defects" },
	{ "clauses", TEXT, AT(report.clauses), "FILE",
	  "the sentences of the contract" },
	{ "select", LIST, AT(select), "WORD",
	  "an argument of tce-test that chooses cases (repeatable)" },
	{ "test-arg", LIST, AT(test_args), "WORD",
	  "an argument of tce-test in the guest (repeatable)" },
	{ "property", LIST, AT(properties), "KEY=VALUE",
	  "what the streams do not say (repeatable)" },
	{ "repeat", NUMBER, AT(repeat), "N", "each case N times" },
	{ "shard", SHARD, 0, "I/N", "the I-th of N equal parts" },
	{ "isolate", TEXT, AT(isolate), "case|suite|none", "a guest for each" },
	{ "jobs", NUMBER, AT(jobs), "N", "guests side by side" },
	{ "mul", NUMBER, AT(mul), "N", "factor to timeouts" },
	{ "slower", NUMBER, AT(slower), "N",
	  "how many times slower this kernel is" },
	{ "timeout", NUMBER, AT(timeout), "S", "for a case" },
	{ "boot-timeout", NUMBER, AT(boot_timeout), "S", "for a boot" },
	{ "overall-timeout", NUMBER, AT(overall), "S", "for the run" },
	{ "until", NUMBER, AT(until), "T",
	  "when that is over, in seconds since 1970" },
	{ "resume", FLAG, AT(report.resume), NULL,
	  "go on with what is in the output folder" },
	{ "strict", FLAG, AT(report.strict), NULL, "a skip is a failure" },
	{ "baseline", TEXT, AT(report.baseline), "RUN", "an earlier run" },
	{ "fail-fast", FLAG, AT(fail_fast), NULL,
	  "the first red case ends the run" },
	{ "only-new", FLAG, AT(report.only_new), NULL,
	  "red is only what that does not have" },
	{ "ktap", FLAG, AT(report.ktap), NULL, "the stream to stdout" },
	{ "laps", TEXT, AT(report.timing), "FILE",
	  "gets lines \"SECONDS of what\"" },
	{ "show-timing", FLAG, AT(show_timing), NULL, "... and show them" },
	{ "detail", LEVEL, 0, "quiet|normal|verbose", "of the display" },
	{ "color", COLOR, 0, "auto|always|never", "ditto" },
	{ "gdb", FLAG, AT(gdb), NULL, "the guest waits for a debugger" },
	{ "counters", FLAG, AT(counters), NULL, "the kernel counts its lines" },
	{ "verbose-boot", FLAG, AT(verbose_boot), NULL,
	  "the kernel prints while it boots" },
	{ "busybox", TEXT, AT(busybox), "FILE", "the program of a shell" },
	{ "coverage", TEXT, AT(coverage), "FILE",
	  "a program that is given the results at the end" },
	{ "export", TEXT, AT(export), "DIR", "where exported guests go" },
	{ "slots", TEXT, AT(slots), "FD", "the socket of a matrix" },
};

#define OPTIONS (sizeof(table) / sizeof(*table))

void run_options_help(void)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		int width = printf("  --%s%s%s", table[i].name,
				   table[i].arg ? " " : "",
				   table[i].arg ? table[i].arg : "");

		printf("%*s  %s\n", width < 30 ? 30 - width : 0, "",
		       table[i].help);
	}
}

static int refuse(const char *name, const char *want, const char *arg)
{
	tce_warn("--%s wants %s, not '%s'", name, want, arg);
	return TCE_STATUS_USAGE;
}

/* One of several words, by its place; -1: none. */
static int choice(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i], word))
			return (int)i;
	return -1;
}

static bool number(long *value, const char *text)
{
	char *end;

	if (!*text || text[strspn(text, "0123456789")] || strlen(text) > 12)
		return false;
	*value = strtol(text, &end, 10);
	return true;
}

static int take(struct run_options *options, size_t i, char *arg)
{
	static const char *const colors[] = { "auto", "always", "never" };
	static const char *const levels[] = { "quiet", "normal", "verbose" };
	void *at = (char *)options + table[i].at;
	char *slash;
	int n;

	switch (table[i].how) {
	case FLAG:
		*(bool *)at = true;
		return 0;
	case TEXT:
		*(const char **)at = arg;
		return 0;
	case NUMBER:
		return number(at, arg) ? 0
				       : refuse(table[i].name, "a number", arg);
	case LIST:
		words_add(at, arg);
		return 0;
	case SHARD:
		slash = strchr(arg, '/');
		if (!slash)
			return refuse(table[i].name, "I/N", arg);
		*slash = '\0';
		if (!number(&options->shard, arg) ||
		    !number(&options->shards, slash + 1) || !options->shard ||
		    options->shard > options->shards)
			return refuse(table[i].name, "I/N", arg);
		return 0;
	case COLOR:
		n = choice(colors, 3, arg);
		options->report.color = n < 0 ? 0 : n;
		return n < 0 ? refuse(table[i].name, table[i].arg, arg) : 0;
	case LEVEL:
		n = choice(levels, 3, arg);
		options->report.level = n < 0 ? 0 : n;
		return n < 0 ? refuse(table[i].name, table[i].arg, arg) : 0;
	}
	return 0;
}

static int check(const struct run_options *options)
{
	for (size_t i = 0; i < options->properties.n; i++) {
		const char *text = options->properties.word[i];
		const size_t key = strcspn(text, " \t\r\n=");

		/* The stream has one a line, the key without blanks. */
		if (!key || text[key] != '=' || strpbrk(text, "\r\n"))
			return refuse("property", "KEY=VALUE on one line",
				      text);
	}
	return 0;
}

int run_options_read(struct run_options *options, int argc, char **argv,
		     int *first)
{
	struct option longs[OPTIONS + 1] = { 0 };
	int letter, index = 0, status = 0;

	memset(options, 0, sizeof(*options));
	options->report.level = TCE_DETAIL_NORMAL;
	options->repeat = options->shard = options->shards = 1;
	options->slower = 1;
	options->timeout = 10;
	for (size_t i = 0; i < OPTIONS; i++) {
		longs[i].name = table[i].name;
		longs[i].has_arg =
			table[i].arg ? required_argument : no_argument;
		longs[i].val = 1;
	}
	optind = 1;
	while (!status &&
	       (letter = getopt_long(argc, argv, "+", longs, &index)) != -1)
		status = letter == 1 ? take(options, index, optarg)
				     : TCE_STATUS_USAGE;
	*first = optind;
	return status ? status : check(options);
}

void run_options_free(struct run_options *options)
{
	words_free(&options->select);
	words_free(&options->test_args);
	words_free(&options->properties);
}
