// SPDX-License-Identifier: GPL-2.0-only
#include "measure.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <tce/engine.h>
#include <tce/tce.h>
#include <tce/uapi.h>

/* of one row, both of its calls together */
#define BUDGET_NS 300000000ull
#define CALLS_MIN 10

/* The run, and what its calls act on; the samples are too many for a stack. */
static struct bench_run *r;
static struct {
	struct tce_vfio vfio;
	struct tce_buffer buf;
	struct tce_window window;
	uint64_t bytes; /* of the calls at hand */
	struct bench_samples first, second;
} b;

static int failed(const char *what, int ret)
{
	if (!r->what)
		r->what = what;
	return ret;
}

/* Sixteen times as much, at last as much as there is; 0: no more. */
static uint64_t next_size(uint64_t bytes)
{
	if (bytes == b.buf.size)
		return 0;
	return bytes << 4 < b.buf.size ? bytes << 4 : b.buf.size;
}

/* Both calls, in turn, until the time is over. */
static int pairs(int (*first)(void), int (*second)(void))
{
	uint64_t end = bench_now() + BUDGET_NS;

	b.first.n = b.second.n = 0;
	while (b.first.n < BENCH_SAMPLES &&
	       (b.first.n < CALLS_MIN || bench_now() < end)) {
		uint64_t since = bench_now();
		int ret = first();

		bench_add(&b.first, since);
		if (ret)
			return ret;
		since = bench_now();
		ret = second();
		bench_add(&b.second, since);
		if (ret)
			return ret;
	}
	return 0;
}

static int call_register(void)
{
	return failed("REGISTER", tce_memory_register(b.vfio.container,
						      b.buf.addr, b.bytes));
}

static int call_unregister(void)
{
	return failed("UNREGISTER", tce_memory_unregister(b.vfio.container,
							  b.buf.addr, b.bytes));
}

static int call_map(void)
{
	return failed("MAP", tce_dma_map(b.vfio.container, TCE_DMA_RW,
					 b.buf.addr, b.window.start, b.bytes));
}

static int call_unmap(void)
{
	return failed("UNMAP",
		      tce_dma_unmap(b.vfio.container, b.window.start, b.bytes));
}

/* The same two without the library. */
static int raw_map(void)
{
	struct vfio_iommu_type1_dma_map arg = {
		.argsz = sizeof(arg),
		.flags = TCE_DMA_RW,
		.vaddr = (uintptr_t)b.buf.addr,
		.iova = b.window.start,
		.size = b.bytes,
	};

	return ioctl(b.vfio.container.fd, TCE_REQ_MAP, &arg) ? -errno : 0;
}

static int raw_unmap(void)
{
	struct vfio_iommu_type1_dma_unmap arg = {
		.argsz = sizeof(arg),
		.iova = b.window.start,
		.size = b.bytes,
	};

	return ioctl(b.vfio.container.fd, TCE_REQ_UNMAP, &arg) ? -errno : 0;
}

static int call_create(void)
{
	return failed("CREATE", tce_window_create(b.vfio.container, &b.window));
}

static int call_remove(void)
{
	return failed("REMOVE",
		      tce_window_remove(b.vfio.container, b.window.start));
}

static unsigned int page_shift(uint64_t page)
{
	return (unsigned int)__builtin_ctzll(page);
}

static int memory(void)
{
	unsigned int shift = page_shift(r->p.page_size);

	for (b.bytes = r->p.page_size; b.bytes; b.bytes = next_size(b.bytes)) {
		int ret = pairs(call_register, call_unregister);

		if (ret)
			return ret;
		bench_figure(&r->figures, "register", shift, b.bytes, &b.first);
		bench_figure(&r->figures, "unregister", shift, b.bytes,
			     &b.second);
	}
	return 0;
}

static int windows(unsigned int shift)
{
	for (uint64_t pages = 16; pages <= 1 << 16; pages <<= 6) {
		int ret;

		b.window = (struct tce_window){ .page_shift = shift,
						.levels = 1,
						.size = pages << shift };
		ret = pairs(call_create, call_remove);
		if (ret)
			return ret;
		bench_figure(&r->figures, "create", shift, b.window.size,
			     &b.first);
		bench_figure(&r->figures, "remove", shift, b.window.size,
			     &b.second);
	}
	return 0;
}

