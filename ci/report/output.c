// SPDX-License-Identifier: GPL-2.0-only
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"
#include "resume.h"

#define STREAM "results.ktap"
#define STREAM_NEW STREAM ".new"

static void complain(struct tce_output *out, const char *path)
{
	int err = errno;

	/* A full disk fails everything: one line is enough. */
	if (!out->failed)
		tce_warn("cannot write %s: %s", path, strerror(err));
	out->failed = true;
}

static int make_dir(struct tce_output *out, const char *path)
{
	if (!mkdir(path, 0777) || errno == EEXIST)
		return 0;
	complain(out, path);
	return TCE_STATUS_BROKEN;
}

/* DIR/NAME, for fopen and for complaints */
static FILE *open_file(struct tce_output *out, struct tce_strbuf *path,
		       const char *name, const char *mode)
{
	FILE *file;

	tce_strbuf_clear(path);
	tce_strbuf_addf(path, "%s/%s", out->dir, name);
	file = fopen(tce_strbuf_str(path), mode);
	if (!file)
		complain(out, tce_strbuf_str(path));
	return file;
}

int tce_output_open(struct tce_output *out, const char *dir, FILE *copy,
		    bool resume)
{
	struct tce_strbuf path = { 0 };
	int err;

	memset(out, 0, sizeof(*out));
	out->dir = tce_strdup(dir);
	out->copy = copy;
	err = make_dir(out, dir);
	if (!err) {
		tce_strbuf_addf(&path, "%s/cases", dir);
		err = make_dir(out, tce_strbuf_str(&path));
	}
	if (!err) {
		out->ktap = open_file(out, &path, resume ? STREAM_NEW : STREAM,
				      "we");
		out->journal = out->ktap ? open_file(out, &path, TCE_JOURNAL,
						     resume ? "ae" : "we")
					 : NULL;
		err = out->journal ? 0 : TCE_STATUS_BROKEN;
	}
	tce_strbuf_free(&path);
	if (err) {
		if (out->ktap)
			fclose(out->ktap);
		free(out->dir);
	}
	return err;
}

/* Only a file on a disk can be synced, and must be. */
static void sync_file(FILE *file)
{
	if (fdatasync(fileno(file)))
		errno = 0;
}

void tce_output_resumed(struct tce_output *out)
{
	struct tce_strbuf from = { 0 }, to = { 0 };

	tce_strbuf_addf(&from, "%s/" STREAM_NEW, out->dir);
	tce_strbuf_addf(&to, "%s/" STREAM, out->dir);
	sync_file(out->ktap);
	if (rename(tce_strbuf_str(&from), tce_strbuf_str(&to)))
		complain(out, tce_strbuf_str(&to));
	tce_strbuf_free(&from);
	tce_strbuf_free(&to);
}

void tce_output_begun(struct tce_output *out, const char *name)
{
	if (fprintf(out->journal, "%s\n", name) < 0 || fflush(out->journal))
		complain(out, TCE_JOURNAL);
	sync_file(out->journal);
}

static void write_text(struct tce_output *out, const struct tce_strbuf *text)
{
	const char *data = tce_strbuf_str(text);

	/* After an error the rest would only be a stream with a hole. */
	if (!ferror(out->ktap) &&
	    (fwrite(data, 1, text->len, out->ktap) != text->len ||
	     fflush(out->ktap)))
		complain(out, STREAM);
	if (out->copy && (fwrite(data, 1, text->len, out->copy) != text->len ||
			  fflush(out->copy))) {
		complain(out, "the stream to standard output");
		out->copy = NULL;
	}
}

static void add_line(struct tce_strbuf *text, const struct tce_ktap_event *ev)
{
	char line[TCE_KTAP_LINE_MAX];

	tce_strbuf_add(text, line, tce_ktap_line(line, sizeof(line), ev));
	tce_strbuf_add(text, "\n", 1);
}

static void add_property(struct tce_strbuf *text, const char *key,
			 const char *value)
{
	add_line(text, &(struct tce_ktap_event){ .kind = TCE_KTAP_PROPERTY,
						 .name = key,
						 .text = value });
}

static void add_run_line(struct tce_strbuf *text, const char *name)
{
	add_line(text, &(struct tce_ktap_event){ .kind = TCE_KTAP_RUN,
						 .name = name });
}

