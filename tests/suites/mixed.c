// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registered ranges whose pages differ in size.
 *
 * An IOMMU page must lie within one page of the memory behind it, or the device
 * reaches what was never registered. A range is only as good as its smallest
 * page, wherever that stands in it; transparent huge pages count as the
 * ordinary ones that they can be split into at any time. Each range here is two
 * parts of one address range, which no row of steps can lay out.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_REGISTER_MEMORY,
 * VFIO_IOMMU_MAP_DMA), Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

#define PART ((size_t)2 << 20)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

struct mixed {
	struct tce_vfio vfio;
	char *range;		  /* two parts, registered */
	char *spare;		  /* room for two more */
	struct tce_window window; /* of 2 MiB pages */
};

/* The process is the teardown: nothing here is undone. */
static void setup(struct mixed *m, const struct tce_platform *p)
{
	char *space =
		mmap(NULL, 8 * PART, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);

	if (space == MAP_FAILED)
		tce_broken("mmap: %s", strerror(errno));
	if (p->huge_size != PART)
		tce_skip("needs huge-2m: huge pages of %llu bytes are reserved",
			 (unsigned long long)p->huge_size);
	m->range = (char *)(((uintptr_t)space + 2 * PART - 1) / PART * PART);
	m->spare = m->range + 3 * PART;
	TCE_MUST(tce_open(&m->vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_window_remove(m->vfio.container, p->win_start));
	m->window = (struct tce_window){ .page_shift = 21,
					 .levels = 1,
					 .size = tce_window_bytes(p, 128, 21) };
	TCE_MUST(tce_window_create(m->vfio.container, &m->window));
}

/* Pages of the size asked for, touched, at a place of the range's space. */
static void pages_map(char *at, size_t size, int flags)
{
	if (mmap(at, size, PROT_READ | PROT_WRITE, MAP_FIXED | ANON | flags, -1,
		 0) != at)
		tce_broken("cannot map %s pages",
			   flags & MAP_HUGETLB ? "huge" : "ordinary");
	/* not there without transparent huge pages, which is as good */
	madvise(at, size, MADV_NOHUGEPAGE);
	memset(at, 0x11, size);
}

/* Bytes of this process that transparent huge pages back. */
static size_t transparent(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "re");
	unsigned long kb = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "AnonHugePages: %lu kB", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return (size_t)kb << 10;
}

/*
 * Ordinary pages that a transparent huge page backs, shifted by one page, so
 * that no 2 MiB of them are together.
 */
static void shifted_map(struct mixed *m, char *at, size_t page)
{
	char *from = m->spare;
	size_t before = transparent();

	if (mmap(from, 2 * PART, PROT_READ | PROT_WRITE, MAP_FIXED | ANON, -1,
		 0) != from ||
	    madvise(from, 2 * PART, MADV_HUGEPAGE))
		tce_skip("needs thp: no transparent huge pages");
	memset(from, 0x11, 2 * PART);
	if (transparent() < before + 2 * PART)
		tce_skip(
			"needs thp: the kernel gave no transparent huge pages");
	if (mremap(from + page, PART, PART, MREMAP_MAYMOVE | MREMAP_FIXED,
		   at) != at)
		tce_broken("cannot shift pages");
}

/* A part of the range must not be mapped as one IOMMU page. */
static void refuse(const struct mixed *m, unsigned int part)
{
	int ret = tce_dma_map(m->vfio.container, TCE_DMA_RW,
			      m->range + part * PART,
			      m->window.start + part * PART, PART);

	if (ret != -EINVAL && ret != -EPERM)
		tce_fail("MAP of part %u as one page of 2 MiB: returned %d, "
			 "expected -EINVAL or -EPERM",
			 part, ret);
}

static void run_ordinary_first(const struct tce_context *ctx)
{
	struct mixed m;

	setup(&m, ctx->platform);
	pages_map(m.range, PART, 0);
	pages_map(m.range + PART, PART, MAP_HUGETLB);
	TCE_MUST(tce_memory_register(m.vfio.container, m.range, 2 * PART));
	refuse(&m, 0);
	refuse(&m, 1);
}

static void run_huge_first(const struct tce_context *ctx)
{
	struct mixed m;

	setup(&m, ctx->platform);
	pages_map(m.range, PART, MAP_HUGETLB);
	pages_map(m.range + PART, PART, 0);
	TCE_MUST(tce_memory_register(m.vfio.container, m.range, 2 * PART));
	refuse(&m, 1);
}

static void run_shifted_behind_huge(const struct tce_context *ctx)
{
	struct mixed m;

	setup(&m, ctx->platform);
	pages_map(m.range, PART, MAP_HUGETLB);
	shifted_map(&m, m.range + PART, ctx->platform->page_size);
	TCE_MUST(tce_memory_register(m.vfio.container, m.range, 2 * PART));
	refuse(&m, 1);
}

#define NEEDS (NEED(DDW) | NEED(IO_2M) | NEED(HUGE))

static const struct tce_case cases[] = {
	{
		.name = "ordinary-before-huge",
		.about = "ordinary pages before huge ones make a range that "
			 "no large IOMMU page is backed by",
		.clauses = "MAP-24",
		.needs = NEEDS,
		.red_on = "patches/large-pages-unchecked",
		.run = run_ordinary_first,
	},
	{
		.name = "ordinary-behind-huge",
		.about = "ordinary pages after huge ones are not mapped as a "
			 "large IOMMU page",
		.clauses = "MAP-22",
		.needs = NEEDS,
		.red_on = "patches/large-pages-unchecked",
		.run = run_huge_first,
	},
	{
		.name = "shifted-behind-huge",
		.about = "ordinary pages after huge ones are not mapped as a "
			 "large IOMMU page even when they are parts of "
			 "transparent huge pages",
		.clauses = "MAP-22",
		.needs = NEEDS,
		.red_on = "fixes/mixed-pages",
		.run = run_shifted_behind_huge,
	},
};

const struct tce_suite mixed_suite = {
	.name = "mixed",
	.about = "MAP of ranges whose pages differ in size",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
