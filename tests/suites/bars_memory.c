// SPDX-License-Identifier: GPL-2.0-only
/*
 * BARs are no memory: no container takes them, whichever version it has.
 *
 * Sources: linux/vfio.h (VFIO_IOMMU_SPAPR_REGISTER_MEMORY); Documentation/
 * driver-api/vfio.rst.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <tce/tce.h>

#include "bars.h"
#include "harness.h"
#include "suites.h"
#include "use.h"

static void check_memory_works(const struct tce_container container,
			       const struct tce_platform *p)
{
	struct tce_buffer good = { .size = p->page_size };

	TCE_MUST(tce_buffer_alloc(&good));
	TCE_OK(tce_memory_register(container, good.addr, good.size));
	TCE_OK(tce_dma_map(container, TCE_DMA_RW, good.addr, p->win_start,
			   good.size));
	TCE_OK(tce_dma_unmap(container, p->win_start, good.size));
	TCE_OK(tce_memory_unregister(container, good.addr, good.size));
	tce_buffer_free(&good);
}

static void run_register(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const uint64_t page = p->page_size;
	struct tce_container c;
	uint64_t before, charged;
	struct bars b;
	uint8_t *at;

	bars_open(&b, p, TCE_IOMMU_V2);
	c = b.vfio.container;
	at = (uint8_t *)b.bar.addr;
	check_memory_works(c, p); /* there is a default window from now on */
	TCE_MUST(tce_locked_read(&before));
	for (int touched = 0; touched < 2; touched++) {
		TCE_ERR(EFAULT, tce_memory_register(c, at, page));
		TCE_ERR(EFAULT, tce_memory_register(c, at, b.bar.size));
		TCE_ERR(EFAULT,
			tce_memory_register(c, at + page, b.bar.size - page));
		TCE_ERR(EINVAL,
			tce_dma_map(c, TCE_DMA_RW, at, p->win_start, page));
		bars_check_all(&b, "after REGISTER of it");
	}
	TCE_MUST(tce_locked_read(&charged));
	if (charged != before)
		tce_fail("REGISTER that was refused charges %lld kB",
			 (long long)(charged - before) / 1024);
	check_memory_works(c, p);
	bars_close(&b);
}

/* Memory, and the BAR right behind it or in front of it. */
static void run_beside(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const uint64_t page = p->page_size;
	uint64_t before;
	struct bars b;
	uint8_t *at;

	bars_open(&b, p, TCE_IOMMU_V2);
	TCE_MUST(tce_locked_read(&before));
	at = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED || !bars_map(&b, at + page, 0, page))
		tce_broken("mmap: %s", strerror(errno));
	TCE_ERR(EFAULT, tce_memory_register(b.vfio.container, at, 3 * page));
	TCE_ERR(EFAULT, tce_memory_register(b.vfio.container, at, 2 * page));
	TCE_ERR(EFAULT,
		tce_memory_register(b.vfio.container, at + page, 2 * page));
	use_check_locked(before, "after REGISTER that was refused");
	bars_check(&b, at + page, 0, "between memory");
	munmap(at, 3 * page);
	check_memory_works(b.vfio.container, p);
	bars_close(&b);
}

/* The BAR where registered memory was: that memory is what is mapped. */
static void run_in_its_place(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const uint64_t page = p->page_size;
	struct tce_container c;
	struct bars b;
	uint8_t *at;

	bars_open(&b, p, TCE_IOMMU_V2);
	c = b.vfio.container;
	at = mmap(NULL, page, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		tce_broken("mmap: %s", strerror(errno));
	TCE_MUST(tce_memory_register(c, at, page));
	if (!bars_map(&b, at, 0, page))
		tce_broken("mmap: %s", strerror(errno));
	TCE_OK(tce_dma_map(c, TCE_DMA_RW, at, p->win_start, page));
	bars_check(&b, at, 0, "where registered memory was");
	TCE_OK(tce_dma_unmap(c, p->win_start, page));
	TCE_OK(tce_memory_unregister(c, at, page));
	TCE_ERR(EFAULT, tce_memory_register(c, at, page));
	munmap(at, page);
	bars_close(&b);
}

static void run_first_version(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const uint64_t page = p->page_size;
	struct tce_buffer good = { .size = page };
	struct tce_container c;
	struct bars b;

	bars_open(&b, p, TCE_IOMMU_V1);
	c = b.vfio.container;
	TCE_MUST(tce_buffer_alloc(&good));
	TCE_MUST(tce_container_enable(c));
	for (int touched = 0; touched < 2; touched++) {
		void *bar = (void *)b.bar.addr;

		TCE_ERR(EFAULT,
			tce_dma_map(c, TCE_DMA_READ, bar, p->win_start, page));
		TCE_ERR(EFAULT,
			tce_dma_map(c, TCE_DMA_RW, bar, p->win_start, page));
		bars_check_all(&b, "after MAP of it");
	}
	TCE_OK(tce_dma_map(c, TCE_DMA_RW, good.addr, p->win_start, page));
	TCE_OK(tce_dma_unmap(c, p->win_start, page));
	tce_buffer_free(&good);
	bars_close(&b);
}

static const struct tce_case cases[] = {
	{
		.name = "register",
		.about = "REGISTER of a BAR is refused and charges nothing, "
			 "and so is MAP of it",
		.clauses = "BAR-05",
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_register,
	},
	{
		.name = "beside-memory",
		.about = "REGISTER of a range of which a BAR is a part is "
			 "refused and charges nothing",
		.clauses = "BAR-05 REG-09",
		.timeout_s = 30,
		.red_on = "fixes/register-partial",
		.run = run_beside,
	},
	{
		.name = "in-the-place-of-memory",
		.about = "a BAR where registered memory was is the process's "
			 "alone, and the memory is what can be mapped",
		.clauses = "BAR-05 REG-21",
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_in_its_place,
	},
	{
		.name = "first-version",
		.about = "MAP of a BAR on v1 is refused, and memory can be "
			 "mapped",
		.clauses = "BAR-05",
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_first_version,
	},
};

const struct tce_table bars_memory = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &bars_ends,
};
