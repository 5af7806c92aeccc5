// SPDX-License-Identifier: GPL-2.0-only
/* The guest's two consoles: one for the kernel's log, one for the stream. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#define CONSOLE "/dev/hvc0"
#define STREAM "/dev/hvc1"

void console_open(void)
{
	int fd = open(CONSOLE, O_RDWR | O_NOCTTY);

	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/*
 * The node exists as soon as the driver does. Without an event for it, the
 * device announces its console later.
 */
static int open_late(const char *path)
{
	const struct timespec nap = { .tv_nsec = 10000000 };
	int fd = -1;

	for (int ms = 0; ms < PROBE_MS; ms += 10, nanosleep(&nap, NULL)) {
		fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
		if (fd >= 0 || (errno != ENODEV && errno != ENOENT))
			break;
	}
	return fd;
}

void stream_open(void)
{
	struct termios tio;
	int fd;

	fd = open(STREAM, O_RDWR | O_NOCTTY | O_CLOEXEC);
	/* Where the platform has one console the other is a device's. */
	if (fd < 0) {
		modules_load("/modules/console");
		fd = open_late(STREAM);
	}
	if (fd < 0) {
		say("# guest: no %s: %s\n", STREAM, strerror(errno));
		return;
	}
	say_on(fd);
	if (tcgetattr(fd, &tio))
		return;
	cfmakeraw(&tio);
	tcsetattr(fd, TCSANOW, &tio);
}
