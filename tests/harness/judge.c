// SPDX-License-Identifier: GPL-2.0-only
#include "judge.h"

#include <stdio.h>
#include <string.h>

#include "evidence.h"

#define GAVE_UP ", and the kernel gave up the PE"

/* Failures that are the kernel's own: those up to a refusal. */
static unsigned int fails_own(const struct tce_evidence *e)
{
	const unsigned int refused = e->outcome->refused;

	return refused ? refused - 1 : e->outcome->nfails;
}

/* Whether there is one that no waiver covers; "more" never are. */
static bool fail_open(const struct tce_evidence *e, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && i < TCE_FAILS_MAX; i++)
		if (!tce_evidence_waiver(e, e->outcome->fail[i]))
			return true;
	return n > TCE_FAILS_MAX;
}

/* The refusal, unless a waiver knows it and all that followed. */
static bool judge_refused(const struct tce_evidence *e, char *reason,
			  size_t len)
{
	if (!e->outcome->refused || !fail_open(e, e->outcome->nfails))
		return false;
	snprintf(reason, len, "%s%s", e->outcome->refusal,
		 e->lost ? GAVE_UP : "");
	return true;
}

/* A known oops is the cause of what the kernel logs after it. */
static const struct tce_splat *splat_open(const struct tce_evidence *e)
{
	unsigned int i;

	for (i = 0; i < e->splats->n; i++) {
		const struct tce_splat *s = &e->splats->splat[i];

		if (!tce_evidence_waiver(e, s->text))
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
 * A process that an oops took down did not end by itself: with the oops waived,
 * so is its effect on the process.
 */
static bool end_covered(const struct tce_evidence *e, const char *text)
{
	return tce_evidence_waiver(e, text) ||
	       (splat_damages(e) && !splat_open(e));
}

static bool exit_open(const struct tce_evidence *e)
{
	return e->exit != TCE_EXIT_CLEAN && !end_covered(e, e->exit_text);
}

static bool broken_open(const struct tce_evidence *e)
{
	return e->outcome->end == TCE_END_SETUP_FAILED &&
	       !end_covered(e, e->outcome->reason);
}

static bool taint_open(const struct tce_evidence *e)
{
	return e->taint_text[0] && !tce_evidence_waiver(e, e->taint_text);
}

/* A process that an oops took down leaves pinned what it had. */
static bool pins_open(const struct tce_evidence *e)
{
	return e->pins_text[0] && !tce_evidence_pins_waiver(e) &&
	       (!splat_damages(e) || splat_open(e));
}

/* How a waiver that applies turned out. */
enum seen {
	SEEN,
	STALE,	 /* something that it demands does not show */
	IDLE,	 /* nothing that it only allows shows */
	LIMITED, /* something does: what others demand may be missing */
};

static enum seen waiver_seen(const struct tce_evidence *e,
			     const struct tce_waiver *w)
{
	unsigned int parts = tce_waiver_parts(w);
	bool any = false, demands = false;

	for (unsigned int i = 0; i < parts; i++) {
		bool seen = tce_evidence_shows(e, w, i);

		if (!tce_waiver_optional(w, i)) {
			demands = true;
			if (!seen)
				return STALE;
		}
		any |= seen;
	}
	if (demands)
		return SEEN;
	return any ? LIMITED : IDLE;
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
	bool limited = false;
	size_t i;

	for (i = 0; e->waivers && i < e->waivers->n; i++) {
		const struct tce_waiver *w = &e->waivers->waiver[i];

		if (!tce_waiver_applies(w, e->name, e->platform))
			continue;
		switch (waiver_seen(e, w)) {
		case LIMITED:
			limited = true;
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
	if (stale[0] && !limited) {
		snprintf(reason, len, "%s: no longer seen, drop the waiver",
			 stale);
		return TCE_VERDICT_XPASS;
	}
	if (!why)
		return TCE_VERDICT_PASS;
	snprintf(reason, len, "%s: %s", seen, why);
	return TCE_VERDICT_XFAIL;
}

/* Whether the kernel logged something that no waiver covers, or may have. */
static bool judge_kernel(const struct tce_evidence *e, char *reason, size_t len)
{
	const struct tce_splat *splat = splat_open(e);

	if (splat)
		snprintf(reason, len, "kernel: %s", splat->head);
	else if (e->splats->more && !splat_damages(e))
		snprintf(reason, len, "kernel: %u more reports than are kept",
			 e->splats->more);
	else if (e->splats->lost)
		snprintf(reason, len, TCE_LOST_TEXT, e->splats->lost);
	else
		return false;
	return true;
}

static enum tce_verdict judge_end(const struct tce_evidence *e, char *reason,
				  size_t len)
{
	bool hung = e->exit == TCE_EXIT_HUNG || e->exit == TCE_EXIT_STUCK;

	if (exit_open(e)) {
		snprintf(reason, len, "%s",
			 e->exit_text + (hung ? strlen("timeout: ") : 0));
		return hung ? TCE_VERDICT_TIMEOUT : TCE_VERDICT_ERROR;
	}
	if (broken_open(e)) {
		snprintf(reason, len, "%s%s", e->outcome->reason,
			 e->lost ? GAVE_UP : "");
		return TCE_VERDICT_ERROR;
	}
	if (taint_open(e)) {
		snprintf(reason, len, "%s", e->taint_text);
		return TCE_VERDICT_ERROR;
	}
	return TCE_VERDICT_PASS;
}

enum tce_verdict tce_judge_case(const struct tce_evidence *e, char *reason,
				size_t len)
{
	enum tce_verdict verdict;

	snprintf(reason, len, "%s", "");
	if (fail_open(e, fails_own(e)) && !e->news)
		return TCE_VERDICT_FAIL;
	if (judge_refused(e, reason, len))
		return TCE_VERDICT_ERROR;
	if (judge_kernel(e, reason, len))
		return TCE_VERDICT_ERROR;
	verdict = judge_end(e, reason, len);
	if (verdict != TCE_VERDICT_PASS)
		return verdict;
	if (pins_open(e))
		return TCE_VERDICT_FAIL;
	if (e->outcome->end == TCE_END_SKIP && !e->outcome->nfails &&
	    !e->splats->n) {
		snprintf(reason, len, "%s", e->outcome->reason);
		return TCE_VERDICT_SKIP;
	}
	return e->vital ? TCE_VERDICT_PASS : judge_waived(e, reason, len);
}

const char *tce_judge_damage(const struct tce_evidence *e)
{
	const struct tce_splat *splat = splat_open(e);

	if (splat)
		return splat->head;
	if (taint_open(e))
		return e->taint_text;
	if (!(e->splats->more && !splat_damages(e)) && !broken_open(e) &&
	    !(e->exit == TCE_EXIT_CUT && exit_open(e)))
		return NULL;
	if (e->splats->n)
		return e->splats->splat[0].head;
	return e->taint_text[0] ? e->taint_text : NULL;
}
