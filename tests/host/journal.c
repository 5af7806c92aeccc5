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
#define LOCK_NAME "lock"

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
	j->folder = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->folder < 0)
		return -errno;
	j->lock = openat(j->folder, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC,
			 0600);
	if (j->lock >= 0 && !flock(j->lock, LOCK_EX | LOCK_NB))
		return 0;
	ret = errno == EWOULDBLOCK ? -EBUSY : -errno;
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

int host_journal_begin(struct host_journal *j)
{
	char id[HOST_VALUE_MAX], line[HOST_VALUE_MAX + 8];
	int ret;

	j->file = openat(j->folder, FILE_NAME,
			 O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC,
			 0600);
	if (j->file < 0)
		return -errno;
	boot_id(id);
	snprintf(line, sizeof(line), "boot %s\n", id);
	ret = append(j, line);
	if (!ret && fsync(j->folder))
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

int host_journal_note(struct host_journal *j, const char *kind,
		      const char *subject, const char *value)
{
	const struct host_kind *k = kind_find(j, kind);
	char old[HOST_VALUE_MAX], line[HOST_VALUE_MAX * 4];
	int ret;

	if (!k || !is_word(subject) || !is_word(value) ||
	    strlen(subject) >= sizeof(((struct host_change *)0)->subject) ||
	    strlen(value) >= HOST_VALUE_MAX)
		return -EINVAL;
	ret = k->get(subject, old);
	if (ret)
		return ret;
	if (!strcmp(old, value))
		return 0;
	if (!is_word(old))
		return -EINVAL;
	snprintf(line, sizeof(line), "%s %s %s %s\n", kind, subject, old,
		 value);
	ret = append(j, line);
	return ret ? ret : 1;
}

int host_journal_change(struct host_journal *j, const char *kind,
			const char *subject, const char *value)
{
	int ret = host_journal_note(j, kind, subject, value);

	return ret > 0 ? kind_find(j, kind)->put(subject, value) : ret;
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
	if (!new.kind)
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
	ssize_t n;
	int ret = 0;

	while (!ret && (n = getline(&line, &room, f)) > 0) {
		if (line[n - 1] != '\n')
			break;
		line[n - 1] = '\0';
		if (all->boot[0])
			ret = change_parse(all, j, line);
		else if (sscanf(line, "boot %79s", all->boot) != 1)
			ret = -EPROTO;
	}
	if (!ret && ferror(f))
		ret = -EIO;
	free(line);
	return ret;
}

static int journal_read(struct changes *all, const struct host_journal *j)
{
	int fd = openat(j->folder, FILE_NAME, O_RDONLY | O_CLOEXEC), ret;
	FILE *f;

	if (fd < 0)
		return -errno;
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
