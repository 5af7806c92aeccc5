// SPDX-License-Identifier: GPL-2.0-only
#include "evidence.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stream/table.h>

#include "symbols.h"

#define EXTRACT_MAX 60
#define EXTRACT_TAIL 20
#define CONSOLE_MAX (8L * 1024 * 1024) /* of it is looked at, from its end */
#define PANIC "Kernel panic - not syncing: "

/* The console of this boot as printable text, which the caller frees. */
static char *console_text(const struct run_guest *guest)
{
	int fd = open(guest->console, O_RDONLY | O_CLOEXEC);
	off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	off_t from = guest->console_from;
	char *text;
	ssize_t n;
	size_t kept = 0;

	if (end - from > CONSOLE_MAX)
		from = end - CONSOLE_MAX;
	text = malloc(end > from ? end - from + 1 : 1);
	n = text && end > from ? pread(fd, text, end - from, from) : 0;
	for (ssize_t i = 0; i < n; i++)
		if (text[i] == '\t' || text[i] == '\n' ||
		    (text[i] >= ' ' && text[i] <= '~'))
			text[kept++] = text[i];
	if (text)
		text[kept] = '\0';
	if (fd >= 0)
		close(fd);
	return text ? text : tce_strdup("");
}

char *evidence_panic(const struct run_guest *guest)
{
	char *text = console_text(guest);
	char *at = strstr(text, PANIC), *panic = NULL;

	if (at) {
		at += strlen(PANIC);
		at[strcspn(at, "\n")] = '\0';
		panic = tce_strdup(at);
	}
	free(text);
	return panic;
}

static bool is_crash(const char *line)
{
	static const char *const signs[] = { "Kernel panic", "BUG:", "Oops:",
					     "WARNING:", "watchdog:" };
	const char *rcu = strstr(line, "rcu:");

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (strstr(line, signs[i]))
			return true;
	return rcu && strstr(rcu, "stall");
}

void evidence_extract(const struct run_guest *guest, struct words *lines)
{
	char *text = console_text(guest);
	struct words all = { 0 };
	size_t from = 0, begin = 0;
	bool crash = false;

	words_lines(&all, text);
	free(text);
	for (size_t i = 0; i < all.n; i++) {
		/* what an earlier case, or the boot, has printed */
		if (!strcmp(all.word[i], "guest: up") ||
		    strstr(all.word[i], "tce-test: RUN ")) {
			begin = i + 1;
			crash = false;
		} else if (!crash && is_crash(all.word[i])) {
			crash = true;
			from = i;
		}
	}
	if (!crash)
		from = all.n - begin > EXTRACT_TAIL ? all.n - EXTRACT_TAIL
						    : begin;
	for (size_t i = from; i < all.n && i < from + EXTRACT_MAX; i++)
		words_add(lines, all.word[i]);
	words_free(&all);
}

void evidence_errors(const struct run_guest *guest, struct words *lines,
		     size_t n)
{
	char *text = tce_file_text(guest->errors);
	struct words all = { 0 }, kept = { 0 };

	words_lines(&all, text ? text : "");
	free(text);
	for (size_t i = 0; i < all.n; i++)
		if (!strstr(all.word[i], "warning:") &&
		    !strstr(all.word[i], "OS terminated"))
			words_add(&kept, all.word[i]);
	words_add_tail(lines, &kept, n, "");
	words_free(&kept);
	words_free(&all);
}

bool evidence_debugger(const struct run_guest *guest)
{
	char *text = tce_file_text(guest->errors);
	const bool is = text && strstr(text, "Terminated via GDBstub");

	free(text);
	return is;
}

/* Whether a line begins with QEMU's name, "qemu-system-ppc64: ...". */
static bool names_qemu(const char *line)
{
	const char *name = strstr(line, "qemu"), *colon = strchr(line, ':');

	return name && colon && name < colon;
}

/* What QEMU said of its end: the first line with its name, or the last. */
static void qemu_said(const struct run_guest *guest, struct tce_strbuf *text)
{
	struct words lines = { 0 };
	const char *said = "";

	evidence_errors(guest, &lines, SIZE_MAX);
	for (size_t i = 0; i < lines.n; i++) {
		said = lines.word[i];
		if (names_qemu(said))
			break;
	}
	tce_strbuf_addf(text, "%s", said);
	words_free(&lines);
}

void evidence_judge(struct run_guest *guest, const char *panic, int status)
{
	struct tce_strbuf text = { 0 };

	if (panic)
		tce_strbuf_addf(&text, "kernel panic: %s", panic);
	else if (guest->exit.len)
		tce_strbuf_addf(&text, "%s", guest->exit.data);
	else if (guest->silent && !guest->head.len)
		tce_strbuf_addf(
			&text,
			"silent for %.0f s after power-on (--boot-timeout)",
			guest->silence);
	else if (guest->endless)
		tce_strbuf_addf(&text, "not done after %.0f s, but not silent",
				guest->silence);
	else if (guest->silent)
		tce_strbuf_addf(&text, "no output for %.0f s", guest->silence);
	else if (status) {
		tce_strbuf_addf(&text, "qemu ended with %d: ", status);
		qemu_said(guest, &text);
	} else {
		tce_strbuf_addf(&text, "the machine powered off");
	}
	free(guest->why);
	guest->why = tce_strdup(tce_strbuf_str(&text));
	tce_strbuf_free(&text);
}

/* The registers that show where the CPUs are. */
static void write_registers(struct run_guest *guest)
{
	struct symbols symbols = { 0 };
	struct words lines = { 0 };
	unsigned int cpu = 0;

	words_lines(&lines, tce_strbuf_str(&guest->registers));
	if (lines.n)
		symbols_read(&symbols, guest->rules->vmlinux);
	for (size_t i = 0; i < lines.n; i++) {
		char nip[20], lr[20];

		if (sscanf(lines.word[i], "NIP %18[0-9a-f] LR %18[0-9a-f]", nip,
			   lr) == 2) {
			struct tce_strbuf text = { 0 };

			tce_strbuf_addf(&text, "CPU %u: NIP %s", cpu++, nip);
			symbols_name(&symbols, nip, &text);
			tce_strbuf_addf(&text, ", LR %s", lr);
			symbols_name(&symbols, lr, &text);
			guest_say(guest, "# kernel: %s", tce_strbuf_str(&text));
			tce_strbuf_free(&text);
		} else if (sscanf(lines.word[i], "MSR %18[0-9a-f]", nip) == 1) {
			guest_say(guest, "# kernel:   MSR %s", nip);
		}
	}
	words_free(&lines);
	symbols_free(&symbols);
}

void evidence_write(struct run_guest *guest)
{
	struct words lines = { 0 };

	evidence_extract(guest, &lines);
	for (size_t i = 0; i < lines.n; i++)
		guest_say(guest, "# kernel: %s", lines.word[i]);
	words_free(&lines);
	if (guest->silent)
		write_registers(guest);
	guest_say(guest, "# time %.3f", guest_elapsed(guest));
	guest_say(guest, "not ok 1 %s # ERROR %s%s", guest->running,
		  guest->exit.len ? "" : "the guest died: ", guest->why);
}
