// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two devices of one group, functions of one device for instance.
 *
 * Both use the windows of their container. What one of them goes through, its
 * close and a change of its driver, is no matter of the other's.
 *
 * Sources: Documentation/driver-api/vfio.rst on groups.
 */
#include <string.h>

#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "harness.h"
#include "owner.h"
#include "suites.h"

/* Where the other device has its memory in the default window. */
#define OTHER_AT (UINT64_C(8) << 20)

struct other {
	struct tce_pe pe;
	const struct tce_engine_class *class;
	struct tce_buffer memory; /* the engine's own, then a page */
	struct tce_device device;
	struct tce_engine engine;
	uint64_t target; /* offset of that page */
	uint64_t iova;
};

static void other_start(struct other *f, const struct owner *o)
{
	TCE_MUST(tce_device_open(&f->device, o->vfio.group, f->pe.bdf));
	TCE_MUST(tce_engine_start(&f->engine, f->class, &f->device,
				  f->memory.addr, f->iova));
}

static void other_stop(struct other *f)
{
	tce_engine_stop(&f->engine);
	TCE_OK(tce_device_close(&f->device));
}

static void other_open(struct other *f, const struct owner *o)
{
	const char *bdf = f->pe.bdf;
	struct tce_platform p;

	TCE_MUST(tce_platform_read(&p, &bdf, 1));
	f->class = tce_engine_class_find(&p.pe[0].id);
	if (!f->class)
		tce_skip("needs sibling: %s is no engine", bdf);
	f->target = (f->class->memory + o->page - 1) & -o->page;
	f->iova = o->start + OTHER_AT;
	f->memory.size = f->target + o->page;
	TCE_MUST(tce_buffer_alloc(&f->memory));
	TCE_MUST(tce_memory_register(o->vfio.container, f->memory.addr,
				     f->memory.size));
	TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW, f->memory.addr,
			     f->iova, f->memory.size));
	other_start(f, o);
}

/* Each writes into its own memory, and into that of the other. */
static void check_both(struct owner *o, struct other *f, const char *when)
{
	uint8_t *mine = (uint8_t *)o->memory.addr + o->target;

	if (!owner_transfers(o))
		tce_fail("%s, what the first device writes does not arrive",
			 when);
	memset(mine, 0, OWNER_TRANSFER);
	TCE_MUST(tce_engine_write(&f->engine, o->start + o->target,
				  OWNER_TRANSFER));
	tce_engine_wait(&f->engine);
	if (memcmp(mine, f->engine.sent, OWNER_TRANSFER) != 0)
		tce_fail("%s, what the second device writes does not arrive",
			 when);
}

static void check_first(struct owner *o, const char *when)
{
	if (!owner_transfers(o))
		tce_fail("%s, what the first device writes does not arrive",
			 when);
}

static void run_two(const struct tce_context *ctx)
{
	struct other f = { .pe = owner_sibling(&ctx->platform->pe[0]) };
	struct owner o;

	drive_to_vfio(&f.pe);
	owner_open(&o, ctx->platform, false);
	owner_start(&o);
	other_open(&f, &o);
	check_both(&o, &f, "with both open");
	other_stop(&f);
	check_first(&o, "with the second closed");
	TCE_MUST(tce_driver_unbind(f.pe.bdf));
	check_first(&o, "with the second unbound");
	TCE_MUST(tce_driver_change(f.pe.bdf, "vfio-pci"));
	check_first(&o, "with the second bound again");
	other_start(&f, &o);
	check_both(&o, &f, "with both open again");
	other_stop(&f);
	owner_close(&o);
	tce_buffer_free(&f.memory);
}

static const struct tce_case cases[] = {
	{
		.name = "two",
		.about = "two devices of a group reach what is mapped, and the "
			 "first one does while the second is closed, unbound "
			 "and bound again",
		.clauses = "OWN-29 OWN-30",
		.needs = NEED(ROOT) | NEED(SIBLING),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/sibling-detaches",
		.run = run_two,
	},
};

#define ABOUT "two devices of one group"
DATA_SUITES(functions, ABOUT)
