// SPDX-License-Identifier: GPL-2.0-only
#include "leaks.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <core/file.h>

#include "harness.h"

#define LEAKS "/sys/kernel/debug/kmemleak"
/* kmemleak does not report memory that is younger than 5 s */
#define LEAK_AGE_S 6

typedef void leak_fn(const char *text);

bool tce_leaks_there(void)
{
	return !access(LEAKS, W_OK);
}

/*
 * A report has a head, lines of detail, and the callers that allocated it, one
 * "function+offset" a line: one line of all of them, the innermost first.
 */
static void reports_read(FILE *in, leak_fn *found)
{
	char line[256], text[1024] = "", *end, *name;
	size_t used = 0;

	while (fgets(line, sizeof(line), in)) {
		if (line[0] != ' ') {
			if (used)
				found(text);
			line[strcspn(line, "\n")] = '\0';
			used = snprintf(text, sizeof(text), "%s", line);
			continue;
		}
		end = strstr(line, "+0x");
		if (!end || used >= sizeof(text))
			continue;
		*end = '\0';
		name = strrchr(line, ' ') + 1;
		used += snprintf(text + used, sizeof(text) - used, " < %s",
				 name);
	}
	if (used)
		found(text);
}

/* Whether the reports could be read. */
static bool reports_each(leak_fn *found)
{
	FILE *in = fopen(LEAKS, "re");

	if (!in)
		return false;
	reports_read(in, found);
	fclose(in);
	return true;
}

/* It is what has not changed from one look to the next. */
static bool scan_twice(void)
{
	const struct timespec age = { .tv_sec = LEAK_AGE_S };

	if (core_text_write(LEAKS, "scan"))
		return false;
	nanosleep(&age, NULL);
	return !core_text_write(LEAKS, "scan");
}

static void log_one(const char *text)
{
	char line[1100];
	int len = snprintf(line, sizeof(line), "tce-test: lost: %s\n", text);
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	/* one record; the kernel takes 992 bytes */
	if (len > 990) {
		len = 990;
		line[len - 1] = '\n';
	}
	if (write(fd, line, len) < 0)
		fprintf(stderr, "%s", line);
	close(fd);
}

static void fail_one(const char *text)
{
	tce_fail("lost: %s", text);
}

void tce_leaks_begin(void)
{
	if (tce_leaks_there() &&
	    (core_text_write(LEAKS, "scan") || !reports_each(log_one) ||
	     core_text_write(LEAKS, "clear")))
		tce_broken("cannot use " LEAKS);
}

void tce_leaks_end(void)
{
	if (tce_leaks_there() && (!scan_twice() || !reports_each(fail_one)))
		tce_broken("cannot use " LEAKS);
}

void tce_leaks_log(void)
{
	if (tce_leaks_there() && scan_twice())
		reports_each(log_one);
}
