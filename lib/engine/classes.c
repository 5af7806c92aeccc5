// SPDX-License-Identifier: GPL-2.0-only
/* The classes of engines, by the list of lib/engine/list.h. */
#include <stddef.h>

#include "engine.h"

#define REFER(name, unused) &tce_engine_##name,

/* clang-format off */
static const struct tce_engine_class *const classes[] = {
	TCE_ENGINES(REFER, )
};
/* clang-format on */

const struct tce_engine_class *tce_engine_class_get(unsigned int i)
{
	return i < sizeof(classes) / sizeof(classes[0]) ? classes[i] : NULL;
}

const struct tce_engine_class *
tce_engine_class_find(const struct tce_pci_id *id)
{
	const struct tce_engine_class *c;

	for (unsigned int i = 0; (c = tce_engine_class_get(i)); i++) {
		if (c->match(id))
			return c;
	}
	return NULL;
}
