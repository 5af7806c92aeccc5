// SPDX-License-Identifier: GPL-2.0-only
#include "lanes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stream/text.h>

#include "command.h"
#include "evidence.h"
#include "files.h"
#include "laps.h"
#include "slots.h"

#define HEAD_LINES 8  /* of a guest's first ones that are shown */
#define TAIL_LINES 20 /* of its console */
#define ERROR_LINES 3

/* A lane runs parts of the plan, each in as many guests as it takes. */
struct lane {
	struct lanes *all;
	size_t number;
	struct tce_lane report;
	struct plan_part *part; /* NULL: between two */
	struct machine machine;
	struct words todo, seen;
	unsigned int boot;   /* of this part */
	unsigned int barren; /* guests in a row without a verdict */
	bool spoke;	     /* a guest of this lane had one */
	bool on;
	bool over;
	struct run_guest guest;
	struct tce_strbuf console, errors, initrd, firmware, cases;
};

struct lanes {
	struct job *job;
	struct lane *lane;
	size_t n;
	struct slots slots;
	struct pollfd *fds;
	bool stop;   /* no guest boots any more */
	bool enough; /* --fail-fast: the guests that run are ended, too */
	int status;
};

/* Prints, once a run, what belongs to no case. */
static void remark(void *ctx, const char *text)
{
	struct job *job = ((struct lane *)ctx)->all->job;

	if (words_have(&job->remarks, text))
		return;
	words_add(&job->remarks, text);
	tce_display_say(&job->follow.display, "guest: %s", text);
}

static void set_path(struct tce_strbuf *path, const struct lane *lane,
		     const char *suffix)
{
	tce_strbuf_clear(path);
	tce_strbuf_addf(path, "%s/lane%zu.%s", lane->all->job->options->scratch,
			lane->number, suffix);
}

/* Takes the next part that no lane has taken. */
static bool take_part(struct lane *lane)
{
	struct job *job = lane->all->job;

	for (size_t i = 0; i < job->parts.n && !lane->all->stop; i++) {
		struct plan_part *part = &job->parts.part[i];

		if (part->taken)
			continue;
		part->taken = true;
		lane->part = part;
		lane->boot = 0;
		words_add_all(&lane->todo, &part->cases);
		machine_free(&lane->machine);
		lane->all->status =
			job_machine(job, part->kind, &lane->machine);
		return !lane->all->status;
	}
	return false;
}

static bool is_main(const struct lane *lane)
{
	return lane->part == lane->all->job->parts.part;
}

static void prepare_guest(struct lane *lane)
{
	struct job *job = lane->all->job;
	struct run_guest *guest = &lane->guest;

	tce_strbuf_clear(&lane->console);
	if (is_main(lane))
		tce_strbuf_addf(&lane->console, "%s/console.log",
				job->options->output);
	else
		tce_strbuf_addf(&lane->console, "%s/console-%s.log",
				job->options->output, lane->part->name);
	guest->rules = &job->rules;
	guest->machine = &lane->machine;
	guest->lane = &lane->report;
	guest->seen = &lane->seen;
	guest->remark = remark;
	guest->ctx = lane;
	guest->is_main = is_main(lane);
	guest->proves = words_have(&lane->part->cases, TCE_RUN_USABLE);
	guest->console = tce_strbuf_str(&lane->console);
	guest->errors = tce_strbuf_str(&lane->errors);
	if (lane->boot > 1)
		snprintf(guest->name, sizeof(guest->name), "%s.%u",
			 lane->part->name, lane->boot);
	else
		snprintf(guest->name, sizeof(guest->name), "%s",
			 lane->part->name);
}

static int start_guest(struct lane *lane, const struct qemu_command *command)
{
	struct job *job = lane->all->job;
	struct words words = { 0 };
	struct tce_strbuf line = { 0 };
	int status;

	command_make(&words, command, &lane->machine);
	words_quote(&line, &words);
	status = line_append(job->options->output, "qemu.txt",
			     tce_strbuf_str(&line));
	if (!status)
		status = guest_start(&lane->guest, &words);
	tce_strbuf_free(&line);
	words_free(&words);
	return status;
}

