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

/* Whether a word of the command line begins with a module's name and a dot. */
static int word_is_of(const char *word, const char *module, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char c = word[i] == '-' ? '_' : word[i];

		if (c != (module[i] == '-' ? '_' : module[i]))
			return 0;
	}
	return word[len] == '.';
}

/* What the kernel's command line sets of a module, as modprobe(8) finds it. */
static void parameters_find(const char *path, char *params, size_t size)
{
	const char *name = strrchr(path, '/') + 1;
	const size_t len = strcspn(name, ".");
	char line[2048] = "";
	FILE *file = fopen("/proc/cmdline", "re");
	size_t at = 0;

	*params = '\0';
	if (!file)
		return;
	if (!fgets(line, sizeof(line), file))
		*line = '\0';
	fclose(file);
	for (char *save, *word = strtok_r(line, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save))
		if (word_is_of(word, name, len) &&
		    at + strlen(word) - len < size)
			at += (size_t)snprintf(params + at, size - at, "%s ",
					       word + len + 1);
}

static void load_module(const char *path)
{
	char params[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	parameters_find(path, params, sizeof(params));
	if (fd < 0 || syscall(SYS_finit_module, fd, params, 0)) {
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
