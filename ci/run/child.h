/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that this one starts. */
#ifndef RUN_CHILD_H
#define RUN_CHILD_H

#include <stdint.h>
#include <sys/types.h>

#include "words.h"

#define CHILD_EXTRA 3 /* the number that its extra descriptor has */

struct child {
	pid_t pid;  /* 0: there is none */
	int pidfd;  /* readable when it has ended */
	int status; /* as of waitpid(2), once it was reaped */
};

struct child_setup {
	int in, out, err; /* its first three; -1: ours */
	int extra;	  /* another one, or -1 */
	bool grouped;	  /* stays in our process group: it hears Ctrl-C */
	int end_signal;	  /* that it gets if this program dies */
};

/* 0 or -errno. A program that cannot be started exits 127 and says why. */
int child_start(struct child *child, const struct words *argv,
		const struct child_setup *setup);

void child_signal(const struct child *child, int signal);

/* Waits for its end; its exit code as a shell has it. */
int child_wait(struct child *child);

/* Its exit code as a shell has it. */
int child_code(int status);

/* Microseconds of a clock that only goes forward. */
int64_t clock_us(void);

#endif
