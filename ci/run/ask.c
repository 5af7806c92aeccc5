// SPDX-License-Identifier: GPL-2.0-only
#include "ask.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* in which QEMU's monitor, or a kernel after an NMI, must answer */
#define ANSWER_US (10 * 1000000LL)
#define NO_ANSWER "no answer from QEMU"

static void ask(struct run_guest *guest, enum asked what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void ask(struct run_guest *guest, enum asked what, const char *fmt, ...)
{
	struct tce_strbuf command = { 0 };
	va_list ap;

	va_start(ap, fmt);
	tce_strbuf_vaddf(&command, fmt, ap);
	va_end(ap);
	guest->asked = what;
	guest->monitor.deleted = false;
	monitor_send(&guest->monitor, tce_strbuf_str(&command));
	tce_strbuf_free(&command);
}

/* One line to the case that waits. */
static void reply(struct run_guest *guest, const char *text)
{
	struct tce_strbuf line = { 0 };
	ssize_t written;

	guest->asked = ASKED_NOTHING;
	for (const char *p = text; *p; p += strspn(p, "\r\n")) {
		const size_t len = strcspn(p, "\r\n");

		tce_strbuf_addf(&line, "%s%.*s", line.len ? " " : "", (int)len,
				p);
		p += len;
	}
	tce_strbuf_addf(&line, "\n");
	/* A guest that reads nothing gets nothing. */
	written = write(guest->words, line.data, line.len);
	(void)written;
	tce_strbuf_free(&line);
}

static void reply_done(struct run_guest *guest)
{
	struct tce_strbuf text = { 0 };

	tce_strbuf_addf(&text, "done %s %s", guest->plug->connector,
			guest->plug->bdf);
	reply(guest, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
}

static void plug(struct run_guest *guest)
{
	ask(guest, ASKED_PLUG, "device_add %s,id=%s", guest->plug->device,
	    guest->plug->name);
}

/*
 * What a device had is freed later, by another thread of QEMU, and QEMU 7.2
 * fails an assertion where a bridge comes back before that. A device_add that
 * is refused waits for that thread.
 */
static void settle(struct run_guest *guest)
{
	ask(guest, ASKED_SETTLE, "device_add no-such-device");
}

static void reply_boot(struct run_guest *guest)
{
	struct tce_strbuf text = { 0 };

	tce_strbuf_addf(&text, "boot %u", guest->boots);
	reply(guest, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
}

/* Which boot this is. Only here can a reset be wanted at its end. */
static void boot(struct run_guest *guest)
{
	guest->answer = clock_us() + ANSWER_US;
	if (guest->boots++ >= machine_resets(guest->machine)) {
		reply_boot(guest);
		return;
	}
	guest->asked = ASKED_RESET;
	monitor_let_reset(&guest->monitor, true);
}

/* The machine was reset, as its guest wanted: it boots again. */
static void boots_again(struct run_guest *guest)
{
	const int console = open(guest->console, O_RDONLY | O_CLOEXEC);

	/* A panic that it wanted is no reason for its end. */
	if (console >= 0) {
		guest->console_from = lseek(console, 0, SEEK_END);
		close(console);
	}
	tce_strbuf_clear(&guest->head);
	guest->deadline = guest->end = clock_us() + guest->rules->boot;
}

void ask_for_case(struct run_guest *guest, const char *request)
{
	const char *name = strchr(request, ' ');
	struct tce_strbuf text = { 0 };

	if (guest->asked != ASKED_NOTHING)
		return;
	if (!strcmp(request, "boot")) {
		boot(guest);
		return;
	}
	name = name ? name + 1 : "";
	guest->plug = machine_plug(guest->machine, name);
	guest->answer = clock_us() + ANSWER_US;
	if (!guest->plug) {
		tce_strbuf_addf(&text,
				"the machine's description has no plug=%s",
				name);
		reply(guest, tce_strbuf_str(&text));
	} else if (!strncmp(request, "plug ", 5)) {
		settle(guest);
	} else if (!strncmp(request, "unplug ", 7)) {
		ask(guest, ASKED_UNPLUG, "device_del %s", name);
	} else {
		tce_strbuf_addf(&text, "unknown request %.*s",
				(int)strcspn(request, " "), request);
		reply(guest, tce_strbuf_str(&text));
	}
	tce_strbuf_free(&text);
}

void ask_where_it_is(struct run_guest *guest)
{
	guest->answer = clock_us() + ANSWER_US;
	ask(guest, ASKED_REGISTERS, "info registers -a");
}

/* The reply to what was asked has come. */
static void answered(struct run_guest *guest)
{
	const char *text = tce_strbuf_str(&guest->monitor.reply);

	switch (guest->asked) {
	case ASKED_SETTLE:
		plug(guest);
		return;
	case ASKED_PLUG:
		/* A device of that name that was unplugged exists until the
		 * guest's firmware has reported it, a moment after the guest
		 * released it. */
		if (!strstr(text, "Duplicate"))
			break;
		guest->asked = ASKED_DELETED;
		return;
	case ASKED_REGISTERS:
		tce_strbuf_addf(&guest->registers, "%s", text);
		guest->answer = clock_us() + ANSWER_US;
		ask(guest, ASKED_NMI, "nmi");
		return;
	case ASKED_RESET:
	case ASKED_UNPLUG:
		break;
	default:
		return;
	}
	if (*text)
		reply(guest, text);
	else if (guest->asked == ASKED_RESET)
		reply_boot(guest);
	else
		reply_done(guest);
}

static void too_late(struct run_guest *guest)
{
	switch (guest->asked) {
	case ASKED_SETTLE:
	case ASKED_PLUG:
	case ASKED_UNPLUG:
	case ASKED_RESET:
		reply(guest, NO_ANSWER);
		break;
	case ASKED_DELETED:
		reply(guest, tce_strbuf_str(&guest->monitor.reply));
		break;
	default:
		/* It has said what it has to say. */
		child_signal(&guest->qemu, SIGKILL);
		guest->asked = ASKED_NOTHING;
		guest->end = guest->deadline = INT64_MAX;
	}
}

void ask_step(struct run_guest *guest)
{
	if (guest->monitor.fd >= 0 && monitor_read(&guest->monitor))
		answered(guest);
	if (guest->monitor.reset) {
		guest->monitor.reset = false;
		/* one was wanted, the next is an error again */
		monitor_let_reset(&guest->monitor, false);
		boots_again(guest);
	}
	if (guest->asked == ASKED_DELETED && guest->monitor.deleted)
		settle(guest);
	if (guest->asked != ASKED_NOTHING && clock_us() >= guest->answer)
		too_late(guest);
}
