// SPDX-License-Identifier: GPL-2.0-only
#include "initrd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <stream/table.h>

#include "files.h"

#define ALIGNMENT 4

static void pad(FILE *file, size_t len)
{
	for (; len % ALIGNMENT; len++)
		putc(0, file);
}

/* A regular file as the kernel's format "newc" has it; its folders are there.
 */
static void put_file(FILE *file, const char *name, const char *bytes,
		     size_t len)
{
	const size_t name_len = strlen(name) + 1;
	const bool last = !strcmp(name, "TRAILER!!!");
	int head;

	/* ino, mode, uid, gid, nlink, mtime, size, 4 device numbers, name's
	 * length, checksum */
	head = fprintf(file, "070701%08x%08x%08x%08x%08x%08x%08zx", 0,
		       last ? 0 : S_IFREG | 0644, 0, 0, 1, 0, len);
	head += fprintf(file, "%08x%08x%08x%08x%08zx%08x", 0, 0, 0, 0, name_len,
			0);
	fwrite(name, 1, name_len, file);
	pad(file, head + name_len);
	if (len)
		fwrite(bytes, 1, len, file);
	pad(file, len);
}

static void put_text(FILE *file, const char *name,
		     const struct tce_strbuf *text)
{
	put_file(file, name, tce_strbuf_str(text), text->len);
}

static void put_lines(struct tce_strbuf *to, const char *head,
		      const struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		tce_strbuf_addf(to, "%s%s\n", head, words->word[i]);
}

/* Settings of PID 1 (ci/guest/init.c), huge pages first: memory is whole yet.
 */
static void make_settings(struct tce_strbuf *to, const struct setup *setup,
			  const struct machine *machine)
{
	if (machine_resets(machine) && setup->answers)
		tce_strbuf_addf(to, "boots=counted\n");
	put_lines(to, "", &machine->guest);
	put_lines(to, "bind=", &machine->bdfs);
	put_lines(to, "bind=", &machine->also);
	tce_strbuf_addf(to, "env=TCE_TIMEOUT_MUL=%u\n", setup->mul);
	if (setup->counters)
		tce_strbuf_addf(to, "gcov=1\n");
	if (machine->n_plugs)
		tce_strbuf_addf(to, "modules=plug\n");
	if (machine->n_plugs && setup->answers) {
		tce_strbuf_addf(to, "env=TCE_PLUGS=");
		for (size_t i = 0; i < machine->n_plugs; i++)
			tce_strbuf_addf(to, "%s%s", i ? " " : "",
					machine->plugs[i].name);
		tce_strbuf_addf(to, "\n");
	}
	put_lines(to, "arg=--device=", &machine->bdfs);
	put_lines(to, "arg=--fact=", &machine->facts);
	if (setup->booted)
		tce_strbuf_addf(to, "arg=--booted\n");
	tce_strbuf_addf(to, "arg=--cases=/cases\n");
	put_lines(to, "arg=", &setup->arguments);
	if (setup->waivers)
		tce_strbuf_addf(to, "arg=--waivers=/waivers\n");
	if (setup->shell)
		tce_strbuf_addf(to, "shell=/bin/sh\n");
}

int initrd_write(const char *path, const struct setup *setup,
		 const struct machine *machine, const struct words *cases)
{
	struct tce_strbuf text = { 0 };
	FILE *file = fopen(path, "we");
	char *waivers = NULL;
	int status;

	if (!file)
		return file_cannot(path);
	status = file_append(file, setup->base);
	put_lines(&text, "", cases);
	put_text(file, "cases", &text);
	tce_strbuf_clear(&text);
	make_settings(&text, setup, machine);
	put_text(file, "settings", &text);
	tce_strbuf_free(&text);
	if (setup->waivers)
		waivers = tce_file_text(setup->waivers);
	if (setup->waivers && !waivers) {
		tce_warn("cannot read %s: %s", setup->waivers, strerror(errno));
		status = TCE_STATUS_BROKEN;
	} else if (waivers) {
		put_file(file, "waivers", waivers, strlen(waivers));
	}
	free(waivers);
	put_file(file, "TRAILER!!!", NULL, 0);
	return file_close(file, path) ? TCE_STATUS_BROKEN : status;
}

int firmware_write(const char *path, const struct setup *setup,
		   const struct machine *machine)
{
	FILE *file = fopen(path, "we");
	int status;

	if (!file)
		return file_cannot(path);
	status = file_append(file, setup->firmware);
	/* its settings follow it as text */
	for (size_t i = 0; i < machine->firmware.n; i++)
		fprintf(file, "%s\n", machine->firmware.word[i]);
	putc(0, file);
	return file_close(file, path) ? TCE_STATUS_BROKEN : status;
}
