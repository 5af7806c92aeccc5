// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ask.h"
#include "evidence.h"

/* from the end of the stream to power-off */
#define HALT_US (5 * 1000000LL)
/* A case that goes on talking may take so many times as long as a silent one.
 */
#define ENDLESS 3
#define HEAD_MAX 4096

/* --- lines --- */

/* It is silent for too long from now on, and talks for too long from SINCE on.
 */
static void set_deadlines(struct run_guest *guest, bool begins)
{
	const int64_t time = guest->limit + guest->rules->grace;
	const int64_t now = clock_us();

	if (guest->exit.len)
		return;
	guest->deadline = now + time;
	if (begins)
		guest->end = now + ENDLESS * time;
}

static void case_begins(struct run_guest *guest, const char *name)
{
	snprintf(guest->running, sizeof(guest->running), "%s", name);
	guest->since = clock_us();
	if (!guest->first)
		guest->first = guest->since;
	guest->started = true;
	guest->limit = guest->rules->limit;
	set_deadlines(guest, true);
}

static void case_ends(struct run_guest *guest, const char *name)
{
	words_add(guest->seen, name);
	guest->running[0] = '\0';
	guest->started = true;
	set_deadlines(guest, true);
}

/* For ci/coverage.sh. The guest waits for the reply. */
static void take_counters(struct run_guest *guest, const char *text)
{
	struct tce_strbuf path = { 0 };
	FILE *file;

	set_deadlines(guest, true);
	if (!strcmp(text, "end") && write(guest->words, "heard\n", 6) < 0)
		return;
	if (!guest->rules->counters)
		return;
	tce_strbuf_addf(&path, "%s/gcov-%s-%d", guest->rules->output,
			guest->name, getpid());
	file = fopen(tce_strbuf_str(&path), "ae");
	if (file) {
		fprintf(file, "%s\n", text);
		fclose(file);
	}
	tce_strbuf_free(&path);
}

/* What PID 1, or a case, has for the runner; false: for the report. */
static bool take_note(struct run_guest *guest, const char *text)
{
	if (!strncmp(text, "gcov: ", 6)) {
		take_counters(guest, text + 6);
		return true;
	}
	if (!strncmp(text, "ask: ", 5)) {
		ask_for_case(guest, text + 5);
	} else if (!strncmp(text, "guest: tce-test ", 16)) {
		tce_strbuf_clear(&guest->exit);
		tce_strbuf_addf(&guest->exit, "%s", text + 7);
		guest->deadline = guest->end = clock_us() + HALT_US;
	} else if (!strncmp(text, "guest: up", 9)) {
		guest->up = clock_us();
	} else if (!strncmp(text, "guest: ", 7)) {
		guest->remark(guest->ctx, text + 7);
	}
	return false;
}

/* False for a line that is not for the report. */
static bool take_event(struct run_guest *guest, const struct tce_ktap_event *ev)
{
	switch (ev->kind) {
	case TCE_KTAP_RUN:
		case_begins(guest, ev->name);
		break;
	case TCE_KTAP_RESULT:
		case_ends(guest, ev->name);
		break;
	case TCE_KTAP_LIMIT:
		if ((int64_t)(ev->seconds * 1e6) > guest->limit)
			guest->limit = (int64_t)(ev->seconds * 1e6);
		set_deadlines(guest, true);
		break;
	case TCE_KTAP_TIME:
		/* Guest time may run slower than host time. */
		guest_say(guest, "# time %.3f", guest_elapsed(guest));
		return false;
	case TCE_KTAP_PROPERTY:
		return guest->is_main || !strncmp(ev->name, "soak", 4);
	case TCE_KTAP_UNUSABLE:
		tce_strbuf_clear(&guest->unusable);
		tce_strbuf_addf(&guest->unusable, "%s", ev->text);
		/* In another part it would hide the verdict of that case. */
		return guest->proves;
	case TCE_KTAP_END:
		guest->last = clock_us();
		break;
	case TCE_KTAP_NOTE:
		return !take_note(guest, ev->text);
	default:
		break;
	}
	return true;
}

static void take_line(void *ctx, const struct tce_ktap_event *ev)
{
	struct run_guest *guest = ctx;

	/* A guest that was given up says nothing any more. */
	if (guest->silent)
		return;
	if (guest->started)
		set_deadlines(guest, false);
	else if (guest->head.len < HEAD_MAX)
		tce_strbuf_addf(&guest->head, "%s\n", ev->line);
	if (take_event(guest, ev))
		guest_say(guest, "%s", ev->line);
}

/* --- the process --- */

static void begin(struct run_guest *guest)
{
	guest->on = guest->since = clock_us();
	guest->up = guest->first = guest->last = guest->off = 0;
	guest->started = guest->silent = false;
	guest->boots = 0;
	guest->endless = guest->killed = false;
	guest->asked = ASKED_NOTHING;
	guest->running[0] = '\0';
	guest->limit = guest->rules->limit;
	guest->deadline = guest->end = guest->on + guest->rules->boot;
	tce_strbuf_clear(&guest->exit);
	tce_strbuf_clear(&guest->head);
	tce_strbuf_clear(&guest->registers);
	tce_strbuf_clear(&guest->unusable);
	tce_ktap_init(&guest->ktap, take_line, guest);
}

