/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_NOMEM_H
#define TESTS_NOMEM_H

#include <stdbool.h>

#include <tce/tce.h>

/* The world of one call. */
struct nomem {
	const struct tce_platform *p;
	struct tce_container container;
	struct tce_group group, other;
	struct tce_buffer buf;
	struct tce_window window;
};

/* How far it is built up before the call. */
enum nomem_stage {
	STAGE_NONE,	/* nothing is open */
	STAGE_ATTACHED, /* the group is in the container */
	STAGE_V1,	/* ... which has an IOMMU */
	STAGE_V2,
	STAGE_REGISTERED, /* and memory */
	STAGE_WINDOW,	  /* and a window in place of the default one */
	STAGE_MAPPED,	  /* and an entry */
};

struct nomem_call {
	enum nomem_stage stage;
	struct tce_window window; /* of STAGE_WINDOW */
	/* not 0: that one alone, of those in @within, without those in @but_in
	 */
	unsigned int nth;
	const char *within, *but_in;
	bool never; /* it does not allocate: no failure is expected */
	void (*prepare)(struct nomem *n); /* after the stage; or NULL */
	int (*call)(struct nomem *n);
	void (*use)(struct nomem *n); /* of what it has made; or NULL */
};

/* Let each allocation of the call fail in turn. */
void nomem_sweep(const struct tce_platform *p, const struct nomem_call *s);

#endif
