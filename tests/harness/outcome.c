// SPDX-License-Identifier: GPL-2.0-only
#include "outcome.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <stream/table.h>

#include "harness.h"

static struct tce_outcome *outcome;

struct tce_outcome *tce_outcome_begin(void)
{
	if (!outcome) {
		outcome = mmap(NULL, sizeof(*outcome), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (outcome == MAP_FAILED)
			outcome = NULL;
		return outcome;
	}
	memset(outcome, 0, sizeof(*outcome));
	return outcome;
}

void tce_outcome_end(void)
{
	outcome->end = TCE_END_REACHED;
}

void tce_outcome_free(void)
{
	if (outcome)
		munmap(outcome, sizeof(*outcome));
	outcome = NULL;
}

void tce_fail(const char *fmt, ...)
{
	unsigned int i = atomic_fetch_add(&outcome->nfails, 1);
	va_list ap;

	if (i >= TCE_FAILS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(outcome->fail[i], TCE_TEXT_MAX, fmt, ap);
	va_end(ap);
}

void tce_outcome_refused(const char *why)
{
	if (outcome->refused)
		return;
	snprintf(outcome->refusal, sizeof(outcome->refusal), "%s", why);
	outcome->refused = atomic_load(&outcome->nfails);
}

void tce_outcome_steps(const char *lines)
{
	if (!*outcome->steps)
		snprintf(outcome->steps, sizeof(outcome->steps), "%s", lines);
}

void tce_answered(const char *key, const char *answer)
{
	for (unsigned int i = 0; i < TCE_CHOICES_MAX; i++) {
		char *answers = outcome->choice[i].answers;
		const size_t used = strlen(answers);

		if (!outcome->choice[i].key[0])
			snprintf(outcome->choice[i].key, TCE_KEY_MAX, "%s",
				 key);
		if (strcmp(outcome->choice[i].key, key) != 0)
			continue;
		if (!tce_word_in(answers, answer, strlen(answer)) &&
		    used + strlen(answer) + 2 <= TCE_ANSWERS_MAX)
			snprintf(answers + used, TCE_ANSWERS_MAX - used, "%s%s",
				 used ? " " : "", answer);
		return;
	}
}

bool tce_has_failed(void)
{
	return atomic_load(&outcome->nfails);
}

void tce_report(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(outcome->property, TCE_TEXT_MAX, fmt, ap);
	va_end(ap);
}

static void __attribute__((noreturn)) stop(enum tce_end end)
{
	outcome->end = end;
	exit(TCE_STOPPED);
}

void tce_skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(outcome->reason, TCE_TEXT_MAX, fmt, ap);
	va_end(ap);
	stop(TCE_END_SKIP);
}

void tce_broken(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(outcome->reason, TCE_TEXT_MAX, fmt, ap);
	va_end(ap);
	stop(TCE_END_SETUP_FAILED);
}

/* "0", "+1", "-EBUSY"; what has no name stays a number */
static const char *word(int64_t ret, char *buf, size_t len)
{
	const char *name =
		ret < 0 && ret > -4096 ? strerrorname_np((int)-ret) : NULL;

	if (name)
		snprintf(buf, len, "-%s", name);
	else
		snprintf(buf, len, ret > 0 ? "+%lld" : "%lld", (long long)ret);
	return buf;
}

bool tce_judge(const char *file, int line, const char *call, int64_t got,
	       int want)
{
	char got_text[24], want_text[24];

	if (got == -want)
		return true;
	tce_fail("%s:%d: %s: returned %s, expected %s", file, line, call,
		 word(got, got_text, sizeof(got_text)),
		 word(-want, want_text, sizeof(want_text)));
	return false;
}

int64_t tce_must(const char *file, int line, const char *call, int64_t got)
{
	char text[24];

	if (got < 0)
		tce_broken("%s:%d: %s: returned %s", file, line, call,
			   word(got, text, sizeof(text)));
	return got;
}
