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
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "harness.h"
#include "kvm_guest.h"
#include "plug.h"
#include "where.h"

#define BLOCK 4096
#define PATIENCE_S 20
#define ASQ 0x28 /* register: where the submission queue of the driver was */

/* --- the host's driver ---------------------------------------------------- */

/* Whatever a case before this one left. */
static void vfio_bind(const struct tce_pe *pe)
{
	char name[TCE_DRIVER_MAX] = "";

	if (tce_driver_read(pe->bdf, name) || strcmp(name, "vfio-pci") != 0)
		TCE_MUST(tce_driver_change(pe->bdf, "vfio-pci"));
}

/* The drive's first namespace; the driver looks for it after it has bound. */
static int drive_open(const struct tce_pe *pe)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	char pattern[128], path[64];
	time_t end = time(NULL) + PATIENCE_S;
	glob_t found;
	int fd = -1;

	snprintf(pattern, sizeof(pattern),
		 "/sys/bus/pci/devices/%s/nvme/nvme*/nvme*n1", pe->bdf);
	while (fd < 0 && time(NULL) < end) {
		if (!glob(pattern, GLOB_NOSORT, NULL, &found)) {
			snprintf(path, sizeof(path), "/dev/%s",
				 strrchr(found.gl_pathv[0], '/') + 1);
			fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
			globfree(&found);
		}
		if (fd < 0)
			nanosleep(&nap, NULL);
	}
	return fd;
}

/*
 * The host reads a block, by DMA to our memory: twice, so that bytes that
 * do not arrive differ.
 */
static void drive_reads(int fd, char *bytes, const char *when)
{
	memset(bytes, 0x5a, BLOCK);
	memset(bytes + BLOCK, 0xa5, BLOCK);
	for (int i = 0; i < 2; i++)
		if (pread(fd, bytes + (ptrdiff_t)i * BLOCK, BLOCK, 0) != BLOCK)
			tce_fail("%s, the host cannot read a block: %s", when,
				 strerror(errno));
	if (memcmp(bytes, bytes + BLOCK, BLOCK) != 0)
		tce_fail("%s, what the host reads does not arrive", when);
}

