// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver before and after VFIO.
 *
 * What VFIO takes from the host it gives back: after the last close the default
 * window is the host's again, its driver binds to the device, makes dynamic
 * windows as it likes, and data arrive. What such a driver had mapped is none
 * of the next owner's. The device is an NVMe drive, of which blocks are read
 * and none is written.
 *
 * Sources: the kernel's VFIO documentation; PAPR on dynamic DMA windows; the
 * NVMe specification on the registers of the admin queues.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "harness.h"
#include "kvm_guest.h"
#include "plug.h"
#include "where.h"

/* The host has the device again, for a time. */
static void host_again(const struct tce_platform *p, const char *when)
{
	drive_check_windows(p, when);
	drive_host_reads(&p->pe[0], when);
	drive_to_vfio(&p->pe[0]);
}

/* VFIO has its way with the device, then the host. */
static void after(const struct tce_context *ctx, const struct tce_step *steps,
		  const char *when)
{
	drive_to_vfio(&ctx->platform->pe[0]);
	tce_steps_run(ctx, steps);
	host_again(ctx->platform, when);
}

static void run_after_default(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { MAPPED,
						 WRITE(SMALL(0)),
						 { 0 } };

	after(ctx, steps, "after the default window");
}

static void run_after_dynamic(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = {
		OPEN_BARE,
		CREATE(W1, .page_shift = N(12), .size = QUARTERS(8)),
		MEMORY(B0, 1),
		MAP(B0, WIN(W1)),
		BUFFER(B6, KiB(64)),
		REGISTER(B6),
		MAP(B6, WIN_PAGE(W1, 64)),
		OPEN_DEVICE(G0),
		ENGINE(G0, B6, WIN_PAGE(W1, 64)),
		WRITE(WIN(W1)),
		{ 0 }
	};

	after(ctx, steps, "after a dynamic window");
}

/*
 * No VFIO here, but what it takes a device by: a kernel may block a device
 * while it is reset, and does so with what takes the windows from the host.
 */
static void run_reset(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	char *bytes = drive_blocks();
	int fd;

	fd = drive_to_host(pe, "before a reset");
	if (fd >= 0) {
		drive_reads(fd, bytes, "before a reset");
		if (TCE_OK(tce_driver_reset(pe->bdf)))
			drive_reads(fd, bytes, "after a reset");
		close(fd);
	}
	munmap(bytes, 2 * DRIVE_BLOCK);
	drive_check_windows(ctx->platform, "after a reset");
	drive_to_vfio(pe);
}

static void run_after_kill(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = {
		FORK(P1),
		OPEN_CONTAINER(C0, .by = P1),
		OPEN_GROUP(G0, .by = P1),
		ATTACH(G0, C0, .by = P1),
		SET_V2(.by = P1),
		CREATE(W1, .page_shift = N(12), .size = MiB(4), .by = P1),
		BUFFER(B0, KiB(64), .by = P1),
		REGISTER(B0, .by = P1),
		MAP(B0, SMALL(0), .by = P1),
		MAP(B0, WIN(W1), .by = P1),
		OPEN_DEVICE(G0, .by = P1),
		MASTER(G0, 1, .by = P1),
		KILL(P1),
		{ 0 }
	};

	after(ctx, steps, "after a kill");
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
	host_again(p, "after VFIO");
}

/* Where the driver's queue was there is nothing, in any window. */
static void run_between(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	struct tce_num queue;

	drive_host_reads(pe, "before");
	if (p->pseries && !tce_bypass_off() && !drive_has(pe, TCE_DT_DIRECT) &&
	    !drive_has(pe, TCE_DT_DDW))
		tce_fail("the host's driver has no dynamic window");
	TCE_MUST(tce_driver_unbind(pe->bdf));
	queue = (struct tce_num){ .base = TCE_BASE_ABS,
				  .count = (int64_t)drive_queue(pe) };
	drive_to_vfio(pe);
	if (!queue.count)
		tce_broken("the host's driver left no address");

	const struct tce_step steps[] = {
		OPEN_V2,
		CREATE(W1, .page_shift = N(16), .size = GiB(4)),
		WORK,
		CHECK_DT(WINDOW, G0, 1),
		{ .op = TCE_OP_DMA_READ, .size = N(8), .iova = queue, BLOCKED },
		{ .op = TCE_OP_DMA_WRITE,
		  .size = N(256),
		  .iova = queue,
		  BLOCKED },
		{ 0 }
	};

	tce_steps_run(ctx, steps);
	if (drive_has(pe, TCE_DT_DIRECT))
		tce_fail("a dynamic window of the host's outlives its driver");
	host_again(p, "afterwards");
}

