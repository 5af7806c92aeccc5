// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\\ufffd"

void tce_json_string(FILE *file, const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	putc('"', file);
	while (*p) {
		size_t len = tce_utf8_len(p);

		if (!len) {
			fputs(REPLACEMENT, file);
			len = 1;
		} else if (*p == '"' || *p == '\\') {
			fprintf(file, "\\%c", *p);
		} else if (*p < 0x20 || *p == 0x7f) {
			fprintf(file, "\\u%04x", *p);
		} else {
			fwrite(p, 1, len, file);
		}
		p += len;
	}
	putc('"', file);
}

static void put_property(FILE *file, const struct tce_run *run, const char *key)
{
	const char *value = tce_run_get(run, key);

	fprintf(file, "\"%s\": ", key);
	tce_json_string(file, value ? value : "");
	fputs(", ", file);
}

/* The schema has no timeout: it is a failure whose reason says so. */
static void put_case(FILE *file, const struct tce_result *result)
{
	static const char *const status[] = {
		[TCE_VERDICT_PASS] = "pass",   [TCE_VERDICT_FAIL] = "fail",
		[TCE_VERDICT_SKIP] = "skip",   [TCE_VERDICT_XFAIL] = "xfail",
		[TCE_VERDICT_XPASS] = "xpass", [TCE_VERDICT_TIMEOUT] = "fail",
		[TCE_VERDICT_ERROR] = "error",
	};
	struct tce_strbuf reason = { 0 };

	if (result->verdict == TCE_VERDICT_TIMEOUT)
		tce_strbuf_addf(&reason, "timeout%s",
				*result->reason ? ": " : "");
	tce_strbuf_addf(&reason, "%s", result->reason);
	fputs("{\"name\": ", file);
	tce_json_string(file, result->name);
	fprintf(file, ", \"status\": \"%s\", \"seconds\": %.3f, \"reason\": ",
		status[result->verdict], result->seconds);
	tce_json_string(file, tce_strbuf_str(&reason));
	putc('}', file);
	tce_strbuf_free(&reason);
}

static void put_summary(FILE *file, const struct tce_run *runs, size_t n)
{
	struct tce_counts counts;
	const size_t *of = counts.of;

	tce_run_count_all(runs, n, &counts);
	fprintf(file, "{\"schema\": 1,\n \"summary\": {");
	fprintf(file, "\"pass\": %zu, \"fail\": %zu, \"skip\": %zu, ",
		of[TCE_VERDICT_PASS],
		of[TCE_VERDICT_FAIL] + of[TCE_VERDICT_TIMEOUT],
		of[TCE_VERDICT_SKIP]);
	fprintf(file, "\"xfail\": %zu, \"xpass\": %zu, \"error\": %zu, ",
		of[TCE_VERDICT_XFAIL], of[TCE_VERDICT_XPASS],
		of[TCE_VERDICT_ERROR]);
	fprintf(file, "\"total\": %zu, \"seconds\": %.3f},\n", counts.total,
		counts.seconds);
}

static unsigned long page_size(const struct tce_run *run)
{
	const char *value = tce_run_get(run, "page_size");

	if (!value || !*value || strlen(value) > 9 ||
	    value[strspn(value, "0123456789")])
		return 0;
	return strtoul(value, NULL, 10);
}

static void put_cell(FILE *file, const struct tce_run *run)
{
	size_t i;

	putc('{', file);
	put_property(file, run, "kernel");
	put_property(file, run, "machine");
	put_property(file, run, "release");
	fprintf(file, "\"page_size\": %lu, \"cases\": [", page_size(run));
	for (i = 0; i < run->n_results; i++) {
		fputs(i ? ",\n  " : "\n  ", file);
		put_case(file, &run->results[i]);
	}
	fputs("]}", file);
}

int tce_json_write(FILE *file, const struct tce_run *runs, size_t n)
{
	size_t i;

	put_summary(file, runs, n);
	fputs(" \"cells\": [", file);
	for (i = 0; i < n; i++) {
		fputs(i ? ",\n " : "", file);
		put_cell(file, &runs[i]);
	}
	fputs("]}\n", file);
	return fflush(file) || ferror(file) ? -EIO : 0;
}
