/* SPDX-License-Identifier: GPL-2.0-only */
/* Cases on this machine itself. */
#ifndef RUN_HOST_H
#define RUN_HOST_H

#include "supervise.h"

/* ARGV are the user's words, from the first option on. The exit code. */
int host_main(struct supervisor *supervisor, int argc, char **argv);

#endif
