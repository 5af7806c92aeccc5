// SPDX-License-Identifier: GPL-2.0-only
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stream/write.h>

#define PRINT_FAILS_MAX 8   /* lines */
#define PRINT_KERNEL_MAX 40 /* lines */

static const struct tce_waiver *waiver_find(const struct tce_evidence *e,
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

static unsigned int fails_kept(const struct tce_evidence *e)
{
	unsigned int n = e->outcome->nfails;

	return n < TCE_FAILS_MAX ? n : TCE_FAILS_MAX;
}

/* The first one that no waiver covers, or NULL. */
static const char *fail_open(const struct tce_evidence *e)
{
	unsigned int i;

	for (i = 0; i < fails_kept(e); i++)
		if (!waiver_find(e, e->outcome->fail[i]))
			return e->outcome->fail[i];
	return e->outcome->nfails > TCE_FAILS_MAX ? "more failures" : NULL;
}

/* What a kernel says after an oops that is known is the oops's doing. */
static const struct tce_splat *splat_open(const struct tce_evidence *e)
{
	unsigned int i;

	for (i = 0; i < e->splats->n; i++) {
		const struct tce_splat *s = &e->splats->splat[i];

		if (!waiver_find(e, s->text))
			return s;
		if (s->damage)
			return NULL;
	}
	return NULL;
}

static bool splat_damages(const struct tce_evidence *e)
{
	unsigned int i;

	for (i = 0; i < e->splats->n; i++)
		if (e->splats->splat[i].damage)
			return true;
	return false;
}

/*
 * A process that an oops took down did not end of its own: with the oops
 * waived, so is what it did to the process.
 */
static bool end_covered(const struct tce_evidence *e, const char *text)
{
	return waiver_find(e, text) || (splat_damages(e) && !splat_open(e));
}

static bool exit_open(const struct tce_evidence *e)
{
	return e->exit != TCE_EXIT_CLEAN && !end_covered(e, e->exit_text);
}

static bool broken_open(const struct tce_evidence *e)
{
	return e->outcome->end == TCE_END_BROKEN &&
	       !end_covered(e, e->outcome->reason);
}

static bool taint_open(const struct tce_evidence *e)
{
	return e->taint_text[0] && !waiver_find(e, e->taint_text);
}

/* Whether anything at all shows this part of W's symptom. */
static bool part_seen(const struct tce_evidence *e, const struct tce_waiver *w,
		      unsigned int part)
{
	unsigned int i;

	for (i = 0; i < fails_kept(e); i++)
		if (tce_waiver_shows(w, part, e->outcome->fail[i]))
			return true;
	for (i = 0; i < e->splats->n; i++)
		if (tce_waiver_shows(w, part, e->splats->splat[i].text))
			return true;
	if (e->exit != TCE_EXIT_CLEAN &&
	    tce_waiver_shows(w, part, e->exit_text))
		return true;
	if (e->outcome->end == TCE_END_BROKEN &&
	    tce_waiver_shows(w, part, e->outcome->reason))
		return true;
	return e->taint_text[0] && tce_waiver_shows(w, part, e->taint_text);
}

/* What a waiver that applies turned out to be. */
enum seen {
	SEEN,
	STALE,	/* something that it demands does not show */
	IDLE,	/* nothing shows of what it only allows */
	SPOILT, /* something does: what others demand may be missing */
};

static enum seen waiver_seen(const struct tce_evidence *e,
			     const struct tce_waiver *w)
{
	unsigned int parts = tce_waiver_parts(w);
	bool any = false, demands = false;

	for (unsigned int i = 0; i < parts; i++) {
		bool seen = part_seen(e, w, i);

		if (!tce_waiver_optional(w, i)) {
			demands = true;
			if (!seen)
				return STALE;
		}
		any |= seen;
	}
	if (demands)
		return SEEN;
	return any ? SPOILT : IDLE;
}

/* Adds REFERENCE to a list unless it is there. */
static void reference_add(char *list, size_t len, const char *reference)
{
	size_t used = strlen(list), n = strlen(reference);
	const char *at = list;

	while ((at = strstr(at, reference))) {
		if ((at == list || at[-1] == ' ') && (!at[n] || at[n] == ','))
			return;
		at += n;
	}
	snprintf(list + used, len - used, "%s%s", used ? ", " : "", reference);
}

static enum tce_verdict judge_waived(const struct tce_evidence *e, char *reason,
				     size_t len)
{
	char seen[128] = "", stale[128] = "";
	const char *why = NULL;
	bool spoilt = false;
	size_t i;

	for (i = 0; e->waivers && i < e->waivers->n; i++) {
		const struct tce_waiver *w = &e->waivers->waiver[i];

		if (!tce_waiver_applies(w, e->name, e->platform))
			continue;
		switch (waiver_seen(e, w)) {
		case SPOILT:
			spoilt = true;
			/* fall through */
		case SEEN:
			reference_add(seen, sizeof(seen), w->reference);
			why = why ? why : w->reason;
			break;
		case STALE:
			reference_add(stale, sizeof(stale), w->reference);
			break;
		case IDLE:
			break;
		}
	}
	if (stale[0] && !spoilt) {
		snprintf(reason, len, "%s: no longer seen, drop the waiver",
			 stale);
		return TCE_VERDICT_XPASS;
	}
	if (!why)
		return TCE_VERDICT_PASS;
	snprintf(reason, len, "%s: %s", seen, why);
	return TCE_VERDICT_XFAIL;
}

enum tce_verdict tce_judge_case(const struct tce_evidence *e, char *reason,
				size_t len)
{
	const struct tce_splat *splat = splat_open(e);

	snprintf(reason, len, "%s", "");
	if (splat) {
		snprintf(reason, len, "kernel: %s", splat->head);
		return TCE_VERDICT_ERROR;
	}
	if (e->splats->more && !splat_damages(e)) {
		snprintf(reason, len, "kernel: %u more reports than are kept",
			 e->splats->more);
		return TCE_VERDICT_ERROR;
	}
	if (exit_open(e)) {
		bool hung = e->exit != TCE_EXIT_CUT;

		snprintf(reason, len, "%s",
			 e->exit_text + (hung ? strlen("timeout: ") : 0));
		return hung ? TCE_VERDICT_TIMEOUT : TCE_VERDICT_ERROR;
	}
	if (broken_open(e)) {
		snprintf(reason, len, "%s", e->outcome->reason);
		return TCE_VERDICT_ERROR;
	}
	if (taint_open(e)) {
		snprintf(reason, len, "%s", e->taint_text);
		return TCE_VERDICT_ERROR;
	}
	if (fail_open(e))
		return TCE_VERDICT_FAIL;
	if (e->outcome->end == TCE_END_SKIP && !e->outcome->nfails &&
	    !e->splats->n) {
		snprintf(reason, len, "%s", e->outcome->reason);
		return TCE_VERDICT_SKIP;
	}
	return judge_waived(e, reason, len);
}

static void print_text(const struct tce_evidence *e, int fd, const char *text)
{
	const struct tce_waiver *w = waiver_find(e, text);

	if (w)
		tce_stream_line(fd, "# %s [waived: %s]", text, w->reference);
	else
		tce_stream_line(fd, "# %s", text);
}

/* Registers tell little and take most of the room. */
static bool is_registers(const char *line)
{
	return !strncmp(line, "GPR", 3) || !strncmp(line, "IRQMASK", 7);
}

static unsigned int print_splat(const struct tce_splat *s, int fd,
				unsigned int room)
{
	const char *line = s->text;
	unsigned int n = 0;

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

static void print_steps(const char *line, int fd)
{
	for (size_t n; *line; line += n + 1) {
		n = strcspn(line, "\n");
		tce_stream_line(fd, "# %.*s", (int)n, line);
	}
}

void tce_evidence_print(const struct tce_evidence *e, int fd)
{
	unsigned int i, lines = 0;

	for (i = 0; i < fails_kept(e) && i < PRINT_FAILS_MAX; i++)
		print_text(e, fd, e->outcome->fail[i]);
	if (e->outcome->nfails > i)
		tce_stream_line(fd, "# and %u failures more",
				e->outcome->nfails - i);
	if (e->outcome->end == TCE_END_BROKEN)
		print_text(e, fd, e->outcome->reason);
	if (e->exit != TCE_EXIT_CLEAN)
		print_text(e, fd, e->exit_text);
	if (e->taint_text[0])
		print_text(e, fd, e->taint_text);
	print_steps(e->outcome->steps, fd);
	for (i = 0; i < e->splats->n; i++)
		lines += print_splat(&e->splats->splat[i], fd,
				     PRINT_KERNEL_MAX - lines);
}
