/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SUPERVISE_H
#define TESTS_SUPERVISE_H

/*
 * A process of its own for each case, in a process group of its own: a case may
 * die, hang, or leave processes.
 */

struct tce_supervision {
	void (*body)(void);	      /* exits with 0 where it returns */
	double timeout_s;	      /* then the group is killed */
	double grace_s;		      /* ... and has to be gone */
	int fd;			      /* watched meanwhile, or -1 */
	void (*readable)(void *data); /* reads all that @fd has */
	void *data;
};

/**
 * tce_supervise() - run a function in a new process, to its end
 * @s: what, and for how long
 * @status: out: as of waitpid(2), where the process ended
 *
 * Kills the rest of the group at the end. SIGINT and SIGTERM kill the group
 * before they end this process.
 *
 * Return: 0 it ended by itself; -ETIMEDOUT it was killed after its time;
 * -EBUSY it was killed and does not end; -errno of fork(2) or signalfd(2).
 */
int tce_supervise(const struct tce_supervision *s, int *status);

#endif
