/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_DDW_H
#define TESTS_DDW_H

#include <stdint.h>

#include <tce/platform.h>

/* What the device tree says of a dynamic window. */
struct ddw {
	uint64_t start;
	uint32_t page_shift, window_shift;
};

/**
 * ddw_read() - read the description of a PE's dynamic window
 * @prop: TCE_DT_DDW or TCE_DT_DIRECT
 * @w: out: the window
 *
 * Source: struct dynamic_dma_window_prop of
 * arch/powerpc/platforms/pseries/iommu.c.
 *
 * Return: 0; -ENOENT and others of tce_platform_prop(); -EPROTO the property
 * has another size.
 */
int ddw_read(const struct tce_pe *pe, enum tce_dt_prop prop, struct ddw *w);

#endif