/* Boots the next guest of the part. */
static int boot(struct lane *lane)
{
	struct job *job = lane->all->job;
	struct tce_strbuf console = { 0 };
	struct qemu_command command;
	int status;

	lane->boot++;
	words_free(&lane->seen);
	prepare_guest(lane);
	job_command(job, &command);
	tce_strbuf_addf(&console, "file,append=on,path=");
	text_commas(&console, tce_strbuf_str(&lane->console));
	command.initrd = tce_strbuf_str(&lane->initrd);
	command.firmware = tce_strbuf_str(&lane->firmware);
	command.console = tce_strbuf_str(&console);
	command.stream = "stdio,signal=off";
	command.monitor = "socket,fd=3";
	status = initrd_write(command.initrd, &job->setup, &lane->machine,
			      &lane->todo);
	if (!status)
		status = firmware_write(command.firmware, &job->setup,
					&lane->machine);
	/* beside the archive, for who keeps the scratch folder */
	if (!status)
		status = lines_write(tce_strbuf_str(&lane->cases), &lane->todo);
	if (!status)
		status = start_guest(lane, &command);
	lane->on = !status;
	tce_strbuf_free(&console);
	return status;
}

/* Reports that there is no verdict and that another guest would not help. */
static void give_up(struct lane *lane)
{
	struct run_guest *guest = &lane->guest;
	struct words lines = { 0 }, console = { 0 };

	if (lane->all->stop && lane->all->status)
		return;
	lane->all->stop = true;
	lane->all->status = TCE_STATUS_BROKEN;
	tce_display_clear(&lane->all->job->follow.display);
	tce_warn("no verdict from %s: %s",
		 lane->barren == 1 ? "the guest" : "two guests", guest->why);
	evidence_errors(guest, &lines, ERROR_LINES);
	words_lines(&console, tce_strbuf_str(&guest->head));
	words_add_tail(&lines, &console, HEAD_LINES, "    ");
	words_free(&console);
	evidence_extract(guest, &console);
	words_add_tail(&lines, &console, TAIL_LINES, "    ");
	words_addf(&lines, "    console: %s", guest->console);
	for (size_t i = 0; i < lines.n; i++) {
		tce_text_clean(lines.word[i]);
		fprintf(stderr, "%s\n", lines.word[i]);
	}
	words_free(&lines);
	words_free(&console);
}

/*
 * In the part with the case that proves the machine usable, that case is red,
 * and no lane runs any other. In another part no more guests of its kind boot.
 */
