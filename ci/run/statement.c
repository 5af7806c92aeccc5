// SPDX-License-Identifier: GPL-2.0-only
#include "statement.h"

#include <stdio.h>
#include <string.h>

#include "files.h"

static void put_run(FILE *file, const struct tce_run *run)
{
	size_t unrun = 0;

	for (size_t i = 0; i < run->n_results; i++)
		unrun += tce_run_is_unrun(&run->results[i]);
	for (size_t i = 0; i < run->n_properties; i++) {
		const char *key = run->properties[i].key;

		if (!strcmp(key, TCE_RUN_SUITES))
			continue;
		if (!strncmp(key, "run.", 4))
			key += 4;
		fprintf(file, "%s: %s\n", key, run->properties[i].value);
	}
	if (unrun)
		fprintf(file, "not run: %zu, counted as failed\n", unrun);
	for (size_t i = 0; i < run->n_limits; i++)
		fprintf(file, "not judged: %s\n", run->limits[i]);
	for (size_t i = 0; i < run->n_results; i++)
		if (tce_run_is_known(run, &run->results[i]))
			fprintf(file, "known failure: %s, %s\n",
				run->results[i].name, run->results[i].since);
}

int statement_write(const struct job *job, int verdict)
{
	struct tce_strbuf path = { 0 };
	struct tce_counts counts;
	FILE *file;
	int status;

	tce_strbuf_addf(&path, "%s/statement.txt", job->options->output);
	file = fopen(tce_strbuf_str(&path), "we");
	if (!file) {
		status = file_cannot(tce_strbuf_str(&path));
		tce_strbuf_free(&path);
		return status;
	}
	tce_run_count(&job->follow.run, &counts);
	fprintf(file, "verdict: exit %d, %zu passed, %zu failed, %zu skipped\n",
		verdict, counts.passed, counts.failed, counts.skipped);
	put_run(file, &job->follow.run);
	for (size_t i = 0; i < job->remarks.n; i++)
		fprintf(file, "guest: %s\n", job->remarks.word[i]);
	fprintf(file, "seconds: %lld\n",
		(long long)((clock_us() - job->began) / 1000000));
	status = file_close(file, tce_strbuf_str(&path));
	tce_strbuf_free(&path);
	return status;
}
