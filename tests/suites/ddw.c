// SPDX-License-Identifier: GPL-2.0-only
#include "ddw.h"

#include <endian.h>
#include <errno.h>

int ddw_read(const struct tce_pe *pe, enum tce_dt_prop prop, struct ddw *w)
{
	struct {
		uint32_t liobn[2], start[2], page_shift, window_shift;
	} cells;
	int len = tce_platform_prop(pe, prop, &cells, sizeof(cells));

	if (len < 0)
		return len;
	if (len != sizeof(cells))
		return -EPROTO;
	w->start = (uint64_t)be32toh(cells.start[0]) << 32 |
		   be32toh(cells.start[1]);
	w->page_shift = be32toh(cells.page_shift);
	w->window_shift = be32toh(cells.window_shift);
	return 0;
}
