/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_MACHINE_H
#define HOST_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* What machine and kernel this is. "" and -1: unknown. */
struct host_machine {
	bool power; /* it has sPAPR or OPAL, which all the rest is of */
	bool bare;  /* bare metal, not a partition */
	char model[72];
	char partition[72]; /* its name */
	char firmware[96];
	char release[72]; /* uname -r */
	char mmu[32];
	long page_size;	   /* bytes */
	long kdump;	   /* 1: a kernel for the dump is loaded */
	long fadump;	   /* 1: enabled */
	long fadump_ready; /* 1: registered */
};

/**
 * host_machine_read() - look at the machine
 * @m: filled
 *
 * Needs no root.
 */
void host_machine_read(struct host_machine *m);

#endif
