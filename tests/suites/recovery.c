// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device can do before, while and after its PE is stopped by an error.
 *
 * Our firmware stops it: the device reaches no memory, its registers are gone,
 * and the configuration space reads as ones. A reset clears the configuration
 * space as far as a device has addresses, interrupts and mastering there.
 *
 * Sources: Documentation/driver-api/vfio.rst (VFIO_EEH_PE_OP); LoPAR, "PE State
 * Transition Table", ibm,configure-pe.
 */
#include <string.h>
#include <time.h>

#include "data.h"
#include "harness.h"
#include "hypervisor.h"
#include "owner.h"
#include "stopped.h"
#include "suites.h"

#define PATIENCE_S 20

static void recover(const struct tce_context *ctx, uint32_t how)
{
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);

	stopped_stop(&o, ctx, how);
	stopped_reset(&o);
	stopped_works(&o, command);
	stopped_check(&o, VFIO_EEH_PE_STATE_NORMAL, "after the recovery");
	owner_close(&o);
}

static void run_reset(const struct tce_context *ctx)
{
	recover(ctx, 0);
}

static void run_bridge(const struct tce_context *ctx)
{
	recover(ctx, FIRMWARE_EEH_BRIDGED);
}

static void run_release(const struct tce_context *ctx)
{
	struct owner o;

	stopped_begin(&o, ctx);
	stopped_stop(&o, ctx, 0);
	STOPPED_OP(&o, UNFREEZE_IO);
	stopped_check(&o, VFIO_EEH_PE_STATE_STOPPED_DMA, "after UNFREEZE_IO");
	if (stopped_silent(&ctx->platform->pe[0]))
		tce_fail("after UNFREEZE_IO the configuration space cannot be "
			 "read");
	STOPPED_OP(&o, UNFREEZE_DMA);
	stopped_check(&o, VFIO_EEH_PE_STATE_NORMAL, "after UNFREEZE_DMA");
	if (!owner_transfers(&o))
		tce_fail("what the device of a released PE sends does not "
			 "arrive");
	owner_close(&o);
}

/* Nobody but its owner starts a PE again. */
static void run_stays(const struct tce_context *ctx)
{
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);
	uint8_t *target = (uint8_t *)o.memory.addr + o.target;

	stopped_stop(&o, ctx, 0);
	memset(target, 0, OWNER_TRANSFER);
	/* whatever an engine says that has no registers */
	if (!tce_engine_write(&o.engine, o.start + o.target, OWNER_TRANSFER))
		tce_engine_wait(&o.engine);
	if (!memcmp(target, o.engine.sent, OWNER_TRANSFER))
		tce_broken("the device of a stopped PE reaches memory");
	stopped_check(&o, VFIO_EEH_PE_STATE_STOPPED, "after a lost transfer");
	stopped_reset(&o);
	stopped_works(&o, command);
	owner_close(&o);
}

static void run_next_owner(const struct tce_context *ctx)
{
	struct owner o;

	stopped_begin(&o, ctx);
	stopped_stop(&o, ctx, 0);
	owner_close(&o);
	stopped_open(&o, ctx);
	stopped_check(&o, VFIO_EEH_PE_STATE_NORMAL, "the next owner's PE");
	owner_close(&o);
}

static void run_answers(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);

	if (!stopped_answers(pe))
		tce_broken("the device has no registers");
	STOPPED_OP(&o, RESET_HOT);
	if (!stopped_silent(pe))
		tce_fail("the configuration space can be read during a reset");
	STOPPED_OP(&o, RESET_DEACTIVATE);
	if (!stopped_answers(pe))
		tce_fail("after RESET_DEACTIVATE the device has no registers");
	STOPPED_OP(&o, CONFIGURE);
	stopped_works(&o, command);
	owner_close(&o);
}

