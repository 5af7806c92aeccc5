/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_CHILD_H
#define HOST_CHILD_H

/*
 * A process that does something risky, while this one stays to clear up. From
 * host_signals_hold() on, signals that would end this process only end the
 * other one.
 */

/**
 * host_signals_hold() - from now on SIGINT, SIGTERM, SIGHUP and SIGQUIT wait
 */
void host_signals_hold(void);

/**
 * host_signals_pending() - take one that waits
 *
 * Return: its number; 0 there is none.
 */
int host_signals_pending(void);

/**
 * host_child_run() - run something in a process of its own
 * @body: what; its value is the process's exit status
 * @data: for @body
 * @status: out: as of waitpid(2)
 * @signal: out: what came meanwhile and was passed on, or 0
 *
 * Returns when that process and all that it left are gone. A second
 * signal, or no answer to the first one, kills it; so does this process's end,
 * whatever it is.
 *
 * Return: 0; -ETIMEDOUT there is a process that cannot be killed; -errno.
 */
int host_child_run(int (*body)(void *data), void *data, int *status,
		   int *signal);

#endif
