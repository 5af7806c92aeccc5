// SPDX-License-Identifier: GPL-2.0-only
/* What a report says of a run on this machine, and what it was made from. */
#include "host_setup.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <report/run.h>
#include <stream/table.h>

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
