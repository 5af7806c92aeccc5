// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of a device behind VFIO.
 *
 * They are writes of the device's to memory, of which no window may be in the
 * way. Who had the device before, and had interrupts of his own, is no matter.
 * The device is an NVMe drive, whose completions interrupt.
 *
 * Sources: linux/vfio.h (VFIO_DEVICE_SET_IRQS); the NVMe specification on
 * completion queues.
 */
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

#define LENGTH 256 /* of a transfer */
#define PATIENCE_MS 5000

/* The device with memory to itself at the default window's start. */
struct world {
	int container, group;
	struct tce_buffer memory; /* the engine's, and a page for transfers */
	struct tce_device device;
	struct tce_engine engine;
	uint64_t target; /* where in both the memory and the window */
	int event;	 /* the device's interrupts */
};

static void begin(struct world *w, const struct tce_platform *p)
{
	const struct tce_engine_class *class =
		tce_engine_class_find(&p->pe[0].id);
	uint64_t own = (class->memory + p->page_size - 1) & -p->page_size;

	*w = (struct world){ .target = own };
	w->memory.size = own + p->page_size;
	w->container = (int)TCE_MUST(tce_container_open());
	w->group = (int)TCE_MUST(tce_group_open(p->pe[0].group_id));
	TCE_MUST(tce_group_attach(w->group, w->container));
	TCE_MUST(tce_container_set_iommu(w->container, TCE_IOMMU_V2));
	TCE_MUST(tce_buffer_alloc(&w->memory));
	TCE_MUST(tce_memory_register(w->container, w->memory.addr,
				     w->memory.size));
	TCE_MUST(tce_dma_map(w->container, TCE_DMA_RW, w->memory.addr,
			     p->win_start, w->memory.size));
	TCE_MUST(tce_device_open(&w->device, w->group, p->pe[0].bdf));
	w->event = eventfd(0, EFD_CLOEXEC);
	if (w->event < 0)
		tce_broken("no eventfd");
	/* A completion queue has its vector from when it is made. */
	TCE_MUST(tce_device_interrupts(&w->device, w->event));
	TCE_MUST(tce_engine_start(&w->engine, class, &w->device, w->memory.addr,
				  p->win_start));
}

static void end(struct world *w)
{
	tce_engine_stop(&w->engine);
	TCE_OK(tce_device_interrupts(&w->device, -1));
	close(w->event);
	TCE_OK(tce_device_close(&w->device));
	TCE_OK(tce_group_close(w->group));
	TCE_OK(tce_container_close(w->container));
	tce_buffer_free(&w->memory);
}

/* One transfer: its bytes arrive, and so does its interrupt. */
static void check_interrupted(struct world *w, const struct tce_platform *p)
{
	uint8_t *target = (uint8_t *)w->memory.addr + w->target;
	struct pollfd event = { .fd = w->event, .events = POLLIN };
	uint64_t before;

	/* The engine's own transfers interrupt as well. */
	if (poll(&event, 1, 0) == 1 &&
	    read(w->event, &before, sizeof(before)) != sizeof(before))
		tce_broken("an eventfd cannot be read");
	memset(target, 0, LENGTH);
	TCE_MUST(
		tce_engine_write(&w->engine, p->win_start + w->target, LENGTH));
	TCE_MUST(tce_engine_wait(&w->engine));
	if (memcmp(target, w->engine.sent, LENGTH) != 0)
		tce_fail("what the device sends does not arrive");
	if (poll(&event, 1, PATIENCE_MS) != 1)
		tce_fail("the interrupt of a transfer that has ended does not "
			 "arrive");
}

/* A kernel may keep what it knows of interrupts from one owner to the next. */
static void bound_anew(const struct tce_platform *p)
{
	TCE_MUST(tce_driver_change(p->pe[0].bdf, "vfio-pci"));
}

static void own_once(const struct tce_platform *p)
{
	struct world w;

	begin(&w, p);
	check_interrupted(&w, p);
	end(&w);
}

/* --- cases ---------------------------------------------------------------- */

static void run_arrive(const struct tce_case *c, const struct tce_platform *p)
{
	(void)c;
	bound_anew(p);
	own_once(p);
}

static void run_next_owner(const struct tce_case *c,
			   const struct tce_platform *p)
{
	run_arrive(c, p);
	own_once(p);
}

static void run_after_reset(const struct tce_case *c,
			    const struct tce_platform *p)
{
	struct world w;

	(void)c;
	bound_anew(p);
	begin(&w, p);
	check_interrupted(&w, p);
	TCE_MUST(tce_device_reset(&w.device));
	TCE_MUST(tce_engine_start(&w.engine, w.engine.class, &w.device,
				  w.memory.addr, p->win_start));
	check_interrupted(&w, p);
	end(&w);
}

static void run_after_host(const struct tce_case *c,
			   const struct tce_platform *p)
{
	TCE_MUST(tce_driver_change(p->pe[0].bdf, "nvme"));
	run_arrive(c, p);
}

#define NEEDS (TCE_NEED_ROOT | TCE_NEED_NVME)

static const struct tce_case cases[] = {
	{
		.name = "arrive",
		.about = "a transfer into the default window ends with an "
			 "interrupt",
		.clauses = "OWN-28",
		.needs = NEEDS,
		.timeout_s = 30,
		.run = run_arrive,
	},
	{
		.name = "of-the-next-owner",
		.about = "... and so does one of the next owner's",
		.clauses = "OWN-28",
		.needs = NEEDS,
		.timeout_s = 30,
		.run = run_next_owner,
	},
	{
		.name = "after-a-reset",
		.about = "... and one after the device was reset",
		.clauses = "OWN-28",
		.needs = NEEDS | TCE_NEED_RESET,
		.timeout_s = 30,
		.run = run_after_reset,
	},
	{
		.name = "after-the-host",
		.about = "... and one after the host's driver had the device, "
			 "and interrupts of its own",
		.clauses = "OWN-28",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.run = run_after_host,
	},
};

const struct tce_suite interrupts_suite = {
	.name = "interrupts",
	.about = "interrupts of a device behind VFIO",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.engine = "nvme",
};
