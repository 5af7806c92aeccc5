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

bool tce_view_set(struct tce_platform *view, const struct tce_platform *p,
		  const struct tce_row *row, bool model, char *why, size_t len)
{
	unsigned int n = row->c->needs & NEED(PE2) ? 2 : 1;
	uint64_t needs = row->c->needs;
	const char *engine = row->suite->engine;

	*view = *p;
	if (model)
		needs &= ~NEED(ROOT);
	if (row->own_pe && !model) {
		view->npes = row->first_pe + n <= p->npes ? n : 0;
		memcpy(view->pe, &p->pe[row->first_pe],
		       view->npes * sizeof(view->pe[0]));
		if (!view->npes) {
			snprintf(why, len,
				 "needs own-pe: %u PEs are needed, %u were "
				 "given (repeat -d BDF)",
				 row->first_pe + n, p->npes);
			return false;
		}
	}
	if (engine && !engines_first(view, engine)) {
		snprintf(why, len, "needs engine: no %s device was given",
			 engine);
		return false;
	}
	return tce_needs_met(needs, view, why, len);
}
