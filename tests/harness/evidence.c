// SPDX-License-Identifier: GPL-2.0-only
#include "evidence.h"

#include <stdio.h>
#include <string.h>

#include <stream/write.h>

#define PRINT_FAILS_MAX 8   /* lines */
#define PRINT_KERNEL_MAX 40 /* lines */

/* The waiver that knows a finding, or NULL. */
static const struct tce_waiver *find_waiver(const struct tce_evidence *e,
					    const char *text)
{
	size_t i;

	for (i = 0; e->waivers && i < e->waivers->n; i++) {
		const struct tce_waiver *w = &e->waivers->waiver[i];

		if (tce_waiver_applies(w, e->name, e->platform) &&
		    tce_waiver_covers(w, text))
			return w;
	}
	return NULL;
}

const struct tce_waiver *tce_evidence_waiver(const struct tce_evidence *e,
					     const char *text)
{
	return e->vital ? NULL : find_waiver(e, text);
}

unsigned int tce_evidence_fails(const struct tce_evidence *e)
{
	unsigned int n = e->outcome->nfails;

	return n < TCE_FAILS_MAX ? n : TCE_FAILS_MAX;
}

bool tce_evidence_shows(const struct tce_evidence *e,
			const struct tce_waiver *w, unsigned int part)
{
	unsigned int i;

	for (i = 0; i < tce_evidence_fails(e); i++)
		if (tce_waiver_shows(w, part, e->outcome->fail[i]))
			return true;
	for (i = 0; i < e->splats->n; i++)
		if (tce_waiver_shows(w, part, e->splats->splat[i].text))
			return true;
	if (e->exit != TCE_EXIT_CLEAN &&
	    tce_waiver_shows(w, part, e->exit_text))
		return true;
	if (e->outcome->end == TCE_END_SETUP_FAILED &&
	    tce_waiver_shows(w, part, e->outcome->reason))
		return true;
	if (e->pins_text[0] && tce_waiver_shows(w, part, e->pins_text))
		return true;
	return e->taint_text[0] && tce_waiver_shows(w, part, e->taint_text);
}

const struct tce_waiver *tce_evidence_pins_waiver(const struct tce_evidence *e)
{
	for (size_t i = 0; !e->vital && e->waivers && i < e->waivers->n; i++) {
		const struct tce_waiver *w = &e->waivers->waiver[i];

		if (!tce_waiver_applies(w, e->name, e->platform) ||
		    !tce_waiver_covers(w, e->pins_text))
			continue;
		for (unsigned int p = 0; p < tce_waiver_parts(w); p++)
			if (tce_waiver_shows(w, p, e->pins_text)
				    ? !tce_waiver_optional(w, p)
				    : tce_evidence_shows(e, w, p))
				return w;
	}
	return NULL;
}

/* What is known about a failure that no waiver can excuse. */
static void print_known(const struct tce_evidence *e, int fd, const char *text)
{
	const struct tce_waiver *w = find_waiver(e, text);

	tce_stream_line(fd, "# %s%s%s%s%s", text, w ? "; known as " : "",
			w ? w->reference : "", w ? ": " : "",
			w ? w->reason : "");
}

static void print_text(const struct tce_evidence *e, int fd, const char *text,
		       unsigned int times)
{
	const struct tce_waiver *w = text == e->pins_text
					     ? tce_evidence_pins_waiver(e)
					     : tce_evidence_waiver(e, text);
	char count[32] = "";

	if (e->vital) {
		print_known(e, fd, text);
		return;
	}
	if (times > 1)
		snprintf(count, sizeof(count), " (%u times)", times);
	tce_stream_line(fd, "# %s%s%s%s%s", text, count, w ? " [waived: " : "",
			w ? w->reference : "", w ? "]" : "");
}

/* How often failure I is there, all the way; 0: it was printed before. */
static unsigned int fail_times(const struct tce_outcome *o, unsigned int n,
			       unsigned int i)
{
	unsigned int k, times = 0;

	for (k = 0; k < n; k++) {
		if (strcmp(o->fail[k], o->fail[i]) != 0)
			continue;
		if (k < i)
			return 0;
		times++;
	}
	return times;
}

/*
 * The first few; of the others the first one that no waiver covers, which is
 * why the case is red.
 */
static void print_fails(const struct tce_evidence *e, int fd)
{
	const struct tce_outcome *o = e->outcome;
	unsigned int n = tce_evidence_fails(e), left = o->nfails;
	unsigned int lines = 0, end = o->refused ? o->refused : n;
	bool open = false;

	for (unsigned int i = 0; i < n && i < end; i++) {
		unsigned int times = fail_times(o, n, i);
		bool covered = tce_evidence_waiver(e, o->fail[i]);

		if (!times || (lines >= PRINT_FAILS_MAX && (covered || open)))
			continue;
		print_text(e, fd, o->fail[i], times);
		lines++;
		left -= times;
		open |= !covered;
	}
	if (left)
		tce_stream_line(fd, "# and %u failures more%s", left,
				o->refused ? ", which may follow from that"
					   : "");
}

/* Registers take most of the room and explain little. */
static bool is_registers(const char *line)
{
	return !strncmp(line, "GPR", 3) || !strncmp(line, "IRQMASK", 7);
}

static unsigned int print_splat(const struct tce_splat *s, int fd,
				unsigned int room)
{
	const char *line = s->text;
	unsigned int n = 0;

	if (s->times > 1 && room) {
		tce_stream_line(fd, "# kernel: %s (%u times)", line, s->times);
		return 1;
	}
	while (n < room && *line && strncmp(line, "--- interrupt:", 14) != 0) {
		int len = (int)strcspn(line, "\n");

		if (!is_registers(line)) {
			tce_stream_line(fd, "# kernel: %.*s", len, line);
			n++;
		}
		line += len + (line[len] == '\n');
	}
	return n;
}

static void print_splats(const struct tce_splats *s, int fd)
{
	unsigned int lines = 0;

	for (unsigned int i = 0; i < s->n; i++)
		lines +=
			print_splat(&s->splat[i], fd, PRINT_KERNEL_MAX - lines);
	if (s->lost)
		tce_stream_line(fd, "# " TCE_LOST_TEXT, s->lost);
}

static void print_steps(const char *line, int fd)
{
	for (size_t n; *line; line += n + 1) {
		n = strcspn(line, "\n");
		tce_stream_line(fd, "# %.*s", (int)n, line);
	}
}

void tce_evidence_print(const struct tce_evidence *e, int fd)
{
	print_fails(e, fd);
	if (e->outcome->end == TCE_END_SETUP_FAILED)
		print_text(e, fd, e->outcome->reason, 1);
	if (e->exit != TCE_EXIT_CLEAN)
		print_text(e, fd, e->exit_text, 1);
	if (e->taint_text[0])
		print_text(e, fd, e->taint_text, 1);
	if (e->pins_text[0])
		print_text(e, fd, e->pins_text, 1);
	print_steps(e->outcome->steps, fd);
	print_splats(e->splats, fd);
}
