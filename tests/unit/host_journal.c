// SPDX-License-Identifier: GPL-2.0-only
/* Whether a machine gets back what was taken from it. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../host/child.h"
#include "../host/files.h"
#include "../host/inventory.h"
#include "../host/journal.h"
#include "../host/kinds.h"
#include "../host/take.h"
#include "machine.h"
#include "tree.h"
#include "unit.h"

/*
 * A machine of three things, in memory that outlives the process which is
 * changing it, and which dies after so many steps.
 */
static struct things {
	char value[3][HOST_VALUE_MAX];
	int steps; /* until the end; -1: never */
} * world;

static const char *const before[] = { "(null)", "nvme", "0" };
static const char *const after[] = { "vfio-pci", "vfio-pci", "16" };

static void step(void)
{
	if (world->steps >= 0 && !world->steps--)
		_exit(9);
}

static void world_set(int i, const char *value)
{
	host_copy(world->value[i], HOST_VALUE_MAX, value);
}

/* Things are named by their numbers. */
static int slot(const char *subject)
{
	return *subject - '0';
}

static int world_get(const char *subject, char value[HOST_VALUE_MAX])
{
	step();
	host_copy(value, HOST_VALUE_MAX, world->value[slot(subject)]);
	return 0;
}

static int world_put(const char *subject, const char *value)
{
	step();
	world_set(slot(subject), value);
	step();
	return 0;
}

/* A driver lets go before the next one takes over. */
static int world_bind(const char *subject, const char *value)
{
	step();
	world_set(slot(subject), HOST_NONE);
	return world_put(subject, value);
}

static int world_refuse(const char *subject, const char *value)
{
	(void)subject;
	(void)value;
	return -EBUSY;
}

static const struct host_kind world_kinds[] = {
	{ "override", world_get, world_put, NULL, NULL },
	{ "driver", world_get, world_bind, HOST_NONE, NULL },
	{ "hugepages", world_get, world_put, NULL, NULL },
};

static const struct host_kind stubborn_kinds[] = {
	{ "override", world_get, world_put, NULL, NULL },
	{ "driver", world_get, world_refuse, HOST_NONE, NULL },
	{ "hugepages", world_get, world_put, NULL, NULL },
};

static char state[128];

static void world_start(void)
{
	machine_start();
	snprintf(state, sizeof(state), "%s/var/lib/tce-test", tree_root());
	world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(world != MAP_FAILED);
	world->steps = -1;
	for (int i = 0; i < 3; i++)
		world_set(i, before[i]);
}

static void journal_open(struct host_journal *j, const struct host_kind *kinds)
{
	ck_assert_int_eq(host_journal_open(j, state, kinds, 3), 0);
}

/* All of it, in a process that may not get there. Return: its status. */
static int change_all(int steps)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct host_journal j;

		world->steps = steps;
		if (host_journal_open(&j, state, world_kinds, 3) ||
		    host_journal_begin(&j))
			_exit(8);
		for (int i = 0; i < 3; i++)
			if (host_journal_change(&j, world_kinds[i].name,
						(char[]){ (char)('0' + i), 0 },
						after[i]))
				_exit(7);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	world->steps = -1;
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) != 8);
	return WEXITSTATUS(status);
}

static void ignore(void *data, const struct host_change *change,
		   enum host_outcome outcome, int err, const char *now)
{
	(void)change;
	(void)err;
	(void)now;
	if (data)
		((unsigned int *)data)[outcome]++;
}

/* Return: as host_journal_restore() does, or 9 when it was cut short. */
static int restore_all(int steps)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct host_journal j;

		world->steps = steps;
		if (host_journal_open(&j, state, world_kinds, 3))
			_exit(8);
		_exit(host_journal_restore(&j, ignore, NULL) ? 1 : 0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	world->steps = -1;
	return WEXITSTATUS(status);
}

static void want_before(void)
{
	struct host_journal j;

	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(world->value[i], before[i]);
	journal_open(&j, world_kinds);
	ck_assert_int_eq(host_journal_restore(&j, ignore, NULL), -ENOENT);
	host_journal_close(&j);
}

