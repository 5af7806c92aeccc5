// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device whose PE an error has stopped: what the firmware is asked for, and
 * what comes of what it answers.
 *
 * Sources: LoPAR, the argument call buffers of the calls of EEH.
 */
#include <errno.h>

#include "harness.h"
#include "hypervisor.h"
#include "stopped.h"
#include "suites.h"

static void run_unavailable(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;

	stopped_begin(&o, ctx);
	stopped_set(pe, VFIO_EEH_PE_STATE_UNAVAIL);
	stopped_check(&o, VFIO_EEH_PE_STATE_UNAVAIL, "a PE that is away");
	stopped_set(pe, VFIO_EEH_PE_STATE_UNAVAIL | FIRMWARE_EEH_FOR_EVER);
	stopped_check(&o, VFIO_EEH_PE_STATE_UNAVAIL, "a PE that is given up");
	stopped_set(pe, VFIO_EEH_PE_STATE_NORMAL);
	stopped_check(&o, VFIO_EEH_PE_STATE_NORMAL, "a PE that is back");
	if (!owner_transfers(&o))
		tce_fail("what the device of a PE that is back sends does not "
			 "arrive");
	owner_close(&o);
}

static void run_inject(const struct tce_context *ctx)
{
	static const uint32_t types[] = { 0, 1 }, functions[] = { 0, 1, 6, 7 };
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct vfio_eeh_pe_op op = { .argsz = sizeof(op),
				     .op = VFIO_EEH_PE_INJECT_ERR };
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);

	for (size_t i = 0; i < 8; i++) {
		op.err.type = types[i / 4];
		op.err.func = functions[i % 4];
		stopped_set(pe, FIRMWARE_EEH_ARMED);
		TCE_OK(tce_ioctl(o.vfio.container.fd, TCE_REQ_EEH, &op));
		stopped_check(&o, VFIO_EEH_PE_STATE_STOPPED,
			      "after INJECT_ERR");
		if (tce_has_failed())
			stopped_set(pe, VFIO_EEH_PE_STATE_STOPPED);
		stopped_reset(&o);
		stopped_works(&o, command);
	}
	owner_close(&o);
}

/* --- a firmware that refuses ---------------------------------------------- */

static void check_refused(struct owner *o, const struct tce_pe *pe,
			  enum firmware_call call, int32_t status,
			  unsigned int op)
{
	int ret;

	hypervisor_fail(pe, call, 0, 1, status);
	ret = tce_eeh_op(o->vfio.container, op);
	/* -EPROTO: the kernel returned a number that is no errno */
	if (ret >= 0 || ret == -EPROTO)
		tce_fail("operation %u returned %d where the firmware answers "
			 "%d, expected an errno",
			 op, ret, status);
}

static void run_refused(const struct tce_context *ctx)
{
	static const int32_t reset_status[] = { -1, -3, -7 };
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);

	for (size_t i = 0; i < ARRAY_SIZE(reset_status); i++) {
		check_refused(&o, pe, FIRMWARE_CALL_SLOT_RESET, reset_status[i],
			      VFIO_EEH_PE_RESET_HOT);
		stopped_check(&o, VFIO_EEH_PE_STATE_NORMAL, "after a refusal");
	}
	check_refused(&o, pe, FIRMWARE_CALL_CONFIGURE, -3,
		      VFIO_EEH_PE_CONFIGURE);
	stopped_stop(&o, ctx, 0);
	check_refused(&o, pe, FIRMWARE_CALL_EEH_OPTION, -1,
		      VFIO_EEH_PE_UNFREEZE_IO);
	stopped_check(&o, VFIO_EEH_PE_STATE_STOPPED, "after a refusal");
	stopped_reset(&o);
	stopped_works(&o, command);
	owner_close(&o);
}

static void run_state_refused(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;

	stopped_begin(&o, ctx);
	check_refused(&o, pe, FIRMWARE_CALL_SLOT_STATE, -3,
		      VFIO_EEH_PE_GET_STATE);
	owner_close(&o);
}

/* What LoPAR lets a firmware answer that can do it in the end. */
static void run_busy(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);
	uint32_t before;

	stopped_stop(&o, ctx, FIRMWARE_EEH_BRIDGED);
	STOPPED_OP(&o, UNFREEZE_IO);
	/* none of the kind that is optional: a hot one is made */
	hypervisor_fail(pe, FIRMWARE_CALL_SLOT_RESET, 0, 1, -8);
	STOPPED_OP(&o, RESET_FUNDAMENTAL);
	stopped_check(&o, VFIO_EEH_PE_STATE_RESET, "after RESET_FUNDAMENTAL");
	STOPPED_OP(&o, RESET_DEACTIVATE);
	before = hypervisor_count(pe, FIRMWARE_CALL_CONFIGURE);
	hypervisor_fail(pe, FIRMWARE_CALL_CONFIGURE, 0, 1, 9900);
	hypervisor_fail(pe, FIRMWARE_CALL_CONFIGURE, 0, 1, 9901);
	STOPPED_OP(&o, CONFIGURE);
	if (hypervisor_count(pe, FIRMWARE_CALL_CONFIGURE) != before + 3)
		tce_fail("CONFIGURE does not ask a busy firmware again");
	/* the kernel waits for a minute */
	hypervisor_fail(pe, FIRMWARE_CALL_CONFIGURE, 0, 10000, 9905);
	TCE_ERR(EIO, tce_eeh_op(o.vfio.container, VFIO_EEH_PE_CONFIGURE));
	hypervisor_clear(pe);
	STOPPED_OP(&o, CONFIGURE);
	stopped_works(&o, command);
	owner_close(&o);
}

