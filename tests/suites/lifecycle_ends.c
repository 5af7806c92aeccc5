// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attachment: its end, and the next one. lifecycle.c has the sources.
 */
#include <tce/tce.h>

#include "harness.h"
#include "kmem.h"
#include "mdev.h"
#include "suites.h"

/* Two windows, registered memory, mapped in both. */
#define FILL(n)                                                       \
	CREATE(W1, .page_shift = N(12), .size = n),                   \
		CREATE(W2, .page_shift = N(12), .size = TCES(1024)),  \
		BUFFER(B0, PAGES(2)), REGISTER(B0), MAP(B0, WIN(W1)), \
		MAP(B0, WIN_PAGE(W2, 16))
/* ... the first large enough to be charged, whatever the CPU's page is */
#define OPEN_FILLED OPEN_BARE, FILL(MiB(32))

/* The proof that nothing of an earlier cycle is left: the same again. */
#define AGAIN ATTACH(G0, C0), SET_V2(), REMOVE_AT(DEFAULT_START), FILL(MiB(4))

#define CLOSE_ORDER(a, b, c, first, second, third)                       \
	{                                                                \
		.name = "close-" a "-" b "-" c,                          \
		.about = "windows, mappings and charges live until the " \
			 "last of group and device is closed, in the "   \
			 "order " a ", " b ", " c,                       \
		.clauses = "OWN-13 CLR-05", .validates = "4ba2fdff2eb1", \
		.needs = NEED(TWO_WINDOWS),                              \
		.steps = STEPS(OPEN_FILLED, OPEN_DEVICE(G0), first(0),   \
			       second(0), third(0), CHECK_LOCKED(N(0)),  \
			       CHECK_DT(WINDOW, G0, 1), OPEN_V2),        \
	}

static struct tce_vfio v2_open(const struct tce_pe *pe)
{
	struct tce_vfio v;

	TCE_MUST(tce_open(&v, pe->bdf, TCE_IOMMU_V2));
	return v;
}

static void v2_close(struct tce_vfio v)
{
	TCE_OK(tce_close(&v));
}

static struct tce_kmem kmem(void)
{
	struct tce_kmem m;

	if (tce_kmem_read(&m))
		tce_broken("/proc/meminfo has no SUnreclaim or VmallocUsed");
	return m;
}

/*
 * The kernel's own bookkeeping of a window is charged to no process: only
 * its total shows it. 128 KiB a window, so that what else happens does not
 * matter.
 */
#define CYCLES 4

static void run_no_leak(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_buffer buf = { .size = p->page_size };
	struct tce_vfio v = v2_open(&p->pe[0]);
	long before = kmem().vmalloc, more;

	TCE_MUST(tce_buffer_alloc(&buf));
	TCE_MUST(tce_memory_register(v.container, buf.addr, buf.size));
	TCE_MUST(tce_window_remove(v.container, p->win_start));
	for (int i = 0; i < CYCLES; i++) {
		struct tce_window w = { .page_shift = 12,
					.levels = 1,
					.size = 64 << 20 };

		TCE_MUST(tce_window_create(v.container, &w));
		TCE_OK(tce_dma_map(v.container, TCE_DMA_RW, buf.addr, w.start,
				   buf.size));
		TCE_OK(tce_window_remove(v.container, w.start));
	}
	v2_close(v);
	more = kmem().vmalloc - before;
	if (more > CYCLES * 128 / 2)
		tce_fail("VmallocUsed grew by %ld kB over %d windows", more,
			 CYCLES);
}

/* The same for what is small: it shows after many, with few entries to clear.
 */
#define MANY 1000
#define FEW_TCES 16
#define SMALL_KIB 128

static void make_windows(const struct tce_platform *p,
			 struct tce_container container, unsigned int n)
{
	struct tce_window window[2];

	for (int i = 0; i < 2; i++)
		window[i] = (struct tce_window){
			.page_shift = 12,
			.levels = 1,
			.size = tce_window_bytes(p, FEW_TCES, 12),
		};

	while (n--) {
		for (int i = 0; i < 2; i++)
			TCE_MUST(tce_window_create(container, &window[i]));
		for (int i = 0; i < 2; i++)
			TCE_MUST(tce_window_remove(container, window[i].start));
	}
}

static void run_no_small_leak(const struct tce_context *ctx)
{
	struct tce_vfio v = v2_open(&ctx->platform->pe[0]);
	long before, after;

	TCE_MUST(tce_window_remove(v.container, ctx->platform->win_start));
	make_windows(ctx->platform, v.container, MANY / 10);
	before = kmem().slab;
	make_windows(ctx->platform, v.container, MANY);
	after = kmem().slab;
	if (after - before > SMALL_KIB)
		tce_fail("the kernel keeps %ld KiB of %d windows of each kind, "
			 "all removed",
			 after - before, MANY);
	v2_close(v);
}

