// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of a device behind VFIO.
 *
 * They are writes of the device's to memory, of which no window may be in the
 * way. Who had the device before, and had interrupts as well, is no matter.
 * NVMe drives have MSI-X, edu has MSI: firmware writes either in another place.
 *
 * Sources: linux/vfio.h (VFIO_DEVICE_SET_IRQS); the NVMe specification on
 * completion queues.
 */
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "harness.h"
#include "owner.h"
#include "suites.h"

#define PATIENCE_MS 5000

struct vectors {
	struct owner owner;
	int event; /* the device's interrupts */
};

static void begin(struct vectors *w, const struct tce_platform *p, bool dynamic)
{
	owner_open(&w->owner, p, dynamic);
	w->event = eventfd(0, EFD_CLOEXEC);
	if (w->event < 0)
		tce_broken("eventfd: %s", strerror(errno));
	/* A completion queue has its vector from when it is made. */
	TCE_MUST(tce_device_interrupts(&w->owner.device, w->event));
	owner_start(&w->owner);
}

static void end(struct vectors *w)
{
	tce_engine_stop(&w->owner.engine);
	TCE_OK(tce_device_interrupts(&w->owner.device, -1));
	close(w->event);
	owner_close(&w->owner);
}

/* One transfer: its bytes arrive, and so does its interrupt. */
static void check_interrupted(struct vectors *w)
{
	struct pollfd event = { .fd = w->event, .events = POLLIN };
	uint64_t before;

	/* The engine's own transfers interrupt as well. */
	if (poll(&event, 1, 0) == 1 &&
	    read(w->event, &before, sizeof(before)) != sizeof(before))
		tce_broken("an eventfd cannot be read");
	if (!owner_transfers(&w->owner))
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

static void own_once(const struct tce_platform *p, bool dynamic)
{
	struct vectors w;

	begin(&w, p, dynamic);
	check_interrupted(&w);
	end(&w);
}

/* --- cases ---------------------------------------------------------------- */

static void run_arrive(const struct tce_context *ctx)
{
	bound_anew(ctx->platform);
	own_once(ctx->platform, false);
}

static void run_dynamic(const struct tce_context *ctx)
{
	bound_anew(ctx->platform);
	own_once(ctx->platform, true);
}

static void run_next_owner(const struct tce_context *ctx)
{
	run_arrive(ctx);
	own_once(ctx->platform, false);
}

static void run_after_reset(const struct tce_context *ctx)
{
	struct vectors w;

	bound_anew(ctx->platform);
	begin(&w, ctx->platform, false);
	check_interrupted(&w);
	TCE_MUST(tce_device_reset(&w.owner.device));
	owner_start(&w.owner);
	check_interrupted(&w);
	end(&w);
}

/* All of the bus, with the group as the proof that it is the user's. */
static void bus_reset(const struct vectors *w)
{
	union {
		struct vfio_pci_hot_reset reset;
		uint8_t bytes[sizeof(struct vfio_pci_hot_reset) +
			      sizeof(int32_t)];
	} request = { .reset = { .argsz = sizeof(request), .count = 1 } };
	int ret;

	memcpy(request.bytes + sizeof(request.reset), &w->owner.vfio.group.fd,
	       sizeof(int32_t));
	ret = tce_ioctl(w->owner.device.fd, VFIO_DEVICE_PCI_HOT_RESET,
			&request);
	if (ret == -ENODEV)
		tce_skip("needs a bus that can be reset: the device is on a "
			 "root bus");
	TCE_OK(ret);
}

static void run_after_bus_reset(const struct tce_context *ctx)
{
	struct vectors w;

	bound_anew(ctx->platform);
	begin(&w, ctx->platform, false);
	check_interrupted(&w);
	bus_reset(&w);
	if (TCE_OK(tce_engine_start(&w.owner.engine, w.owner.engine.kind,
				    &w.owner.device, w.owner.memory.addr,
				    w.owner.start)))
		check_interrupted(&w);
	end(&w);
}

/* The vectors are in the device's memory, which a reset clears. */
static void run_after_pe_reset(const struct tce_context *ctx)
{
	static const unsigned int ops[] = {
		VFIO_EEH_PE_RESET_HOT,
		VFIO_EEH_PE_RESET_DEACTIVATE,
		VFIO_EEH_PE_CONFIGURE,
	};
	struct vectors w;

	bound_anew(ctx->platform);
	begin(&w, ctx->platform, false);
	check_interrupted(&w);
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		TCE_OK(tce_eeh_op(w.owner.vfio.container, ops[i]));
	TCE_OK(tce_device_interrupts(&w.owner.device, -1));
	TCE_MUST(tce_device_interrupts(&w.owner.device, w.event));
	owner_start(&w.owner);
	check_interrupted(&w);
	end(&w);
}

static void run_after_host(const struct tce_context *ctx)
{
	TCE_MUST(tce_driver_change(ctx->platform->pe[0].bdf, "nvme"));
	run_arrive(ctx);
}

static const struct tce_case cases[] = {
	{
		.name = "arrive",
		.about = "a transfer into the default window ends with an "
			 "interrupt",
		.clauses = "OWN-28",
		.needs = NEED(ROOT),
		.timeout_s = 30,
		.red_on = "patches/interrupts",
		.run = run_arrive,
	},
	{
		.name = "dynamic-window",
		.about = "a transfer into a dynamic window, the only one, ends "
			 "with an interrupt",
		.clauses = "OWN-28",
		.needs = NEED(ROOT) | NEED(DDW) | NEED(DMA_ONLY),
		.timeout_s = 30,
		.red_on = "patches/interrupts",
		.run = run_dynamic,
	},
	{
		.name = "of-the-next-owner",
		.about = "a transfer of the next owner ends with an interrupt",
		.clauses = "OWN-28",
		.needs = NEED(ROOT),
		.timeout_s = 30,
		.red_on = "patches/interrupts",
		.run = run_next_owner,
	},
	{
		.name = "after-a-reset",
		.about = "a transfer after a reset of the device ends with an "
			 "interrupt",
		.clauses = "OWN-28",
		.needs = NEED(ROOT) | NEED(RESET),
		.timeout_s = 30,
		.red_on = "patches/interrupts",
		.run = run_after_reset,
	},
	{
		.name = "after-a-reset-of-the-bus",
		.about = "a transfer after a reset of the device's bus arrives "
			 "where it was mapped before, and ends with an "
			 "interrupt",
		.clauses = "OWN-32 OWN-28",
		.needs = NEED(ROOT),
		.timeout_s = 60,
		.red_on = "patches/bus-reset-unsets",
		.run = run_after_bus_reset,
	},
	{
		.name = "after-a-reset-of-the-pe",
		.about = "a transfer after EEH has reset the PE ends with an "
			 "interrupt, once interrupts are set up again",
		.clauses = "OWN-28 EEH-10",
		.needs = NEED(ROOT) | NEED(EEH),
		.risk = TCE_RISK_HANG,
		.timeout_s = 30,
		.red_on = "defect eeh-hot-reset",
		.run = run_after_pe_reset,
	},
	{
		.name = "after-the-host",
		.about = "a transfer ends with an interrupt after the host's "
			 "driver had the device, with interrupts of its own",
		.clauses = "OWN-28",
		.needs = NEED(ROOT) | NEED(NVME),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/interrupts",
		.run = run_after_host,
	},
};

#define ABOUT "interrupts of a device behind VFIO"
DATA_SUITES(interrupts, ABOUT, .more = &interrupts_intx)
