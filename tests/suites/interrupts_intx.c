// SPDX-License-Identifier: GPL-2.0-only
/*
 * INTx of a device behind VFIO: a level that stays until the device's cause is
 * gone, so that the kernel masks it at each interrupt and its user unmasks it.
 * With vfio-pci.nointxmask=1 the kernel masks it at the interrupt controller,
 * as that of a device without the means (pseries-intx).
 *
 * A transfer asserts it when it ends, and tce_engine_wait() ends the cause.
 *
 * Sources: linux/vfio.h (VFIO_IRQ_INFO_AUTOMASKED, VFIO_DEVICE_SET_IRQS).
 */
#include <string.h>
#include <unistd.h>

#include <engine/engine.h>
#include <tce/tce.h>

#include "harness.h"
#include "interrupts.h"
#include "suites.h"

#define INTX VFIO_PCI_INTX_IRQ_INDEX
#define ROUNDS 100

struct intx {
	struct owner owner;
	int event;
	int resample; /* unmasks by an eventfd; -1: the ioctl does */
};

static int mask(const struct intx *w, bool on)
{
	return interrupts_set(
		&w->owner.device,
		(on ? VFIO_IRQ_SET_ACTION_MASK : VFIO_IRQ_SET_ACTION_UNMASK) |
			VFIO_IRQ_SET_DATA_NONE,
		INTX, 0, 1, NULL);
}

static void begin(struct intx *w, const struct tce_platform *p)
{
	const uint32_t flags = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
			       VFIO_IRQ_INFO_AUTOMASKED;

	w->resample = -1;
	owner_open(&w->owner, p, false);
	interrupts_needed(&w->owner.device, INTX, "INTx");
	if ((interrupts_info(&w->owner.device, INTX).flags & flags) != flags)
		tce_fail("the kernel does not report INTx as one that is "
			 "masked at each interrupt");
	/* Its own transfers interrupt as well. */
	owner_start(&w->owner);
	w->event = event_make();
	TCE_MUST(interrupts_trigger(&w->owner.device, INTX, 0, 1, &w->event));
}

static void end(struct intx *w)
{
	tce_engine_stop(&w->owner.engine);
	TCE_OK(interrupts_off(&w->owner.device, INTX));
	if (w->resample >= 0)
		close(w->resample);
	close(w->event);
	owner_close(&w->owner);
}

/* A transfer that ends, and whose cause stays until tce_engine_wait(). */
static void assert_line(struct intx *w)
{
	struct owner *o = &w->owner;
	const uint8_t *target = (const uint8_t *)o->memory.addr + o->target;
	uint64_t now, until;

	memset(o->memory.addr + o->target, 0, OWNER_TRANSFER);
	TCE_MUST(tce_engine_write(&o->engine, o->start + o->target,
				  OWNER_TRANSFER));
	now = engine_now();
	until = now + INTERRUPTS_PATIENCE_MS * 1000000ull;
	if (o->engine.ready > now)
		usleep((useconds_t)((o->engine.ready - now) / 1000));
	while (memcmp(target, o->engine.sent, OWNER_TRANSFER)) {
		if (engine_now() > until)
			tce_broken("what the device sends does not arrive");
		usleep(100);
	}
}

static void unmask(const struct intx *w)
{
	const uint64_t one = 1;

	if (w->resample < 0)
		TCE_OK(mask(w, false));
	else if (write(w->resample, &one, sizeof(one)) != sizeof(one))
		tce_broken("an eventfd cannot be written");
}

/* One interrupt, whose cause ends before it is unmasked. */
static bool interrupted(struct intx *w, unsigned int round)
{
	assert_line(w);
	if (!event_comes(w->event)) {
		tce_fail("interrupt %u does not arrive", round);
		return false;
	}
	if (event_count(w->event) != 1)
		tce_fail("interrupt %u arrives more than once", round);
	TCE_OK(tce_engine_wait(&w->owner.engine));
	unmask(w);
	return !tce_has_failed();
}

static void resample_by_eventfd(struct intx *w)
{
	w->resample = event_make();
	TCE_MUST(interrupts_set(&w->owner.device,
				VFIO_IRQ_SET_ACTION_UNMASK |
					VFIO_IRQ_SET_DATA_EVENTFD,
				INTX, 0, 1, &w->resample));
}

