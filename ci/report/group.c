// SPDX-License-Identifier: GPL-2.0-only
#include "group.h"

#include <stdlib.h>
#include <string.h>

#include "finding.h"

bool tce_red_is_grouped(const struct tce_run *run,
			const struct tce_result *result)
{
	return tce_run_is_red(run, result) &&
	       result->verdict != TCE_VERDICT_SKIP && !tce_run_is_unrun(result);
}

/* The key that all cases with one cause share. */
static char *key_of(const struct tce_result *result,
		    const struct tce_block *block)
{
	const struct tce_finding *first = tce_block_first(block);
	struct tce_strbuf key = { 0 };

	if (first && first->step) {
		tce_finding_key(first, &key);
	} else if (result->verdict == TCE_VERDICT_XPASS) {
		/* The reason names a waiver, whose numbers count. */
		tce_strbuf_addf(&key, "%s", result->reason);
	} else if (result->verdict == TCE_VERDICT_TIMEOUT) {
		/* That two cases hang does not make them hang in one place. */
		tce_strbuf_addf(&key, "%s", result->name);
	} else {
		tce_finding_normalise(&key, *result->reason ? result->reason
					    : first	    ? first->what
							    : result->name);
	}
	return key.data ? key.data : tce_strdup("");
}

static struct tce_red_group *find(struct tce_red_groups *causes,
				  const char *key)
{
	struct tce_red_group *cause;
	size_t i;

	for (i = 0; i < causes->n; i++)
		if (!strcmp(causes->cause[i].key, key))
			return &causes->cause[i];
	causes->cause = tce_grow(causes->cause, causes->n, &causes->room,
				 sizeof(*cause));
	cause = &causes->cause[causes->n++];
	*cause = (struct tce_red_group){ .key = tce_strdup(key) };
	return cause;
}

static void add(struct tce_red_group *cause, const struct tce_run *run,
		const struct tce_result *result)
{
	cause->red = tce_grow(cause->red, cause->n, &cause->room,
			      sizeof(*cause->red));
	cause->red[cause->n++] = (struct tce_red){ run, result };
}

/* The cause of the run's case NAME, or NULL where that is not red. */
static struct tce_red_group *cause_of_name(struct tce_red_groups *causes,
					   const struct tce_run *run,
					   const char *name)
{
	size_t i, j;

	for (i = 0; i < causes->n; i++)
		for (j = 0; j < causes->cause[i].n; j++)
			if (causes->cause[i].red[j].run == run &&
			    !strcmp(causes->cause[i].red[j].result->name, name))
				return &causes->cause[i];
	return NULL;
}

static void add_result(struct tce_red_groups *causes, const struct tce_run *run,
		       const struct tce_result *result)
{
	struct tce_red_group *cause = NULL;
	struct tce_block block;
	char *key = NULL;

	tce_block_read(&block, result->text);
	if (tce_run_is_unjudged(result))
		key = key_of(result, &block);
	else if (block.because)
		cause = cause_of_name(causes, run, block.because);
	if (!cause && !key)
		key = block.because ? tce_strdup(block.because)
				    : key_of(result, &block);
	if (!cause)
		cause = find(causes, key);
	add(cause, run, result);
	causes->reds++;
	free(key);
	tce_block_free(&block);
}

void tce_red_groups_find(struct tce_red_groups *causes,
			 const struct tce_run *runs, size_t n)
{
	size_t i, j;

	*causes = (struct tce_red_groups){ 0 };
	for (i = 0; i < n; i++)
		for (j = 0; j < runs[i].n_results; j++)
			if (tce_red_is_grouped(&runs[i], &runs[i].results[j]))
				add_result(causes, &runs[i],
					   &runs[i].results[j]);
}

void tce_red_groups_free(struct tce_red_groups *causes)
{
	size_t i;

	for (i = 0; i < causes->n; i++) {
		free(causes->cause[i].key);
		free(causes->cause[i].red);
	}
	free(causes->cause);
}

const struct tce_red_group *
tce_red_groups_of(const struct tce_red_groups *causes,
		  const struct tce_result *result)
{
	size_t i, j;

	for (i = 0; i < causes->n; i++)
		for (j = 0; j < causes->cause[i].n; j++)
			if (causes->cause[i].red[j].result == result)
				return &causes->cause[i];
	return NULL;
}
