// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver and what was there before VFIO or came meanwhile:
 * memory that was plugged, a window of an earlier kernel. host.c has the
 * sources.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "harness.h"
#include "owner.h"
#include "plug.h"
#include "use.h"

#define PLUGGED_SIZE ((uint64_t)256 << 20)
#define TRIES 100
#define LARGE_READ (128 << 10)

static uint64_t physical(int pagemap, const char *at,
			 const struct tce_platform *p)
{
	uint64_t entry = 0;
	off_t where = (off_t)((uintptr_t)at / p->page_size * sizeof(entry));

	if (pread(pagemap, &entry, sizeof(entry), where) != sizeof(entry))
		tce_broken("/proc/self/pagemap: %s", strerror(errno));
	return (entry & ((UINT64_C(1) << 55) - 1)) * p->page_size;
}

/*
 * The host reads into the memory that was plugged, which pages of users come
 * from before all other.
 */
static void reads_into(int fd, const struct tce_platform *p, uint64_t from,
		       const char *when)
{
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	char *bytes[TRIES];
	int n = 0;

	TCE_MUST(pagemap < 0 ? -errno : 0);
	do {
		if (n == TRIES)
			tce_broken("the kernel gave no page of the memory that "
				   "was plugged");
		bytes[n++] = drive_blocks();
	} while (physical(pagemap, bytes[n - 1], p) - from >= PLUGGED_SIZE ||
		 physical(pagemap, bytes[n - 1] + DRIVE_BLOCK, p) - from >=
			 PLUGGED_SIZE);
	drive_reads(fd, bytes[n - 1], when);
	while (n)
		munmap(bytes[--n], 2 * DRIVE_BLOCK);
	close(pagemap);
}

/* The host's own window has memory of before and of after its making. */
static void run_memory(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	struct tce_vfio vfio;
	uint64_t at;
	int fd;

	drive_to_vfio(pe);
	TCE_MUST(tce_open(&vfio, pe->bdf, TCE_IOMMU_V2));
	at = tce_memory_in("memory");
	TCE_OK(tce_close(&vfio));

	fd = drive_to_host(pe, "after VFIO");
	if (fd < 0)
		return;
	if (!drive_has(pe, TCE_DT_DIRECT))
		tce_broken("the host's driver has no window for all memory");
	reads_into(fd, p, at,
		   "with memory that came while VFIO had the device");
	tce_memory_out("memory");
	at = tce_memory_in("memory");
	reads_into(fd, p, at, "with memory that came after VFIO");
	tce_memory_out("memory");
	close(fd);
	drive_to_vfio(pe);
}

/*
 * It leaves with its driver's window, and its bridge after it: what is left of
 * the window does not disturb memory that comes.
 */
static void run_bridge(const struct tce_context *ctx)
{
	struct tce_plug bridge, drive;
	struct tce_platform new;
	char *bytes = drive_blocks();
	int fd;

	(void)ctx;
	tce_plug_want("disk");
	tce_dlpar_in(TCE_DLPAR_BRIDGE, "bridge", &bridge);
	tce_dlpar_in(TCE_DLPAR_SLOT, "disk", &drive);
	new = use_adopt(drive.bdf);
	fd = drive_to_host(&new.pe[0], "on a bridge that came");
	if (fd >= 0) {
		drive_reads(fd, bytes, "on a bridge that came");
		close(fd);
	}
	munmap(bytes, 2 * DRIVE_BLOCK);
	if (!drive_has(&new.pe[0], TCE_DT_DIRECT))
		tce_fail("the host's driver has no window for all memory");
	tce_dlpar_out(TCE_DLPAR_SLOT, "disk", &drive);
	tce_dlpar_out(TCE_DLPAR_BRIDGE, "bridge", &bridge);
	/* the kernel maps it in all windows that it knows */
	tce_memory_in("memory");
	tce_memory_out("memory");
}

/*
 * A driver of the kernel before this one made a dynamic window. VFIO finds the
 * PE as if it were not there, and the host works on afterwards.
 */
static void run_inherited(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	static const struct tce_step steps[] = { OPEN_V2,
						 GET_INFO(),
						 WORK,
						 MEMORY(B0, 1),
						 CREATE(W1, .page_shift = N(12),
							.size = TCES(1024)),
						 MAP(B0, WIN(W1)),
						 WRITE(WIN(W1)),
						 { 0 } };

	drive_to_vfio(&p->pe[0]);
	tce_steps_run(ctx, steps);
	if (drive_has(&p->pe[0], TCE_DT_DIRECT) ||
	    drive_has(&p->pe[0], TCE_DT_DDW))
		tce_fail("it still is in the device tree");
	drive_host_again(p, "after VFIO");
}

