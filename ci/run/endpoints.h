/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices of a machine, each in a PE of its own behind a port of its own.
 */
#ifndef RUN_ENDPOINTS_H
#define RUN_ENDPOINTS_H

#include "words.h"

/* What a description has of them; {n} in a port or a bus is their number. */
struct endpoints {
	char *port, *bus;
	char *bdf;	     /* of a PE, as endpoints_is_bdf() allows */
	struct words also;   /* further functions, ditto */
	struct words pes;    /* "COUNT DEVICE" */
	struct words pes_at; /* FILE:LINE of each */
};

/*
 * Whether it is "FORMAT OFFSET": a BDF with one number of printf's, and what is
 * added to the number of the endpoint for it.
 */
bool endpoints_is_bdf(const char *description);

/*
 * Adds what QEMU needs for them, their functions, and further ones. 0, or
 * TCE_STATUS_USAGE after one line with file and line.
 */
int endpoints_add(const struct endpoints *ends, struct words *qemu,
		  struct words *bdfs, struct words *also);

void endpoints_free(struct endpoints *ends);

#endif