START_TEST(changed_and_restored)
{
	unsigned int outcomes[3] = { 0 };
	struct host_journal j;

	ck_assert_int_eq(change_all(-1), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(world->value[i], after[i]);
	journal_open(&j, world_kinds);
	ck_assert_int_eq(host_journal_begin(&j), -EEXIST);
	ck_assert_int_eq(host_journal_restore(&j, ignore, outcomes), 0);
	ck_assert_uint_eq(outcomes[HOST_PUT_BACK], 3);
	ck_assert_int_eq(host_journal_begin(&j), 0);
	ck_assert_int_eq(host_journal_change(&j, "override", "0", "(null)"), 0);
	ck_assert_int_eq(host_journal_note(&j, "driver", "1", "nvme"), 0);
	ck_assert_int_eq(host_journal_note(&j, "driver", "1", "a b"), -EINVAL);
	ck_assert_int_eq(host_journal_note(&j, "what", "1", "a"), -EINVAL);
	ck_assert_int_eq(host_journal_restore(&j, ignore, NULL), 0);
	host_journal_close(&j);
	want_before();
}
END_TEST

/* Killed at any point, and again while that is put back. */
START_TEST(killed_anywhere)
{
	bool done = false;

	for (int steps = 0; !done; steps++) {
		bool restored = false;

		done = change_all(steps) == 0;
		ck_assert_int_lt(steps, 30);
		for (int more = 0; !restored; more++) {
			restored = restore_all(more) == 0;
			ck_assert_int_lt(more, 40);
		}
		want_before();
	}
}
END_TEST

START_TEST(line_cut_short)
{
	struct host_journal j;
	char path[PATH_MAX];

	ck_assert_int_eq(change_all(-1), 0);
	snprintf(path, sizeof(path), "%s/journal", state);
	tree_text(path + strlen(tree_root()),
		  "boot first\noverride 0 (null) vfio-pci\ndriver 1 nv");
	world_set(1, "nvme");
	world_set(2, "0");
	journal_open(&j, world_kinds);
	ck_assert_int_eq(host_journal_restore(&j, ignore, NULL), 0);
	host_journal_close(&j);
	want_before();
}
END_TEST

/* Restores a journal of this text by the kinds of a real machine. */
static int restore_text(const char *text, size_t len)
{
	struct host_journal j;
	char path[PATH_MAX];
	int ret;

	ck_assert_int_eq(host_journal_open(&j, state, host_kinds, host_kinds_n),
			 0);
	snprintf(path, sizeof(path), "%s/journal", state);
	tree_file(path + strlen(tree_root()), text, len);
	ret = host_journal_restore(&j, ignore, NULL);
	if (ret)
		ck_assert_int_eq(unlink(path), 0);
	host_journal_close(&j);
	return ret;
}

static const struct {
	const char *text;
	size_t len;
} damaged[] = {
#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}
	TEXT(""),
	TEXT("\0\0\0\0\0\0\0\0"),
	TEXT("boot first\nmodule a\0 loaded absent\n"),
	TEXT("boot first\nmodule a absent absent\0x\n"),
	TEXT("driver 0 a b\n"),
	TEXT("boot first\nwhat 0 a b\n"),
	TEXT("boot first\noverride ../../../evil root::0:0 x\n"),
	TEXT("boot first\noverride 0001:00:00.0/.. a b\n"),
	TEXT("boot first\ndriver 0001:00:00.0 ../evil nvme\n"),
	TEXT("boot first\ndriver 0001:00:00.0 .. nvme\n"),
	TEXT("boot first\nmodule -V loaded absent\n"),
	TEXT("boot first\nmodule ../a loaded absent\n"),
	TEXT("boot first\nmodule a here absent\n"),
	TEXT("boot first\nhugepages 2048kB/../x 1 2\n"),
	TEXT("boot first\nhugepages 2048 x 2\n"),
};

START_TEST(damaged_journal)
{
	ck_assert_int_eq(restore_text(damaged[_i].text, damaged[_i].len),
			 -EPROTO);
}
END_TEST

START_TEST(long_journal)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fputs("boot first\n", out);
	for (int i = 0; i < 2000; i++)
		fputs("driver 0009:00:00.0 nvme vfio-pci\n", out);
	fclose(out);
	ck_assert_int_eq(restore_text(text, len), -EPROTO);
	free(text);
}
END_TEST

