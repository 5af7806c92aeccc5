// SPDX-License-Identifier: GPL-2.0-only
#include "refused.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <core/array.h>

#include "loss.h"

#define RECORD_MAX 8192 /* the kernel's own bound */

static int log_fd = -1;

void tce_refused_open(void)
{
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

void tce_refused_mark(void)
{
	if (log_fd >= 0)
		lseek(log_fd, 0, SEEK_END);
}

/*
 * Whether the firmware had to make the window, whatever else the step had to
 * do: EFAULT is for a reply that cannot be written.
 */
static bool had_to_succeed(const char *fail)
{
	static const char *const ends[] = { ", expected 0",
					    ", expected -EFAULT" };
	const size_t len = strlen(fail);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const size_t end = strlen(ends[i]);

		if (len > end && !strcmp(fail + len - end, ends[i]))
			return true;
	}
	return false;
}

static bool is_same_window(const struct tce_refusal *r, const char *fail)
{
	const char *at = strstr(fail, "{page_shift=");
	unsigned int page_shift;
	uint64_t size;

	return at && r->window_shift < 64 &&
	       sscanf(at, "{page_shift=%u window_size=%" SCNi64, &page_shift,
		      &size) == 2 &&
	       page_shift == r->page_shift &&
	       size == UINT64_C(1) << r->window_shift;
}

bool tce_refused_is(const char *line, const char *fail, char *why, size_t len)
{
	struct tce_refusal r;

	if (!had_to_succeed(fail) || !tce_refusal_read(line, &r))
		return false;
	if (!r.create) {
		snprintf(why, len,
			 "the hypervisor refused to say which windows the PE "
			 "can have (status %d)",
			 r.status);
		return true;
	}
	if (!is_same_window(&r, fail))
		return false;
	snprintf(why, len,
		 "the hypervisor refused the window (status %d): 2^%u TCEs of "
		 "2^%u bytes",
		 r.status, r.window_shift - r.page_shift, r.page_shift);
	return true;
}

bool tce_refused_read(const char *fail, char *why, size_t len)
{
	char record[RECORD_MAX + 1];
	ssize_t n;

	if (log_fd < 0 || !had_to_succeed(fail))
		return false;
	while ((n = read(log_fd, record, RECORD_MAX)) > 0) {
		record[n] = '\0';
		if (tce_refused_is(record, fail, why, len))
			return true;
	}
	return false;
}
