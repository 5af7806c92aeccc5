// SPDX-License-Identifier: GPL-2.0-only
/*
 * Times of the calls, by page size and by size. What is timed is undone at
 * once, and that is timed as another call. Everything is done in one process,
 * on one device, with nothing else in the container.
 */
#include "bench.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <tce/engine.h>
#include <tce/tce.h>
#include <tce/uapi.h>

#include "options.h"
#include "samples.h"

#define MIB (1ull << 20)
/* of one row, both of its calls together */
#define BUDGET_NS 300000000ull
#define CALLS_MIN 10
#define MOST_MIB 64ul

static const char help[] =
	"Usage: tce-test bench -d BDF [options]\n"
	"Measure how long the calls of the interface take, on one device that\n"
	"vfio-pci has.\n"
	"\n"
	"  -d, --device BDF      the device\n"
	"  -o, --output FILE     write the figures there, as JSON\n"
	"      --most MIB        of memory in one call (64)\n"
	"  -h, --help\n"
	"\n"
	"A table goes to standard output; tce-report rates NEW OLD compares "
	"two\n"
	"of these files.\n"
	"exit: 0 measured  2 usage  3 could not measure\n";

/* Everything of a run; the samples are too many for a stack. */
static struct bench {
	struct tce_platform p;
	const char *bdf, *output;
	uint64_t most;
	FILE *table; /* for a person, or NULL */
	FILE *json;
	const char *comma;
	struct tce_vfio vfio;
	struct tce_buffer buf;
	struct tce_window window;
	uint64_t bytes; /* of the calls at hand */
	struct bench_samples first, second;
	const char *what; /* what failed */
} b;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
	va_list ap;

	if (!b.table)
		return;
	va_start(ap, format);
	vfprintf(b.table, format, ap);
	va_end(ap);
	fflush(b.table);
}

static int failed(const char *what, int ret)
{
	if (!b.what)
		b.what = what;
	return ret;
}

/* --- the figures ---------------------------------------------------------- */

static void size_print(char *text, size_t len, uint64_t bytes)
{
	static const char units[] = "BKMGT";
	unsigned int u = 0;

	while (bytes >= 1024 && !(bytes % 1024) && units[u + 1]) {
		bytes /= 1024;
		u++;
	}
	snprintf(text, len, u ? "%" PRIu64 "%c" : "%" PRIu64, bytes, units[u]);
}

/* @shift: log2 of what the call counts, IOMMU or CPU pages; 0: it does not. */
static void tell(const char *call, unsigned int shift, uint64_t bytes,
		 struct bench_samples *s)
{
	char page[16] = "-", size[16] = "-";
	uint64_t median, worst;
	double rate = 0;

	bench_sort(s);
	median = bench_at(s, 50);
	worst = bench_at(s, 99);
	if (shift)
		size_print(page, sizeof(page), 1ull << shift);
	if (bytes)
		size_print(size, sizeof(size), bytes);
	if (shift && bytes && median)
		rate = (double)(bytes >> shift) * 1e9 / (double)median;
	say("%-12s %6s %8s %7zu %12.1f %12.1f %14.0f %10.3f\n", call, page,
	    size, s->n, (double)median / 1e3, (double)worst / 1e3, rate,
	    shift ? rate * (double)(1ull << shift) / 1e9 : 0);
	if (!b.json)
		return;
	fprintf(b.json,
		"%s\n{\"call\": \"%s\", \"page\": %" PRIu64
		", \"bytes\": %" PRIu64 ", \"calls\": %zu, "
		"\"median_ns\": %" PRIu64 ", \"p99_ns\": %" PRIu64
		", \"pages_per_s\": %.0f}",
		b.comma, call, shift ? (uint64_t)1 << shift : 0, bytes, s->n,
		median, worst, rate);
	b.comma = ",";
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

/* --- what is measured ----------------------------------------------------- */

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
	unsigned int shift = page_shift(b.p.page_size);

	for (b.bytes = b.p.page_size; b.bytes; b.bytes = next_size(b.bytes)) {
		int ret = pairs(call_register, call_unregister);

		if (ret)
			return ret;
		tell("register", shift, b.bytes, &b.first);
		tell("unregister", shift, b.bytes, &b.second);
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
		tell("create", shift, b.window.size, &b.first);
		tell("remove", shift, b.window.size, &b.second);
	}
	return 0;
}

/* What one call after another of the library costs beside the bare ones. */
static int overhead(unsigned int shift)
{
	uint64_t library, bare;
	double more;
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
	more = 100.0 * ((double)library - (double)bare) / (double)bare;
	say("the library: %+.1f %% on a MAP and UNMAP of one page "
	    "(%.2f us, bare %.2f us)\n",
	    more, (double)library / 1e3, (double)bare / 1e3);
	if (b.json)
		fprintf(b.json,
			"%s\n{\"call\": \"library\", \"median_ns\": %" PRIu64
			", \"bare_ns\": %" PRIu64 ", \"percent\": %.2f}",
			b.comma, library, bare, more);
	return 0;
}

static int maps(unsigned int shift)
{
	int ret;

	for (b.bytes = 1ull << shift; b.bytes; b.bytes = next_size(b.bytes)) {
		ret = pairs(call_map, call_unmap);
		if (ret)
			return ret;
		tell("map", shift, b.bytes, &b.first);
		tell("unmap", shift, b.bytes, &b.second);
	}
	return 0;
}

