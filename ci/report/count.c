// SPDX-License-Identifier: GPL-2.0-only
/* Which results are red, and the counts of a run. */
#include <string.h>

#include "run.h"

/* Whether a result is red if no earlier run is considered. */
static bool is_red_at_all(const struct tce_run *run,
			  const struct tce_result *result)
{
	switch (result->verdict) {
	case TCE_VERDICT_PASS:
	case TCE_VERDICT_XFAIL:
		return false;
	case TCE_VERDICT_SKIP:
		return run->strict;
	default:
		return true;
	}
}

/* "platform.usable", or "platform.usable/2" where cases are repeated */
static bool is_usable(const struct tce_result *result)
{
	size_t len = strlen(TCE_RUN_USABLE);

	return !strncmp(result->name, TCE_RUN_USABLE, len) &&
	       (!result->name[len] || result->name[len] == '/');
}

/* What excuses a failure never excuses that nothing works. */
bool tce_run_is_known(const struct tce_run *run,
		      const struct tce_result *result)
{
	return run->forgives && *result->since && !is_usable(result) &&
	       is_red_at_all(run, result);
}

bool tce_run_is_red(const struct tce_run *run, const struct tce_result *result)
{
	return is_red_at_all(run, result) && !tce_run_is_known(run, result);
}

bool tce_run_is_unusable(const struct tce_run *run)
{
	size_t i;

	/* An ERROR can be the guest's end, which is no verdict. */
	for (i = 0; i < run->n_results; i++)
		if (is_usable(&run->results[i]) &&
		    (run->results[i].verdict == TCE_VERDICT_FAIL ||
		     run->results[i].verdict == TCE_VERDICT_TIMEOUT))
			return true;
	return false;
}

bool tce_run_says_unrun(const char *reason)
{
	size_t len = strlen(TCE_RUN_NOT_RUN);

	return !strncmp(reason, TCE_RUN_NOT_RUN, len) &&
	       (!reason[len] || reason[len] == ':');
}

bool tce_run_is_unrun(const struct tce_result *result)
{
	return result->verdict == TCE_VERDICT_ERROR &&
	       tce_run_says_unrun(result->reason);
}

bool tce_run_is_unjudged(const struct tce_result *result)
{
	return result->verdict == TCE_VERDICT_ERROR &&
	       !strncmp(result->reason, TCE_NOT_JUDGED, strlen(TCE_NOT_JUDGED));
}

/* That the machine can be used is no verdict, unless nothing else was asked. */
static bool is_judged(const struct tce_run *run,
		      const struct tce_result *result)
{
	if (run->n_results > 1 && is_usable(result))
		return false;
	return result->verdict != TCE_VERDICT_SKIP;
}

void tce_run_count(const struct tce_run *run, struct tce_counts *counts)
{
	size_t i;

	memset(counts, 0, sizeof(*counts));
	for (i = 0; i < run->n_results; i++) {
		const struct tce_result *result = &run->results[i];

		counts->of[result->verdict]++;
		counts->seconds += result->seconds;
		if (tce_run_is_red(run, result))
			counts->failed++;
		else if (result->verdict == TCE_VERDICT_PASS)
			counts->passed++;
		else
			counts->skipped++;
		counts->known += tce_run_is_known(run, result);
		counts->judged += is_judged(run, result);
	}
	counts->total = run->n_results;
}

void tce_counts_add(struct tce_counts *counts, const struct tce_counts *more)
{
	size_t i;

	counts->total += more->total;
	counts->passed += more->passed;
	counts->failed += more->failed;
	counts->skipped += more->skipped;
	counts->known += more->known;
	counts->judged += more->judged;
	counts->seconds += more->seconds;
	for (i = 0; i < TCE_VERDICTS; i++)
		counts->of[i] += more->of[i];
}

void tce_run_count_all(const struct tce_run *runs, size_t n,
		       struct tce_counts *counts)
{
	size_t i;

	*counts = (struct tce_counts){ 0 };
	for (i = 0; i < n; i++) {
		struct tce_counts c;

		tce_run_count(&runs[i], &c);
		tce_counts_add(counts, &c);
	}
}

enum tce_status tce_run_exit(const struct tce_counts *counts)
{
	if (counts->failed)
		return TCE_STATUS_RED;
	return counts->judged ? TCE_STATUS_GREEN : TCE_STATUS_NOTHING;
}
