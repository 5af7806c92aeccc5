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
#include <sys/mman.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "harness.h"
#include "kvm_guest.h"
#include "where.h"

/* VFIO has its way with the device, then the host. */
static void after(const struct tce_context *ctx, const struct tce_step *steps,
		  const char *when)
{
	drive_to_vfio(&ctx->platform->pe[0]);
	tce_steps_run(ctx, steps);
	drive_host_again(ctx->platform, when);
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
		CREATE(W1, .page_shift = N(12), .size = TCES(1024), .by = P1),
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
		CREATE(W1, .page_shift = N(16), .size = TCES(65536)),
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
	if (drive_has(pe, TCE_DT_DIRECT) || drive_has(pe, TCE_DT_DDW))
		tce_fail("a dynamic window of the host's outlives its driver");
	drive_host_again(p, "afterwards");
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
		.needs = NEED(ROOT) | NEED(NVME) | NEED(DDW) | NEED(DMA_ONLY),
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
		.needs = NEED(ROOT) | NEED(NVME) | NEED(TWO_WINDOWS),
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
		.needs = NEED(ROOT) | NEED(NVME) | NEEDS_WIDE |
			 NEED(TWO_WINDOWS),
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
};

const struct tce_suite host_suite = {
	.name = "host",
	.about = "the host's own driver before and after VFIO",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_before,
	.engine = "nvme",
};
