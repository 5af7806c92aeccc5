/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_OTHER_H
#define TESTS_OTHER_H

#include <stdint.h>

#include <tce/tce.h>

#include "owner.h"

/* For cases with a run function: another device of an owner's group. */
struct other {
	struct tce_pe pe;
	const struct tce_engine_class *class;
	struct tce_buffer memory; /* the engine's own, then a page */
	struct tce_device device;
	struct tce_engine engine;
	uint64_t target; /* offset of that page */
	uint64_t iova;
};

/* Opens it, with memory of its own in the window; it can transfer then. */
void other_open(struct other *f, const struct owner *o);

/* It is closed; its memory stays mapped. */
void other_stop(struct other *f);

/* ... and opened again. */
void other_start(struct other *f, const struct owner *o);

/* Each writes into its own memory, and into that of the other. */
void other_check_both(struct owner *o, struct other *f, const char *when);

/* The owner's device writes into its own. */
void other_check_first(struct owner *o, const char *when);

#endif
