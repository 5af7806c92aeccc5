/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_MOVABLE_H
#define TCE_MOVABLE_H

/* Page frames of memory that must stay movable; all 0: there is none. */
struct tce_frames {
	unsigned long start, end;
};

struct tce_frames tce_movable(void);

#endif
