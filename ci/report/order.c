// SPDX-License-Identifier: GPL-2.0-only
/* The order of a run's results that does not depend on what ran when. */
#include <stdlib.h>
#include <string.h>

#include <stream/table.h>

#include "run.h"

size_t tce_suite_len(const struct tce_result *result)
{
	return strcspn(result->name, ".");
}

bool tce_same_suite(const struct tce_result *a, const struct tce_result *b)
{
	size_t len = tce_suite_len(a);

	return len == tce_suite_len(b) && !strncmp(a->name, b->name, len);
}

struct place {
	const struct tce_result *result;
	size_t suite;
};

/* The number of a suite among WORDS, or of the words where it is none. */
static size_t suite_number(const char *words, const struct tce_result *result)
{
	const char *word;
	size_t number = 0, len;

	while ((len = tce_word_next(&words, &word))) {
		if (len == tce_suite_len(result) &&
		    !strncmp(word, result->name, len))
			break;
		number++;
	}
	return number;
}

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order;

	if (x->suite != y->suite)
		return x->suite < y->suite ? -1 : 1;
	/* Those that the run does not list are last, in the order of the run.
	 */
	if (x->result->suite != y->result->suite)
		return x->result->suite < y->result->suite ? -1 : 1;
	order = strverscmp(x->result->name, y->result->name);
	return order ? order
		     : (x->result > y->result) - (x->result < y->result);
}

const struct tce_result **tce_run_sorted(const struct tce_run *run)
{
	const char *suites = tce_run_get(run, TCE_RUN_SUITES);
	const struct tce_result **list;
	struct place *places;
	size_t room = run->n_results, i;

	list = tce_grow(NULL, run->n_results, &room, sizeof(*list));
	room = run->n_results;
	places = tce_grow(NULL, run->n_results, &room, sizeof(*places));
	for (i = 0; i < run->n_results; i++) {
		places[i].result = &run->results[i];
		places[i].suite =
			suites ? suite_number(suites, &run->results[i]) : 0;
	}
	qsort(places, run->n_results, sizeof(*places), by_place);
	for (i = 0; i < run->n_results; i++)
		list[i] = places[i].result;
	free(places);
	return list;
}