/* The device's own transfers, the smallest that it does. */
static int trips(void)
{
	static struct tce_engine engine;
	struct tce_device dev;
	const struct tce_engine_class *class =
		tce_engine_class_find(&b.p.pe[0].id);
	uint64_t end, at;
	int ret;

	if (!class || class->memory >= b.buf.size) {
		say("no engine: no transfers of the device's own\n");
		return 0;
	}
	b.bytes = b.buf.size;
	at = b.window.start + b.buf.size - b.p.page_size;
	ret = tce_device_open(&dev, b.vfio.group, b.bdf);
	if (ret)
		return failed(b.bdf, ret);
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
		tell(class->name, 0, class->granule, &b.first);
	return call_unmap() ?: tce_device_close(&dev) ?: ret;
}

/* A page of 2^shift bytes is backed by one page of memory. */
static int page_size(unsigned int shift)
{
	int ret;

	if (1ull << shift > b.p.page_size && 1ull << shift > b.buf.huge_size)
		return 0;
	ret = windows(shift);
	if (ret)
		return ret;
	b.window = (struct tce_window){ .page_shift = shift,
					.levels = 1,
					.size = 2 * b.buf.size };
	b.bytes = b.buf.size;
	ret = call_register() ?: call_create() ?: maps(shift);
	if (!ret && 1ull << shift == b.p.page_size)
		ret = overhead(shift) ?: trips();
	if (ret)
		return ret;
	b.bytes = b.buf.size;
	return call_remove() ?: call_unregister();
}

static int begin(void)
{
	int ret;

	b.buf = (struct tce_buffer){ .kind = b.p.huge_size ? TCE_BUFFER_HUGE
							   : TCE_BUFFER_ANON,
				     .size = b.most,
				     .align = b.most };
	ret = tce_buffer_alloc(&b.buf);
	if (ret && b.p.huge_size) {
		b.buf.kind = TCE_BUFFER_ANON;
		ret = tce_buffer_alloc(&b.buf);
	}
	if (ret)
		return failed("memory", ret);
	ret = tce_open(&b.vfio, b.bdf, TCE_IOMMU_V2);
	if (ret)
		return failed(b.bdf, ret);
	return 0;
}

static int measure(void)
{
	struct tce_info info = { 0 };
	int ret = begin();

	if (ret)
		return ret;
	ret = tce_info_get(b.vfio.container, &info);
	if (ret)
		return failed("GET_INFO", ret);
	say("%-12s %6s %8s %7s %12s %12s %14s %10s\n", "call", "page", "size",
	    "calls", "median us", "p99 us", "pages/s", "GB/s");
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

static int parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "output", required_argument, NULL, 'o' },
		{ "most", required_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	unsigned long most = MOST_MIB;
	char *end;
	int opt;

	while ((opt = getopt_long(argc, argv, ":d:o:h", options, NULL)) != -1) {
		switch (opt) {
		case 'd':
			b.bdf = optarg;
			break;
		case 'o':
			b.output = optarg;
			break;
		case 'm':
			most = strtoul(optarg, &end, 10);
			if (*end || most < 1 || most > 65536 ||
			    (most & (most - 1)))
				return tce_usage("bench: --most %s: want a "
						 "power of two, at most 65536",
						 optarg);
			break;
		case 'h':
			fputs(help, stdout);
			exit(0);
		default:
			return tce_usage("bench: %s: unknown, or wants a value",
					 argv[optind - 1]);
		}
	}
	if (!b.bdf || optind != argc)
		return tce_usage("bench: want -d BDF, and no more");
	b.most = most * MIB;
	return 0;
}

static void head(void)
{
	fprintf(b.json,
		"{\"release\": \"%s\", \"machine\": \"%s\", \"device\": "
		"\"%04x:%04x\", \"page_size\": %u, \"results\": [",
		b.p.release, b.p.machine, b.p.pe[0].id.vendor,
		b.p.pe[0].id.device, b.p.page_size);
	b.comma = "";
}

static int json_open(void)
{
	if (!b.output)
		return 0;
	b.json = fopen(b.output, "we");
	if (!b.json)
		return failed(b.output, -errno);
	head();
	return 0;
}

static int json_close(void)
{
	FILE *json = b.json;

	if (!json)
		return 0;
	b.json = NULL;
	fputs("\n]}\n", json);
	return fclose(json) ? failed(b.output, -errno) : 0;
}

int tce_bench_run(const char *bdf, const char *output)
{
	int ret, closed;

	b.bdf = bdf;
	b.output = output;
	b.most = b.most ? b.most : MOST_MIB * MIB;
	ret = tce_platform_read(&b.p, &b.bdf, 1);
	if (ret)
		failed(ret == -ENOENT ? "this is no POWER machine" : bdf, ret);
	if (!ret)
		ret = json_open();
	if (!ret)
		ret = measure();
	closed = json_close();
	ret = ret ? ret : closed;
	if (!ret)
		return 0;
	fprintf(stderr, "tce-test: bench: %s: %s\n", b.what ? b.what : "failed",
		strerror(-ret));
	return TCE_STATUS_BROKEN;
}

int tce_bench_main(int argc, char **argv)
{
	int status = parse(argc, argv);

	b.table = stdout;
	return status ? status : tce_bench_run(b.bdf, b.output);
}