static void run_again(const struct tce_context *ctx)
{
	struct intx w;

	begin(&w, ctx->platform);
	for (unsigned int i = 1; i <= ROUNDS && interrupted(&w, i); i++)
		;
	end(&w);
}

static void run_resampled(const struct tce_context *ctx)
{
	struct intx w;

	begin(&w, ctx->platform);
	resample_by_eventfd(&w);
	for (unsigned int i = 1; i <= ROUNDS && interrupted(&w, i); i++)
		;
	end(&w);
}

/* The cause is still there: the line is asserted. */
static void still_asserted(struct intx *w)
{
	assert_line(w);
	if (!event_comes(w->event))
		tce_fail("the interrupt does not arrive");
	event_count(w->event);
	unmask(w);
	if (!event_comes(w->event))
		tce_fail("what is still asserted does not interrupt again when "
			 "it is unmasked");
	TCE_OK(tce_engine_wait(&w->owner.engine));
	event_count(w->event);
	unmask(w);
	interrupted(w, 2);
}

static void run_still_asserted(const struct tce_context *ctx)
{
	struct intx w;

	begin(&w, ctx->platform);
	still_asserted(&w);
	resample_by_eventfd(&w);
	still_asserted(&w);
	end(&w);
}

static void run_masked(const struct tce_context *ctx)
{
	struct intx w;

	begin(&w, ctx->platform);
	for (unsigned int i = 1; i <= 10 && !tce_has_failed(); i++) {
		TCE_OK(mask(&w, true));
		assert_line(&w);
		if (event_count(w.event))
			tce_fail("an interrupt arrives while it is masked");
		unmask(&w);
		if (!event_comes(w.event))
			tce_fail("the interrupt does not arrive when it is "
				 "unmasked");
		event_count(w.event);
		TCE_OK(tce_engine_wait(&w.owner.engine));
		unmask(&w);
	}
	end(&w);
}

static void run_once(const struct tce_context *ctx)
{
	struct intx w;

	begin(&w, ctx->platform);
	assert_line(&w);
	if (!event_comes(w.event) || event_count(w.event) != 1)
		tce_fail("the first interrupt does not arrive once");
	for (unsigned int i = 0; i < 3; i++) {
		TCE_OK(tce_engine_wait(&w.owner.engine));
		assert_line(&w);
	}
	if (event_count(w.event))
		tce_fail("an interrupt arrives though the one before was not "
			 "unmasked");
	TCE_OK(tce_engine_wait(&w.owner.engine));
	unmask(&w);
	event_count(w.event);
	interrupted(&w, 2);
	end(&w);
}

static const struct tce_case cases[] = {
	{
		.name = "intx",
		.about = "a hundred transfers end with an INTx each, which is "
			 "unmasked by the ioctl",
		.clauses = "OWN-28 OWN-36",
		.timeout_s = 60,
		.red_on = "patches/intx-unmask",
		.run = run_again,
	},
	{
		.name = "intx-resampled",
		.about = "a hundred transfers end with an INTx each, which is "
			 "unmasked by an eventfd",
		.clauses = "OWN-28 OWN-36",
		.timeout_s = 60,
		.red_on = "patches/intx-unmask",
		.run = run_resampled,
	},
	{
		.name = "intx-still-asserted",
		.about = "an INTx that is unmasked while the device asserts it "
			 "interrupts again",
		.clauses = "OWN-36",
		.timeout_s = 30,
		.red_on = "patches/intx-unmask",
		.run = run_still_asserted,
	},
	{
		.name = "intx-masked",
		.about = "an INTx that is masked does not interrupt until it "
			 "is unmasked",
		.clauses = "OWN-36",
		.timeout_s = 30,
		.red_on = "patches/intx-unmask",
		.run = run_masked,
	},
	{
		.name = "intx-once",
		.about = "an INTx is masked from one interrupt until it is "
			 "unmasked",
		.clauses = "OWN-36",
		.timeout_s = 30,
		.red_on = "patches/intx-unmask",
		.run = run_once,
	},
};

const struct tce_table interrupts_intx = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &interrupts_vectors,
};
