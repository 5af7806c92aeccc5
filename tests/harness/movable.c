// SPDX-License-Identifier: GPL-2.0-only
#include "movable.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The zone's lines in /proc/zoneinfo follow "Node N, zone  Movable". */
struct tce_frames tce_movable(void)
{
	FILE *f = fopen("/proc/zoneinfo", "re");
	unsigned long spanned = 0, start = 0;
	bool here = false;
	char line[128];

	while (f && fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "Node ", 5))
			here = strstr(line, " Movable\n");
		if (here && sscanf(line, " spanned %lu", &spanned) != 1)
			sscanf(line, " start_pfn: %lu", &start);
	}
	if (f)
		fclose(f);
	return spanned ? (struct tce_frames){ start, start + spanned }
		       : (struct tce_frames){ 0 };
}
