// SPDX-License-Identifier: GPL-2.0-only
/*
 * BARs of a device, as its owner maps them.
 *
 * A mapping shows the part of the BAR that was asked for, wherever it is moved
 * and in whatever process. Kernels may map much of it by one large page.
 *
 * Sources: linux/vfio.h (VFIO_DEVICE_GET_REGION_INFO); mmap(2), mremap(2),
 * fork(2); Documentation/driver-api/vfio.rst.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tce/tce.h>

#include "bars.h"
#include "harness.h"
#include "suites.h"

/* --- mappings ------------------------------------------------------------- */

static void run_reported(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct bars b;

	bars_device(&b, p, TCE_IOMMU_V2);
	bars_check_reported(&b.device, p->pe[0].bdf, b.page);
	bars_close(&b);
}

static void run_mapped(const struct tce_context *ctx)
{
	struct bars b;

	for (int i = 0; i < 2; i++) {
		bars_open(&b, ctx->platform, TCE_IOMMU_V2);
		bars_check_all(&b, i ? "for the next owner"
				     : "for the first owner");
		bars_check_all(&b, "once more");
		bars_close(&b);
	}
}

/* Bytes of a BAR by its file, and by the mapping, in accesses of a width. */
static void check_width(const struct bars *b, uint64_t at, size_t width)
{
	const off_t place = (off_t)(b->device.bar[b->index].offset + at);
	volatile uint8_t *map = (volatile uint8_t *)b->bar.addr + at;
	uint8_t sent[16], got[16] = { 0 };

	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (uint8_t)(at + 31 * i + 7 * width + 1);
	for (size_t i = 0; i < sizeof(sent); i += width) {
		uint64_t word = 0;

		memcpy(&word, sent + i, width);
		switch (width) {
		case 1:
			map[i] = (uint8_t)word;
			break;
		case 2:
			*(volatile uint16_t *)(map + i) = (uint16_t)word;
			break;
		case 4:
			*(volatile uint32_t *)(map + i) = (uint32_t)word;
			break;
		default:
			*(volatile uint64_t *)(map + i) = word;
		}
	}
	for (size_t i = 0; i < sizeof(got); i += width)
		if (pread(b->device.fd, got + i, width, place + (off_t)i) !=
		    (ssize_t)width)
			tce_fail("a read of %zu bytes at %#llx fails", width,
				 (unsigned long long)at);
	if (memcmp(got, sent, sizeof(sent)) != 0)
		tce_fail("what a mapping writes in accesses of %zu bytes at "
			 "%#llx is not what a read returns",
			 width, (unsigned long long)at);
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (uint8_t)~sent[i];
	for (size_t i = 0; i < sizeof(sent); i += width)
		if (pwrite(b->device.fd, sent + i, width, place + (off_t)i) !=
		    (ssize_t)width)
			tce_fail("a write of %zu bytes at %#llx fails", width,
				 (unsigned long long)at);
	for (size_t i = 0; i < sizeof(got); i++)
		got[i] = map[i];
	if (memcmp(got, sent, sizeof(sent)) != 0)
		tce_fail("what is written in accesses of %zu bytes at %#llx is "
			 "not what a mapping shows",
			 width, (unsigned long long)at);
}

static void run_widths(const struct tce_context *ctx)
{
	struct bars b;

	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	for (size_t width = 1; width <= 8; width *= 2) {
		check_width(&b, 0, width);
		check_width(&b, b.bar.size - 16, width);
		check_width(&b, b.bar.size / 2 + width, width);
	}
	bars_close(&b);
}

static void check_refused(const struct bars *b, uint64_t offset, uint64_t size,
			  const char *what)
{
	void *got;

	errno = 0;
	got = bars_map(b, NULL, offset, size);
	if (!got && errno == EINVAL)
		return;
	tce_fail("mmap of %s: %s, expected EINVAL", what,
		 got ? "succeeds" : strerror(errno));
	if (got)
		munmap(got, size);
}

static void run_parts(const struct tce_context *ctx)
{
	static const struct {
		uint64_t offset, size; /* pages; from the end if 0 */
	} parts[] = {
		{ 0, 1 },   { 1, 1 },	{ 3, 7 },     { 31, 2 },
		{ 33, 40 }, { 255, 2 }, { 257, 256 },
	};
	struct bars b;

	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	TCE_MUST(tce_device_bar_unmap(&b.bar));
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const uint64_t offset = parts[i].offset * b.page,
			       size = parts[i].size * b.page;
		uint8_t *at = bars_map(&b, NULL, offset, size);

		TCE_MUST(at ? 0 : -errno);
		bars_check_part(&b, at, offset, size, "mapped in part");
		munmap(at, size);
	}
	bars_close(&b);
}

static void run_refused(const struct tce_context *ctx)
{
	const uint64_t page = ctx->platform->page_size;
	struct bars b;
	uint64_t size;

	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	size = b.bar.size;
	check_refused(&b, 0, size + page, "more than the BAR");
	check_refused(&b, page, size, "a part that ends behind the BAR");
	check_refused(&b, size, page, "what is behind the BAR");
	check_refused(&b, size - page, 2 * page, "the last page and one more");
	if (mmap(NULL, page, PROT_READ, MAP_PRIVATE, b.device.fd,
		 (off_t)b.device.bar[b.index].offset) != MAP_FAILED)
		tce_fail("a private mapping of a BAR succeeds");
	if (mmap(NULL, page, PROT_READ, MAP_SHARED, b.device.fd,
		 (off_t)b.device.config) != MAP_FAILED)
		tce_fail("a mapping of the configuration space succeeds");
	bars_check_all(&b, "after mappings that were refused");
	bars_close(&b);
}

