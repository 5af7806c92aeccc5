/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel answered where the contract leaves it a choice. */
#ifndef TCE_REPORT_CHOICE_H
#define TCE_REPORT_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

/* "step 8 map" and "-ENXIO"; several answers of a loop have blanks between. */
struct tce_choice {
	char *where;
	char *answer;
};

/* Those of a case, each place once. */
struct tce_choices {
	struct tce_choice *choice;
	size_t n, room;
};

/* Files an answer; a further one for the same place joins the earlier ones. */
void tce_choices_add(struct tce_choices *all, const char *where,
		     const char *answer);

/* Adds all of FROM, which can be NULL. */
void tce_choices_copy(struct tce_choices *all, const struct tce_choices *from);

/* The choice at a place, or NULL. */
const struct tce_choice *tce_choices_find(const struct tce_choices *all,
					  const char *where);

void tce_choices_free(struct tce_choices *all);

#endif
