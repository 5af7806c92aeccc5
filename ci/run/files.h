/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of lines. Each function: 0, or TCE_STATUS_BROKEN after one line. */
#ifndef RUN_FILES_H
#define RUN_FILES_H

#include <stdio.h>

#include "words.h"

/* Says that PATH cannot be written, by errno. */
int file_cannot(const char *path);

/* Writes a list, one a line. */
int lines_write(const char *path, const struct words *lines);

/* Adds a line to DIR/NAME. */
int line_append(const char *dir, const char *name, const char *line);

/* Adds the whole file FROM. */
int file_append(FILE *to, const char *from);

/* Closes what was written, and says so where that went wrong. */
int file_close(FILE *file, const char *path);

/* Copies a file. */
int file_copy(const char *from, const char *to);

/* Makes a folder, unless it is there; and with those above it. */
int folder_make(const char *path);
int folders_make(const char *path);

/* Removes a folder and all in it; what cannot be is left. */
void folder_remove(const char *path);

#endif
