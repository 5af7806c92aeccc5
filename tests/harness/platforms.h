/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_PLATFORMS_H
#define TESTS_PLATFORMS_H

#include <stddef.h>

#include <tce/platform.h>

/* Platforms that exist as facts only, for the model to run on. */
struct tce_named_platform {
	const char *name;
	const char *about;
	struct tce_platform platform;
};

extern const struct tce_named_platform tce_platforms[];
extern const size_t tce_platforms_n;

/**
 * tce_platform_find() - the platform of that name, or NULL
 */
const struct tce_named_platform *tce_platform_find(const char *name);

#endif
