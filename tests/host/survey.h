/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_SURVEY_H
#define HOST_SURVEY_H

#include <stdbool.h>
#include <stdio.h>

#include "claims.h"
#include "host.h"
#include "inventory.h"
#include "scene.h"
#include "take.h"

/* All that is known of the machine before anything is decided. */
struct host_survey {
	struct host_inventory inv;
	struct host_scene scene;
	struct host_claims claims; /* from host_survey_judge() on */
};

/**
 * host_survey_read() - look at the machine
 * @s: filled on success; to be freed with host_survey_free()
 *
 * Return: 0; an exit status, after a message.
 */
int host_survey_read(struct host_survey *s);

/**
 * host_survey_free() - free what host_survey_read() filled in
 */
void host_survey_free(struct host_survey *s);

/**
 * host_survey_judge() - whether the devices may be taken from the machine
 * @s: the machine
 * @o: which devices, and what is accepted
 *
 * Prints machine, devices and findings on standard error. Disks of the devices
 * are claimed until they are taken, or @s is freed.
 *
 * Return: 0; an exit status, after a message.
 */
int host_survey_judge(struct host_survey *s, const struct host_options *o);

/**
 * host_survey_again() - whether a device may still be taken
 * @t: with options, whose accepted risks are no reason, and claims
 *
 * Looks at the whole machine again, and prints what is in the way.
 *
 * Return: 0; -EBUSY; -errno of looking.
 */
int host_survey_again(const struct host_taking *t, const char *bdf);

/**
 * host_survey_properties() - what the report says of machine and devices
 * @s: the machine
 * @o: which devices
 * @left_out: cases that may do harm and will not run
 *
 * Return: text, "key value" a line, to be freed; NULL without memory.
 */
char *host_survey_properties(const struct host_survey *s,
			     const struct host_options *o, size_t left_out);

#endif
