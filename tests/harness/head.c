// SPDX-License-Identifier: GPL-2.0-only
#include "head.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include <stream/write.h>

#include "platforms.h"
#include "watch.h"

/* What is in the PEs, each kind once. */
static void print_devices(const struct tce_platform *p, int out)
{
	char text[256] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < p->npes; i++) {
		char item[16];

		snprintf(item, sizeof(item), "%04x:%04x", p->pe[i].id.vendor,
			 p->pe[i].id.device);
		if (strstr(text, item) || len + sizeof(item) > sizeof(text))
			continue;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
					len ? " " : "", item);
	}
	tce_stream_property(out, "devices", "%s", text);
}

/* Two kernels of one release can be two builds. */
static void print_build(const struct tce_platform *p, int out)
{
	struct utsname uts;

	if (!uname(&uts) && !strcmp(uts.release, p->release))
		tce_stream_property(out, "run.build", "%s", uts.version);
}

static void print_platform(const struct tce_platform *p, int out)
{
	tce_stream_property(out, "release", "%s", p->release);
	print_build(p, out);
	tce_stream_property(out, "page_size", "%" PRIu32, p->page_size);
	tce_stream_property(out, "machine", "%s", p->machine);
	tce_stream_property(out, "platform", "%s",
			    p->pseries ? "pSeries" : "PowerNV");
	tce_stream_property(out, "window", "0x%" PRIx64 "+0x%" PRIx64,
			    p->win_start, p->win_size);
	tce_stream_property(out, "pes", "%u", p->npes);
	print_devices(p, out);
}

static void print_about(const char *about, int out)
{
	for (; *about; about += strcspn(about, "\n") + 1)
		tce_stream_line(out, "# property %.*s",
				(int)strcspn(about, "\n"), about);
}

static void print_limits(const struct tce_watch *w, int out)
{
	for (unsigned int i = 0; i < w->nlimits; i++)
		tce_stream_text(out, TCE_KTAP_NOT_JUDGED, w->limit[i]);
}

void tce_head_print(const struct tce_harness *h, size_t n)
{
	tce_stream_text(h->out, TCE_KTAP_VERSION, "");
	if (h->nplatforms)
		tce_stream_property(h->out, "machine", "%zu models",
				    h->nplatforms);
	else
		print_platform(h->platform, h->out);
	if (h->pedantic)
		tce_stream_property(h->out, "pedantic",
				    "only today's outcomes are right");
	if (h->about)
		print_about(h->about, h->out);
	if (h->watch)
		print_limits(h->watch, h->out);
	tce_stream_event(h->out, &(struct tce_ktap_event){
					 .kind = TCE_KTAP_PLAN, .count = n });
}
