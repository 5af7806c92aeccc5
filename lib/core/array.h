/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_ARRAY_H
#define CORE_ARRAY_H

/* How many elements an array has; not for pointers. */
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
