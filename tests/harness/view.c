// SPDX-License-Identifier: GPL-2.0-only
#include "view.h"

#include <stdio.h>
#include <string.h>

#include <tce/engine.h>

#include "needs.h"

static bool is_engine(const struct tce_pe *pe, const char *name)
{
	const struct tce_engine_class *class = tce_engine_class_find(&pe->id);

	return class && !strcmp(class->name, name);
}

/* Those with such an engine to the front; how many they are. */
static unsigned int engines_first(struct tce_platform *p, const char *name)
{
	unsigned int engines = 0;

	for (unsigned int i = 0; i < p->npes; i++) {
		struct tce_pe pe = p->pe[i];

		if (!is_engine(&pe, name))
			continue;
		memmove(&p->pe[engines + 1], &p->pe[engines],
			(i - engines) * sizeof(pe));
		p->pe[engines++] = pe;
	}
	return engines;
}

unsigned int tce_view_choice(const struct tce_platform *p,
			     const struct tce_row *row)
{
	struct tce_platform sorted = *p;

	return row->suite->engine ? engines_first(&sorted, row->suite->engine)
				  : p->npes;
}

/* Leaves the PEs that the row has alone; false: they are too few. */
static bool own_pes_keep(struct tce_platform *view, const struct tce_row *row,
			 unsigned int choice, char *why, size_t len)
{
	const unsigned int n = tce_row_pes(row);

	if (row->first_pe + n > choice) {
		snprintf(why, len,
			 "needs own-pe: %u PEs are needed, %u were "
			 "given (repeat -d BDF)",
			 row->first_pe + n, choice);
		return false;
	}
	memmove(view->pe, &view->pe[row->first_pe], n * sizeof(view->pe[0]));
	view->npes = n;
	return true;
}

bool tce_view_set(struct tce_platform *view, const struct tce_platform *p,
		  const struct tce_row *row, bool model, char *why, size_t len)
{
	const char *engine = row->suite->engine;
	uint64_t needs = row->c->needs;
	unsigned int choice = p->npes;

	*view = *p;
	if (model)
		needs &= ~NEED(ROOT);
	if (engine) {
		choice = engines_first(view, engine);
		if (!choice) {
			snprintf(why, len,
				 "needs engine: no %s device was given",
				 engine);
			return false;
		}
	}
	if (!tce_needs_met(needs, view, why, len))
		return false;
	return !row->own_pe || model ||
	       (own_pes_keep(view, row, choice, why, len) &&
		tce_needs_met(needs, view, why, len));
}
