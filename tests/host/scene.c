// SPDX-License-Identifier: GPL-2.0-only
#include "scene.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "files.h"
#include <core/file.h>
#include <core/node.h>

static const char session_env[] = "SSH_CONNECTION=";

static void text_read(struct host_text *t, const char *path)
{
	t->err = host_text(&t->text, "%s", path);
	if (t->err)
		t->text = strdup("");
}

static int open_add(struct host_scene *scene, const struct host_open *open)
{
	struct host_open *more;

	/* Grows at powers of two. */
	if (!(scene->nopen & (scene->nopen - 1))) {
		more = reallocarray(scene->open,
				    scene->nopen ? 2 * scene->nopen : 1,
				    sizeof(*more));
		if (!more)
			return -ENOMEM;
		scene->open = more;
	}
	scene->open[scene->nopen++] = *open;
	return 0;
}

/* "/sys/devices/.../0001:00:00.0/resource0": the function; false: no such */
static bool resource_of(char bdf[16], const char *path, size_t len)
{
	static const char last[] = "/resource";
	const char *end = memrchr(path, '/', len), *start;

	if (!end || (size_t)(path + len - end) < strlen(last) ||
	    strncmp(end, last, strlen(last)) != 0)
		return false;
	start = memrchr(path, '/', (size_t)(end - path));
	if (!start || end - start - 1 >= 16)
		return false;
	snprintf(bdf, 16, "%.*s", (int)(end - start - 1), start + 1);
	return true;
}

/* Registers that a process drives from user space, open or mapped alone. */
static int resource_add(struct host_scene *scene, const char *pid,
			const char *path, size_t len)
{
	struct host_open open = { .pid = atoi(pid), .type = S_IFREG };

	return resource_of(open.bdf, path, len) ? open_add(scene, &open) : 0;
}

static int maps_look(struct host_scene *scene, const char *pid)
{
	char *text;
	int ret = 0;

	/* that it cannot be read is noted with the files that it has open */
	if (host_text(&text, "/proc/%s/maps", pid))
		return 0;
	for (const char *line = text; *line && !ret;) {
		size_t len = strcspn(line, "\n");

		ret = resource_add(scene, pid, line, len);
		line += len + (line[len] == '\n');
	}
	free(text);
	return ret;
}

/*
 * A process may see its nodes by any path, so it is their numbers that count.
 * No file system is asked for anything: one that does not answer would hold
 * this process up.
 */
static int file_look(struct host_scene *scene, const char *pid, const char *fd)
{
	struct host_open open = { .pid = atoi(pid) };
	char path[PATH_MAX], target[PATH_MAX];
	struct statx st;
	ssize_t len;

	if (core_path_print(path, "/proc/%s/fd/%s", pid, fd) ||
	    statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_TYPE, &st))
		return 0;
	open.type = st.stx_mode & S_IFMT;
	if (open.type == S_IFREG) {
		len = readlink(path, target, sizeof(target));
		return len > 0 ? resource_add(scene, pid, target, (size_t)len)
			       : 0;
	}
	open.dev = makedev(st.stx_rdev_major, st.stx_rdev_minor);
	if (open.type != S_IFCHR && open.type != S_IFBLK)
		return 0;
	return open_add(scene, &open);
}

static int process_look(struct host_scene *scene, const char *pid)
{
	struct dirent **list;
	int ret = 0, n = host_list(&list, "/proc/%s/fd", pid);

	if (n < 0) {
		/* It may have ended meanwhile. */
		scene->blind += n != -ENOENT && n != -ESRCH;
		return n == -ENOMEM ? n : 0;
	}
	for (int i = 0; i < n && !ret; i++)
		ret = file_look(scene, pid, list[i]->d_name);
	host_list_free(list, n);
	return ret ? ret : maps_look(scene, pid);
}

static int open_read(struct host_scene *scene)
{
	struct dirent **list;
	int ret = 0, n = host_list(&list, "/proc");

	if (n < 0) {
		scene->open_err = n;
		return 0;
	}
	/* what this process has open are its claims */
	for (int i = 0; i < n && !ret; i++)
		if (isdigit((unsigned char)list[i]->d_name[0]) &&
		    atoi(list[i]->d_name) != getpid())
			ret = process_look(scene, list[i]->d_name);
	host_list_free(list, n);
	return ret;
}

