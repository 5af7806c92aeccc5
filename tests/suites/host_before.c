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
#include "plug.h"

#define PLUGGED_SIZE ((uint64_t)256 << 20)
#define TRIES 100

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
							.size = MiB(4)),
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

static const struct tce_case cases[] = {
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
		.name = "inherited-window",
		.about = "a dynamic window that an earlier kernel's driver "
			 "made does not disturb: VFIO reports all windows and "
			 "has them, and so has the host afterwards",
		.clauses = "INFO-16 OWN-14",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(INHERITED) | NEED(DDW),
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
	.more = &host_sibling,
};
