// SPDX-License-Identifier: GPL-2.0-only
#include "kinds.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tce/driver.h>

#include "files.h"
#include <core/file.h>

#define PCI "/sys/bus/pci"
#define HUGE "/sys/kernel/mm/hugepages/hugepages-%skB/nr_hugepages"
#define ABSENT "absent"
/* a module is still busy for a moment after its last user has gone */
#define UNLOAD_TRIES 20
#define UNLOAD_NAP_NS 100000000

static int text_put(const char *text, const char *format, const char *name)
{
	char path[PATH_MAX];
	int ret = core_path_print(path, format, name);

	return ret ? ret : core_text_write(path, text);
}

/* A function that fell off its bus, in the midst of something, comes back. */
static int driver_get(const char *bdf, char value[HOST_VALUE_MAX])
{
	int ret = tce_driver_read(bdf, value);

	if (ret == -ENODEV) {
		tce_driver_rescan();
		ret = tce_driver_read(bdf, value);
	}
	if (ret == -ENOENT) {
		host_copy(value, HOST_VALUE_MAX, HOST_NONE);
		ret = 0;
	}
	return ret;
}

static int driver_put(const char *bdf, const char *value)
{
	int ret = tce_driver_unbind(bdf);

	if (ret || !strcmp(value, HOST_NONE))
		return ret;
	return tce_driver_bind(bdf, value);
}

static int override_get(const char *bdf, char value[HOST_VALUE_MAX])
{
	return host_line(value, HOST_VALUE_MAX,
			 PCI "/devices/%s/driver_override", bdf);
}

/* No name, which is what "(null)" stands for, is an empty line. */
static int override_put(const char *bdf, const char *value)
{
	return text_put(strcmp(value, "(null)") ? value : "\n",
			PCI "/devices/%s/driver_override", bdf);
}

static int huge_get(const char *kib, char value[HOST_VALUE_MAX])
{
	return host_line(value, HOST_VALUE_MAX, HUGE, kib);
}

static int huge_put(const char *kib, const char *value)
{
	return text_put(value, HUGE, kib);
}

static int module_get(const char *name, char value[HOST_VALUE_MAX])
{
	host_copy(value, HOST_VALUE_MAX,
		  host_there("/sys/module/%s", name) ? HOST_LOADED : ABSENT);
	return 0;
}

int host_module_load(const char *name)
{
	char *const argv[] = { "modprobe", "--", (char *)name, NULL };
	char *const envp[] = { "PATH=/usr/sbin:/sbin:/usr/bin:/bin", NULL };
	int status;
	pid_t pid;

	if (posix_spawn(&pid, "/sbin/modprobe", NULL, NULL, argv, envp) ||
	    waitpid(pid, &status, 0) != pid || status)
		return -ENOEXEC;
	return 0;
}

static int module_unload(const char *name)
{
	const struct timespec nap = { .tv_nsec = UNLOAD_NAP_NS };

	for (int i = 0; i < UNLOAD_TRIES; i++, nanosleep(&nap, NULL)) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return 0;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			break;
	}
	return -errno;
}

static int module_put(const char *name, const char *value)
{
	return strcmp(value, HOST_LOADED) ? module_unload(name)
					  : host_module_load(name);
}

/* --- what there can be ---------------------------------------------------- */

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_of(const char *text, const char *bytes)
{
	return *text && !text[strspn(text, bytes)];
}

/* "0001:00:00.0" of hexadecimal digits, and the name of a driver */
static bool driver_knows(const char *bdf, const char *value)
{
	static const char hex[] = DIGITS "abcdefABCDEF";
	size_t domain = strspn(bdf, hex);
	const char *at = bdf + domain;

	return domain >= 4 && strlen(at) == strlen(":00:00.0") &&
	       at[0] == ':' && strspn(at + 1, hex) == 2 && at[3] == ':' &&
	       strspn(at + 4, hex) == 2 && at[6] == '.' &&
	       strspn(at + 7, hex) == 1 && *value != '.' && !strchr(value, '/');
}

static bool huge_knows(const char *kib, const char *value)
{
	return is_of(kib, DIGITS) && is_of(value, DIGITS);
}

static bool module_knows(const char *name, const char *value)
{
	return is_of(name, DIGITS LETTERS "_") &&
	       (!strcmp(value, HOST_LOADED) || !strcmp(value, ABSENT));
}

const struct host_kind host_kinds[] = {
	{ "override", override_get, override_put, NULL, driver_knows },
	{ "driver", driver_get, driver_put, HOST_NONE, driver_knows },
	{ "hugepages", huge_get, huge_put, NULL, huge_knows },
	{ "module", module_get, module_put, NULL, module_knows },
};

const size_t host_kinds_n = sizeof(host_kinds) / sizeof(host_kinds[0]);

/* --- modules -------------------------------------------------------------- */

/* The name of a module whose file is the last of a path of @len bytes. */
static void name_of(char *name, size_t size, const char *path, size_t len)
{
	const char *base = memrchr(path, '/', len);
	size_t n;

	base = base ? base + 1 : path;
	n = strcspn(base, ".");
	snprintf(name, size, "%.*s", (int)n, base);
	for (char *s = name; *s; s++)
		if (*s == '-')
			*s = '_';
}

static int plan_one(const char *path, size_t len,
		    int (*report)(void *data, const char *module), void *data)
{
	char name[64];

	name_of(name, sizeof(name), path, len);
	return host_there("/sys/module/%s", name) ? 0 : report(data, name);
}

/* "path: path path ...", what it depends on, the first to load at the end */
static int plan_line(const char *line,
		     int (*report)(void *data, const char *module), void *data)
{
	size_t own = strcspn(line, ":"), end = strcspn(line, "\n");
	int ret = 0;

	while (!ret && end > own + 1) {
		size_t start = end;

		while (start > own + 1 && line[start - 1] != ' ')
			start--;
		if (start < end)
			ret = plan_one(line + start, end - start, report, data);
		for (end = start; end > own && line[end - 1] == ' ';)
			end--;
	}
	return ret ? ret : plan_one(line, own, report, data);
}

int host_module_plan(const char *name,
		     int (*report)(void *data, const char *module), void *data)
{
	char want[64], have[64], *text;
	struct utsname uts;
	int ret;

	name_of(want, sizeof(want), name, strlen(name));
	if (host_there("/sys/module/%s", want))
		return 0;
	uname(&uts);
	ret = host_text(&text, "/lib/modules/%s/modules.dep", uts.release);
	if (ret)
		return ret;
	ret = -ENOENT;
	for (const char *line = text; *line;
	     line += strcspn(line, "\n"), line += *line == '\n') {
		name_of(have, sizeof(have), line, strcspn(line, ":"));
		if (strcmp(have, want) != 0)
			continue;
		ret = plan_line(line, report, data);
		break;
	}
	free(text);
	return ret;
}
