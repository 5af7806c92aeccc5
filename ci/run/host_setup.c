// SPDX-License-Identifier: GPL-2.0-only
#include "host_setup.h"

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <report/run.h>
#include <stream/table.h>

#include "files.h"

#define RESULTS "results"

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
	fputs("  -o, --output DIR   the results (results/host-DATE)\n"
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

/* --- the command line
 * ----------------------------------------------------------- */

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

/* --- before the run
 * --------------------------------------------------------------- */

/* A run that is not safe leaves nothing, not even a folder of results. */
static int ask(struct supervisor *supervisor, const struct host *host)
{
	struct words command = { 0 };
	struct tce_strbuf text = { 0 }, errors = { 0 };
	int status;

	words_add_all(&command, &host->arguments);
	words_add(&command, "-n");
	status = supervise_run(supervisor, &command, &text, &errors);
	if (status)
		fprintf(stderr, "%s%s", tce_strbuf_str(&text),
			tce_strbuf_str(&errors));
	words_free(&command);
	tce_strbuf_free(&text);
	tce_strbuf_free(&errors);
	return status;
}

static int refuse_results(void)
{
	tce_warn(RESULTS ": another user's, or can be written by others "
			 "(see -o)");
	return TCE_STATUS_BROKEN;
}

/*
 * A folder that nobody else made, or can put links into: root writes there.
 * results/ may be of the user who called sudo(8).
 */
static int make_output(struct host *host)
{
	const char *sudo = getenv("SUDO_UID");
	struct tce_strbuf path = { 0 };
	const time_t now = time(NULL);
	char date[32];
	struct stat st;
	struct tm tm;

	if (mkdir(RESULTS, 0755) && errno != EEXIST) {
		tce_warn("cannot write " RESULTS " (see -o)");
		return TCE_STATUS_BROKEN;
	}
	if (lstat(RESULTS, &st) || !S_ISDIR(st.st_mode) || st.st_mode & 022)
		return refuse_results();
	if (st.st_uid != geteuid() &&
	    (!sudo || st.st_uid != (uid_t)strtoul(sudo, NULL, 10)))
		return refuse_results();
	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y%m%d-%H%M%S", &tm);
	tce_strbuf_addf(&path, RESULTS "/host-%s", date);
	host->output = tce_strdup(path.data);
	tce_strbuf_free(&path);
	if (!mkdir(host->output, 0755))
		return 0;
	tce_warn("cannot make %s: it is there, or cannot be written (see -o)",
		 host->output);
	return TCE_STATUS_BROKEN;
}

static int open_output(struct host *host)
{
	char *real;
	int status = 0;

	if (!host->output)
		status = make_output(host);
	else if (folders_make(host->output))
		status = TCE_STATUS_BROKEN;
	real = status ? NULL : realpath(host->output, NULL);
	if (!status && !real)
		status = file_cannot(host->output);
	if (real) {
		free(host->output);
		host->output = real;
	}
	return status;
}

/* Writes DIR/plan, and DIR/names for the report. */
static int write_plan(struct supervisor *supervisor, const struct host *host)
{
	struct words command = { 0 }, lines = { 0 };
	struct tce_strbuf text = { 0 }, path = { 0 };
	int status;

	words_add_all(&command, &host->arguments);
	words_add(&command, "--list=plan");
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
	if (host->qualify) {
		words_add(&host->arguments, "--rates");
		words_add(&host->arguments, path.data);
	}
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
	status = ask(supervisor, host);
	if (!status && geteuid()) {
		tce_warn("must run as root: it unbinds drivers");
		status = TCE_STATUS_BROKEN;
	}
	if (!status)
		status = open_output(host);
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

/* --- the report
 * ---------------------------------------------------------------------- */

/* SUITE.CASE with the characters of a glob */
static bool is_glob(const char *word)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz0123456789[]*?-";
	const size_t suite = strspn(word, set);
	const size_t name =
		word[suite] == '.' ? strspn(word + suite + 1, set) : 0;

	return suite && name && !word[suite + 1 + name];
}

/*
 * The command to which the report adds one case, and the cases that were asked
 * for, if not all.
 */
static void set_chosen(const struct host *host, struct words *properties)
{
	struct words again = { 0 }, globs = { 0 };
	struct tce_strbuf line = { 0 };
	bool value = false; /* of an option that is of this run alone */

	for (size_t i = 0; i < host->given.n; i++) {
		const char *word = host->given.word[i];
		const bool ours = !strcmp(word, "-o") ||
				  !strcmp(word, "--output") ||
				  !strcmp(word, "--baseline");

		if (is_glob(word))
			words_add(&globs, word);
		else if (!ours && !value &&
			 strncmp(word, "--output=", 9) != 0 &&
			 strncmp(word, "--baseline=", 11) != 0)
			words_add(&again, word);
		value = ours;
	}
	tce_strbuf_addf(&line, "%s%s", tce_program, again.n ? " " : "");
	words_quote(&line, &again);
	words_addf(properties, "run.again=%s", line.data);
	tce_strbuf_clear(&line);
	words_quote(&line, &globs);
	if (globs.n)
		words_addf(properties, TCE_RUN_CHOSEN "=%s", line.data);
	tce_strbuf_free(&line);
	words_free(&again);
	words_free(&globs);
}

static void set_suite(const struct host *host, struct words *properties)
{
	struct supervisor none = { .signals = -1, .until = INT64_MAX };
	struct tce_strbuf text = { 0 };
	struct words command = { 0 };

	words_add(&command, host->test);
	words_add(&command, "--version");
	if (!supervise_run(&none, &command, &text, NULL) && text.len)
		text.data[strcspn(text.data, "\n")] = '\0';
	words_addf(properties, "run.suite=%s", tce_strbuf_str(&text));
	words_free(&command);
	tce_strbuf_free(&text);
}

void host_describe(const struct host *host, struct words *properties)
{
	char *model = tce_file_text("/proc/device-tree/model");
	struct tce_strbuf line = { 0 };
	const time_t now = time(NULL);
	struct utsname uts;
	char date[32];
	struct tm tm;

	uname(&uts);
	gmtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	words_addf(properties, "kernel=%s", uts.release);
	words_addf(properties, "machine=%s", model ? model : "");
	free(model);
	set_suite(host, properties);
	tce_strbuf_addf(&line, "%s ", tce_program);
	words_quote(&line, &host->given);
	words_addf(properties, "run.command=%s", line.data);
	tce_strbuf_clear(&line);
	tce_strbuf_addf(&line, "%s %s %s", uts.sysname, uts.release,
			uts.machine);
	words_addf(properties, "run.host=%s", line.data);
	tce_strbuf_free(&line);
	words_addf(properties, "run.started=%s", date);
	set_chosen(host, properties);
}

void host_judged(const struct host *host, struct words *files)
{
	static const char *const ours[] = { "results.ktap", "plan", "said.txt",
					    "rates.json" };
	struct tce_strbuf path = { 0 };
	glob_t found;

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		tce_strbuf_clear(&path);
		tce_strbuf_addf(&path, "%s/%s", host->output, ours[i]);
		if (!access(path.data, R_OK))
			words_add(files, path.data);
	}
	words_add(files, host->test);
	tce_strbuf_clear(&path);
	tce_strbuf_addf(&path, "%s/*.txt", host->share);
	if (!glob(path.data, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			words_add(files, found.gl_pathv[i]);
		globfree(&found);
	}
	tce_strbuf_free(&path);
}
