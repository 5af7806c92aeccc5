// SPDX-License-Identifier: GPL-2.0-only
#include "choice.h"

#include <stdlib.h>
#include <string.h>

#include <stream/table.h>

#include "strbuf.h"

static struct tce_choice *find(const struct tce_choices *all, const char *where)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (!strcmp(all->choice[i].where, where))
			return &all->choice[i];
	return NULL;
}

/* Adds the words of ANSWER that TO does not have yet. */
static void join(struct tce_choice *to, const char *answer)
{
	struct tce_strbuf text = { 0 };
	const char *word;
	size_t len;

	tce_strbuf_addf(&text, "%s", to->answer);
	while ((len = tce_word_next(&answer, &word)))
		if (!tce_word_in(tce_strbuf_str(&text), word, len))
			tce_strbuf_addf(&text, " %.*s", (int)len, word);
	free(to->answer);
	to->answer = text.data;
}

void tce_choices_add(struct tce_choices *all, const char *where,
		     const char *answer)
{
	struct tce_choice *choice = find(all, where);

	if (choice) {
		join(choice, answer);
		return;
	}
	all->choice =
		tce_grow(all->choice, all->n, &all->room, sizeof(*all->choice));
	all->choice[all->n++] = (struct tce_choice){
		.where = tce_strdup(where),
		.answer = tce_strdup(answer),
	};
}

void tce_choices_copy(struct tce_choices *all, const struct tce_choices *from)
{
	size_t i;

	for (i = 0; from && i < from->n; i++)
		tce_choices_add(all, from->choice[i].where,
				from->choice[i].answer);
}

const struct tce_choice *tce_choices_find(const struct tce_choices *all,
					  const char *where)
{
	return find(all, where);
}

void tce_choices_free(struct tce_choices *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		free(all->choice[i].where);
		free(all->choice[i].answer);
	}
	free(all->choice);
	*all = (struct tce_choices){ 0 };
}
