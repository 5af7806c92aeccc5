/* SPDX-License-Identifier: GPL-2.0-only */
/* One run: its plan, its guests and its results. */
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include <report/follow.h>

#include "command.h"
#include "guest.h"
#include "initrd.h"
#include "options.h"
#include "supervise.h"

struct job {
	const struct run_options *options;
	struct supervisor *supervisor;
	const char *qemu;
	struct plan plan;
	struct split split;
	struct parts parts;
	struct setup setup;
	struct guest_rules rules;
	struct tce_follow follow;
	int64_t began;
	struct words remarks;	/* what PID 1 could not prepare */
	struct tce_strbuf base; /* the path of the shared archive */
	struct tce_strbuf firmware, vmlinux, names;
};

/* Fills in what OPTIONS say, and makes the plan. The exit code, or 0. */
int job_open(struct job *job, const struct run_options *options,
	     struct supervisor *supervisor);
void job_free(struct job *job);

/* Splits the plan, which resuming may have made smaller. */
void job_split(struct job *job);

/* Makes the archive that all guests share. */
int job_base(struct job *job);

/* The machine of guests of a kind. */
int job_machine(const struct job *job, enum plan_kind kind,
		struct machine *machine);

/* What all commands of QEMU's have in common. */
void job_command(const struct job *job, struct qemu_command *command);

/* How many guests run side by side, of a plan that is split. */
size_t job_lanes(const struct job *job);

/* Guests that this machine can run side by side, not fewer than AT_LEAST. */
long job_guests(long at_least);

#endif
