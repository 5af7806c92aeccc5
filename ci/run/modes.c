// SPDX-License-Identifier: GPL-2.0-only
#include "modes.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

static void put_quoted(const struct words *words)
{
	struct tce_strbuf line = { 0 };

	words_quote(&line, words);
	printf("%s\n", tce_strbuf_str(&line));
	tce_strbuf_free(&line);
}

/* The command for guests of a kind, with names in place of files. */
static int kind_command(struct job *job, enum plan_kind kind,
			struct words *words)
{
	struct qemu_command command;
	struct machine machine;
	int status = job_machine(job, kind, &machine);

	job_command(job, &command);
	command.initrd = "INITRD";
	command.firmware = "FIRMWARE";
	command.console = "file,path=CONSOLE";
	command.stream = "stdio,signal=off";
	command_make(words, &command, &machine);
	machine_free(&machine);
	return status;
}

/* What is wrong was said when the job was opened. */
int mode_check(struct job *job)
{
	(void)job;
	return 0;
}

int mode_print(struct job *job)
{
	struct words before = { 0 };
	int status = 0;

	plan_merge(&job->plan, &job->split);
	for (enum plan_kind kind = 0; kind < KINDS && !status; kind++) {
		struct words words = { 0 };
		struct tce_strbuf line = { 0 };

		if (!plan_has(&job->plan, kind))
			continue;
		status = kind_command(job, kind, &words);
		words_quote(&line, &words);
		if (!status && !words_have(&before, tce_strbuf_str(&line)))
			put_quoted(&words);
		words_add(&before, tce_strbuf_str(&line));
		tce_strbuf_free(&line);
		words_free(&words);
	}
	words_free(&before);
	for (size_t i = 0; i < job->plan.n && !status; i++)
		printf("%s\t%s\n", job->plan.cases[i].name,
		       kind_name[job->plan.cases[i].listed]);
	if (fflush(stdout)) {
		tce_warn("cannot write to standard output: %s",
			 strerror(errno));
		status = TCE_STATUS_BROKEN;
	}
	return status;
}

/* The words, each ended by a NUL. */
static int write_words(const char *path, const struct words *words)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return file_cannot(path);
	for (size_t i = 0; i < words->n; i++)
		fwrite(words->word[i], 1, strlen(words->word[i]) + 1, file);
	return file_close(file, path);
}

static int export_command(struct job *job, const struct machine *machine,
			  const char *path)
{
	struct qemu_command command;
	struct words words = { 0 };
	int status;

	/* relative to the guest's folder */
	job_command(job, &command);
	command.kernel = "../vmlinux";
	command.initrd = "initrd";
	command.firmware = "./firmware";
	command.console = "file,path=console.log";
	command.stream = "stdio,signal=off";
	command_make(&words, &command, machine);
	status = write_words(path, &words);
	words_free(&words);
	return status;
}

static int export_part(struct job *job, const struct plan_part *part)
{
	struct tce_strbuf dir = { 0 }, path = { 0 };
	struct machine machine;
	int status = job_machine(job, part->kind, &machine);

	tce_strbuf_addf(&dir, "%s/%s", job->options->export, part->name);
	if (!status)
		status = folder_make(tce_strbuf_str(&dir));
#define FILE_OF(name)                                              \
	(tce_strbuf_clear(&path),                                  \
	 tce_strbuf_addf(&path, "%s/" name, tce_strbuf_str(&dir)), \
	 tce_strbuf_str(&path))
	if (!status)
		status = lines_write(FILE_OF("cases"), &part->cases);
	if (!status)
		status = initrd_write(FILE_OF("initrd"), &job->setup, &machine,
				      &part->cases);
	if (!status)
		status = firmware_write(FILE_OF("firmware"), &job->setup,
					&machine);
	if (!status)
		status = export_command(job, &machine, FILE_OF("qemu"));
#undef FILE_OF
	if (!status)
		printf("%s\n", tce_strbuf_str(&dir));
	machine_free(&machine);
	tce_strbuf_free(&dir);
	tce_strbuf_free(&path);
	return status;
}

int mode_export(struct job *job)
{
	struct tce_strbuf kernel = { 0 };
	int status;

	job_split(job);
	tce_strbuf_addf(&kernel, "%s/vmlinux", job->options->export);
	status = job_base(job);
	if (!status)
		status = folders_make(job->options->export);
	if (!status)
		status = file_copy(job->rules.vmlinux, tce_strbuf_str(&kernel));
	for (size_t i = 0; i < job->parts.n && !status; i++)
		status = export_part(job, &job->parts.part[i]);
	tce_strbuf_free(&kernel);
	return status;
}

/* QEMU has the terminal then. */
static void shell_command(struct job *job, const struct machine *machine,
			  const char *initrd, const char *firmware,
			  struct words *words)
{
	struct tce_strbuf stream = { 0 };
	struct qemu_command command;

	job_command(job, &command);
	tce_strbuf_addf(&stream, "file,path=");
	text_commas(&stream, job->options->scratch);
	tce_strbuf_addf(&stream, "/shell.log");
	command.initrd = initrd;
	command.firmware = firmware;
	command.console = "stdio,signal=off,mux=on";
	command.stream = tce_strbuf_str(&stream);
	command_make(words, &command, machine);
	words_add(words, "-mon");
	words_add(words, "chardev=con");
	tce_strbuf_free(&stream);
}

int mode_shell(struct job *job)
{
	const struct child_setup setup = { -1, -1, -1, -1, true, SIGKILL };
	struct tce_strbuf initrd = { 0 }, firmware = { 0 };
	struct words names = { 0 }, words = { 0 };
	struct child qemu = { 0 };
	struct machine machine;
	enum plan_kind kind = KIND_SHARED;
	int status;

	job_split(job);
	while (kind < KIND_ALONE && !plan_has(&job->plan, kind))
		kind++;
	for (size_t i = 0; i < job->plan.n; i++)
		words_add(&names, job->plan.cases[i].name);
	tce_strbuf_addf(&initrd, "%s/shell.initrd", job->options->scratch);
	tce_strbuf_addf(&firmware, "%s/shell.firmware", job->options->scratch);
	status = job_machine(job, kind, &machine);
	if (!status)
		status = job_base(job);
	if (!status)
		status = initrd_write(tce_strbuf_str(&initrd), &job->setup,
				      &machine, &names);
	if (!status)
		status = firmware_write(tce_strbuf_str(&firmware), &job->setup,
					&machine);
	if (!status) {
		shell_command(job, &machine, tce_strbuf_str(&initrd),
			      tce_strbuf_str(&firmware), &words);
		fputs("exit leaves the guest, Ctrl-A X ends it; the suite is "
		      "/tce-test\n",
		      stderr);
		status = child_start(&qemu, &words, &setup) ? TCE_STATUS_BROKEN
							    : child_wait(&qemu);
	}
	machine_free(&machine);
	words_free(&names);
	words_free(&words);
	tce_strbuf_free(&initrd);
	tce_strbuf_free(&firmware);
	return status;
}