static bool address_is(const struct sockaddr *addr, const char *want)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (addr && addr->sa_family == AF_INET)
		inet_ntop(AF_INET,
			  &((const struct sockaddr_in *)(const void *)addr)
				   ->sin_addr,
			  text, sizeof(text));
	else if (addr && addr->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
			  &((const struct sockaddr_in6 *)(const void *)addr)
				   ->sin6_addr,
			  text, sizeof(text));
	return !strcmp(text, want);
}

/* The interface that has this address; "" where none has. */
static void interface_find(char name[IF_NAMESIZE], const char *address)
{
	struct ifaddrs *all, *a;

	if (getifaddrs(&all))
		return;
	for (a = all; a; a = a->ifa_next)
		if (address_is(a->ifa_addr, address))
			host_copy(name, IF_NAMESIZE, a->ifa_name);
	freeifaddrs(all);
	/* a label of the address, not of the interface */
	name[strcspn(name, ":")] = '\0';
}

/* sudo(8) takes the variable away: it is with a process further up, then. */
static char *session_find(void)
{
	const char *own = getenv("SSH_CONNECTION");
	char path[PATH_MAX];

	if (own)
		return strdup(own);
	for (pid_t pid = getppid(); pid > 1; pid = host_parent(pid)) {
		size_t room = 0;
		char *item = NULL, *found = NULL;
		FILE *f;

		if (core_path_print(path, "/proc/%d/environ", (int)pid))
			return NULL;
		f = fopen(path, "re");
		while (f && !found && getdelim(&item, &room, '\0', f) > 0)
			if (!strncmp(item, session_env, strlen(session_env)))
				found = strdup(item + strlen(session_env));
		free(item);
		if (f)
			fclose(f);
		if (found)
			return found;
	}
	return NULL;
}

/* "client port server port" */
static void session_read(struct host_scene *scene)
{
	char *session = session_find();
	char server[64];

	if (!session)
		return;
	/* the address of a link has the interface behind it */
	if (sscanf(session, "%*s %*s %63[^ %]", server) == 1)
		interface_find(scene->session_if, server);
	scene->session_lost = !scene->session_if[0];
	free(session);
}

pid_t host_parent(pid_t pid)
{
	char text[1024], *end;
	int parent;

	/* The name before it is in brackets, and can have any in it. */
	if (host_line(text, sizeof(text), "/proc/%d/stat", (int)pid))
		return 0;
	end = strrchr(text, ')');
	return end && sscanf(end, ") %*c %d", &parent) == 1 ? parent : 0;
}

pid_t host_scene_opener(const struct host_scene *scene, mode_t type,
			unsigned int major, unsigned int minor)
{
	for (size_t i = 0; i < scene->nopen; i++)
		if (scene->open[i].type == type &&
		    scene->open[i].dev == makedev(major, minor))
			return scene->open[i].pid;
	return 0;
}

int host_scene_read(struct host_scene *scene)
{
	int ret;

	*scene = (struct host_scene){ 0 };
	text_read(&scene->mounts, "/proc/self/mountinfo");
	text_read(&scene->swaps, "/proc/swaps");
	text_read(&scene->routes, "/proc/net/route");
	text_read(&scene->routes6, "/proc/net/ipv6_route");
	text_read(&scene->consoles, "/proc/consoles");
	/* A kernel without IPv6 has no routes of it. */
	if (scene->routes6.err == -ENOENT)
		scene->routes6.err = 0;
	core_node_prop("/chosen", "bootpath", scene->bootpath,
		       sizeof(scene->bootpath) - 1);
	session_read(scene);
	ret = open_read(scene);
	if (!ret &&
	    !(scene->mounts.text && scene->swaps.text && scene->routes.text &&
	      scene->routes6.text && scene->consoles.text))
		ret = -ENOMEM;
	if (ret)
		host_scene_free(scene);
	return ret;
}

void host_scene_free(struct host_scene *scene)
{
	free(scene->mounts.text);
	free(scene->swaps.text);
	free(scene->routes.text);
	free(scene->routes6.text);
	free(scene->consoles.text);
	free(scene->open);
	*scene = (struct host_scene){ 0 };
}
