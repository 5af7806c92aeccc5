/* SPDX-License-Identifier: GPL-2.0-only */
/* The description of a machine, fixtures/machines/NAME.conf or a user's own. */
#ifndef RUN_MACHINE_H
#define RUN_MACHINE_H

#include "plan.h"
#include "words.h"

/* A plug= line: what a case can ask for while the guest runs. */
struct plug {
	char *name;	 /* in the request, and of the device */
	char *connector; /* of the guest's firmware */
	char *bdf;	 /* "-": no PCI function */
	char *device;	 /* for device_add */
};

struct machine {
	char *name;
	struct words qemu;
	struct words facts;
	struct words facts_at; /* FILE:LINE of each */
	struct words guest;    /* settings of PID 1 */
	struct words bdfs;     /* of the PEs */
	struct words also;     /* further functions for vfio-pci */
	struct tce_strbuf append;
	struct plug *plugs;
	size_t n_plugs, plugs_room;
	struct words firmware;	  /* its settings */
	struct words firmware_at; /* FILE:LINE of each */
	bool has_data;		  /* guests of kind "data" are different */
	char *program;		  /* of packages, which its guests have */
};

/*
 * Reads the description at PATH for guests of a kind. ROOT is the suite's
 * tree. What the firmware would refuse is refused here. MACHINE must be freed
 * in any case. 0, or TCE_STATUS_USAGE after one line with file and line.
 */
int machine_read(struct machine *machine, const char *root, const char *path,
		 enum plan_kind kind);
/*
 * Whether QEMU gets a console and a stream, and the firmware settings that it
 * accepts. As above; machine_read() has asked.
 */
int machine_check(const struct machine *machine, const char *path);

void machine_free(struct machine *machine);

const struct plug *machine_plug(const struct machine *machine,
				const char *name);

/* How often its guests reset it on purpose before their cases. */
size_t machine_resets(const struct machine *machine);

/* Whether its guests need programs of packages. */
bool machine_needs_tools(const struct machine *machine);

#endif
