/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include <tce/tce.h>

#include "other.h"
#include "owner.h"
#include "plug.h"
#include "use.h"

/*
 * An owner of a PE with each kind of windows, and others beside it or none,
 * while something comes and goes. What is mapped is reached all the time.
 */

enum scene_windows {
	SCENE_NONE,
	SCENE_DEFAULT,
	SCENE_DYNAMIC,
	SCENE_BOTH,
};

enum scene_groups {
	SCENE_ALONE,
	SCENE_BESIDE, /* another group, in a container of its own */
	SCENE_JOINT,  /* ... in the owner's */
};

struct scene {
	const struct tce_platform *p;
	enum scene_windows windows;
	enum scene_groups groups;
	struct owner owner;
	struct tce_window second; /* of SCENE_BOTH */
	struct other other;	  /* a device that comes into the owner's PE */
	struct tce_plug plug;	  /* what comes */
	struct tce_group joint;
	struct use beside;
	struct tce_platform beside_at;
	char when[112];
};

/* From the first to the last of each. */
struct scene_kinds {
	enum scene_windows first, last;
	enum scene_groups few, most;
};

/* Calls @one with each of them that the platform can have. */
void scene_each(struct scene *s, const struct scene_kinds *kinds,
		void (*one)(struct scene *s));

/* "with both windows and two groups, " and @what. */
const char *scene_when(struct scene *s, const char *what);

void scene_begin(struct scene *s);

/* The owner's device reaches what is mapped, also after UNMAP and MAP. */
void scene_check(struct scene *s, const char *what);

/* An owner who had no window has the default one now. */
void scene_map(struct scene *s);

/*
 * The other device is in the owner's group and is VFIO's alone; it reaches what
 * is mapped, as the owner's does. It is closed then.
 */
void scene_meet(struct scene *s);

void scene_end(struct scene *s);

/* After the end the host has its windows, and its driver a drive that works. */
void scene_host_reads(struct scene *s, const struct tce_pe *pe);

#endif
