// SPDX-License-Identifier: GPL-2.0-only
/* The figures of tce-test bench, alone or beside those of an earlier run. */
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "rates.h"
#include "report.h"
#include "strbuf.h"

int tce_rate_read(json_t *line, struct tce_rate *r)
{
	*r = (struct tce_rate){ 0 };
	return json_unpack(line, "{s:s, s?I, s?I, s?I, s:I, s?I, s?F}", "call",
			   &r->call, "page", &r->page, "bytes", &r->bytes,
			   "calls", &r->calls, "median_ns", &r->median,
			   "p99_ns", &r->p99, "pages_per_s", &r->pages_per_s);
}

json_t *tce_rates_load(const char *path, json_t **lines)
{
	json_t *figures = tce_json_load(path);

	*lines = json_object_get(figures, "results");
	if (figures && !json_is_array(*lines))
		tce_warn("%s: no figures of tce-test bench", path);
	if (json_is_array(*lines))
		return figures;
	json_decref(figures);
	return NULL;
}

/* The same row of an earlier run; 0: it had none. */
static json_int_t before(json_t *lines, const struct tce_rate *r)
{
	struct tce_rate old;
	json_t *line;
	size_t i;

	json_array_foreach(lines, i,
			   line) if (!tce_rate_read(line, &old) &&
				     !strcmp(old.call, r->call) &&
				     old.page == r->page &&
				     old.bytes == r->bytes) return old.median;
	return 0;
}

static int lines_print(const char *path, json_t *lines, json_t *earlier)
{
	struct tce_rate r;
	json_t *line;
	size_t i;

	printf("%-12s %12s %12s %12s%s\n", "call", "page", "bytes", "median us",
	       earlier ? "      earlier    ratio" : "");
	json_array_foreach(lines, i, line)
	{
		json_int_t old;

		if (tce_rate_read(line, &r)) {
			tce_warn("%s: line %zu is no figure", path, i + 1);
			return TCE_STATUS_BROKEN;
		}
		old = earlier ? before(earlier, &r) : 0;
		printf("%-12s %12lld %12lld %12.2f", r.call, (long long)r.page,
		       (long long)r.bytes, (double)r.median / 1e3);
		if (old)
			printf(" %12.2f %8.2f", (double)old / 1e3,
			       (double)r.median / (double)old);
		putchar('\n');
	}
	return TCE_STATUS_GREEN;
}

int tce_report_rates(const struct tce_report_options *options, char **args,
		     size_t count)
{
	json_t *new, *old = NULL, *lines, *earlier = NULL;
	int status = TCE_STATUS_BROKEN;

	(void)options;
	new = tce_rates_load(args[0], &lines);
	if (new &&count > 1)
		old = tce_rates_load(args[1], &earlier);
	if (new && (old || count == 1))
		status = lines_print(args[0], lines, earlier);
	json_decref(old);
	json_decref(new);
	return status;
}
