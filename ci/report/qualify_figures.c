// SPDX-License-Identifier: GPL-2.0-only
/* A qualification's figures: of the soak, and how long the calls take. */
#include <string.h>

#include "html_parts.h"
#include "markup.h"
#include "qualify.h"
#include "rates.h"

/* --- soak ----------------------------------------------------------------- */

static bool is_soak(const struct tce_property *p)
{
	return !strncmp(p->key, "soak", 4) && strchr(p->key, '.');
}

/* The value of WHAT in "cycles=4 seconds=20", or "". */
static void put_value(FILE *file, const char *text, const char *what)
{
	const char *at = text;
	size_t len = strlen(what);

	while ((at = strstr(at, what)) && at[len] != '=')
		at += len;
	fputs("<td class=\"time\">", file);
	if (at)
		tce_markup_text_n(file, at + len + 1,
				  strcspn(at + len + 1, " "));
	fputs("</td>", file);
}

void tce_qualify_soak(FILE *file, const struct tce_qualification *q)
{
	static const char *const values[] = { "cycles", "seconds", "slab_kib",
					      "vmalloc_kib", "log_lines" };
	bool any = false;

	for (size_t i = 0; i < q->run->n_properties; i++) {
		const struct tce_property *p = &q->run->properties[i];

		if (!is_soak(p))
			continue;
		if (!any) {
			tce_html_section(file, "soak", "Soak", 0);
			fputs("<p>One cycle of open, use and close after "
			      "another, each judged step by step. Growth is "
			      "the trend of the whole machine's memory over "
			      "all cycles, after a warm-up; locked memory was "
			      "compared after each.</p>\n"
			      "<div class=\"scroll\"><table>\n<tr>"
			      "<th>cycle</th><th class=\"time\">how many</th>"
			      "<th class=\"time\">seconds</th>"
			      "<th class=\"time\">slab, KiB</th>"
			      "<th class=\"time\">vmalloc, KiB</th>"
			      "<th class=\"time\">lines of the kernel's log"
			      "</th></tr>\n",
			      file);
		}
		any = true;
		fputs("<tr><td class=\"name\">", file);
		tce_markup_text(file, p->key);
		fputs("</td>", file);
		for (size_t k = 0; k < sizeof(values) / sizeof(*values); k++)
			put_value(file, p->value, values[k]);
		fputs("</tr>\n", file);
	}
	if (any)
		fputs("</table></div>\n</section>\n", file);
}

/* --- rates ---------------------------------------------------------------- */

void tce_qualify_rates(FILE *file, const struct tce_qualification *q)
{
	json_t *lines, *line;
	struct tce_rate r;
	size_t i;

	if (!q->rates)
		return;
	lines = json_object_get(q->rates, "results");
	tce_html_section(file, "rates", "How long the calls take", 0);
	fputs("<p>Medians, by the size of a call and the page size of its "
	      "window. What is made is undone at once, and that is timed as "
	      "another call.</p>\n",
	      file);
	tce_rates_plot(file, lines);
	fputs("<details><summary>All figures</summary>\n"
	      "<div class=\"scroll\"><table>\n<tr><th>call</th>"
	      "<th class=\"time\">page</th><th class=\"time\">bytes</th>"
	      "<th class=\"time\">calls</th><th class=\"time\">median, us</th>"
	      "<th class=\"time\">99 of 100 below, us</th>"
	      "<th class=\"time\">pages a second</th></tr>\n",
	      file);
	json_array_foreach(lines, i, line)
	{
		if (tce_rate_read(line, &r))
			continue;
		fputs("<tr><td>", file);
		tce_markup_text(file, r.call);
		fprintf(file,
			"</td><td class=\"time\">%lld</td>"
			"<td class=\"time\">%lld</td>"
			"<td class=\"time\">%lld</td>"
			"<td class=\"time\">%.1f</td>"
			"<td class=\"time\">%.1f</td>"
			"<td class=\"time\">%.0f</td></tr>\n",
			(long long)r.page, (long long)r.bytes,
			(long long)r.calls, (double)r.median / 1e3,
			(double)r.p99 / 1e3, r.pages_per_s);
	}
	fputs("</table></div></details>\n</section>\n", file);
}
