// SPDX-License-Identifier: GPL-2.0-only
#include "host_setup.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

static const char *called(void)
{
	/* how the user calls it */
	return getenv("TCE_COMMAND") ? getenv("TCE_COMMAND") : tce_program;
}

static int usage(void)
{
	const char *name = called();

	printf("usage: %s [-o DIR] [-q|-v] -d BDF [option of tce-test]... "
	       "[GLOB]...\n"
	       "       %s --list=devices    list the devices, and which are "
	       "free\n"
	       "       %s -n -d BDF         print what a run would change\n"
	       "       %s --restore         undo what an interrupted run left "
	       "changed\n\n",
	       name, name, name, name);
	fputs("  -o, --output DIR   the results (results/host-DATE); those of "
	      "an "
	      "earlier\n"
	      "                     run there are removed at once\n"
	      "  -q, -v             quiet: the totals only; verbose: every "
	      "case\n"
	      "  --qualify          also write qualification.html, .json and\n"
	      "                     statement.txt; measures rates, and soaks "
	      "for 10\n"
	      "                     minutes (--soak TIME)\n"
	      "  --baseline RUN     show what changed since RUN, the folder "
	      "or\n"
	      "                     results.json of an earlier run; with "
	      "--qualify of\n"
	      "                     another device or an emulated machine: "
	      "what fails\n"
	      "                     there as well is the kernel's\n"
	      "  --only-new         with it: fail only on failures that RUN "
	      "does not have\n\n"
	      "options of tce-test for a real machine: --fact --force "
	      "--dangerous\n"
	      "  --hugepages --state, see tce-test --help\n"
	      "exit: 0 green, 1 red, 2 usage, 3 could not run or not safe, 4 "
	      "nothing ran,\n"
	      "  128 and the signal's number when a signal ended it\n",
	      stdout);
	return fflush(stdout) ? TCE_STATUS_BROKEN : TCE_STATUS_GREEN;
}

/* --- the command line --- */

static int wants(const char *option, const char *what)
{
	tce_warn("%s wants %s", option, what);
	return TCE_STATUS_USAGE;
}

/* The value of --NAME VALUE or --NAME=VALUE at argv[*i]; NULL: another word. */
static char *value_of(char **argv, int *i, const char *name, char letter)
{
	const char shorter[] = { '-', letter, '\0' };
	const size_t len = strlen(name);

	if (!strncmp(argv[*i], name, len) && argv[*i][len] == '=')
		return argv[*i] + len + 1;
	if (strcmp(argv[*i], name) != 0 &&
	    (!letter || strcmp(argv[*i], shorter) != 0))
		return NULL;
	return argv[*i + 1] ? argv[++*i] : NULL;
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

/* What is not ours is tce-test's. */
static void take(struct host *host, struct words *rest, const char *word)
{
	static const char *const asks[] = { "-l", "--list", "--restore",
					    "--version", NULL };

	if (!strcmp(word, "-q"))
		host->report.level = TCE_DETAIL_QUIET;
	else if (!strcmp(word, "-v"))
		host->report.level = TCE_DETAIL_VERBOSE;
	else if (!strcmp(word, "--qualify"))
		host->qualify = true;
	else if (!strcmp(word, "--only-new"))
		host->report.only_new = true;
	else if (strcmp(word, "--host") != 0)
		words_add(rest, word);
	if (!strcmp(word, "-n") || !strcmp(word, "--dry-run"))
		host->lists = true;
	if (is_one_of(word, asks) || !strncmp(word, "--list=", 7)) {
		host->lists = true;
		host->hosts = host->waives = false;
	}
	if (!strncmp(word, "--waivers", 9))
		host->waives = false;
	if (!strncmp(word, "--soak", 6))
		host->soaks = true;
}

/* Takes an option with a value; 0: 0 if it is not known. */
static int take_value(struct host *host, char **argv, int *i)
{
	const char *option = argv[*i];
	char *value = value_of(argv, i, "--output", 'o');

	if (value && !*value)
		return -wants("-o", "a folder");
	if (value) {
		free(host->output);
		host->output = tce_strdup(value);
		return 1;
	}
	value = value_of(argv, i, "--baseline", 0);
	if (value)
		host->baseline = value;
	else if (!strcmp(option, "-o") || !strcmp(option, "--output"))
		return -wants(option, "a folder");
	else if (!strcmp(option, "--baseline"))
		return -wants(option, "a run");
	return value != NULL;
}

static int parse(struct host *host, struct words *rest, int argc, char **argv)
{
	for (int i = 1; i < argc && argv[i]; i++) {
		const int from = i;
		int taken;

		if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help")) {
			host->done = true;
			return usage();
		}
		taken = take_value(host, argv, &i);
		if (taken < 0)
			return -taken;
		if (!taken)
			take(host, rest, argv[i]);
		for (int j = from; j <= i; j++)
			words_add(&host->given, argv[j]);
	}
	return 0;
}

static int check(const struct host *host)
{
	if (host->baseline && access(host->baseline, R_OK)) {
		tce_warn("--baseline %s: no such file or folder",
			 host->baseline);
		return TCE_STATUS_USAGE;
	}
	if (host->report.only_new && !host->baseline)
		return wants("--only-new", "--baseline RUN");
	return 0;
}