static void close_pair(int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int guest_start(struct run_guest *guest, const struct words *command)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, mon[2] = { -1, -1 };
	const int console =
		open(guest->console, O_RDONLY | O_CREAT | O_CLOEXEC, 0666);
	const int errors = open(guest->errors,
				O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int err = console < 0 || errors < 0 ? -errno : 0;

	begin(guest);
	if (!err && (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) ||
		     socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, mon)))
		err = -errno;
	if (!err) {
		const struct child_setup setup = { .in = in[0],
						   .out = out[1],
						   .err = errors,
						   .extra = mon[1],
						   .end_signal = SIGKILL };

		guest->console_from = lseek(console, 0, SEEK_END);
		err = child_start(&guest->qemu, command, &setup);
	}
	if (console >= 0)
		close(console);
	if (errors >= 0)
		close(errors);
	if (err) {
		close_pair(in);
		close_pair(out);
		close_pair(mon);
		tce_warn("cannot start a guest: %s", strerror(-err));
		return TCE_STATUS_BROKEN;
	}
	close(in[0]);
	close(out[1]);
	close(mon[1]);
	guest->words = in[1];
	guest->tap = out[0];
	fcntl(guest->tap, F_SETFL, O_NONBLOCK);
	fcntl(guest->words, F_SETFL, O_NONBLOCK);
	monitor_open(&guest->monitor, mon[0]);
	return 0;
}

size_t guest_fds(const struct run_guest *guest, struct pollfd fds[GUEST_FDS])
{
	size_t n = 0;

	fds[n++] = (struct pollfd){ guest->qemu.pidfd, POLLIN, 0 };
	if (guest->tap >= 0)
		fds[n++] = (struct pollfd){ guest->tap, POLLIN, 0 };
	if (guest->monitor.fd >= 0)
		fds[n++] = (struct pollfd){ guest->monitor.fd, POLLIN, 0 };
	return n;
}

int64_t guest_due(const struct run_guest *guest)
{
	int64_t due =
		guest->deadline < guest->end ? guest->deadline : guest->end;

	if (guest->silent)
		due = INT64_MAX;
	if (guest->asked != ASKED_NOTHING && guest->answer < due)
		due = guest->answer;
	return due;
}

/* Reads what there is, but returns to the loop. */
static void read_stream(struct run_guest *guest)
{
	char bytes[16384];
	ssize_t n;

	for (int i = 0; guest->tap >= 0 && i < 16; i++) {
		n = read(guest->tap, bytes, sizeof(bytes));
		if (n > 0) {
			tce_ktap_feed(&guest->ktap, bytes, n);
			continue;
		}
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		close(guest->tap);
		guest->tap = -1;
		/* QEMU ends now; nothing more can come. */
		if (!guest->silent)
			guest->deadline = guest->end = clock_us() + HALT_US;
	}
}

/* It was silent, or talked, for too long. */
static void give_up(struct run_guest *guest)
{
	const bool quiet = guest->started ? clock_us() >= guest->deadline
					  : !guest->head.len;
	char *panic;

	if (guest->tap < 0 || guest->exit.len) {
		child_signal(&guest->qemu, SIGKILL);
		guest->deadline = guest->end = INT64_MAX;
		return;
	}
	guest->silent = true;
	guest->endless = !quiet;
	guest->silence = guest_elapsed(guest);
	panic = evidence_panic(guest);
	if (guest->running[0] && !panic)
		ask_where_it_is(guest);
	else
		child_signal(&guest->qemu, SIGKILL);
	free(panic);
}

static void close_all(struct run_guest *guest)
{
	if (guest->tap >= 0)
		close(guest->tap);
	if (guest->words >= 0)
		close(guest->words);
	guest->tap = guest->words = -1;
	monitor_close(&guest->monitor);
	guest->asked = ASKED_NOTHING;
	guest->off = clock_us();
}

static void finish(struct run_guest *guest, int status)
{
	char *panic;

	close_all(guest);
	guest->killed = evidence_debugger(guest);
	/* What ran has no verdict. */
	if (guest->killed)
		return;
	/* A panic because of the NMI is no reason. */
	panic = guest->registers.len ? NULL : evidence_panic(guest);
	evidence_judge(guest, panic, status);
	free(panic);
	if (!guest->running[0])
		return;
	evidence_write(guest);
	words_add(guest->seen, guest->running);
}

bool guest_step(struct run_guest *guest)
{
	struct pollfd ended = { guest->qemu.pidfd, POLLIN, 0 };
	int status;

	read_stream(guest);
	ask_step(guest);
	if (poll(&ended, 1, 0) > 0) {
		status = child_wait(&guest->qemu);
		while (guest->tap >= 0) {
			struct pollfd rest = { guest->tap, POLLIN, 0 };

			if (poll(&rest, 1, 0) <= 0)
				break;
			read_stream(guest);
		}
		finish(guest, status);
		return true;
	}
	if (!guest->silent &&
	    clock_us() >= (guest->deadline < guest->end ? guest->deadline
							: guest->end))
		give_up(guest);
	return false;
}

void guest_free(struct run_guest *guest)
{
	if (guest->qemu.pid) {
		child_signal(&guest->qemu, SIGKILL);
		child_wait(&guest->qemu);
		close_all(guest);
	}
	tce_strbuf_free(&guest->exit);
	tce_strbuf_free(&guest->head);
	tce_strbuf_free(&guest->registers);
	tce_strbuf_free(&guest->unusable);
	free(guest->why);
	guest->why = NULL;
}
