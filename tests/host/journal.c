// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file: "boot ID", the kernel's own of this start, and then a line for each
 * change, "KIND SUBJECT OLD NEW". A line without an end was cut short before
 * its change was made.
 */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

#define FILE_NAME "journal"
#define NEW_NAME "journal.new"
#define LOCK_NAME "lock"
/* more than a run makes on any machine */
#define CHANGES_MAX 1000

static void boot_id(char id[HOST_VALUE_MAX])
{
	if (host_line(id, HOST_VALUE_MAX, "/proc/sys/kernel/random/boot_id"))
		host_copy(id, HOST_VALUE_MAX, "unknown");
}

/* The folder and those above it that are not there. */
static int folder_make(const char *path)
{
	char part[PATH_MAX];

	if (!host_copy(part, sizeof(part), path))
		return -ENAMETOOLONG;
	for (char *s = part + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		mkdir(part, 0755);
		*s = '/';
	}
	return mkdir(part, 0700) && errno != EEXIST ? -errno : 0;
}

/*
 * What others can write to is not to be trusted, nor a link that they made.
 * Return: @fd; -errno, with it closed.
 */
static int own(int fd, mode_t type)
{
	struct stat st;
	int ret = fd;

	if (fd < 0)
		return errno == ELOOP || errno == ENOTDIR ? -EPERM : -errno;
	if (fstat(fd, &st))
		ret = -errno;
	else if ((st.st_mode & S_IFMT) != type || st.st_uid != geteuid() ||
		 st.st_mode & (S_IWGRP | S_IWOTH))
		ret = -EPERM;
	if (ret < 0)
		close(fd);
	return ret;
}

/* A FIFO must not hold this process up. */
static int own_file(const struct host_journal *j, const char *name, int flags)
{
	return own(openat(j->folder, name,
			  flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600),
		   S_IFREG);
}

/*
 * The lock is that of the open file, which children inherit: it is free when
 * the last of them has ended, whatever became of this process.
 */
