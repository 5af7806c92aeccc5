/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_WHERE_H
#define TESTS_WHERE_H

#include <stdbool.h>

#include <tce/platform.h>

/*
 * Conditions on the platform, with commas between, all of which must hold; "*"
 * always does. fixtures/waivers.txt lists them.
 */

/**
 * tce_where_valid() - whether a text is such a list
 */
bool tce_where_valid(const char *where);

/**
 * tce_where_holds() - whether all of them hold
 * @where: valid
 * @p: the platform
 */
bool tce_where_holds(const char *where, const struct tce_platform *p);

/**
 * tce_bypass_off() - whether this kernel was booted to give the host's drivers
 * no window that maps all memory (disable_ddw, iommu=nobypass)
 */
bool tce_bypass_off(void);

/* Whether the partition has persistent memory. */
bool tce_pmem_there(void);

/**
 * tce_release_compare() - order of two kernel releases
 *
 * Compares the leading dotted numbers alone: 6.12.107+deb13 is before
 * 6.12.112, and 7.3-rc7 equals 7.3.
 *
 * Return: negative, 0 or positive, as strcmp().
 */
int tce_release_compare(const char *a, const char *b);

#endif
