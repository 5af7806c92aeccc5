// SPDX-License-Identifier: GPL-2.0-only
/* QEMU's side of the monitor is played by a socket. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <run/monitor.h>

#include "unit.h"

static struct monitor monitor;
static int qemu;

static void start(void)
{
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	qemu = pair[1];
	monitor_open(&monitor, pair[0]);
}

static void stop(void)
{
	monitor_close(&monitor);
	close(qemu);
}

static void say(const char *text)
{
	const ssize_t len = strlen(text);

	ck_assert_int_eq(send(qemu, text, len, 0), len);
}

/* What QEMU has got. */
static const char *got(void)
{
	static char text[1024];
	const ssize_t n = recv(qemu, text, sizeof(text) - 1, MSG_DONTWAIT);

	text[n < 0 ? 0 : n] = '\0';
	return text;
}

START_TEST(a_request_has_one_reply)
{
	ck_assert_ptr_nonnull(strstr(got(), "\"qmp_capabilities\""));
	monitor_send(&monitor, "device_add a,b=\"c\\d\"\n");
	ck_assert(monitor.busy);
	ck_assert_ptr_nonnull(
		strstr(got(), "\"device_add a,b=\\\"c\\\\d\\\"\\n\""));
	say("{\"QMP\": {}}\n{\"return\": {}, \"id\": 1}\n");
	ck_assert(!monitor_read(&monitor));
	say("{\"return\": \"one\\nt");
	ck_assert(!monitor_read(&monitor));
	ck_assert(!monitor_read(&monitor)); /* nothing has come */
	say("wo\", \"id\": 2}\n{\"event\": \"STOP\"}\n");
	ck_assert(monitor_read(&monitor));
	ck_assert(!monitor.busy);
	ck_assert_str_eq(tce_strbuf_str(&monitor.reply), "one\ntwo");
	/* the same again, which nobody has asked for */
	say("{\"return\": \"three\", \"id\": 2}\n");
	ck_assert(!monitor_read(&monitor));
	ck_assert_str_eq(tce_strbuf_str(&monitor.reply), "one\ntwo");
}
END_TEST

/* A request that was given up is answered during the next one. */
START_TEST(a_late_reply_is_no_reply)
{
	monitor_send(&monitor, "device_add a");
	monitor_send(&monitor, "info registers");
	say("{\"return\": \"late\", \"id\": 2}\n");
	ck_assert(!monitor_read(&monitor));
	ck_assert(monitor.busy);
	say("{\"return\": \"NIP 0\", \"id\": 3}\n");
	ck_assert(monitor_read(&monitor));
	ck_assert_str_eq(tce_strbuf_str(&monitor.reply), "NIP 0");
}
END_TEST

START_TEST(an_error_is_a_reply)
{
	monitor_send(&monitor, "x");
	say("{\"id\": 2, \"error\": {\"class\": \"G\", \"desc\": \"no x\"}}\n");
	ck_assert(monitor_read(&monitor));
	ck_assert_str_eq(tce_strbuf_str(&monitor.reply), "no x");
	/* one without a text as well */
	monitor_send(&monitor, "x");
	say("{\"id\": 3, \"return\": {}}\n");
	ck_assert(monitor_read(&monitor));
	ck_assert_str_eq(tce_strbuf_str(&monitor.reply), "");
}
END_TEST

START_TEST(a_device_goes)
{
	say("{\"return\": {}}\n{\"event\": \"DEVICE_DEL");
	ck_assert(!monitor_read(&monitor));
	ck_assert(!monitor.deleted);
	say("ETED\", \"data\": {\"device\": \"a\"}}\n");
	ck_assert(!monitor_read(&monitor));
	ck_assert(monitor.deleted);
}
END_TEST

START_TEST(a_reset_is_let)
{
	got();
	monitor_let_reset(&monitor, true);
	ck_assert(monitor.busy);
	ck_assert_str_eq(got(), "{\"execute\":\"set-action\",\"id\":2,"
				"\"arguments\":{\"reboot\":\"reset\","
				"\"panic\":\"none\"}}\n");
	say("{\"return\": {}, \"id\": 2}\n");
	ck_assert(monitor_read(&monitor));
	ck_assert_str_eq(tce_strbuf_str(&monitor.reply), "");
	ck_assert(!monitor.reset);
	say("{\"event\": \"RESET\", \"data\": {\"guest\": true}}\n");
	ck_assert(!monitor_read(&monitor));
	ck_assert(monitor.reset);
	monitor_let_reset(&monitor, false);
	ck_assert_ptr_nonnull(strstr(
		got(), "{\"reboot\":\"shutdown\",\"panic\":\"shutdown\"}"));
}
END_TEST

/* A QEMU that is none. */
START_TEST(nonsense_is_no_reply)
{
	static const char *const bad[] = {
		"\n",
		"{\n",
		"{}\n",
		"[2]\n",
		"2\n",
		"{\"id\": \"2\", \"return\": \"x\"}\n",
		"{\"id\": 2.0, \"return\": \"x\"}\n",
		"{\"event\": 7}\n",
		"\xff\xfe\n",
		"{\"id\": 2, \"return\": \"\\u0000\"}\n",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
	};

	monitor_send(&monitor, "x");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		say(bad[i]);
		ck_assert(!monitor_read(&monitor));
		ck_assert(monitor.busy);
	}
	say("{\"id\": 2, \"return\": \"x\"}\n");
	ck_assert(monitor_read(&monitor));
}
END_TEST

START_TEST(a_line_without_end_is_given_up)
{
	char bytes[4096];

	memset(bytes, '[', sizeof(bytes));
	for (size_t i = 0; i < 300 && monitor.fd >= 0; i++) {
		send(qemu, bytes, sizeof(bytes), MSG_NOSIGNAL);
		ck_assert(!monitor_read(&monitor));
	}
	ck_assert_int_eq(monitor.fd, -1);
	ck_assert_uint_lt(monitor.in.len, 2 * 1024 * 1024);
}
END_TEST

START_TEST(qemu_ends)
{
	close(qemu);
	/* there is no signal for it */
	monitor_send(&monitor, "x");
	ck_assert(!monitor_read(&monitor));
	ck_assert_int_eq(monitor.fd, -1);
	monitor_send(&monitor, "x");
	monitor_close(&monitor);
	monitor_close(&monitor);
}
END_TEST

Suite *unit_monitor_suite(void)
{
	Suite *s = suite_create("monitor");
	TCase *tc = tcase_create("monitor");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, start, stop);
	tcase_add_test(tc, a_request_has_one_reply);
	tcase_add_test(tc, a_late_reply_is_no_reply);
	tcase_add_test(tc, an_error_is_a_reply);
	tcase_add_test(tc, a_device_goes);
	tcase_add_test(tc, a_reset_is_let);
	tcase_add_test(tc, nonsense_is_no_reply);
	tcase_add_test(tc, a_line_without_end_is_given_up);
	tcase_add_test(tc, qemu_ends);
	return s;
}
