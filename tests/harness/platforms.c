// SPDX-License-Identifier: GPL-2.0-only
#include "platforms.h"

#include <core/array.h>

#include <string.h>

#define PE(n, ...)                                               \
	{                                                        \
		.group_id = (n), .bdf = "000" #n ":00:00.0",     \
		.dt_path = "/pci@80000002000000" #n, __VA_ARGS__ \
	}
#define EDU .id = { 0x1234, 0x11e8, 0x00ff00 }
#define NVME .id = { 0x1b36, 0x0010, 0x010802 }, .resets = true

#define FOUR_PES \
	.npes = 4, .pe = { PE(0, EDU), PE(1, EDU), PE(2, EDU), PE(3, NVME) }

/* The emulated pSeries bridge, unless options change it. */
#define PSERIES                                                             \
	.release = "model", .pseries = true, .ddw = true, .firmware = true, \
	.win_size = 0x40000000, .page_sizes = 0x1211000,                    \
	.start64 = 0x800000000000000, .max_windows = 2, .max_levels = 1,    \
	.least_tces = 1, .largest_tces = (uint64_t)1 << 37,                 \
	.reset_call = true, FOUR_PES

/* An LPAR of PowerVM, as kernel logs show what it offers. */
#define LPAR(page_sizes_, largest, windows)                                   \
	.release = "model", .pseries = true, .ddw = true, .page_size = 65536, \
	.win_size = 0x80000000, .page_sizes = (page_sizes_),                  \
	.start64 = 0x800000000000000, .max_windows = (windows),               \
	.max_levels = 1, .least_tces = 32768, .largest_tces = (largest),      \
	.reset_call = true, FOUR_PES

/* ... and the emulated PowerNV bridge of POWER9 */
#define POWERNV                                                   \
	.release = "model", .ddw = true, .win_size = 0x80000000,  \
	.page_sizes = 0x40211000, .start64 = 0x800000000000000,   \
	.max_windows = 2, .max_levels = 5, .npes = 4,             \
	.pe = { PE(0, EDU, .eeh = true), PE(1, EDU, .eeh = true), \
		PE(2, EDU, .eeh = true), PE(3, NVME, .eeh = true) }

const struct tce_named_platform tce_platforms[] = {
	{
		.name = "pseries-64k",
		.about = "emulated pSeries, 64 KiB pages, huge pages reserved",
		.platform = { PSERIES, .machine = "pseries-64k",
			      .page_size = 65536, .huge_size = 0x200000 },
	},
	{
		.name = "pseries-4k",
		.about = "emulated pSeries, 4 KiB pages, no huge pages",
		.platform = { PSERIES, .machine = "pseries-4k",
			      .page_size = 4096 },
	},
	{
		.name = "pseries-4k-huge",
		.about = "emulated pSeries, 4 KiB pages, 2 MiB huge pages "
			 "reserved",
		.platform = { PSERIES, .machine = "pseries-4k-huge",
			      .page_size = 4096, .huge_size = 0x200000 },
	},
	{
		.name = "pseries-64k-hash",
		.about = "emulated pSeries, 64 KiB pages, 16 MiB huge pages "
			 "reserved",
		.platform = { PSERIES, .machine = "pseries-64k-hash",
			      .page_size = 65536, .huge_size = 0x1000000 },
	},
	{
		.name = "pseries-4k-hash",
		.about = "emulated pSeries, 4 KiB pages, 16 MiB huge pages "
			 "reserved",
		.platform = { PSERIES, .machine = "pseries-4k-hash",
			      .page_size = 4096, .huge_size = 0x1000000 },
	},
	{
		.name = "pseries-lpar",
		.about = "partition of a real machine: default window of 2 "
			 "GiB, bridge's facts not known",
		.platform = { .release = "model",
			      .machine = "pseries-lpar",
			      .pseries = true,
			      .ddw = true,
			      .page_size = 65536,
			      .win_size = 0x80000000,
			      .max_windows = 2,
			      .max_levels = 1,
			      .least_tces = 32768,
			      .npes = 1,
			      .pe = { PE(0, NVME, .eeh = true) } },
	},
	{
		.name = "pseries-lpar-dedicated",
		.about = "the same with an adapter of its own, bridge's facts "
			 "known: pages of 4 and 64 KiB",
		.platform = { LPAR(0x11000, 0x1000000, 2),
			      .machine = "pseries-lpar-dedicated" },
	},
	{
		.name = "pseries-lpar-2m",
		.about = "the same with pages of 2 MiB, and huge ones reserved",
		.platform = { LPAR(0x211000, 0x1000000, 2),
			      .machine = "pseries-lpar-2m",
			      .huge_size = 0x200000 },
	},
	{
		.name = "pseries-lpar-vf",
		.about = "the same with a virtual function, whose PE has one "
			 "window",
		.platform = { LPAR(0x11000, 0x400000, 1),
			      .machine = "pseries-lpar-vf" },
	},
	{
		.name = "pseries-moved",
		.about = "emulated pSeries whose default window starts at 256 "
			 "MiB",
		.platform = { PSERIES, .machine = "pseries-moved",
			      .page_size = 65536, .win_start = 0x10000000 },
	},
	{
		.name = "pseries-40-bits",
		.about = "emulated pSeries, engines with addresses of 40 bits",
		.platform = { PSERIES, .machine = "pseries-40-bits",
			      .page_size = 65536, .huge_size = 0x1000000,
			      .dma_bits = 40 },
	},
	{
		.name = "pseries-no-ddw",
		.about = "emulated pSeries without dynamic windows",
		.platform = { .release = "model",
			      .machine = "pseries-no-ddw",
			      .pseries = true,
			      .page_size = 65536,
			      .win_size = 0x40000000,
			      .npes = 2,
			      .pe = { PE(0, EDU), PE(1, EDU) } },
	},
	{
		.name = "powernv-64k",
		.about = "emulated PowerNV, 64 KiB pages, huge pages reserved",
		.platform = { POWERNV, .machine = "powernv-64k",
			      .page_size = 65536, .huge_size = 0x200000 },
	},
	{
		.name = "powernv-40-bits",
		.about = "emulated PowerNV, engines with addresses of 40 bits",
		.platform = { POWERNV, .machine = "powernv-40-bits",
			      .page_size = 65536, .dma_bits = 40 },
	},
	{
		.name = "powernv-4k",
		.about = "emulated PowerNV, 4 KiB pages, no huge pages",
		.platform = { POWERNV, .machine = "powernv-4k",
			      .page_size = 4096 },
	},
};

const size_t tce_platforms_n = ARRAY_SIZE(tce_platforms);

const struct tce_named_platform *tce_platform_find(const char *name)
{
	size_t i;

	for (i = 0; i < tce_platforms_n; i++)
		if (!strcmp(tce_platforms[i].name, name))
			return &tce_platforms[i];
	return NULL;
}
