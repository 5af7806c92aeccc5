// SPDX-License-Identifier: GPL-2.0-only
#include "derive.h"

#include <errno.h>
#include <string.h>

#include "json.h"
#include "junit.h"

static void write_json(FILE *file, const struct tce_html *html)
{
	tce_json_write(file, html->cells, html->n_cells);
}

static void write_junit(FILE *file, const struct tce_html *html)
{
	tce_junit_write(file, html->cells, html->n_cells, html->clauses);
}

static void write_html(FILE *file, const struct tce_html *html)
{
	tce_html_write(file, html);
}

static const struct {
	const char *name;
	void (*write)(FILE *file, const struct tce_html *html);
} derived[] = {
	{ "results.json", write_json },
	{ "junit.xml", write_junit },
	{ "report.html", write_html },
};

int tce_derive(const char *dir, const struct tce_html *html)
{
	struct tce_strbuf path = { 0 };
	int status = 0;
	size_t i;

	for (i = 0; i < sizeof(derived) / sizeof(*derived); i++) {
		FILE *file;
		bool bad;

		tce_strbuf_clear(&path);
		tce_strbuf_addf(&path, "%s/%s", dir, derived[i].name);
		file = fopen(tce_strbuf_str(&path), "we");
		if (file)
			derived[i].write(file, html);
		bad = !file || ferror(file);
		if (file)
			bad |= fclose(file) != 0;
		/* A full disk fails everything: one line is enough. */
		if (bad && !status)
			tce_warn("cannot write %s: %s", tce_strbuf_str(&path),
				 strerror(errno));
		if (bad)
			status = TCE_STATUS_BROKEN;
	}
	tce_strbuf_free(&path);
	return status;
}