/* tce-test, our options for it, and the user's. */
static void make_arguments(struct host *host, const struct words *rest)
{
	words_add(&host->arguments, host->test);
	if (host->hosts)
		words_add(&host->arguments, "--host");
	if (host->waives) {
		words_add(&host->arguments, "--waivers");
		words_addf(&host->arguments, "%s/waivers.txt", host->share);
	}
	if (host->qualify && !host->soaks) {
		words_add(&host->arguments, "--soak");
		words_add(&host->arguments, "10m");
	}
	words_add_all(&host->arguments, rest);
}

/* Beside this program, or where they are installed. */
static int find_files(struct host *host)
{
	struct tce_strbuf path = { 0 };
	char here[PATH_MAX];
	const ssize_t n = readlink("/proc/self/exe", here, sizeof(here) - 1);

	here[n > 0 ? n : 0] = '\0';
	if (strrchr(here, '/'))
		*strrchr(here, '/') = '\0';
	tce_strbuf_addf(&path, "%s/tce-test", here);
	host->test =
		tce_strdup(getenv("TCE_TEST") ? getenv("TCE_TEST") : path.data);
	tce_strbuf_clear(&path);
	tce_strbuf_addf(&path, "%s/waivers.txt", here);
	if (getenv("TCE_SHARE")) {
		host->share = tce_strdup(getenv("TCE_SHARE"));
	} else if (!access(path.data, R_OK)) {
		host->share = tce_strdup(here);
	} else {
		tce_strbuf_clear(&path);
		tce_strbuf_addf(&path, "%s/../share/tce", here);
		host->share = tce_strdup(path.data);
	}
	tce_strbuf_free(&path);
	if (!access(host->test, X_OK))
		return 0;
	tce_warn("%s: no such program", host->test);
	return TCE_STATUS_BROKEN;
}

/* --- before the run --- */

/*
 * Adds an option in front of the user's words: at their end it could be the
 * value of the last one, or a GLOB.
 */
static void put_first(struct words *arguments, const char *option,
		      const char *value)
{
	struct words all = { 0 };

	words_add(&all, arguments->word[0]);
	words_add(&all, option);
	if (value)
		words_add(&all, value);
	for (size_t i = 1; i < arguments->n; i++)
		words_add(&all, arguments->word[i]);
	words_free(arguments);
	*arguments = all;
}

/* A run that is not safe leaves nothing, not even a folder of results. */
static int ask(struct supervisor *supervisor, const struct host *host)
{
	struct words command = { 0 };
	struct tce_strbuf text = { 0 }, errors = { 0 };
	int status;

	words_add_all(&command, &host->arguments);
	put_first(&command, "-n", NULL);
	status = supervise_run(supervisor, &command, &text, &errors);
	if (status)
		fprintf(stderr, "%s%s", tce_strbuf_str(&text),
			tce_strbuf_str(&errors));
	words_free(&command);
	tce_strbuf_free(&text);
	tce_strbuf_free(&errors);
	return status;
}

/* Writes DIR/plan, and DIR/names for the report. */
static int write_plan(struct supervisor *supervisor, const struct host *host)
{
	struct words command = { 0 }, lines = { 0 };
	struct tce_strbuf text = { 0 }, path = { 0 };
	int status;

	words_add_all(&command, &host->arguments);
	put_first(&command, "--list=plan", NULL);
	status = supervise_run(supervisor, &command, &text, NULL);
	words_lines(&lines, tce_strbuf_str(&text));
	tce_strbuf_addf(&path, "%s/plan", host->output);
	if (!status)
		status = lines_write(path.data, &lines);
	for (size_t i = 0; i < lines.n; i++)
		lines.word[i][strcspn(lines.word[i], "\t")] = '\0';
	tce_strbuf_clear(&path);
	tce_strbuf_addf(&path, "%s/names", host->output);
	if (!status)
		status = lines_write(path.data, &lines);
	words_free(&command);
	words_free(&lines);
	tce_strbuf_free(&text);
	tce_strbuf_free(&path);
	return status;
}

static void add_rates(struct host *host)
{
	struct tce_strbuf path = { 0 };

	tce_strbuf_addf(&path, "%s/rates.json", host->output);
	unlink(path.data);
	if (host->qualify)
		put_first(&host->arguments, "--rates", path.data);
	tce_strbuf_free(&path);
}

int host_setup(struct supervisor *supervisor, struct host *host, int argc,
	       char **argv)
{
	struct words rest = { 0 };
	int status;

	memset(host, 0, sizeof(*host));
	host->report.level = TCE_DETAIL_NORMAL;
	host->hosts = host->waives = true;
	status = parse(host, &rest, argc, argv);
	if (!status && !host->done)
		status = check(host);
	if (!status && !host->done)
		status = find_files(host);
	if (!status && !host->done)
		make_arguments(host, &rest);
	words_free(&rest);
	if (status || host->done)
		return status;
	if (host->lists) {
		host->done = true;
		return supervise_run(supervisor, &host->arguments, NULL, NULL);
	}
	status = host_output_claim(host);
	if (!status)
		status = ask(supervisor, host);
	if (!status && geteuid()) {
		tce_warn("must run as root: it unbinds drivers");
		status = TCE_STATUS_BROKEN;
	}
	if (!status)
		status = host_output_open(host);
	if (!status)
		status = write_plan(supervisor, host);
	if (!status)
		add_rates(host);
	return status;
}

void host_free(struct host *host)
{
	words_free(&host->given);
	words_free(&host->arguments);
	free(host->test);
	free(host->share);
	free(host->output);
}
