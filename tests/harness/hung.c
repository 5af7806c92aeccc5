// SPDX-License-Identifier: GPL-2.0-only
#include "hung.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stream/write.h>

#define TASKS_MAX 8 /* that are printed */

/* The file's bytes, terminated; "" when there is none. */
static void proc_read(int pid, const char *name, char *buf, size_t len)
{
	char path[64];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, buf, len - 1);
		close(fd);
	}
	buf[n > 0 ? n : 0] = '\0';
}

/* Of "pid (name) state ppid pgrp ...", where the name may hold anything. */
static int stat_parse(const char *stat, char *state)
{
	const char *end = strrchr(stat, ')');
	char *after;
	long parent;

	if (!end || end[1] != ' ' || !end[2])
		return -1;
	*state = end[2];
	parent = strtol(end + 3, &after, 10);
	return after == end + 3 ? -1 : (int)parent;
}

static void task_print(int fd, int pid, char state)
{
	char name[64], text[4096], *line, *next;

	proc_read(pid, "comm", name, sizeof(name));
	name[strcspn(name, "\n")] = '\0';
	proc_read(pid, "wchan", text, sizeof(text));
	tce_stream_line(fd, "# kernel: %s (%d) is in state %c, in %s", name,
			pid, state, *text && strcmp(text, "0") ? text : "?");
	proc_read(pid, "stack", text, sizeof(text));
	for (line = text; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		tce_stream_line(fd, "# kernel:   %s", line);
	}
}

void tce_hung_print(int fd)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	unsigned int n = 0;

	while (proc && n < TASKS_MAX && (entry = readdir(proc))) {
		int pid = (int)strtol(entry->d_name, NULL, 10);
		char stat[512], state = 0;

		if (pid <= 0)
			continue;
		proc_read(pid, "stat", stat, sizeof(stat));
		if (stat_parse(stat, &state) != getpid() || state == 'Z')
			continue;
		task_print(fd, pid, state);
		n++;
	}
	if (proc)
		closedir(proc);
}