/* No type of container takes the group: it has no place for a TCE. */
static void refuse(struct tce_group group, enum tce_iommu type)
{
	struct tce_container container;

	TCE_MUST(tce_container_open(&container));
	TCE_MUST(tce_group_attach(group, container));
	if (!tce_container_set_iommu(container, type))
		tce_fail("a container of type %d was made of it", type);
	TCE_OK(tce_group_detach(group));
	TCE_OK(tce_container_close(container));
}

static void run_no_iommu(const struct tce_context *ctx)
{
	struct tce_group mediated;
	struct tce_vfio v;

	TCE_MUST(tce_group_open(&mediated, (int)TCE_MUST(tce_mdev_make())));
	refuse(mediated, TCE_IOMMU_V1);
	refuse(mediated, TCE_IOMMU_V2);
	v = v2_open(&ctx->platform->pe[0]);
	if (!tce_group_attach(mediated, v.container))
		tce_fail("it joined a container beside another group");
	TCE_OK(tce_window_remove(v.container, ctx->platform->win_start));
	TCE_OK(tce_group_close(mediated));
	v2_close(v);
	TCE_MUST(tce_mdev_remove());
}

static const struct tce_case cases[] = {
	/* one cycle after another */
	{
		.name = "detach-unsets-the-type",
		.about = "once its last group has left, a container answers as "
			 "one without a type, and starts over as any type",
		.clauses = "OWN-09",
		.steps =
			STEPS(OPEN_BARE, DETACH(G0), GET_INFO(.err = EINVAL),
			      BUFFER(B0, PAGES(1)), REGISTER(B0, .err = EINVAL),
			      MAP(B0, DEFAULT_START, .err = EINVAL),
			      SET_V2(.err = EINVAL), ATTACH(G0, C0), SET_V1(),
			      GET_INFO(), DETACH(G0), ATTACH(G0, C0), SET_V2(),
			      GET_INFO()),
	},
	{
		.name = "detach-with-everything-live",
		.about = "DETACH clears windows, mappings, registrations and "
			 "charges, and all of them are available again",
		.clauses = "OWN-09 OWN-12 CLR-03",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_FILLED, DETACH(G0), CHECK_LOCKED(N(0)),
			       CHECK_DT(WINDOW, G0, 1), CHECK_DT(DDW, G0, 0),
			       AGAIN),
	},
	{
		.name = "detach-with-the-default-window",
		.about = "DETACH clears the default window that a MAP made",
		.clauses = "OWN-09 CLR-03",
		.validates = "4ba2fdff2eb1",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(2)), REGISTER(B0),
			       MAP(B0, DEFAULT_START), CHECK_DT(WINDOW, G0, 1),
			       DETACH(G0), CHECK_LOCKED(N(0)),
			       CHECK_DT(WINDOW, G0, 1)),
	},
	{
		.name = "detach-from-v1",
		.about = "DETACH from an enabled v1 container returns the "
			 "charge, and v2 can follow",
		.clauses = "OWN-09",
		.steps = STEPS(OPEN_V1, ENABLE(),
			       CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED),
			       ENABLE(.err = EBUSY, OR(SUCCESS)), DETACH(G0),
			       CHECK_LOCKED(N(0)), DISABLE(.err = EINVAL),
			       ATTACH(G0, C0), SET_V2(), ENABLE(.err = ENOTTY),
			       REMOVE_AT(DEFAULT_START)),
	},
	{
		.name = "type-does-not-outlive-registrations",
		.about = "registered memory of an earlier attachment does not "
			 "count for the next",
		.clauses = "OWN-09",
		.steps = STEPS(OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       DETACH(G0), ATTACH(G0, C0), SET_V2(),
			       MAP(B0, DEFAULT_START, .err = EPERM),
			       UNREGISTER(B0, .err = EPERM),
			       REMOVE_AT(DEFAULT_START), REGISTER(B0)),
	},
	{
		.name = "move-to-another-container",
		.about = "a group that leaves one container can join another, "
			 "and takes nothing along",
		.clauses = "OWN-09",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_FILLED, OPEN_CONTAINER(C1), DETACH(G0),
			ATTACH(G0, C1),
			STEP(SET_IOMMU, 0, .value = N(7), ON_CONTAINER(C1)),
			GET_INFO(.err = EINVAL), GET_INFO(ON_CONTAINER(C1)),
			REGISTER(B0, ON_CONTAINER(C1)),
			REMOVE_AT(DEFAULT_START, ON_CONTAINER(C1)),
			MAP(B0, WIN(W1), ON_CONTAINER(C1), .err = ENXIO),
			CREATE(W1, .page_shift = N(12), .size = MiB(4),
			       ON_CONTAINER(C1)),
			MAP(B0, WIN(W1), ON_CONTAINER(C1))),
	},
	{
		.name = "close-the-group-alone",
		.about = "closing the group alone takes it out of the "
			 "container, which then has no type",
		.clauses = "OWN-13",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_FILLED, CLOSE_GROUP(G0), CHECK_LOCKED(N(0)),
			       GET_INFO(.err = EINVAL), SET_V2(.err = EINVAL),
			       OPEN_GROUP(G0), AGAIN),
	},
	{
		.name = "close-the-container-alone",
		.about = "an attached group stays so when the container is "
			 "closed, and can leave it and join another",
		.clauses = "OWN-13",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_FILLED, CLOSE_CONTAINER(C0), STATUS(G0),
			       CHECK(STATUS, G0, N(3)), OPEN_CONTAINER(C0),
			       ATTACH(G0, C0, .err = EINVAL), DETACH(G0),
			       CHECK_LOCKED(N(0)), AGAIN),
	},
	CLOSE_ORDER("container", "group", "device", CLOSE_CONTAINER,
		    CLOSE_GROUP, CLOSE_DEVICE),
	CLOSE_ORDER("container", "device", "group", CLOSE_CONTAINER,
		    CLOSE_DEVICE, CLOSE_GROUP),
	CLOSE_ORDER("group", "container", "device", CLOSE_GROUP,
		    CLOSE_CONTAINER, CLOSE_DEVICE),
	CLOSE_ORDER("group", "device", "container", CLOSE_GROUP, CLOSE_DEVICE,
		    CLOSE_CONTAINER),
	CLOSE_ORDER("device", "container", "group", CLOSE_DEVICE,
		    CLOSE_CONTAINER, CLOSE_GROUP),
	CLOSE_ORDER("device", "group", "container", CLOSE_DEVICE, CLOSE_GROUP,
		    CLOSE_CONTAINER),
	{
		.name = "cycles",
		.about = "ten cycles of open, use and close end as they began, "
			 "with nothing in the kernel log",
		.clauses = "OWN-11 OWN-12",
		.validates = "82f73ef9c41e",
		.needs = NEED(DDW),
		.steps = STEPS(BUFFER(B0, PAGES(2)), FOR_RANGE(1, 10), OPEN_V2,
			       REMOVE_AT(DEFAULT_START),
			       CREATE(W1, .page_shift = N(12), .size = MiB(4)),
			       REGISTER(B0), MAP(B0, WIN(W1)), CLOSE_GROUP(G0),
			       CHECK_LOCKED(N(0)), CLOSE_CONTAINER(C0), DONE),
	},
	{
		.name = "reset",
		.about = "a device that has no reset refuses one, another "
			 "takes it",
		.clauses = "OWN-24",
		/* a bus behind a port takes its time */
		.timeout_s = 30,
		.steps = STEPS(OPEN_V2, OPEN_DEVICE(G0),
			       RESET(G0, .err = TCE_ERR_MODEL)),
	},
	{
		.name = "windows-leave-nothing",
		.about = "what the kernel keeps of a window on its own account "
			 "goes with the window",
		.clauses = "OWN-11",
		.validates = "d36e3f11fe8b",
		.needs = NEED(DDW),
		.red_on = "patches/view-leak",
		.run = run_no_leak,
	},
	{
		.name = "many-windows-leave-nothing",
		.about = "of a thousand windows of each kind nothing is left "
			 "in the kernel's memory",
		.clauses = "OWN-11",
		.needs = NEED(TWO_WINDOWS),
		.timeout_s = 120,
		.red_on = "defect dead-properties",
		.run = run_no_small_leak,
	},
	{
		.name = "no-iommu",
		.about = "a group whose device has none gets no TCE container, "
			 "alone or beside another group, which works on",
		.clauses = "OWN-27",
		.needs = NEED(ROOT) | NEED(MDEV),
		.red_on = "patches/no-iommu",
		.run = run_no_iommu,
	},
	{
		.name = "unbind-while-mapped",
		.about = "unbinding the device from its driver takes the group "
			 "out of the container, mappings and all",
		.clauses = "OWN-19",
		.needs = NEED(ROOT) | NEED(ALONE),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, DEFAULT_START), REBIND(G0),
			       GET_INFO(.err = EINVAL),
			       UNMAP(DEFAULT_START, PAGES(1), .err = EINVAL),
			       STATUS(G0, .err = ENODEV),
			       DETACH(G0, .err = EINVAL), CLOSE_GROUP(G0),
			       CLOSE_CONTAINER(C0), OPEN_V2, GET_INFO()),
	},
};

const struct tce_table lifecycle_ends = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