/* --- what the firmware is asked for --------------------------------------- */

static void check_calls(const struct tce_pe *pe, uint32_t from,
			const struct stopped_call *want, size_t n)
{
	struct stopped_call came;

	for (size_t i = 0; i < n; i++) {
		if (!stopped_log(pe, &from, &came)) {
			tce_fail("call %zu to the firmware did not come", i);
			return;
		}
		if (came.call != want[i].call ||
		    came.function != want[i].function)
			tce_fail("call %zu to the firmware is number %u with "
				 "function %u, expected number %u with %u",
				 i, came.call, came.function, want[i].call,
				 want[i].function);
	}
	if (stopped_log(pe, &from, &came))
		tce_fail("call number %u to the firmware is one too many",
			 came.call);
}

static void run_calls(const struct tce_context *ctx)
{
	static const struct stopped_call want[] = {
		{ FIRMWARE_CALL_EEH_OPTION, 2 },
		{ FIRMWARE_CALL_EEH_OPTION, 3 },
		{ FIRMWARE_CALL_SLOT_RESET, 1 },
		{ FIRMWARE_CALL_SLOT_RESET, 0 },
		{ FIRMWARE_CALL_CONFIGURE, 0 },
		{ FIRMWARE_CALL_SLOT_RESET, 3 },
		{ FIRMWARE_CALL_SLOT_RESET, 0 },
		{ FIRMWARE_CALL_CONFIGURE, 0 },
	};
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;
	uint16_t command = stopped_begin(&o, ctx);
	uint32_t from;

	from = stopped_log_end();
	stopped_stop(&o, ctx, 0);
	STOPPED_OP(&o, UNFREEZE_IO);
	STOPPED_OP(&o, UNFREEZE_DMA);
	STOPPED_OP(&o, RESET_HOT);
	STOPPED_OP(&o, RESET_DEACTIVATE);
	STOPPED_OP(&o, CONFIGURE);
	STOPPED_OP(&o, RESET_FUNDAMENTAL);
	STOPPED_OP(&o, RESET_DEACTIVATE);
	STOPPED_OP(&o, CONFIGURE);
	/* of a PE that works the firmware is asked nothing */
	STOPPED_OP(&o, UNFREEZE_IO);
	STOPPED_OP(&o, UNFREEZE_DMA);
	STOPPED_OP(&o, ENABLE);
	check_calls(pe, from, want, ARRAY_SIZE(want));
	stopped_works(&o, command);
	owner_close(&o);
}

#define NEEDS STOPPED_NEEDS

static const struct tce_case cases[] = {
	{
		.name = "unavailable",
		.about = "a PE that the firmware cannot reach is in state 5, "
			 "and in state 0 when it is back",
		.clauses = "EEH-16",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "defect eeh-unavailable",
		.run = run_unavailable,
	},
	{
		.name = "inject",
		.about = "an injected error stops the PE, and the device works "
			 "after the recovery",
		.clauses = "EEH-17 EEH-10",
		.validates = "b0e2b828dfca",
		.needs = NEEDS,
		.timeout_s = 60,
		.red_on = "patches/eeh-inject",
		.run = run_inject,
	},
	{
		.name = "refused",
		.about = "what the firmware refuses gives an errno, and leaves "
			 "a PE that can be recovered",
		.clauses = "EEH-18",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-thaw",
		.run = run_refused,
	},
	{
		.name = "state-refused",
		.about = "GET_STATE gives an errno where the firmware has no "
			 "state",
		.clauses = "EEH-18",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "defect eeh-state-refused",
		.run = run_state_refused,
	},
	{
		.name = "busy",
		.about = "CONFIGURE asks a busy firmware again, and a reset of "
			 "a kind that it lacks is a hot one",
		.clauses = "EEH-18",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-bridge",
		.run = run_busy,
	},
	{
		.name = "calls",
		.about = "each operation is one call to the firmware, in the "
			 "user's order, and none where there is nothing to do",
		.clauses = "EEH-09 EEH-13",
		.needs = NEEDS,
		.timeout_s = 30,
		.red_on = "patches/eeh-thaw",
		.run = run_calls,
	},
};

const struct tce_table recovery_firmware = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
