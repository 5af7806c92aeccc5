// SPDX-License-Identifier: GPL-2.0-only
#include "monitor.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GREETING 1 /* its id; those of requests follow */
#define LINE_MAX_LEN (1024 * 1024)

static void put(struct monitor *monitor, json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);
	struct tce_strbuf line = { 0 };

	json_decref(message);
	tce_strbuf_addf(&line, "%s\n", text ? text : "");
	free(text);
	/* A monitor that has gone, or reads nothing, does not answer. */
	send(monitor->fd, line.data, line.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	tce_strbuf_free(&line);
}

void monitor_open(struct monitor *monitor, int fd)
{
	memset(monitor, 0, sizeof(*monitor));
	monitor->fd = fd;
	monitor->request = GREETING;
	put(monitor, json_pack("{s:s, s:i}", "execute", "qmp_capabilities",
			       "id", GREETING));
}

void monitor_close(struct monitor *monitor)
{
	if (monitor->fd >= 0)
		close(monitor->fd);
	monitor->fd = -1;
	monitor->busy = false;
	tce_strbuf_free(&monitor->in);
	tce_strbuf_free(&monitor->reply);
}

static void request(struct monitor *monitor, const char *name,
		    json_t *arguments)
{
	tce_strbuf_clear(&monitor->reply);
	monitor->busy = true;
	put(monitor, json_pack("{s:s, s:i, s:o}", "execute", name, "id",
			       ++monitor->request, "arguments", arguments));
}

void monitor_send(struct monitor *monitor, const char *command)
{
	request(monitor, "human-monitor-command",
		json_pack("{s:s%}", "command-line", command, strlen(command)));
}

void monitor_let_reset(struct monitor *monitor, bool let)
{
	/* a panic that ends nothing goes on to its reset */
	request(monitor, "set-action",
		json_pack("{s:s, s:s}", "reboot", let ? "reset" : "shutdown",
			  "panic", let ? "none" : "shutdown"));
}

static bool take(struct monitor *monitor, const char *line, size_t len)
{
	json_t *message = json_loadb(line, len, 0, NULL);
	const char *text = json_string_value(json_object_get(message, "event"));
	bool ours = false;
	json_int_t id;

	if (text && !strcmp(text, "DEVICE_DELETED"))
		monitor->deleted = true;
	if (text && !strcmp(text, "RESET"))
		monitor->reset = true;
	id = json_integer_value(json_object_get(message, "id"));
	if (monitor->busy && id == monitor->request) {
		text = json_string_value(json_object_get(message, "return"));
		if (!text)
			text = json_string_value(json_object_get(
				json_object_get(message, "error"), "desc"));
		tce_strbuf_clear(&monitor->reply);
		tce_strbuf_addf(&monitor->reply, "%s", text ? text : "");
		monitor->busy = false;
		ours = true;
	}
	json_decref(message);
	return ours;
}

bool monitor_read(struct monitor *monitor)
{
	char bytes[4096];
	bool ours = false;
	char *end;
	ssize_t n = recv(monitor->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0 || monitor->in.len > LINE_MAX_LEN) {
		close(monitor->fd);
		monitor->fd = -1;
		return false;
	}
	tce_strbuf_add(&monitor->in, bytes, n);
	while ((end = memchr(monitor->in.data, '\n', monitor->in.len))) {
		const size_t len = end - monitor->in.data + 1;

		ours |= take(monitor, monitor->in.data, len);
		memmove(monitor->in.data, end + 1, monitor->in.len - len + 1);
		monitor->in.len -= len;
	}
	return ours;
}
