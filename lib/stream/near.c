// SPDX-License-Identifier: GPL-2.0-only
/* ci/near.awk does the same for scripts that run before anything is built. */
#include "near.h"

#include <string.h>

#define LENGTH_MAX 127
#define DISTANCE_MAX 3

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* The letters that must be added, dropped, changed, or swapped with the next.
 */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int rows[3][LENGTH_MAX + 1];
	unsigned int *before = rows[0], *last = rows[1], *now = rows[2];
	const size_t alen = strlen(a), blen = strlen(b);

	for (size_t k = 0; k <= blen; k++)
		last[k] = (unsigned int)k;
	for (size_t i = 1; i <= alen; i++) {
		unsigned int *const spare = before;

		now[0] = (unsigned int)i;
		for (size_t k = 1; k <= blen; k++) {
			now[k] = least(last[k], now[k - 1]) + 1;
			now[k] = least(now[k],
				       last[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1])
				now[k] = least(now[k], before[k - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[blen];
}

void tce_near_begin(struct tce_near *n, const char *word)
{
	const size_t len = strlen(word);

	*n = (struct tce_near){
		.word = word,
		.distance = 1 + least((unsigned int)(len < 3 ? 1 : len / 3),
				      DISTANCE_MAX),
	};
}

void tce_near_offer(struct tce_near *n, const char *name)
{
	const size_t wlen = strlen(n->word), len = strlen(name);
	unsigned int d;

	if (wlen > LENGTH_MAX || len > LENGTH_MAX)
		return;
	d = distance(n->word, name);
	if (d >= n->distance)
		return;
	n->distance = d;
	n->best = name;
}
