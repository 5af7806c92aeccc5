// SPDX-License-Identifier: GPL-2.0-only
#include "laps.h"

#include <stdio.h>

void laps_add(const char *path, int64_t us, const char *what)
{
	FILE *file = path ? fopen(path, "ae") : NULL;

	if (!file)
		return;
	fprintf(file, "%.3f %s\n", (double)us / 1e6, what);
	fclose(file);
}

/* From one time to another, or to the end of a guest that did not come there.
 */
static void lap(const char *path, const struct run_guest *guest, int64_t from,
		int64_t to, const char *what)
{
	struct tce_strbuf text = { 0 };

	if (!from)
		return;
	tce_strbuf_addf(&text, "guest %s: %s", guest->name, what);
	laps_add(path, (to ? to : guest->off) - from, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
}

void laps_of_guest(const char *path, const struct run_guest *guest)
{
	lap(path, guest, guest->on, guest->up, "power-on to init");
	lap(path, guest, guest->up, guest->first, "modules and devices");
	lap(path, guest, guest->first, guest->last, "cases");
	lap(path, guest, guest->last, guest->off, "power-off");
}