/* All entries of the default window, if a guest has them. */
static void guest_clears(const struct guest *w, const struct tce_platform *p)
{
	const uint64_t pages = p->win_size / p->page_size;

	for (uint64_t at = 0, n; at < pages; at += n) {
		n = pages - at < GUEST_LIST ? pages - at : GUEST_LIST;
		guest_check("H_STUFF_TCE",
			    guest_call(w, TCE_H_STUFF_TCE,
				       p->win_start + at * p->page_size, 0, n),
			    TCE_H_SUCCESS);
	}
}

/* The group was shown to KVM, though VFIO never had its windows. */
static void run_after_guest(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	char *bytes = drive_blocks();
	struct guest w = { .window = { .start = p->win_start,
				       .size = p->win_size,
				       .page_shift = guest_host_shift(p) } };
	struct tce_group group;
	int fd;

	drive_to_vfio(pe);
	TCE_MUST(tce_group_open(&group, pe->group_id));
	TCE_MUST(tce_kvm_open(&w.kvm));
	TCE_MUST(tce_kvm_group_add(&w.kvm, group));
	w.table = (int)TCE_MUST(
		tce_kvm_table_create(&w.kvm, GUEST_LIOBN, &w.window));
	/* Refused or not, no window is the guest's. */
	tce_kvm_table_attach(&w.kvm, group, w.table);
	TCE_OK(tce_group_close(group));
	fd = drive_to_host(pe, "after a guest was shown the group");
	if (fd >= 0) {
		drive_reads(fd, bytes, "after a guest was shown the group");
		guest_clears(&w, p);
		drive_reads(fd, bytes, "after that guest cleared its table");
		close(fd);
	}
	close(w.table);
	tce_kvm_close(&w.kvm);
	munmap(bytes, 2 * DRIVE_BLOCK);
	drive_to_vfio(pe);
}

/* --- memory that comes and goes ------------------------------------------- */

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

static const struct tce_case cases[] = {
	{
		.name = "after-the-default-window",
		.about = "the host's driver reads from its drive after VFIO "
			 "used the default window",
		.clauses = "OWN-14",
		.validates = "f431a8cde7f1",
		.needs = NEED(ROOT) | NEED(NVME),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/give-back-window",
		.run = run_after_default,
	},
	{
		.name = "after-a-dynamic-window",
		.about = "the host's driver reads from its drive after VFIO "
			 "used a dynamic window in place of the default one",
		.clauses = "OWN-14 ORD-17",
		.validates = "f431a8cde7f1",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(DDW),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/give-back-window",
		.run = run_after_dynamic,
	},
	{
		.name = "after-a-kill",
		.about = "the host's driver reads from its drive after a "
			 "process that used both windows was killed",
		.clauses = "OWN-14 CLR-06",
		.validates = "f431a8cde7f1",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(DDW),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/give-back-window",
		.run = run_after_kill,
	},
	{
		.name = "reset-under-the-driver",
		.about = "the host resets the device under its own driver, "
			 "which reads from its drive before and after",
		.clauses = "OWN-26",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(RESET),
		/* before a kernel complains of who is blocked */
		.timeout_s = 90,
		.risk = TCE_RISK_HANG,
		.red_on = "patches/reset-blocks",
		.run = run_reset,
	},
	{
		.name = "between-two-uses",
		.about = "what the host's driver had mapped is out of the "
			 "device's reach in VFIO's windows, and the driver "
			 "works again after them",
		.clauses = "CLR-10 OWN-17 OWN-18",
		.validates = "f431a8cde7f1",
		.needs = NEED(ROOT) | NEED(NVME) | NEEDS_WIDE,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/release-ownership",
		.run = run_between,
	},
	{
		.name = "after-a-guest",
		.about = "what the host's driver has mapped is out of reach of "
			 "a guest that was shown the group before",
		.clauses = "KVM-07",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(KVM),
		/* before the driver gives a drive up */
		.timeout_s = 180,
		.risk = TCE_RISK_HANG,
		.red_on = "fixes/kvm-foreign-window",
		.run = run_after_guest,
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

const struct tce_suite host_suite = {
	.name = "host",
	.about = "the host's own driver before and after VFIO",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_sibling,
	.engine = "nvme",
};
