/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STREAM_VERSION_H
#define TCE_STREAM_VERSION_H

/* Of the tree that this program was built from, as git describes it. */
extern const char tce_version[];

#endif
