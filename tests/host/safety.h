/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_SAFETY_H
#define HOST_SAFETY_H

#include <stdbool.h>
#include <stddef.h>

#include "inventory.h"
#include "scene.h"

/*
 * What a device does for the machine, and whether it can be taken from it.
 * Decided from files, and nothing is changed. Only a disk of which no file says
 * that it is in use is asked whether the kernel has it for itself: opened for a
 * moment, to look, not to read.
 */

/* What can go wrong; --force takes their names. */
enum host_risk {
	HOST_RISK_MOUNTED,   /* a file system on it is mounted */
	HOST_RISK_SWAP,	     /* the kernel swaps to it */
	HOST_RISK_RAID,	     /* part of an MD array */
	HOST_RISK_LVM,	     /* part of a volume group */
	HOST_RISK_MULTIPATH, /* a path to a multipath device */
	HOST_RISK_NETWORK,   /* an interface of it is up */
	HOST_RISK_ROUTE,     /* carries the default route or this session */
	HOST_RISK_OPEN,	     /* a process, or the kernel, has it open */
	HOST_RISK_VF,	  /* virtual functions of it, or their PF, are used */
	HOST_RISK_BOOT,	  /* the machine booted from it */
	HOST_RISK_DRIVER, /* another function of its group is in use */
	HOST_RISKS,
};

struct host_finding {
	enum host_risk risk;
	bool unknown; /* it could not be found out, which is no better */
	char bdf[16]; /* the member of the group that it is about */
	char text[160];
};

struct host_safety {
	char refusal[160]; /* why it cannot be done at all, or "" */
	struct host_finding *finding;
	size_t n;
};

/**
 * host_risk_name() - the word for a risk
 */
const char *host_risk_name(enum host_risk risk);

/**
 * host_risks_parse() - read a list of them
 * @text: words with commas between
 * @mask: out: bit n for risk n
 *
 * Return: 0; -EINVAL a word is none of them.
 */
int host_risks_parse(const char *text, unsigned int *mask);

/**
 * host_safety_read() - judge a function and all that share its group
 * @safety: filled; to be freed with host_safety_free()
 * @inv: all there are
 * @scene: what goes on
 * @bdf: which
 *
 * No finding and no refusal: it is free. What could not be read is a finding
 * of each risk that it may hide.
 *
 * Return: 0; -ENOMEM.
 */
int host_safety_read(struct host_safety *safety,
		     const struct host_inventory *inv,
		     const struct host_scene *scene, const char *bdf);

/**
 * host_safety_free() - free what host_safety_read() filled in
 */
void host_safety_free(struct host_safety *safety);

/**
 * host_safety_risks() - the risks that were found, a bit each
 */
unsigned int host_safety_risks(const struct host_safety *safety);

#endif
