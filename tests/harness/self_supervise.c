// SPDX-License-Identifier: GPL-2.0-only
/* The part of the harness that runs a case's process. */
#include "self.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise.h"

#define LONG_S 60.0

/* All processes below hold its end [1], so that it ends with the last. */
static int life[2];

static void begin(void)
{
	ck_assert_int_eq(pipe(life), 0);
}

/* Whether no process is left; returns only then, or with the test's timeout. */
static void all_gone(void)
{
	char byte;

	close(life[1]);
	while (read(life[0], &byte, 1) == 1)
		;
	close(life[0]);
}

static void leaves_another(void)
{
	if (!fork())
		pause();
	exit(3);
}

static void hangs(void)
{
	signal(SIGTERM, SIG_IGN);
	if (!fork())
		pause();
	/* the parent can see that it runs */
	if (write(life[1], "", 1) == 1)
		pause();
}

START_TEST(supervise_ends)
{
	const struct tce_supervision s = {
		.body = leaves_another,
		.timeout_s = LONG_S,
		.grace_s = LONG_S,
		.fd = -1,
	};
	int status = 0;

	begin();
	ck_assert_int_eq(tce_supervise(&s, &status), 0);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 3);
	all_gone();
}
END_TEST

START_TEST(supervise_kills)
{
	const struct tce_supervision s = {
		.body = hangs,
		.timeout_s = 0.01,
		.grace_s = LONG_S,
		.fd = -1,
	};
	int status = 0;

	begin();
	ck_assert_int_eq(tce_supervise(&s, &status), -ETIMEDOUT);
	all_gone();
}
END_TEST

/* What it watches is read while the process runs: that ends it. */
static int watched[2], answer[2];

static void asks(void)
{
	char byte;

	exit(write(watched[1], "", 1) != 1 || read(answer[0], &byte, 1) != 1);
}

static void answers(void *data)
{
	char byte;

	(void)data;
	ck_assert_int_eq(read(watched[0], &byte, 1), 1);
	ck_assert_int_eq(write(answer[1], "", 1), 1);
}

START_TEST(supervise_watches)
{
	struct tce_supervision s = {
		.body = asks,
		.timeout_s = LONG_S,
		.grace_s = LONG_S,
		.readable = answers,
	};
	int status = 0;

	ck_assert_int_eq(pipe(watched), 0);
	ck_assert_int_eq(pipe(answer), 0);
	s.fd = watched[0];
	ck_assert_int_eq(tce_supervise(&s, &status), 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* A signal for the program ends it, and the case before it. */
START_TEST(supervise_signalled)
{
	const struct tce_supervision s = {
		.body = hangs,
		.timeout_s = LONG_S,
		.grace_s = LONG_S,
		.fd = -1,
	};
	int status = 0;
	char byte;
	pid_t pid;

	begin();
	pid = fork();
	if (!pid) {
		signal(SIGTERM, SIG_DFL);
		_exit(tce_supervise(&s, &status) != 0);
	}
	ck_assert_int_eq(read(life[0], &byte, 1), 1);
	kill(pid, SIGTERM);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGTERM);
	all_gone();
}
END_TEST

TCase *tce_self_supervise(void)
{
	TCase *tc = tcase_create("supervise");

	tcase_set_timeout(tc, LONG_S / 2);
	tcase_add_test(tc, supervise_ends);
	tcase_add_test(tc, supervise_kills);
	tcase_add_test(tc, supervise_watches);
	tcase_add_test(tc, supervise_signalled);
	return tc;
}
