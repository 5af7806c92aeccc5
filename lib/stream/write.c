// SPDX-License-Identifier: GPL-2.0-only
#include "write.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "text.h"

#define LINE_LEN 2048

static int error;

void tce_stream_line(int fd, const char *fmt, ...)
{
	char line[LINE_LEN];
	size_t len, done = 0;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	len = n < 0 ? 0 : tce_text_line(line);
	line[len++] = '\n';
	while (!error && done < len) {
		ssize_t put = write(fd, line + done, len - done);

		if (put >= 0)
			done += put;
		else if (errno != EINTR)
			error = -errno;
	}
}

void tce_stream_event(int fd, const struct tce_ktap_event *ev)
{
	char line[LINE_LEN];

	tce_ktap_line(line, sizeof(line), ev);
	tce_stream_line(fd, "%s", line);
}

void tce_stream_text(int fd, enum tce_ktap_kind kind, const char *text)
{
	tce_stream_event(
		fd, &(struct tce_ktap_event){ .kind = kind, .text = text });
}

void tce_stream_property(int fd, const char *name, const char *fmt, ...)
{
	char value[LINE_LEN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	tce_stream_event(fd, &(struct tce_ktap_event){
				     .kind = TCE_KTAP_PROPERTY,
				     .name = name,
				     .text = value,
			     });
}

void tce_stream_result(int fd, size_t number, const char *name,
		       enum tce_verdict verdict, const char *reason)
{
	tce_stream_event(fd, &(struct tce_ktap_event){
				     .kind = TCE_KTAP_RESULT,
				     .count = number,
				     .name = name,
				     .verdict = verdict,
				     .text = reason,
			     });
}

int tce_stream_error(void)
{
	return error;
}
