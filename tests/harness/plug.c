// SPDX-License-Identifier: GPL-2.0-only
#include "plug.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include <stream/write.h>

#define DRMGR "/sbin/drmgr"
#define BLOCKS "/sys/devices/system/memory/"
#define CPUS "/sys/devices/system/cpu/"
#define DLPAR "/sys/kernel/dlpar"
#define PATIENCE_S 60

const char *tce_plugs(void)
{
	const char *names = getenv("TCE_PLUGS");

	return names ? names : "";
}

void tce_plug_want(const char *name)
{
	const size_t len = strlen(name);
	const char *at = tce_plugs();

	while (*at) {
		if (!strncmp(at, name, len) && (!at[len] || at[len] == ' '))
			return;
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	tce_skip("needs plug: this machine has no %s to plug", name);
}

/* One line of the runner's, from where the stream goes to. */
static void answer_read(char *line, size_t len)
{
	size_t n = 0;

	while (n < len - 1) {
		ssize_t got = read(STDOUT_FILENO, line + n, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			tce_broken("no answer from the runner: %s",
				   got ? strerror(errno) : "it is gone");
		if (line[n++] == '\n')
			break;
	}
	line[n ? n - 1 : 0] = '\0';
}

static void ask(const char *what, const char *name, struct tce_plug *plug)
{
	char line[256];

	tce_stream_line(STDOUT_FILENO, "# ask: %s %s", what, name);
	answer_read(line, sizeof(line));
	if (sscanf(line, "done %15s %15s", plug->connector, plug->bdf) != 2)
		tce_broken("%s %s: the runner replied: %s", what, name, line);
}

void tce_plug_in(const char *name, struct tce_plug *plug)
{
	ask("plug", name, plug);
}

void tce_plug_out(const char *name)
{
	struct tce_plug plug;

	ask("unplug", name, &plug);
}

static bool line_read(const char *path, char *line, int len)
{
	FILE *file = fopen(path, "re");
	bool done;

	if (!file)
		return false;
	done = fgets(line, len, file) != NULL;
	fclose(file);
	return done;
}

/* The state of the memory there: "online"; "" when there is none. */
static void memory_state(uint64_t at, char state[16])
{
	char path[64], size[32];
	uint64_t block;

	if (!line_read(BLOCKS "block_size_bytes", size, sizeof(size)))
		tce_broken("this kernel knows of no memory that comes or goes");
	block = strtoull(size, NULL, 16);
	snprintf(path, sizeof(path), BLOCKS "memory%" PRIu64 "/state",
		 at / block);
	if (!line_read(path, state, 16))
		state[0] = '\0';
	state[strcspn(state, "\n")] = '\0';
}

static void memory_wait(const char *name, uint64_t at, const char *want)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	time_t end = time(NULL) + PATIENCE_S;
	char state[16];

	do {
		memory_state(at, state);
		if (!strcmp(state, want))
			return;
		nanosleep(&nap, NULL);
	} while (time(NULL) < end);
	tce_broken("%s: after %d s it is \"%s\", expected \"%s\"", name,
		   PATIENCE_S, state, want);
}

uint64_t tce_memory_in(const char *name)
{
	struct tce_plug plug;
	uint64_t at;

	tce_plug_in(name, &plug);
	at = strtoull(plug.bdf, NULL, 16);
	memory_wait(name, at, "online");
	return at;
}

void tce_memory_out(const char *name)
{
	struct tce_plug plug;

	ask("unplug", name, &plug);
	memory_wait(name, strtoull(plug.bdf, NULL, 16), "");
}

void tce_cpu_in(const char *name, struct tce_plug *plug)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	time_t end = time(NULL) + PATIENCE_S;
	char path[64], online[16];

	if (access(CPUS "hotplug", F_OK))
		tce_skip("needs plug: this kernel knows of no CPU that comes");
	tce_plug_in(name, plug);
	snprintf(path, sizeof(path), CPUS "cpu%s/online", plug->bdf);
	while (!line_read(path, online, sizeof(online)) || *online != '1') {
		if (time(NULL) >= end)
			tce_broken("%s: after %d s it is not online", name,
				   PATIENCE_S);
		nanosleep(&nap, NULL);
	}
}

static void cpu_dlpar(const struct tce_plug *plug, const char *what)
{
	char request[64];
	int len = snprintf(request, sizeof(request), "cpu %s index %s", what,
			   plug->connector);
	int fd = open(DLPAR, O_WRONLY | O_CLOEXEC);

	TCE_MUST(fd < 0 ? -errno : 0);
	if (write(fd, request, (size_t)len) != len)
		tce_broken("%s: \"%s\": %s", DLPAR, request, strerror(errno));
	close(fd);
}

void tce_cpu_out(const struct tce_plug *plug)
{
	cpu_dlpar(plug, "remove");
}

void tce_cpu_again(const struct tce_plug *plug)
{
	cpu_dlpar(plug, "add");
}

/* Its exit status; -1 when a signal ended it. */
static int drmgr(enum tce_dlpar kind, const char *connector, const char *what)
{
	/* without questions to somebody at the slot */
	const char *args[] = { DRMGR, "-c", "pci", "-s", connector,
			       what,  "-n", "-I",  NULL, NULL };
	int status;
	pid_t pid;

	if (kind == TCE_DLPAR_BRIDGE)
		args[2] = "phb";
	/* By the bus's own files, as users of QEMU do: a slot is a whole bus.
	 */
	if (kind == TCE_DLPAR_DEVICE)
		args[8] = "-V";
	pid = fork();
	if (pid < 0)
		tce_broken("no process");
	if (!pid) {
		/* its output must not go to the stream */
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execv(DRMGR, (char **)(uintptr_t)args);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid)
		tce_broken("drmgr: %s", strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void tce_dlpar_in(enum tce_dlpar kind, const char *name, struct tce_plug *plug)
{
	int ret;

	tce_plug_in(name, plug);
	ret = drmgr(kind, plug->connector, "-a");
	if (ret)
		tce_broken("drmgr cannot add %s: exit %d", name, ret);
}

void tce_dlpar_out(enum tce_dlpar kind, const char *name,
		   const struct tce_plug *plug)
{
	int ret = drmgr(kind, plug->connector, "-r");

	if (ret)
		tce_fail("drmgr cannot remove %s: exit %d", name, ret);
	tce_plug_out(name);
}