static void add_result_line(struct tce_strbuf *text, unsigned long number,
			    const struct tce_result *result)
{
	add_line(text, &(struct tce_ktap_event){ .kind = TCE_KTAP_RESULT,
						 .count = number,
						 .name = result->name,
						 .verdict = result->verdict,
						 .text = result->reason });
}

static void add_header(struct tce_strbuf *text, const struct tce_run *run)
{
	size_t i;

	add_line(text, &(struct tce_ktap_event){ .kind = TCE_KTAP_VERSION });
	for (i = 0; i < run->n_properties; i++)
		add_property(text, run->properties[i].key,
			     run->properties[i].value);
	add_line(text, &(struct tce_ktap_event){ .kind = TCE_KTAP_PLAN,
						 .count = run->n_planned });
	for (i = 0; i < run->n_limits; i++)
		add_line(text,
			 &(struct tce_ktap_event){ .kind = TCE_KTAP_NOT_JUDGED,
						   .text = run->limits[i] });
}

static void write_header(struct tce_output *out, struct tce_run *run)
{
	struct tce_strbuf text = { 0 };

	if (out->begun)
		return;
	out->begun = true;
	tce_run_suites(run, &text);
	if (text.len)
		tce_run_set(run, TCE_RUN_SUITES, tce_strbuf_str(&text));
	tce_strbuf_clear(&text);
	add_header(&text, run);
	write_text(out, &text);
	tce_strbuf_free(&text);
}

void tce_output_said(struct tce_output *out, const struct tce_ktap_event *ev)
{
	struct tce_strbuf text = { 0 };

	if (!out->begun)
		return;
	add_line(&text, ev);
	write_text(out, &text);
	tce_strbuf_free(&text);
}

/* The stream gets the diagnostics; noise stays in the log. */
static void add_diagnostics(struct tce_strbuf *text, const char *block)
{
	while (*block) {
		size_t len = strcspn(block, "\n") + 1;

		if (*block == '#')
			tce_strbuf_add(text, block, len);
		block += len;
	}
}

static void write_log(struct tce_output *out, const struct tce_result *result,
		      const struct tce_strbuf *text)
{
	struct tce_strbuf path = { 0 };
	FILE *file;

	tce_log_path(&path, out->dir, result->name);
	file = fopen(tce_strbuf_str(&path), "we");
	if (!file) {
		complain(out, tce_strbuf_str(&path));
	} else {
		bool bad = fwrite(text->data, 1, text->len, file) != text->len;

		if (fclose(file) || bad)
			complain(out, tce_strbuf_str(&path));
	}
	tce_strbuf_free(&path);
}

void tce_output_case(struct tce_output *out, struct tce_run *run,
		     const struct tce_result *result,
		     const struct tce_finished_case *outcome)
{
	const char *block = outcome ? outcome->text : "";
	/* A case that never ran has no RUN line and no log. */
	bool ran = *block || !tce_run_is_unrun(result);
	struct tce_strbuf text = { 0 };

	write_header(out, run);
	out->number++;
	if (ran)
		add_run_line(&text, result->name);
	add_diagnostics(&text, block);
	add_result_line(&text, out->number, result);
	if (*result->since)
		add_line(&text,
			 &(struct tce_ktap_event){ .kind = TCE_KTAP_KNOWN,
						   .name = result->name,
						   .text = result->since });
	write_text(out, &text);
	sync_file(out->ktap);
	if (ran) {
		tce_strbuf_clear(&text);
		add_run_line(&text, result->name);
		tce_strbuf_add(&text, block, strlen(block));
		add_result_line(&text, out->number, result);
		write_log(out, result, &text);
	}
	tce_strbuf_free(&text);
}

int tce_output_close(struct tce_output *out, struct tce_run *run)
{
	struct tce_strbuf end = { 0 };

	write_header(out, run);
	add_line(&end, &(struct tce_ktap_event){ .kind = TCE_KTAP_END });
	write_text(out, &end);
	if (fclose(out->ktap))
		complain(out, STREAM);
	if (fclose(out->journal))
		complain(out, TCE_JOURNAL);
	tce_strbuf_free(&end);
	free(out->dir);
	return out->failed ? TCE_STATUS_BROKEN : 0;
}

void tce_output_drop(struct tce_output *out)
{
	fclose(out->ktap);
	fclose(out->journal);
	free(out->dir);
}