static void unusable(struct lane *lane)
{
	struct job *job = lane->all->job;
	struct tce_strbuf text = { 0 };

	words_free(&lane->todo);
	if (lane->guest.proves) {
		lane->all->stop = true;
		return;
	}
	tce_strbuf_addf(&text, "unusable: %s",
			tce_strbuf_str(&lane->guest.unusable));
	remark(lane, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
	for (size_t i = 0; i < job->parts.n; i++)
		if (job->parts.part[i].kind == lane->part->kind)
			job->parts.part[i].taken = true;
}

/* Takes the cases that have a verdict off the list; whether there were any. */
static bool strike_seen(struct lane *lane)
{
	struct words left = { 0 };
	bool any;

	words_sort(&lane->seen);
	for (size_t i = 0; i < lane->todo.n; i++)
		if (!words_sorted_have(&lane->seen, lane->todo.word[i]))
			words_add(&left, lane->todo.word[i]);
	any = left.n != lane->todo.n;
	words_free(&lane->todo);
	lane->todo = left;
	return any;
}

static void guest_over(struct lane *lane)
{
	struct run_guest *guest = &lane->guest;

	lane->on = false;
	slots_free(&lane->all->slots);
	laps_of_guest(lane->all->job->options->report.timing, guest);
	if (guest->killed) {
		lane->all->status = supervise_end(lane->all->job->supervisor);
	} else if (guest->unusable.len) {
		unusable(lane);
	} else if (strike_seen(lane)) {
		lane->barren = 0;
		lane->spoke = true;
	} else if (++lane->barren == 2 || (!lane->spoke && guest->silent)) {
		/* A guest that printed nothing has used all its time. */
		give_up(lane);
	}
}

/* Boots what the lane has to do next; false when that is nothing. */
static bool go_on(struct lane *lane)
{
	while (!lane->all->stop && !lane->all->status) {
		if (!lane->todo.n) {
			lane->part = NULL;
			if (!take_part(lane))
				return false;
			continue;
		}
		if (!slots_take(&lane->all->slots))
			return true;
		lane->all->status = boot(lane);
		return !lane->all->status;
	}
	return false;
}

/* Whether any lane is not over yet. */
static bool any_left(const struct lanes *lanes)
{
	for (size_t i = 0; i < lanes->n; i++)
		if (!lanes->lane[i].over)
			return true;
	return false;
}

static void wait_for_one(struct lanes *lanes)
{
	int64_t due = INT64_MAX;
	size_t n = 1;

	for (size_t i = 0; i < lanes->n; i++) {
		const struct run_guest *guest = &lanes->lane[i].guest;

		if (!lanes->lane[i].on)
			continue;
		n += guest_fds(guest, lanes->fds + n);
		if (guest_due(guest) < due)
			due = guest_due(guest);
	}
	if (lanes->slots.fd >= 0)
		lanes->fds[n++] = (struct pollfd){ lanes->slots.fd, POLLIN, 0 };
	lanes->status =
		supervise_poll(lanes->job->supervisor, lanes->fds, n, due);
}

/* With --fail-fast the first red case is all that was wanted. */
static bool is_enough(struct lanes *lanes)
{
	lanes->enough =
		lanes->job->options->fail_fast && lanes->job->follow.red > 0;
	return lanes->enough;
}

static void run_all(struct lanes *lanes)
{
	while (any_left(lanes) && !lanes->status && !is_enough(lanes)) {
		bool waits = false;

		for (size_t i = 0; i < lanes->n; i++) {
			struct lane *lane = &lanes->lane[i];

			if (!lane->over && !lane->on && !go_on(lane))
				lane->over = true;
			waits |= !lane->over;
		}
		if (!waits || lanes->status)
			break;
		wait_for_one(lanes);
		if (lanes->status)
			break;
		slots_read(&lanes->slots);
		for (size_t i = 0; i < lanes->n; i++)
			if (lanes->lane[i].on &&
			    guest_step(&lanes->lane[i].guest))
				guest_over(&lanes->lane[i]);
	}
}

static void lane_open(struct lanes *lanes, size_t i)
{
	struct lane *lane = &lanes->lane[i];

	lane->all = lanes;
	lane->number = i + 1;
	tce_follow_lane(&lanes->job->follow, &lane->report);
	lane->guest.tap = lane->guest.words = lane->guest.monitor.fd = -1;
	set_path(&lane->errors, lane, "errors");
	set_path(&lane->initrd, lane, "initrd");
	set_path(&lane->firmware, lane, "firmware");
	set_path(&lane->cases, lane, "todo");
}

/* What ran when the run was ended has no verdict, and runs again. */
static void lane_close(struct lane *lane)
{
	const char *reason = TCE_LANE_BROKE_OFF;

	if (lane->all->enough)
		reason = TCE_RUN_NOT_RUN ": --fail-fast ended the run";
	else if (lane->all->status)
		reason = TCE_RUN_NOT_RUN ": interrupted meanwhile";
	guest_free(&lane->guest);
	tce_lane_finish(&lane->report, reason);
	machine_free(&lane->machine);
	words_free(&lane->todo);
	words_free(&lane->seen);
	tce_strbuf_free(&lane->console);
	tce_strbuf_free(&lane->errors);
	tce_strbuf_free(&lane->initrd);
	tce_strbuf_free(&lane->firmware);
	tce_strbuf_free(&lane->cases);
}

int lanes_run(struct job *job)
{
	struct lanes lanes = { .job = job };

	lanes.n = job_lanes(job);
	lanes.lane = calloc(lanes.n + 1, sizeof(*lanes.lane));
	lanes.fds = calloc(GUEST_FDS * lanes.n + 2, sizeof(*lanes.fds));
	if (!lanes.lane || !lanes.fds) {
		tce_warn("out of memory");
		free(lanes.lane);
		free(lanes.fds);
		return TCE_STATUS_BROKEN;
	}
	slots_open(&lanes.slots, job->options->slots);
	for (size_t i = 0; i < lanes.n; i++)
		lane_open(&lanes, i);
	run_all(&lanes);
	for (size_t i = 0; i < lanes.n; i++)
		lane_close(&lanes.lane[i]);
	free(lanes.lane);
	free(lanes.fds);
	return lanes.status;
}