/* --- mappings that change ------------------------------------------------- */

static uint8_t *moved(uint8_t *from, uint64_t size, uint8_t *to)
{
	uint8_t *got =
		mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to);

	TCE_MUST(got == MAP_FAILED ? -errno : 0);
	return got;
}

static void run_moved(const struct tce_context *ctx)
{
	uint8_t *to, *half;
	uint64_t size;
	uint32_t value;
	struct bars b;

	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	size = b.bar.size;
	bars_check_all(&b, "before it is moved");
	if (mremap((void *)b.bar.addr, size, size + b.page, MREMAP_MAYMOVE) !=
	    MAP_FAILED)
		tce_fail("a mapping of a BAR grows");
	to = bars_room(&b, b.page);
	b.bar.addr = moved((uint8_t *)b.bar.addr, size, to);
	bars_check_all(&b, "moved");
	/* Its second half alone, from the middle of what may be one page. */
	half = moved(to + size / 2, size / 2, bars_room(&b, b.page));
	if (b.memory)
		bars_check_part(&b, half, size / 2, size / 2,
				"with its second half moved");
	bars_check_part(&b, to, 0, size / 2, "with its second half moved");
	if (!bars_load(to + size / 2, &value))
		tce_fail("what was moved away is still there");
	/* A page that is not like those around it, then a hole. */
	TCE_MUST(mprotect(to + b.page, b.page, PROT_READ) ? -errno : 0);
	if (bars_load(to + b.page, &value))
		tce_fail("a page that is for reading cannot be read");
	bars_check_part(&b, to, 0, b.page, "with a page for reading");
	munmap(to + b.page, b.page);
	if (!bars_load(to + b.page, &value))
		tce_fail("what was unmapped is still there");
	bars_check(&b, to, 0, "with a hole in it");
	if (b.memory) {
		bars_check(&b, to + 2 * b.page, 2 * b.page,
			   "with a hole in it");
		bars_check(&b, to + size / 2 - b.page, size / 2 - b.page,
			   "with a hole in it");
	}
	if (!bars_map(&b, to + b.page, b.page, b.page))
		tce_fail("the hole cannot be mapped again: %s",
			 strerror(errno));
	bars_check_part(&b, to, 0, size / 2, "with the hole mapped again");
	munmap(half, size / 2);
	munmap(to, size / 2);
	b.bar.addr = NULL;
	bars_close(&b);
}

/* Runs a function in a child, which has failed if that did. */
static void in_child(struct bars *b, void (*f)(struct bars *))
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		tce_broken("fork: %s", strerror(errno));
	if (!pid) {
		f(b);
		_exit(tce_has_failed());
	}
	if (waitpid(pid, &status, 0) != pid || status)
		tce_fail("the child ended with status %#x", status);
}

static void child_uses(struct bars *b)
{
	void *own;

	bars_check_all(b, "in a child");
	own = bars_map(b, NULL, 0, b->bar.size);
	TCE_MUST(own ? 0 : -errno);
	bars_check_part(b, own, 0, b->bar.size, "mapped by a child");
	/* its own view of what is the parent's as well */
	munmap((uint8_t *)b->bar.addr + b->bar.size / 2, b->bar.size / 2);
	bars_check(b, b->bar.addr, 0, "in a child, with half of it unmapped");
}

static void run_forked(const struct tce_context *ctx)
{
	struct bars b;

	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	/* of pages that the parent has not touched, and of those that it has */
	in_child(&b, child_uses);
	bars_check_all(&b, "after a child");
	in_child(&b, child_uses);
	bars_check_all(&b, "after another child");
	bars_close(&b);
}

static const struct tce_case cases[] = {
	{
		.name = "reported",
		.about = "VFIO reports the BARs that the device has, and which "
			 "of them can be mapped",
		.clauses = "BAR-01",
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_reported,
	},
	{
		.name = "mapped",
		.about = "a mapping of a BAR shows what reads and writes of "
			 "the device's file do, from end to end",
		.clauses = "BAR-02",
		.timeout_s = 30,
		.red_on = "patches/bar-order",
		.run = run_mapped,
	},
	{
		.name = "widths",
		.about = "accesses of 1, 2, 4 and 8 bytes to a BAR reach the "
			 "bytes that they name",
		.clauses = "BAR-02",
		.needs = NEED(BAR_MEMORY),
		.timeout_s = 30,
		.red_on = "patches/bar-order",
		.run = run_widths,
	},
	{
		.name = "parts",
		.about = "a mapping of a part of a BAR shows that part",
		.clauses = "BAR-02",
		.needs = NEED(BAR_MEMORY),
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_parts,
	},
	{
		.name = "refused",
		.about = "mappings that reach beyond a BAR, are private or of "
			 "what cannot be mapped are refused",
		.clauses = "BAR-03",
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_refused,
	},
	{
		.name = "moved",
		.about = "a mapping of a BAR that is moved, split or has a "
			 "hole shows the BAR, and does not grow",
		.clauses = "BAR-04",
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_moved,
	},
	{
		.name = "forked",
		.about = "children have the mappings of a BAR as well, and "
			 "what they do to theirs is no matter of the parent's",
		.clauses = "BAR-04",
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_forked,
	},
};

const struct tce_suite bars_suite = {
	.name = "bars",
	.about = "BARs of a device that their owner maps",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &bars_memory,
};
