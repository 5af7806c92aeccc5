// SPDX-License-Identifier: GPL-2.0-only
/* Files, modules and programs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0)) {
		if (errno != EEXIST)
			say("# guest: %s does not load: %s\n", path,
			    strerror(errno));
	}
	if (fd >= 0)
		close(fd);
}

static int is_module(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end && !strcmp(end, ".ko");
}

void modules_load(const char *dir)
{
	struct dirent **list;
	char path[300];
	int n = scandir(dir, &list, is_module, alphasort);

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, list[i]->d_name);
		load_module(path);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

pid_t spawn(char *const argv[], int out)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	setsid();
	dup2(out, STDOUT_FILENO);
	execv(argv[0], argv);
	dprintf(out, "# guest: %s does not start: %s\n", argv[0],
		strerror(errno));
	_exit(127);
}

int wait_for(pid_t pid)
{
	int status = 0;
	pid_t got;

	do
		got = waitpid(-1, &status, 0);
	while (got != pid && (got > 0 || errno == EINTR));
	return status;
}
