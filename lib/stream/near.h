/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of the names that there are a wrong one was probably meant to be. */
#ifndef TCE_STREAM_NEAR_H
#define TCE_STREAM_NEAR_H

/* A search; BEST is NULL if no name is near. */
struct tce_near {
	const char *word;
	const char *best;
	unsigned int distance;
};

/**
 * tce_near_begin() - begin a search
 * @n: the search; @word must stay as it is until it ends
 * @word: the wrong name
 */
void tce_near_begin(struct tce_near *n, const char *word);

/**
 * tce_near_offer() - one of the names
 * @n: the search; gets @name if none before it is as near
 * @name: must stay as it is until the search ends
 *
 * A name is near if few letters more, less, changed or swapped with the next
 * one make it: one of a short word, a third of a longer one, three at most.
 */
void tce_near_offer(struct tce_near *n, const char *name);

#endif
