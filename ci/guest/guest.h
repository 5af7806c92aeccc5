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
 * stop() - say why this guest cannot prepare what its cases want, and end it
 */
void stop(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/*
 * A machine can start again before its cases run. What its settings order up to
 * a reset= or start= belongs to one boot, what follows to the next.
 */

/**
 * boot_find() - find out whether another kernel started this one
 */
void boot_find(void);

/**
 * boot_ask() - ask the runner, who counts resets, which boot this is
 */
void boot_ask(void);

/**
 * boot_has() - whether this boot has the setting that is read now
 */
bool boot_has(void);

/**
 * machine_reset() - end this boot by a reset
 * @how: "reboot", "killed" (ditto, and the owners with it), "sysrq-b", "panic"
 */
void machine_reset(const char *how);

/**
 * kernel_load() - load another kernel
 * @value: "KERNEL:INITRD OPTIONS", serial numbers of NVMe drives and options of
 *	   kexec(8); changed
 */
void kernel_load(char *value);

/**
 * kernel_start() - end this boot by the kernel that was loaded
 * @how: "kexec", or "crash": by a panic
 */
void kernel_start(const char *how);

/**
 * owner_start() - have a process own a device until this boot ends
 * @value: "BDF WINDOWS", with the windows "none" (none made yet), "removed",
 *	   "default", "dynamic", "both", or "host" for the host's own; changed
 */
void owner_start(char *value);
void owners_kill(void);

/**
 * counters_say() - write what the kernel counted of its own lines (gcov)
 */
void counters_say(void);

#endif
