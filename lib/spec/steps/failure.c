// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text of a failure: one line that can be pasted into a mail, with what
 * was asked of the kernel, what came, and what was expected. The waivers have
 * parts of such lines: a change of their form changes both.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "request.h"
#include "text.h"

static void where_add(struct tce_text *t, const struct tce_session *s)
{
	if (!s->at) {
		tce_text_add(t, "after the last step");
		return;
	}
	if (s->control)
		tce_text_add(t, "after the refused call");
	else
		tce_text_add(t, "step %u", s->step);
	tce_text_add(t, ": ");
	session_request_add(t, s);
	if (s->in_loop)
		tce_text_add(t, " (x=%#" PRIx64 ")", s->x);
}

void tce_session_where(const struct tce_session *s, char *buf, size_t len)
{
	struct tce_text t = { buf, len, 0 };

	if (len)
		*buf = '\0';
	where_add(&t, s);
}

/* What fails after the last step has all of them before it. */
void session_failed(struct tce_session *s)
{
	if (!s->at || s->control) {
		s->failed_last = UINT_MAX;
		return;
	}
	if (s->step > s->failed_last)
		s->failed_last = s->step;
	if (s->step < TCE_FAILED_MAX)
		s->failed[s->step] = true;
}

void session_mismatch(struct tce_session *s, const char *fmt, ...)
{
	char line[TCE_FAILURE_MAX] = "";
	struct tce_text t = { line, sizeof(line), 0 };
	va_list ap;

	where_add(&t, s);
	tce_text_add(&t, ": ");
	if (t.pos < sizeof(line)) {
		va_start(ap, fmt);
		vsnprintf(line + t.pos, sizeof(line) - t.pos, fmt, ap);
		va_end(ap);
	}
	s->mismatches++;
	session_failed(s);
	if (s->mismatch)
		s->mismatch(s->data, line);
}

void session_ret_print(int64_t ret, char *buf, size_t len)
{
	const char *name =
		ret < 0 && ret > -4096 ? strerrorname_np((int)-ret) : NULL;

	if (name)
		snprintf(buf, len, "-%s", name);
	else
		snprintf(buf, len, ret > 0 ? "+%" PRId64 : "%" PRId64, ret);
}
