// SPDX-License-Identifier: GPL-2.0-only
/* What this program adds to a guest's stream. */
#include "guest.h"

void guest_say(struct run_guest *guest, const char *fmt, ...)
{
	struct tce_strbuf line = { 0 };
	va_list ap;

	va_start(ap, fmt);
	tce_strbuf_vaddf(&line, fmt, ap);
	va_end(ap);
	tce_strbuf_addf(&line, "\n");
	tce_lane_feed(guest->lane, line.data, line.len);
	tce_strbuf_free(&line);
}

double guest_elapsed(const struct run_guest *guest)
{
	return (double)(clock_us() - guest->since) / 1e6;
}
