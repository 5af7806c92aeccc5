/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_BARS_H
#define TESTS_BARS_H

#include <stdbool.h>
#include <stdint.h>

#include <tce/tce.h>

/*
 * A device, and a mapping of its largest BAR that can be mapped, at an address
 * at which large pages can be used.
 */
struct bars {
	struct tce_vfio vfio;
	struct tce_device device;
	unsigned int index;
	uint64_t page; /* bytes of a CPU page */
	bool memory;   /* it keeps all that is written to it */
	struct tce_bar bar;
};

void bars_open(struct bars *b, const struct tce_platform *p,
	       enum tce_iommu iommu);
void bars_close(struct bars *b);

/* The same without a mapping; false: no BAR of the device can be mapped. */
bool bars_device(struct bars *b, const struct tce_platform *p,
		 enum tce_iommu iommu);

/* Where it is in the configuration space; 0: there is none. */
unsigned int bars_capability(const struct tce_device *dev, uint8_t id);

/*
 * Address space for the BAR that nobody uses, @past bytes behind a boundary at
 * which a kernel can begin a large page.
 */
void *bars_room(const struct bars *b, uint64_t past);

/* Maps a part of the BAR, at an address if there is one. NULL: errno. */
void *bars_map(const struct bars *b, void *addr, uint64_t offset,
	       uint64_t size);

/* What a mapping shows is the BAR, from @offset on, a multiple of a page. */
void bars_check(const struct bars *b, volatile void *at, uint64_t offset,
		const char *when);

/*
 * ... and all of a part of it: some pages, at both ends and around each
 * boundary at which a kernel may begin a large page. Then the whole BAR.
 */
void bars_check_part(const struct bars *b, uint8_t *at, uint64_t offset,
		     uint64_t size, const char *when);
void bars_check_all(const struct bars *b, const char *when);

/* Reads from a mapping: 0, or the signal that ended that. */
int bars_load(const volatile void *at, uint32_t *value);

/* Neither a mapping nor the device's file has the BAR. */
void bars_check_away(const struct bars *b, const char *when);

/* What VFIO says of its regions agrees with what the kernel says elsewhere. */
void bars_check_reported(const struct tce_device *dev, const char *bdf,
			 uint64_t page);

#endif
