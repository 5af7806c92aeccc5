/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_SCENE_H
#define HOST_SCENE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * What goes on on the machine: mounts, swap, routes, open files, this session.
 * Read once; who decides something looks it up here.
 */

struct host_claims;

struct host_text {
	char *text; /* "" where it could not be read */
	int err;    /* -errno why, or 0 */
};

struct host_open {
	mode_t type; /* S_IFCHR or S_IFBLK */
	dev_t dev;
	pid_t pid;
	char bdf[16]; /* with S_IFREG: it has a resource of this function */
};

struct host_scene {
	struct host_text mounts; /* /proc/self/mountinfo */
	struct host_text swaps;	 /* /proc/swaps */
	struct host_text routes; /* /proc/net/route */
	struct host_text routes6;
	struct host_text consoles; /* /proc/consoles */
	struct host_open *open;	   /* nodes that processes have open */
	size_t nopen;
	unsigned int blind; /* processes that could not be looked into */
	int open_err;	    /* -errno of looking for processes, or 0 */
	char bootpath[256]; /* node that the firmware booted from, or "" */
	char session_if[IF_NAMESIZE]; /* that carries this session, or "" */
	bool session_lost; /* it comes by a network, by which is not known */
	/*
	 * What is done with the machine, not a part of it: disks that are
	 * looked at are claimed, and the claims kept here. NULL: no disk is
	 * opened.
	 */
	struct host_claims *claims;
};

/**
 * host_scene_read() - look at all of it
 * @scene: filled; to be freed with host_scene_free()
 *
 * What could not be read is noted there, and is no error here.
 *
 * Return: 0; -ENOMEM.
 */
int host_scene_read(struct host_scene *scene);

/**
 * host_scene_free() - free what host_scene_read() filled in
 */
void host_scene_free(struct host_scene *scene);

/**
 * host_scene_opener() - a process that has a node open
 * @type: S_IFCHR or S_IFBLK
 *
 * Return: its number; 0 when none of those that could be looked into has.
 */
pid_t host_scene_opener(const struct host_scene *scene, mode_t type,
			unsigned int major, unsigned int minor);

/**
 * host_parent() - the parent of a process
 *
 * Return: its number; 0 where it is not to be seen.
 */
pid_t host_parent(pid_t pid);

#endif