#define LEFT 0x5b /* none of what the drive's clock has by itself */
#define IOMMU_PAGE ((uint64_t)4096)

/* Whether the device reads at @iova what is in all of that memory. */
static bool reads_left(struct tce_engine *e, uint64_t iova)
{
	int ret;

	TCE_MUST(tce_engine_read(e, iova, e->kind->read_size));
	ret = tce_engine_wait(e);
	if (ret && ret != -EIO)
		tce_broken("the read failed: %s", strerror(-ret));
	for (size_t i = 0; !ret && i < e->seen_len; i++)
		if (e->seen[i] != LEFT)
			return false;
	return !ret;
}

/*
 * VFIO makes no default window, and the one of the host is there still. A
 * driver of the host has read into our memory, which we keep.
 */
static void run_left(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	char *bytes = drive_blocks();
	struct owner o;
	int fd;

	fd = drive_to_host(pe, "before VFIO");
	if (fd < 0)
		return;
	drive_reads(fd, bytes, "before VFIO");
	close(fd);
	drive_to_vfio(pe);
	memset(bytes, LEFT, 2 * DRIVE_BLOCK);
	owner_open(&o, p, true);
	owner_start(&o);
	for (uint64_t at = 0; at < p->win_size; at += IOMMU_PAGE) {
		if (reads_left(&o.engine, p->win_start + at)) {
			tce_fail("the device reaches at %#llx what the host's "
				 "driver had mapped",
				 (unsigned long long)p->win_start + at);
			break;
		}
	}
	owner_close(&o);
	munmap(bytes, 2 * DRIVE_BLOCK);
	drive_host_again(p, "after VFIO");
}

/* As much as the default window has pages for, and some more. */
static void run_many(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	void *bytes = mmap(NULL, LARGE_READ, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd;

	if (bytes == MAP_FAILED)
		tce_broken("no memory to read into");
	fd = drive_to_host(pe, "before many reads");
	for (uint64_t n = 0; fd >= 0 && n < p->win_size / LARGE_READ + TRIES;
	     n++)
		if (pread(fd, bytes, LARGE_READ, 0) != LARGE_READ) {
			tce_fail("the host cannot read a block any more: %s",
				 strerror(errno));
			break;
		}
	if (fd >= 0)
		close(fd);
	munmap(bytes, LARGE_READ);
	drive_to_vfio(pe);
}

static const struct tce_case cases[] = {
	{
		.name = "left-behind",
		.about = "what the host's driver had mapped in the default "
			 "window is out of the device's reach before VFIO "
			 "makes one",
		.clauses = "CLR-10",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(PSERIES) | NEED(DDW) |
			 NEED(DMA_READS) | NEED(DMA_ONLY),
		.timeout_s = 90,
		.risk = TCE_RISK_DRIVER,
		.red_on = "fixes/default-window-live",
		.run = run_left,
	},
	{
		.name = "many-reads",
		.about = "the host's driver reads more from its drive than its "
			 "default window has pages for",
		.clauses = "OWN-14",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(PSERIES),
		/* a tick of the guest's clock for each read */
		.timeout_s = 90,
		.risk = TCE_RISK_HANG,
		.red_on = "fixes/host-window-failed",
		.run = run_many,
	},
	{
		.name = "memory-plugged",
		.about = "the host's driver reads from its drive into memory "
			 "that was plugged while VFIO had the device, and into "
			 "memory plugged later",
		.clauses = "OWN-14 HP-07",
		.validates = "f431a8cde7f1",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(PLUG) | NEED(PSERIES) |
			 NEED(DDW),
		.timeout_s = 180,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/memory-not-mapped",
		.run = run_memory,
	},
	{
		.name = "bridge-leaves",
		.about = "a bridge leaves whose drive has a dynamic window of "
			 "the host's driver, and memory can be plugged "
			 "afterwards",
		.clauses = "HP-03 HP-06",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(PLUG) | NEED(PSERIES) |
			 NEED(DDW),
		.timeout_s = 180,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/window-left",
		.run = run_bridge,
	},
	{
		.name = "inherited-window",
		.about = "a dynamic window that an earlier kernel's driver "
			 "made does not disturb: VFIO reports all windows and "
			 "has them, and so has the host afterwards",
		.clauses = "INFO-16 OWN-14",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(INHERITED) |
			 NEED(TWO_WINDOWS) | NEED(DMA_DYNAMIC),
		/* a guest of its own: it is there until somebody has the PE */
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/kexec-window",
		.run = run_inherited,
	},
};

const struct tce_table host_before = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_window,
};
