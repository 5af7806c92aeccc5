// SPDX-License-Identifier: GPL-2.0-only
#include "locked.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

/* bytes that the line of VmLck stays below */
#define LOCKED_LINE 64

int core_locked_open(void)
{
	return core_file_open("/proc/self/status", O_RDONLY);
}

/* Piece by piece: the list of groups before the line can be of any length. */
int core_locked_get(int status, uint64_t *bytes)
{
	char text[4096], *line, k;
	unsigned long long kib;
	size_t len = 0, keep;
	off_t next = 0;
	ssize_t n;

	while ((n = pread(status, text + len, sizeof(text) - 1 - len, next)) >
	       0) {
		next += n;
		len += (size_t)n;
		text[len] = '\0';
		line = strstr(text, "\nVmLck:");
		if (line && sscanf(line, " VmLck: %llu %c", &kib, &k) == 2 &&
		    k == 'k') {
			*bytes = (uint64_t)kib << 10;
			return 0;
		}
		keep = len < LOCKED_LINE ? len : LOCKED_LINE;
		memmove(text, text + len - keep, keep);
		len = keep;
	}
	return n < 0 ? -errno : -EPROTO;
}
