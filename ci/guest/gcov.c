// SPDX-License-Identifier: GPL-2.0-only
/* Which lines of the kernel ran, as lines of the stream. */
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#define GCOV "/sys/kernel/debug/gcov"

/*
 * A virtio console drops what the pipe after it has no room for, and all that
 * is on its way when the machine goes off: so much at a time, then wait.
 */
static void wait_until_read(void)
{
	struct pollfd answer = { .fd = say_to(), .events = POLLIN };
	char line[64];

	say("# gcov: end\n");
	if (poll(&answer, 1, PROBE_MS) > 0 &&
	    read(say_to(), line, sizeof(line)) < 0)
		return;
}

/* One of the kernel's files of counters, as lines of hexadecimal digits. */
static int say_counters(const char *path, const struct stat *st, int type,
			struct FTW *at)
{
	static const char digits[] = "0123456789abcdef";
	const char *end = strrchr(path, '.');
	unsigned char bytes[256];
	char text[2 * sizeof(bytes) + 1];
	ssize_t n;
	int fd;

	(void)st;
	(void)at;
	if (type != FTW_F || !end || strcmp(end, ".gcda") != 0)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	say("# gcov: file %s\n", path + strlen(GCOV));
	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			text[2 * i] = digits[bytes[i] >> 4];
			text[2 * i + 1] = digits[bytes[i] & 15];
		}
		text[2 * n] = '\0';
		say("# gcov: %s\n", text);
	}
	close(fd);
	wait_until_read();
	return 0;
}

void counters_say(void)
{
	nftw(GCOV, say_counters, 8, FTW_PHYS);
}