/* A folder that others can write to, or that is theirs, and links in it. */
START_TEST(planted)
{
	struct host_journal j;
	char path[PATH_MAX], other[PATH_MAX];

	snprintf(other, sizeof(other), "%s/other", tree_root());
	snprintf(path, sizeof(path), "%s/lock", state);
	journal_open(&j, world_kinds);
	host_journal_close(&j);
	ck_assert_int_eq(chmod(state, 0777), 0);
	ck_assert_int_eq(host_journal_open(&j, state, world_kinds, 3), -EPERM);
	ck_assert_int_eq(chmod(state, 0700), 0);
	ck_assert(!unlink(path) && !symlink(other, path));
	ck_assert_int_eq(host_journal_open(&j, state, world_kinds, 3), -EPERM);
	ck_assert_int_ne(access(other, F_OK), 0);
	ck_assert(!unlink(path) && !mkfifo(path, 0600));
	ck_assert_int_eq(host_journal_open(&j, state, world_kinds, 3), -EPERM);
	ck_assert_int_eq(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/journal", state);
	journal_open(&j, world_kinds);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(host_journal_restore(&j, ignore, NULL), -EPERM);
	ck_assert_int_eq(host_journal_begin(&j), -EEXIST);
	ck_assert_int_eq(unlink(path), 0);
	tree_text("/other", "boot first\n");
	ck_assert_int_eq(symlink(other, path), 0);
	ck_assert_int_eq(host_journal_restore(&j, ignore, NULL), -EPERM);
	ck_assert(!unlink(path) && !link(other, path) && !chmod(path, 0666));
	ck_assert_int_eq(host_journal_restore(&j, ignore, NULL), -EPERM);
	host_journal_close(&j);
	ck_assert(!unlink(other) && !symlink(state, other));
	ck_assert_int_eq(host_journal_open(&j, other, world_kinds, 3), -EPERM);
}
END_TEST

START_TEST(not_put_back)
{
	unsigned int outcomes[3] = { 0 };
	struct host_journal j;

	ck_assert_int_eq(change_all(-1), 0);
	journal_open(&j, stubborn_kinds);
	ck_assert_int_eq(host_journal_restore(&j, ignore, outcomes), 1);
	ck_assert_uint_eq(outcomes[HOST_PUT_BACK], 2);
	ck_assert_uint_eq(outcomes[HOST_FAILED], 1);
	host_journal_close(&j);
	/* ... nor what somebody else has changed since */
	world_set(1, "pci-stub");
	ck_assert_int_eq(restore_all(-1), 1);
	ck_assert_str_eq(world->value[1], "pci-stub");
	world_set(1, "none");
	ck_assert_int_eq(restore_all(-1), 0);
	want_before();
}
END_TEST

START_TEST(other_kernel)
{
	unsigned int outcomes[3] = { 0 };
	struct host_journal j;

	ck_assert_int_eq(change_all(-1), 0);
	tree_text("/proc/sys/kernel/random/boot_id", "second\n");
	world_set(0, before[0]);
	world_set(2, before[2]);
	journal_open(&j, world_kinds);
	ck_assert_int_eq(host_journal_restore(&j, ignore, outcomes), 0);
	ck_assert_uint_eq(outcomes[HOST_LEFT], 1);
	ck_assert_str_eq(world->value[1], after[1]);
	world_set(1, before[1]);
	host_journal_close(&j);
	want_before();
}
END_TEST

START_TEST(one_at_a_time)
{
	struct host_journal j, k;

	journal_open(&j, world_kinds);
	ck_assert_int_eq(host_journal_open(&k, state, world_kinds, 3), -EBUSY);
	host_journal_close(&j);
	journal_open(&j, world_kinds);
	host_journal_close(&j);
}
END_TEST

Suite *unit_journal_suite(void)
{
	Suite *s = suite_create("journal");
	TCase *tc = tcase_create("journal");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, world_start, tree_stop);
	tcase_add_test(tc, changed_and_restored);
	tcase_add_test(tc, killed_anywhere);
	tcase_add_test(tc, line_cut_short);
	tcase_add_loop_test(tc, damaged_journal, 0,
			    sizeof(damaged) / sizeof(*damaged));
	tcase_add_test(tc, long_journal);
	tcase_add_test(tc, planted);
	tcase_add_test(tc, not_put_back);
	tcase_add_test(tc, other_kernel);
	tcase_add_test(tc, one_at_a_time);
	return s;
}