/* Neither is a way out: LoPAR has no such transitions. */
static void run_order(const struct tce_context *ctx)
{
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);

	stopped_stop(&o, ctx, 0);
	if (!tce_eeh_op(o.vfio.container, VFIO_EEH_PE_UNFREEZE_DMA))
		tce_fail("UNFREEZE_DMA before UNFREEZE_IO returned 0");
	stopped_check(&o, VFIO_EEH_PE_STATE_STOPPED, "after UNFREEZE_DMA");
	stopped_reset(&o);
	stopped_works(&o, command);
	owner_close(&o);
}

static void run_enable(const struct tce_context *ctx)
{
	struct owner o;

	stopped_begin(&o, ctx);
	stopped_stop(&o, ctx, 0);
	STOPPED_OP(&o, ENABLE);
	stopped_check(&o, VFIO_EEH_PE_STATE_NORMAL, "after ENABLE");
	if (!owner_transfers(&o))
		tce_fail("what the device of an enabled PE sends does not "
			 "arrive");
	owner_close(&o);
}

/* --- the host ------------------------------------------------------------- */

/* The kernel recovers a PE in a thread of its own. */
static bool recovers(const struct tce_pe *pe)
{
	const struct timespec nap = { .tv_nsec = 10000000 };
	time_t end = time(NULL) + PATIENCE_S;

	while (stopped_silent(pe)) {
		if (time(NULL) > end)
			return false;
		nanosleep(&nap, NULL);
	}
	return true;
}

static void run_host(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;

	hypervisor_clear(pe);
	stopped_set(pe, VFIO_EEH_PE_STATE_STOPPED);
	if (!recovers(pe))
		tce_fail("the host does not recover a PE that no user has");
	else
		stopped_open(&o, ctx);
	if (!tce_has_failed())
		owner_close(&o);
}

#define ABOUT "a device whose PE an error has stopped"
#define NEEDS STOPPED_NEEDS

static const struct tce_case cases[] = {
	{
		.name = "reset",
		.about = "a stopped PE is reported, and once it is reset its "
			 "device reaches what was mapped before",
		.clauses = "EEH-09 EEH-10 EEH-13",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-stopped",
		.run = run_reset,
	},
	{
		.name = "below-a-bridge",
		.about = "the same where only the firmware can set up what is "
			 "between the bridge and the device",
		.clauses = "EEH-10",
		.validates = "33bc69cf6655",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-bridge",
		.run = run_bridge,
	},
	{
		.name = "release",
		.about = "a stopped PE that is released without a reset works "
			 "as before",
		.clauses = "EEH-13",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-thaw",
		.run = run_release,
	},
	{
		.name = "stays-stopped",
		.about = "a stopped PE stays so until its owner acts",
		.clauses = "EEH-13",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-stopped",
		.run = run_stays,
	},
	{
		.name = "next-owner",
		.about = "the next owner of a device gets it with a PE that "
			 "works, though it was stopped when it was given back",
		.clauses = "EEH-14",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-owner",
		.run = run_next_owner,
	},
	{
		.name = "registers",
		.about = "a device has its addresses again after the reset of "
			 "its PE is deactivated",
		.clauses = "EEH-15",
		.seen = true,
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-reenable",
		.run = run_answers,
	},
	{
		.name = "order",
		.about = "a stopped PE is not released for DMA before it is "
			 "for registers",
		.clauses = "EEH-13",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-stopped",
		.run = run_order,
	},
	{
		.name = "enable",
		.about = "ENABLE releases a stopped PE",
		.clauses = "EEH-14",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-owner",
		.run = run_enable,
	},
	{
		.name = "of-the-host",
		.about = "the host recovers a PE that no user has, and the "
			 "next user finds one that works",
		.clauses = "EEH-14",
		.needs = NEEDS,
		.risk = TCE_RISK_HANG,
		.timeout_s = 60,
		.red_on = "patches/eeh-rescan-lock",
		.run = run_host,
	},
};

DATA_SUITES(recovery, ABOUT, .more = &recovery_firmware)