int host_journal_open(struct host_journal *j, const char *state,
		      const struct host_kind *kinds, size_t nkinds)
{
	int ret = folder_make(state);

	*j = (struct host_journal){
		.file = -1, .lock = -1, .kinds = kinds, .nkinds = nkinds
	};
	if (ret)
		return ret;
	j->folder = own(
		open(state, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
		S_IFDIR);
	if (j->folder < 0)
		return j->folder;
	j->lock = own_file(j, LOCK_NAME, O_RDWR | O_CREAT);
	if (j->lock < 0)
		ret = j->lock;
	else if (flock(j->lock, LOCK_EX | LOCK_NB))
		ret = errno == EWOULDBLOCK ? -EBUSY : -errno;
	else
		return 0;
	host_journal_close(j);
	return ret;
}

void host_journal_close(struct host_journal *j)
{
	if (j->file >= 0)
		close(j->file);
	if (j->lock >= 0)
		close(j->lock);
	close(j->folder);
}

/* All of it on the disk, or an error. */
static int append(struct host_journal *j, const char *text)
{
	size_t len = strlen(text);
	ssize_t n = write(j->file, text, len);

	if (n != (ssize_t)len)
		return n < 0 ? -errno : -ENOSPC;
	return fsync(j->file) ? -errno : 0;
}

/* It has its name when it has its first line: one without is damaged. */
int host_journal_begin(struct host_journal *j)
{
	char id[HOST_VALUE_MAX], line[HOST_VALUE_MAX + 8];
	int ret;

	if (unlinkat(j->folder, NEW_NAME, 0) && errno != ENOENT)
		return -errno;
	j->file = own_file(j, NEW_NAME, O_WRONLY | O_APPEND | O_CREAT | O_EXCL);
	if (j->file < 0)
		return j->file;
	boot_id(id);
	snprintf(line, sizeof(line), "boot %s\n", id);
	ret = append(j, line);
	if (!ret && linkat(j->folder, NEW_NAME, j->folder, FILE_NAME, 0))
		ret = -errno;
	if ((unlinkat(j->folder, NEW_NAME, 0) || fsync(j->folder)) && !ret)
		ret = -errno;
	return ret;
}

static const struct host_kind *kind_find(const struct host_journal *j,
					 const char *name)
{
	for (size_t i = 0; i < j->nkinds; i++)
		if (!strcmp(j->kinds[i].name, name))
			return &j->kinds[i];
	return NULL;
}

static bool is_word(const char *text)
{
	return *text && !text[strcspn(text, " \t\n")];
}

static bool knows(const struct host_kind *kind, const char *subject,
		  const char *value)
{
	return !kind->knows || kind->knows(subject, value);
}

int host_journal_note(struct host_journal *j, const char *kind,
		      const char *subject, const char *value)
{
	const struct host_kind *k = kind_find(j, kind);
	char old[HOST_VALUE_MAX], line[HOST_VALUE_MAX * 4];
	int ret;

	if (!k || !is_word(subject) || !is_word(value) ||
	    strlen(subject) >= sizeof(((struct host_change *)0)->subject) ||
	    strlen(value) >= HOST_VALUE_MAX || !knows(k, subject, value))
		return -EINVAL;
	ret = k->get(subject, old);
	if (ret)
		return ret;
	if (!strcmp(old, value))
		return 0;
	if (!is_word(old) || !knows(k, subject, old))
		return -EINVAL;
	snprintf(line, sizeof(line), "%s %s %s %s\n", kind, subject, old,
		 value);
	ret = append(j, line);
	return ret ? ret : 1;
}

int host_journal_make(struct host_journal *j, const char *kind,
		      const char *subject, const char *value)
{
	return kind_find(j, kind)->put(subject, value);
}

int host_journal_change(struct host_journal *j, const char *kind,
			const char *subject, const char *value)
{
	int ret = host_journal_note(j, kind, subject, value);

	return ret > 0 ? host_journal_make(j, kind, subject, value) : ret;
}

/* --- putting back --------------------------------------------------------- */

struct changes {
	char boot[HOST_VALUE_MAX];
	struct host_change *change;
	size_t n;
};

static int change_parse(struct changes *all, const struct host_journal *j,
			const char *line)
{
	struct host_change new, *more;
	char kind[16];

	if (sscanf(line, "%15s %63s %79s %79s", kind, new.subject, new.old,
		   new.new) != 4)
		return -EPROTO;
	new.kind = kind_find(j, kind);
	if (!new.kind || !knows(new.kind, new.subject, new.old) ||
	    !knows(new.kind, new.subject, new.new) || all->n == CHANGES_MAX)
		return -EPROTO;
	more = reallocarray(all->change, all->n + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	all->change = more;
	all->change[all->n++] = new;
	return 0;
}

static int journal_parse(struct changes *all, const struct host_journal *j,
			 FILE *f)
{
	size_t room = 0;
	char *line = NULL;
	bool begun = false;
	ssize_t n;
	int ret = 0;

	while (!ret && (n = getline(&line, &room, f)) > 0) {
		if (line[n - 1] != '\n')
			break;
		line[n - 1] = '\0';
		if (strlen(line) != (size_t)n - 1 ||
		    (!all->boot[0] &&
		     sscanf(line, "boot %79s", all->boot) != 1))
			ret = -EPROTO;
		else if (begun)
			ret = change_parse(all, j, line);
		begun = true;
	}
	if (!ret && ferror(f))
		ret = -EIO;
	if (!ret && !all->boot[0])
		ret = -EPROTO;
	free(line);
	return ret;
}

static int journal_read(struct changes *all, const struct host_journal *j)
{
	int fd = own_file(j, FILE_NAME, O_RDONLY), ret;
	FILE *f;

	if (fd < 0)
		return fd;
	f = fdopen(fd, "r");
	if (!f) {
		ret = -errno;
		close(fd);
		return ret;
	}
	ret = journal_parse(all, j, f);
	fclose(f);
	return ret;
}

/* Whether somebody else has given it a value. */
static bool is_foreign(const struct host_change *c, const char *now)
{
	return c->kind->between && strcmp(now, c->new) != 0 &&
	       strcmp(now, c->kind->between) != 0;
}

/* Return: 0 it is as before; 1 it is again; -errno, with @now what it is. */
static int undo(const struct host_change *c, char now[HOST_VALUE_MAX])
{
	int ret;

	host_copy(now, HOST_VALUE_MAX, "?");
	ret = c->kind->get(c->subject, now);
	if (ret)
		return ret;
	if (!strcmp(now, c->old))
		return 0;
	if (is_foreign(c, now))
		return -EEXIST;
	ret = c->kind->put(c->subject, c->old);
	if (!ret)
		ret = c->kind->get(c->subject, now);
	if (ret)
		return ret;
	return strcmp(now, c->old) != 0 ? -EIO : 1;
}

/* Whether the change is still there to be undone: that of another kernel is
 * not.
 */
static int change_restore(const struct host_change *c, bool same_kernel,
			  host_report *report, void *data)
{
	char now[HOST_VALUE_MAX] = "?";
	int ret;

	if (!same_kernel) {
		if (!c->kind->get(c->subject, now) && strcmp(now, c->old) != 0)
			report(data, c, HOST_LEFT, 0, now);
		return 0;
	}
	ret = undo(c, now);
	if (ret > 0)
		report(data, c, HOST_PUT_BACK, 0, now);
	if (ret < 0)
		report(data, c, HOST_FAILED, ret, now);
	return ret < 0;
}

int host_journal_restore(struct host_journal *j, host_report *report,
			 void *data)
{
	struct changes all = { 0 };
	char id[HOST_VALUE_MAX];
	int failed = 0, ret = journal_read(&all, j);

	boot_id(id);
	for (size_t i = all.n; !ret && i > 0; i--)
		failed += change_restore(&all.change[i - 1],
					 !strcmp(id, all.boot), report, data);
	if (!ret && !failed &&
	    (unlinkat(j->folder, FILE_NAME, 0) || fsync(j->folder)))
		ret = -errno;
	free(all.change);
	return ret ? ret : failed;
}
