/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_ENGINE_LIST_H
#define LIB_ENGINE_LIST_H

/*
 * All engines, in the order of their suites: lib/engine/NAME.c has the class
 * tce_engine_NAME. X(NAME, ...) once for each.
 */
#define TCE_ENGINES(X, ...) \
	X(edu, __VA_ARGS__) \
	X(nvme, __VA_ARGS__)

#endif
