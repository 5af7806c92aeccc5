/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_JOURNAL_H
#define HOST_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What was changed on the machine, on the disk before it is changed, so that it
 * can be put back by the next process. One process at a time has the folder;
 * its children have it, too, until the last of them has ended.
 */

#define HOST_STATE "/var/lib/tce-test"
#define HOST_VALUE_MAX 80

/* A kind of thing that can be changed. Values are words, without blanks. */
struct host_kind {
	const char *name; /* a word */
	/* The value of one such thing. Return: 0; -errno. */
	int (*get)(const char *subject, char value[HOST_VALUE_MAX]);
	/* Give it one. Return: 0; -errno. */
	int (*put)(const char *subject, const char *value);
	/*
	 * What it has in the midst of a change that was cut short. With any
	 * other value than that, the old and the new one, somebody else has
	 * changed it, and it is left alone. NULL: any value is ours.
	 */
	const char *between;
	/*
	 * Whether there can be such a thing and such a value: a journal is a
	 * file, and what it names becomes a path. NULL: any word will do.
	 */
	bool (*knows)(const char *subject, const char *value);
};

/* One change. */
struct host_change {
	const struct host_kind *kind;
	char subject[64];
	char old[HOST_VALUE_MAX], new[HOST_VALUE_MAX];
};

struct host_journal {
	int folder;
	int lock;
	int file; /* -1: not begun */
	const struct host_kind *kinds;
	size_t nkinds;
};

/**
 * host_journal_open() - take the folder of the state
 * @j: filled on success; to be closed with host_journal_close()
 * @state: the folder; made if it is not there
 * @kinds: all kinds there are, referenced from now on
 *
 * Return: 0; -EBUSY another process has it; -EPERM the folder or its lock is
 * not this user's alone to write, or is no folder and no file; -errno.
 */
int host_journal_open(struct host_journal *j, const char *state,
		      const struct host_kind *kinds, size_t nkinds);

/**
 * host_journal_close() - give the folder back; the journal stays
 */
void host_journal_close(struct host_journal *j);

/**
 * host_journal_begin() - start a journal
 *
 * Return: 0; -EEXIST there is one, of changes that were not put back; -errno.
 */
int host_journal_begin(struct host_journal *j);

/**
 * host_journal_note() - write down a change that somebody is about to make
 * @kind: name of its kind
 * @subject: which thing, a word
 * @value: what it will have
 *
 * It is on the disk on return. A thing that has the value is not noted.
 *
 * Return: 1 noted; 0 it has the value; -EINVAL no word, or no such kind;
 * -errno of reading or writing.
 */
int host_journal_note(struct host_journal *j, const char *kind,
		      const char *subject, const char *value);

/**
 * host_journal_change() - write down a change, and make it
 *
 * Return: 0, also when there was nothing to change; as host_journal_note(), or
 * -errno of making it.
 */
int host_journal_change(struct host_journal *j, const char *kind,
			const char *subject, const char *value);

/**
 * host_journal_make() - make a change that host_journal_note() has noted
 *
 * Return: 0; -errno.
 */
int host_journal_make(struct host_journal *j, const char *kind,
		      const char *subject, const char *value);

/* How host_journal_restore() reports a change. */
enum host_outcome {
	HOST_PUT_BACK,
	HOST_FAILED, /* @err says why */
	HOST_LEFT,   /* the machine was rebooted: @now is the kernel's */
};

typedef void host_report(void *data, const struct host_change *change,
			 enum host_outcome outcome, int err, const char *now);

/**
 * host_journal_restore() - put everything back, the last change first
 * @j: opened; begun by this process or by one that is gone
 * @report: called for each change that is not as before by itself
 * @data: for @report
 *
 * Can be repeated, whatever ended it. Nothing of what is changed outlives the
 * kernel that runs: where that is another one now, what differs is its own
 * doing, may be in use, and is only reported. The journal is gone when nothing
 * failed.
 *
 * Return: changes that could not be undone; -ENOENT there is no journal;
 * -EPROTO it is malformed; -EPERM it is not this user's alone to write, or no
 * file; -errno of reading it.
 */
int host_journal_restore(struct host_journal *j, host_report *report,
			 void *data);

#endif
