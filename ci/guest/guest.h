/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CI_GUEST_H
#define CI_GUEST_H

#include <stdbool.h>
#include <sys/types.h>

/* What the parts of the guest's PID 1 share. */

/* for a driver to find its device */
#define PROBE_MS 10000

/**
 * say() - write one line to the stream, which is raw and therefore in order
 * @fmt: with a newline
 */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * say_to() - where say() writes
 *
 * Return: its descriptor; standard error before stream_open().
 */
int say_to(void);

/**
 * say_on() - from now on say() writes there
 */
void say_on(int fd);

/**
 * console_open() - make the first console this process's standard files
 */
void console_open(void);

/**
 * stream_open() - open the second console for the stream
 *
 * Without one the stream goes to the first, and a line there reports it.
 */
void stream_open(void);

/**
 * put() - write a text to a file that is there
 *
 * Return: 0 or -errno.
 */
int put(const char *path, const char *text);

/**
 * modules_load() - load the modules of a folder, in the order of their names
 *
 * The host numbered them in the order of their dependencies.
 */
void modules_load(const char *dir);

/**
 * spawn() - start a program in a session of its own
 * @argv: its path and arguments, then NULL
 * @out: its standard output
 *
 * Return: its process; -1 with errno set.
 */
pid_t spawn(char *const argv[], int out);

/**
 * wait_for() - wait for a process; as PID 1, reap all others meanwhile
 *
 * Return: its status, as of waitpid(2).
 */
int wait_for(pid_t pid);

/**
 * kernel_start() - start another kernel from here
 * @drives: "KERNEL:INITRD", serial numbers of NVMe drives; changed
 *
 * Returns only where that fails, which is reported, or in the second kernel.
 */
void kernel_start(char *drives);

/* What kernel_start() adds to the command line of the second kernel. */
#define SECOND "second"
extern bool second;

/**
 * counters_say() - write what the kernel counted of its own lines (gcov)
 */
void counters_say(void);

#endif
