/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_SHOW_H
#define HOST_SHOW_H

#include <stdio.h>

#include "host.h"
#include "inventory.h"
#include "machine.h"
#include "safety.h"
#include "scene.h"

/* Machine, devices and findings, as text for a person, or for a stream. */

/* Where it goes. */
struct host_page {
	FILE *out;
	const char *prefix; /* of keys in a stream; NULL: for a person */
	const struct host_options *o; /* what the user says of the machine */
};

/**
 * host_show_machine() - the block about the machine, crash dumps first
 */
void host_show_machine(const struct host_page *to,
		       const struct host_machine *m);

/**
 * host_show_device() - the block about a function
 */
void host_show_device(const struct host_page *to,
		      const struct host_inventory *inv,
		      const struct host_function *f);

/**
 * host_show_safety() - the list of checks, each with what it found
 * @forced: risks that the user takes, a bit each
 */
void host_show_safety(const struct host_page *to, const struct host_safety *s,
		      unsigned int forced);

/**
 * host_show_table() - all functions with a verdict, a line each
 *
 * The columns are as wide as the widest entry; their order is fixed.
 *
 * Return: 0; -ENOMEM.
 */
int host_show_table(FILE *out, const struct host_inventory *inv,
		    const struct host_scene *scene);

#endif