static char *blocks_alloc(void)
{
	char *bytes = mmap(NULL, 2 * BLOCK, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (bytes == MAP_FAILED)
		tce_broken("no memory");
	return bytes;
}

/* The host's driver has the device now. Its drive; -1: it finds none. */
static int host_takes(const struct tce_pe *pe, const char *when)
{
	int fd = -1;

	TCE_MUST(tce_driver_unbind(pe->bdf));
	if (TCE_OK(tce_driver_bind(pe->bdf, "nvme"))) {
		fd = drive_open(pe);
		if (fd < 0)
			tce_fail("%s, the host's driver finds no drive", when);
	}
	return fd;
}

static void host_reads(const struct tce_pe *pe, const char *when)
{
	char *bytes = blocks_alloc();
	int fd = host_takes(pe, when);

	if (fd < 0)
		return;
	drive_reads(fd, bytes, when);
	close(fd);
	munmap(bytes, 2 * BLOCK);
}

/* Where the host's driver, which has let go by now, had its queue. */
static uint64_t host_address(const struct tce_pe *pe)
{
	char path[128];
	volatile uint32_t *bar;
	uint64_t address;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0",
		 pe->bdf);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	TCE_MUST(fd < 0 ? -errno : 0);
	bar = mmap(NULL, BLOCK, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (bar == MAP_FAILED)
		tce_broken("%s: %s", path, strerror(errno));
	address = bar[ASQ / 4] | (uint64_t)bar[ASQ / 4 + 1] << 32;
	munmap((void *)(uintptr_t)bar, BLOCK);
	return address;
}

static bool has(const struct tce_pe *pe, enum tce_dt_prop prop)
{
	return tce_platform_prop(pe, prop, NULL, 0) >= 0;
}

static void check_host_windows(const struct tce_platform *p, const char *when)
{
	if (p->pseries && !has(&p->pe[0], TCE_DT_WINDOW))
		tce_fail("%s, the host has no default window", when);
}

/* --- cases ---------------------------------------------------------------- */

/* The host has the device again, for a time. */
static void host_again(const struct tce_platform *p, const char *when)
{
	check_host_windows(p, when);
	host_reads(&p->pe[0], when);
	vfio_bind(&p->pe[0]);
}

/* VFIO has its way with the device, then the host. */
static void after(const struct tce_context *ctx, const struct tce_step *steps,
		  const char *when)
{
	vfio_bind(&ctx->platform->pe[0]);
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
	char *bytes = blocks_alloc();
	int fd;

	fd = host_takes(pe, "before a reset");
	if (fd >= 0) {
		drive_reads(fd, bytes, "before a reset");
		if (TCE_OK(tce_driver_reset(pe->bdf)))
			drive_reads(fd, bytes, "after a reset");
		close(fd);
	}
	munmap(bytes, 2 * BLOCK);
	check_host_windows(ctx->platform, "after a reset");
	vfio_bind(pe);
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

	vfio_bind(&p->pe[0]);
	tce_steps_run(ctx, steps);
	if (has(&p->pe[0], TCE_DT_DIRECT) || has(&p->pe[0], TCE_DT_DDW))
		tce_fail("it still is in the device tree");
	host_again(p, "after VFIO");
}

/* Where the driver's queue was there is nothing, in any window. */
static void run_between(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	struct tce_num queue;

	host_reads(pe, "before");
	if (p->pseries && !tce_bypass_off() && !has(pe, TCE_DT_DIRECT) &&
	    !has(pe, TCE_DT_DDW))
		tce_fail("the host's driver has no dynamic window");
	TCE_MUST(tce_driver_unbind(pe->bdf));
	queue = (struct tce_num){ .base = TCE_BASE_ABS,
				  .count = (int64_t)host_address(pe) };
	vfio_bind(pe);
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
	if (has(pe, TCE_DT_DIRECT))
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
	char *bytes = blocks_alloc();
	struct guest w = { .window = { .start = p->win_start,
				       .size = p->win_size,
				       .page_shift = guest_host_shift(p) } };
	struct tce_group group;
	int fd;

	vfio_bind(pe);
	TCE_MUST(tce_group_open(&group, pe->group_id));
	TCE_MUST(tce_kvm_open(&w.kvm));
	TCE_MUST(tce_kvm_group_add(&w.kvm, group));
	w.table = (int)TCE_MUST(
		tce_kvm_table_create(&w.kvm, GUEST_LIOBN, &w.window));
	/* Refused or not, no window is the guest's. */
	tce_kvm_table_attach(&w.kvm, group, w.table);
	TCE_OK(tce_group_close(group));
	fd = host_takes(pe, "after a guest was shown the group");
	if (fd >= 0) {
		drive_reads(fd, bytes, "after a guest was shown the group");
		guest_clears(&w, p);
		drive_reads(fd, bytes, "after that guest cleared its table");
		close(fd);
	}
	close(w.table);
	tce_kvm_close(&w.kvm);
	munmap(bytes, 2 * BLOCK);
	vfio_bind(pe);
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
		tce_broken("no pagemap: %s", strerror(errno));
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
			tce_broken("no page is in the memory that was plugged");
		bytes[n++] = blocks_alloc();
	} while (physical(pagemap, bytes[n - 1], p) - from >= PLUGGED_SIZE ||
		 physical(pagemap, bytes[n - 1] + BLOCK, p) - from >=
			 PLUGGED_SIZE);
	drive_reads(fd, bytes[n - 1], when);
	while (n)
		munmap(bytes[--n], 2 * BLOCK);
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

	vfio_bind(pe);
	TCE_MUST(tce_open(&vfio, pe->bdf, TCE_IOMMU_V2));
	at = tce_memory_in("memory");
	TCE_OK(tce_close(&vfio));

	fd = host_takes(pe, "after VFIO");
	if (fd < 0)
		return;
	if (!has(pe, TCE_DT_DIRECT))
		tce_broken("the host's driver has no window for all memory");
	reads_into(fd, p, at,
		   "with memory that came while VFIO had the device");
	tce_memory_out("memory");
	at = tce_memory_in("memory");
	reads_into(fd, p, at, "with memory that came after VFIO");
	tce_memory_out("memory");
	close(fd);
	vfio_bind(pe);
}

