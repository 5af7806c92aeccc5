/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>

/*
 * A machine made of files: /sys, /proc, /dev and others, in a temporary folder.
 * Paths are the machine's; folders above them are made. A failure fails
 * the test.
 */

/* Start with an empty folder, and make the library look there. */
void tree_start(void);
/* Remove it all. */
void tree_stop(void);

/* Where it is: no slash at its end. */
const char *tree_root(void);

void tree_file(const char *path, const void *data, size_t len);
void tree_text(const char *path, const char *text);
void tree_link(const char *path, const char *target);
void tree_folder(const char *path);
void tree_drop(const char *path);

/* Make it unreadable, for root as well: a folder for a file, or a file. */
void tree_spoil(const char *path);

#endif
