// SPDX-License-Identifier: GPL-2.0-only
#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "laps.h"

#define BOOT_SECONDS 120
#define GRACE_SECONDS 15
#define SECOND 1000000LL
/* What a guest keeps busy and needs; three make the most of two CPUs. */
#define GUEST_MEMORY_KB (3L * 1024 * 1024)
#define GUESTS_MIN 3

long job_guests(long at_least)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	FILE *file = fopen("/proc/meminfo", "re");
	long count = cpus, kb, fit = cpus;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %ld", &kb) == 1)
			fit = kb / GUEST_MEMORY_KB;
	if (file)
		fclose(file);
	if (count > fit)
		count = fit;
	if (at_least > fit && at_least > GUESTS_MIN)
		at_least = GUESTS_MIN;
	return count > at_least ? count : at_least;
}

/* --- the plan --- */

/* The words of tce-test's complaint without its name. */
static void complain(const struct tce_strbuf *said)
{
	char *line = tce_strdup(tce_strbuf_str(said));
	const char *text = line;

	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(text, "tce-test: ", 10))
		text += 10;
	tce_warn("%s", text);
	free(line);
}

/* What tce-test lists, or its complaint in one line. */
static int list_plan(struct job *job, struct tce_strbuf *text)
{
	const struct run_options *options = job->options;
	struct words command = { 0 };
	struct tce_strbuf errors = { 0 };
	int status;

	words_add(&command, options->test);
	words_add(&command, "--list=plan");
	words_addf(&command, "--repeat=%ld", options->repeat);
	words_add_all(&command, &options->select);
	status = supervise_run(job->supervisor, &command, text, &errors);
	words_free(&command);
	if (status == TCE_STATUS_USAGE || status == TCE_STATUS_NOTHING) {
		complain(&errors);
	} else if (status && !job->supervisor->ended) {
		tce_warn("tce-test cannot list its cases: %s",
			 tce_strbuf_str(&errors));
		status = TCE_STATUS_BROKEN;
	}
	tce_strbuf_free(&errors);
	return status;
}

static int write_names(struct job *job)
{
	struct words names = { 0 };
	int status;

	for (size_t i = 0; i < job->plan.n; i++)
		words_add(&names, job->plan.cases[i].name);
	status = lines_write(tce_strbuf_str(&job->names), &names);
	words_free(&names);
	return status;
}

static int make_plan(struct job *job)
{
	const struct run_options *options = job->options;
	struct tce_strbuf text = { 0 };
	int status = list_plan(job, &text);

	if (!status)
		status = plan_read(&job->plan, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
	if (!status &&
	    !plan_shard(&job->plan, options->shard, options->shards)) {
		tce_warn("part %ld/%ld is empty", options->shard,
			 options->shards);
		status = TCE_STATUS_NOTHING;
	}
	return status ? status : write_names(job);
}

int job_machine(const struct job *job, enum plan_kind kind,
		struct machine *machine)
{
	return machine_read(machine, job->options->root, job->options->machine,
			    kind);
}

/* A fact that tce-test refuses would end it in each guest. */
static int check_facts(struct job *job, const struct machine *machine)
{
	static const char head[] = "tce-test: --fact ";
	int status = 0;

	for (size_t i = 0; i < machine->facts.n && !status; i++) {
		struct tce_strbuf text = { 0 }, errors = { 0 };
		struct words command = { 0 };
		const char *said;

		words_add(&command, job->options->test);
		words_add(&command, "--list=facts");
		words_addf(&command, "--fact=%s", machine->facts.word[i]);
		status = supervise_run(job->supervisor, &command, &text,
				       &errors);
		said = tce_strbuf_str(&errors);
		if (!strncmp(said, head, sizeof(head) - 1))
			said += sizeof(head) - 1;
		if (status && !job->supervisor->ended)
			tce_warn("%s: fact=%.*s", machine->facts_at.word[i],
				 (int)strcspn(said, "\n"), said);
		words_free(&command);
		tce_strbuf_free(&text);
		tce_strbuf_free(&errors);
	}
	return status;
}

/* What a guest that is booted would be refused for. */
static int check_machine(struct job *job)
{
	int status = 0;

	for (enum plan_kind kind = 0; kind <= KIND_OWN && !status; kind++) {
		struct machine machine;

		status = job_machine(job, kind, &machine);
		job->split.has_data = machine.has_data;
		job->split.own_pes = machine.bdfs.n;
		if (!status)
			status = check_facts(job, &machine);
		machine_free(&machine);
	}
	return status;
}

static long grace_seconds(void)
{
	const char *text = getenv("TCE_LANE_GRACE");

	return text && *text ? atol(text) : GRACE_SECONDS;
}

static size_t count_lanes(const struct run_options *options)
{
	/* One debugger, one guest. An exported one boots on another machine. */
	if (options->gdb || (options->export && !options->jobs))
		return 1;
	return options->jobs ? options->jobs : job_guests(GUESTS_MIN);
}

size_t job_lanes(const struct job *job)
{
	return job->parts.n < job->split.lanes ? job->parts.n
					       : job->split.lanes;
}

void job_split(struct job *job)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	const struct run_options *options = job->options;
	long mul = options->mul, guests;

	plan_merge(&job->plan, &job->split);
	plan_split(&job->plan, &job->split, &job->parts);
	/* A guest that has less than a CPU takes so many times longer. */
	guests = job_lanes(job);
	if (!mul)
		mul = options->slower *
		      (guests > cpus && !options->export ? guests / cpus : 1);
	job->setup.mul = mul;
	job->rules.limit = options->timeout * mul * SECOND;
	job->rules.boot = (options->boot_timeout ? options->boot_timeout
						 : BOOT_SECONDS * mul) *
			  SECOND;
	job->rules.grace = grace_seconds() * mul * SECOND;
	if (options->gdb)
		job->rules.limit = job->rules.boot = 1000000 * SECOND;
}