/* What one call after another of the library costs beside the bare ones. */
static int overhead(unsigned int shift)
{
	uint64_t library, bare;
	int ret;

	b.bytes = 1ull << shift;
	b.first.n = b.second.n = 0;
	for (int i = 0; i < BENCH_SAMPLES / 2; i++) {
		uint64_t since = bench_now();

		ret = call_map() ?: call_unmap();
		bench_add(&b.first, since);
		if (ret)
			return ret;
		since = bench_now();
		ret = raw_map() ?: raw_unmap();
		bench_add(&b.second, since);
		if (ret)
			return failed("MAP", ret);
	}
	bench_sort(&b.first);
	bench_sort(&b.second);
	library = bench_at(&b.first, 50);
	bare = bench_at(&b.second, 50);
	bench_figure_library(&r->figures, library, bare);
	return 0;
}

static int maps(unsigned int shift)
{
	int ret;

	for (b.bytes = 1ull << shift; b.bytes; b.bytes = next_size(b.bytes)) {
		ret = pairs(call_map, call_unmap);
		if (ret)
			return ret;
		bench_figure(&r->figures, "map", shift, b.bytes, &b.first);
		bench_figure(&r->figures, "unmap", shift, b.bytes, &b.second);
	}
	return 0;
}

/* The device's own transfers, the smallest that it does. */
static int trips(void)
{
	static struct tce_engine engine;
	struct tce_device dev;
	const struct tce_engine_class *class =
		tce_engine_class_find(&r->p.pe[0].id);
	uint64_t end, at;
	int ret;

	if (!class || class->memory >= b.buf.size) {
		bench_say(&r->figures,
			  "no engine: no transfers of the device's own\n");
		return 0;
	}
	b.bytes = b.buf.size;
	at = b.window.start + b.buf.size - r->p.page_size;
	ret = tce_device_open(&dev, b.vfio.group, r->bdf);
	if (ret)
		return failed(r->bdf, ret);
	ret = call_map()
		      ?: tce_engine_start(&engine, class, &dev, b.buf.addr,
					  b.window.start);
	end = bench_now() + BUDGET_NS;
	b.first.n = 0;
	while (!ret && (b.first.n < CALLS_MIN || bench_now() < end) &&
	       b.first.n < BENCH_SAMPLES) {
		uint64_t since = bench_now();

		ret = tce_engine_write(&engine, at, class->granule)
			      ?: tce_engine_wait(&engine);
		bench_add(&b.first, since);
	}
	tce_engine_stop(&engine);
	if (ret)
		failed(engine.why ? engine.why : class->name, ret);
	else
		bench_figure(&r->figures, class->name, 0, class->granule,
			     &b.first);
	return call_unmap() ?: tce_device_close(&dev) ?: ret;
}

/* A page of 2^shift bytes is backed by one page of memory. */
static int page_size(unsigned int shift)
{
	int ret;

	if (1ull << shift > r->p.page_size && 1ull << shift > b.buf.huge_size)
		return 0;
	ret = windows(shift);
	if (ret)
		return ret;
	b.window = (struct tce_window){ .page_shift = shift,
					.levels = 1,
					.size = 2 * b.buf.size };
	b.bytes = b.buf.size;
	ret = call_register() ?: call_create() ?: maps(shift);
	if (!ret && 1ull << shift == r->p.page_size)
		ret = overhead(shift) ?: trips();
	if (ret)
		return ret;
	b.bytes = b.buf.size;
	return call_remove() ?: call_unregister();
}

static int begin(void)
{
	int ret;

	b.buf = (struct tce_buffer){ .kind = r->p.huge_size ? TCE_BUFFER_HUGE
							    : TCE_BUFFER_ANON,
				     .size = r->most,
				     .align = r->most };
	ret = tce_buffer_alloc(&b.buf);
	if (ret && r->p.huge_size) {
		b.buf.kind = TCE_BUFFER_ANON;
		ret = tce_buffer_alloc(&b.buf);
	}
	if (ret)
		return failed("memory", ret);
	ret = tce_open(&b.vfio, r->bdf, TCE_IOMMU_V2);
	if (ret)
		return failed(r->bdf, ret);
	return 0;
}

int bench_measure(struct bench_run *with)
{
	struct tce_info info = { 0 };
	int ret;

	r = with;
	ret = begin();

	if (ret)
		return ret;
	ret = tce_info_get(b.vfio.container, &info);
	if (ret)
		return failed("GET_INFO", ret);
	bench_say(&r->figures, "%-12s %6s %8s %7s %12s %12s %14s %10s\n",
		  "call", "page", "size", "calls", "median us", "p99 us",
		  "pages/s", "GB/s");
	ret = memory();
	/* Windows are made where the default one was. */
	if (!ret)
		ret = failed("REMOVE", tce_window_remove(b.vfio.container,
							 info.dma32_start));
	for (unsigned int shift = 12; !ret && shift < 35; shift++)
		if (info.page_sizes >> shift & 1)
			ret = page_size(shift);
	return ret;
}