/* --- another device of the group ------------------------------------------ */

/* As an endpoint, of which only the name counts. */
static struct tce_pe sibling_of(const struct tce_pe *pe)
{
	struct tce_pe other = *pe;
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern),
		 "/sys/bus/pci/devices/%s/iommu_group/devices/*", pe->bdf);
	if (glob(pattern, 0, NULL, &found))
		tce_broken("%s has no group", pe->bdf);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;

		if (strcmp(name, pe->bdf) != 0)
			snprintf(other.bdf, sizeof(other.bdf), "%s", name);
	}
	globfree(&found);
	return other;
}

static void run_sibling_busy(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	const struct tce_pe other = sibling_of(pe);
	struct tce_vfio vfio;
	uint32_t flags = 0;
	int err;

	vfio_bind(pe);
	host_reads(&other, "before");
	TCE_MUST(tce_container_open(&vfio.container));
	TCE_MUST(tce_group_open(&vfio.group, pe->group_id));
	TCE_MUST(tce_group_status(vfio.group, &flags));
	if (flags)
		tce_fail("the group's status is %#x, expected 0: not viable",
			 flags);
	err = tce_group_attach(vfio.group, vfio.container);
	if (err != -EPERM)
		tce_fail("attach: returned %s, expected -EPERM",
			 err ? strerror(-err) : "0");
	TCE_OK(tce_close(&vfio));
	check_host_windows(ctx->platform, "after the refusal");
	host_reads(&other, "after the refusal");
	vfio_bind(&other);
}

/* The group is VFIO's for a time, then the other device is the host's. */
static void sibling_after(const struct tce_context *ctx,
			  const struct tce_step *steps, const char *when)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe other = sibling_of(&p->pe[0]);

	vfio_bind(&p->pe[0]);
	vfio_bind(&other);
	tce_steps_run(ctx, steps);
	check_host_windows(p, when);
	host_reads(&other, when);
	vfio_bind(&other);
}

static void run_sibling_after(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { MAPPED,
						 WRITE(SMALL(0)),
						 { 0 } };

	sibling_after(ctx, steps, "after VFIO had the group");
}

static void run_sibling_after_nothing(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { OPEN_V2, { 0 } };

	sibling_after(ctx, steps, "after VFIO had the group without a window");
}

#define NEEDS_SIBLING (NEED(ROOT) | NEED(NVME) | NEED(SIBLING))

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
	{
		.name = "sibling-on-a-host-driver",
		.about = "a group of which another device has a host's driver "
			 "is not viable and cannot be attached, and that "
			 "driver works on",
		.clauses = "OWN-10",
		.needs = NEEDS_SIBLING,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "defect stale-table",
		.run = run_sibling_busy,
	},
	{
		.name = "sibling-after-vfio",
		.about =
			"after VFIO used a group, a host's driver of its other "
			"device reads from its drive",
		.clauses = "OWN-15",
		.validates = "f431a8cde7f1",
		.needs = NEEDS_SIBLING,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "fixes/stale-table",
		.run = run_sibling_after,
	},
	{
		.name = "sibling-after-no-window",
		.about = "after VFIO had a group without using a window, a "
			 "host's driver of its other device reads from its "
			 "drive",
		.clauses = "OWN-16",
		.validates = "f431a8cde7f1",
		.needs = NEEDS_SIBLING,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "defect stale-table",
		.run = run_sibling_after_nothing,
	},
};

const struct tce_suite host_suite = {
	.name = "host",
	.about = "the host's own driver before and after VFIO",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.engine = "nvme",
};