static enum isolate isolation(const char *word)
{
	if (word && !strcmp(word, "case"))
		return ISOLATE_CASE;
	return word && !strcmp(word, "suite") ? ISOLATE_SUITE : ISOLATE_NONE;
}

static void set_paths(struct job *job)
{
	const struct run_options *options = job->options;

	tce_strbuf_addf(&job->base, "%s/base.cpio", options->scratch);
	tce_strbuf_addf(&job->names, "%s/names", options->scratch);
	tce_strbuf_addf(&job->vmlinux, "%s/vmlinux", options->kernel);
	tce_strbuf_addf(&job->firmware, "%s/build/guest/firmware.bin",
			options->root);
	job->setup.base = tce_strbuf_str(&job->base);
	job->setup.firmware = tce_strbuf_str(&job->firmware);
	job->rules.vmlinux = tce_strbuf_str(&job->vmlinux);
	job->rules.output = options->output;
	job->rules.counters = options->counters;
}

int job_open(struct job *job, const struct run_options *options,
	     struct supervisor *supervisor)
{
	int status;

	memset(job, 0, sizeof(*job));
	job->options = options;
	job->supervisor = supervisor;
	job->began = clock_us();
	job->qemu =
		getenv("TCE_QEMU") ? getenv("TCE_QEMU") : "qemu-system-ppc64";
	set_paths(job);
	job->setup.waivers = options->waivers;
	job->setup.answers = !options->export && !options->busybox;
	job->setup.booted = !options->gdb;
	job->setup.counters = options->counters;
	job->setup.shell = options->busybox != NULL;
	words_add_all(&job->setup.arguments, &options->test_args);
	job->split.isolate = isolation(options->isolate);
	job->split.one = options->gdb;
	job->split.exported = options->export != NULL;
	job->split.lanes = count_lanes(options);
	status = make_plan(job);
	return status ? status : check_machine(job);
}

void job_free(struct job *job)
{
	plan_free(&job->plan);
	parts_free(&job->parts);
	words_free(&job->setup.arguments);
	words_free(&job->remarks);
	tce_strbuf_free(&job->base);
	tce_strbuf_free(&job->firmware);
	tce_strbuf_free(&job->vmlinux);
	tce_strbuf_free(&job->names);
}

/* --- the guests --- */

/* What guests of any kind have of packages. */
static void add_programs(const struct job *job, struct words *command)
{
	bool tools = false, program = false;

	for (enum plan_kind kind = 0; kind <= KIND_OWN; kind++) {
		struct machine machine;

		if (!job_machine(job, kind, &machine)) {
			tools = tools || machine_needs_tools(&machine);
			if (machine.program && !program)
				words_addf(command, "--%s", machine.program);
			program = program || machine.program;
		}
		machine_free(&machine);
	}
	if (tools)
		words_add(command, "--tools");
}

int job_base(struct job *job)
{
	const struct run_options *options = job->options;
	struct words command = { 0 };
	int64_t since = clock_us();
	int status;

	words_addf(&command, "%s/ci/initramfs.sh", options->root);
	words_add(&command, options->kernel);
	words_add(&command, tce_strbuf_str(&job->base));
	if (options->busybox)
		words_addf(&command, "--busybox=%s", options->busybox);
	add_programs(job, &command);
	status = supervise_run(job->supervisor, &command, NULL, NULL);
	words_free(&command);
	if (!status)
		laps_add(options->report.timing, clock_us() - since,
			 "initramfs");
	return status;
}

void job_command(const struct job *job, struct qemu_command *command)
{
	memset(command, 0, sizeof(*command));
	command->qemu = job->qemu;
	command->kernel = tce_strbuf_str(&job->vmlinux);
	command->verbose = job->options->verbose_boot;
	command->stopped = job->options->gdb;
}
