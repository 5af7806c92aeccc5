// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver and the dynamic window that the kernel makes for it:
 * one for all memory, or one that maps as the driver asks where memory is more
 * than a window can have. host.c has the sources.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <tce/tce.h>

#include "drive.h"
#include "harness.h"
#include "suites.h"

#define PIECES 8
#define APART (128 << 10) /* more than a CPU page, so that none are one */

/* It leaves its bus with its driver's window there, and comes back to that. */
static void run_back(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];

	drive_host_reads(pe, "before it leaves its bus");
	TCE_MUST(tce_driver_remove(pe->bdf));
	TCE_MUST(tce_driver_rescan());
	drive_host_reads(pe, "back on its bus");
	drive_to_vfio(pe);
}

static bool same(const char *a, const char *b)
{
	return !memcmp(a, b, DRIVE_BLOCK);
}

/* A block for each piece at once, then each block by itself. */
static void read_pieces(int fd, char *memory, char *bytes)
{
	struct iovec piece[PIECES];

	for (int i = 0; i < PIECES; i++) {
		piece[i].iov_base = memory + (ptrdiff_t)(i + 1) * APART;
		piece[i].iov_len = DRIVE_BLOCK;
	}
	if (preadv(fd, piece, PIECES, 0) != PIECES * DRIVE_BLOCK) {
		tce_fail("the host cannot read %d blocks at once: %s", PIECES,
			 strerror(errno));
		return;
	}
	for (int i = 0; i < PIECES; i++) {
		if (pread(fd, bytes, DRIVE_BLOCK, (off_t)i * DRIVE_BLOCK) !=
		    DRIVE_BLOCK)
			tce_fail("the host cannot read block %d: %s", i,
				 strerror(errno));
		else if (!same(piece[i].iov_base, bytes))
			tce_fail("block %d of %d does not arrive at its piece "
				 "of memory",
				 i, PIECES);
	}
}

/*
 * All pieces are in one huge page: what does not arrive where it should arrives
 * elsewhere in that page, as an IOMMU page of the host's is no larger.
 */
static void run_pieces(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	char *memory = mmap(NULL, p->huge_size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	char *bytes = drive_blocks();
	int fd;

	if (memory == MAP_FAILED)
		tce_broken("no huge page: %s", strerror(errno));
	memset(memory, 0x5a, p->huge_size);
	fd = drive_to_host(&p->pe[0], "before many pieces");
	if (fd >= 0) {
		read_pieces(fd, memory, bytes);
		close(fd);
	}
	munmap(bytes, 2 * DRIVE_BLOCK);
	munmap(memory, p->huge_size);
	drive_to_vfio(&p->pe[0]);
}

/*
 * Persistent memory can be anywhere, and is in no window for all memory. The
 * window of a PE with one has room for both on this machine.
 */
static void run_beside(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];

	drive_host_reads(pe, "with persistent memory");
	if (!drive_has(pe, TCE_DT_DIRECT))
		tce_fail("the host's driver has no window for all memory");
	drive_to_vfio(pe);
}

static const struct tce_case cases[] = {
	{
		.name = "back-on-its-bus",
		.about = "the host's driver reads from its drive after that "
			 "left its bus and was found again",
		.clauses = "HP-01",
		.validates = "aed6e4946ed9",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(ALONE),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/vf-table",
		.run = run_back,
	},
	{
		.name = "many-pieces",
		.about = "what the host's driver reads from its drive arrives "
			 "in each of many pieces of memory",
		.clauses = "OWN-34",
		.validates = "096339ab84f3",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(HUGE) | NEED(HOLD_2M),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/offset-of-2m",
		.run = run_pieces,
	},
	{
		.name = "beside-persistent-memory",
		.about = "the host's driver of a PE with one window has all "
			 "memory in it although there is persistent memory, "
			 "and reads from its drive",
		.clauses = "OWN-35",
		.validates = "ff5163bb7000",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(PMEM) | NEED(FIRMWARE) |
			 NEED(ONE_WINDOW),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.seen = true,
		.red_on = "patches/host-hybrid",
		.run = run_beside,
	},
};

const struct tce_table host_window = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_sibling,
};
