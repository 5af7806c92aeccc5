// SPDX-License-Identifier: GPL-2.0-only
/*
 * The real QEMU, and no guest in it: what it asks of the kernel for a virtual
 * machine with a device, from start to end, and what the next owner finds.
 *
 * Sources: QEMU's hw/vfio/spapr.c (which calls, and that it ends where one
 * fails), hw/ppc/spapr_pci.c, spapr_rtas_ddw.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "qemu_start.h"
#include "suites.h"
#include "vmm.h"

/* A bridge beside the machine's own, pci.0. */
#define SECOND "spapr-pci-host-bridge,index=1,id=second"
#define SECOND_BUS "second.0"

static const char *const reset_calls[] = { "remove 0",
					   "create 12 W levels [01] at 0",
					   "attach", NULL };
static const char *const end_calls[] = { "remove 0", "unregister 256M", NULL };
static const char *const two_resets[] = { "remove 0",
					  "remove 0",
					  "create 12 W levels [01] at 0",
					  "attach",
					  "create 12 W levels [01] at 0",
					  "attach",
					  NULL };
static const char *const no_calls[] = { NULL };

static void run_starts(const struct tce_context *ctx)
{
	struct vmm v;

	qemu_start(&v, ctx->platform);
	tce_report("QEMU %u.%u", v.major, v.minor);
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

static void run_reboots(const struct tce_context *ctx)
{
	struct vmm v;
	uint64_t locked;

	qemu_start(&v, ctx->platform);
	locked = vmm_locked(&v);
	for (unsigned int i = 0; i < 5 && !tce_has_failed(); i++) {
		vmm_command_until(&v, "RESET", "system_reset");
		vmm_expect(&v, "at a reboot", reset_calls);
		if (vmm_locked(&v) != locked)
			tce_fail("reboot %u: %" PRIu64 " bytes are locked, "
				 "%" PRIu64 " before",
				 i + 1, vmm_locked(&v), locked);
	}
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

/* --- devices and memory that come and go ---------------------------------- */

static void run_returns(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct vmm v;
	uint64_t locked;

	vmm_start(&v, p, "");
	vmm_expect(&v, "without a device", no_calls);
	locked = vmm_locked(&v);
	for (unsigned int i = 0; i < 3 && !tce_has_failed(); i++) {
		vmm_command(&v, "device_add %s",
			    vmm_device(&p->pe[0], "d0", "pci.0"));
		vmm_expect(&v, "for a device that comes", qemu_start_calls);
		vmm_command_until(&v, "DEVICE_DELETED", "device_del d0");
		vmm_expect(&v, "for a device that goes", end_calls);
		if (vmm_locked(&v) != locked)
			tce_fail("%" PRIu64 " bytes stay locked",
				 vmm_locked(&v) - locked);
		qemu_check_next_owner(p);
	}
	vmm_quit(&v);
}

static void run_two_bridges(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct vmm v;

	qemu_start(&v, p);
	vmm_command(&v, "device_add " SECOND);
	vmm_command(&v, "device_add %s",
		    vmm_device(&p->pe[1], "d1", SECOND_BUS));
	vmm_expect(&v, "for a device of another bridge", qemu_start_calls);
	vmm_command_until(&v, "DEVICE_DELETED", "device_del d1");
	vmm_expect(&v, "for that device", end_calls);
	vmm_quit(&v);
	qemu_check_next_owner(p);
}

/* Another group on a bridge that has windows: a container of its own. */
static void run_second_group(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const char *device = vmm_device(&p->pe[1], "d1", "pci.0");
	struct vmm v;

	qemu_start(&v, p);
	vmm_command(&v, "device_add %s", device);
	vmm_expect(&v, "for a second group of a bridge", qemu_start_calls);
	vmm_command_until(&v, "DEVICE_DELETED", "device_del d1");
	vmm_expect(&v, "for that group", end_calls);
	vmm_command(&v, "device_add %s", device);
	vmm_expect(&v, "for that group again", qemu_start_calls);
	vmm_command_until(&v, "RESET", "system_reset");
	vmm_expect(&v, "at a reboot", two_resets);
	vmm_quit(&v);
	qemu_check_next_owner(p);
}

static void run_memory(const struct tce_context *ctx)
{
	static const char *const more[] = { "register 256M", NULL };
	struct vmm v;
	uint64_t locked;

	qemu_start(&v, ctx->platform);
	locked = vmm_locked(&v);
	vmm_command(&v, "object_add memory-backend-ram,id=m1,size=256M");
	vmm_command(&v, "device_add pc-dimm,id=dimm1,memdev=m1");
	vmm_expect(&v, "for memory that comes", more);
	if (vmm_locked(&v) != locked + VMM_RAM)
		tce_fail("%" PRIu64 " bytes more are locked, not 256M",
			 vmm_locked(&v) - locked);
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

static const struct tce_case cases[] = {
	{
		.name = "starts",
		.about = "QEMU starts a machine with a device, and quits",
		.clauses = "USE-01 USE-05",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/window-elsewhere",
		.run = run_starts,
	},
	{
		.name = "reboots",
		.about = "a machine of QEMU reboots, and has its windows again",
		.clauses = "USE-01",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/window-elsewhere",
		.run = run_reboots,
	},
	{
		.name = "returns",
		.about = "a device comes to a running QEMU, goes, and returns",
		.clauses = "USE-04 USE-05",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/window-elsewhere",
		.run = run_returns,
	},
	{
		.name = "two-bridges",
		.about = "a device of another bridge has windows of its own",
		.clauses = "USE-04",
		.needs = NEEDS_QEMU | NEED(PE2),
		.timeout_s = 60,
		.red_on = "patches/window-elsewhere",
		.run = run_two_bridges,
	},
	{
		.name = "second-group",
		.about = "a group comes to a bridge whose device has windows",
		.clauses = "USE-04",
		.needs = NEEDS_QEMU | NEED(PE2),
		.timeout_s = 60,
		.red_on = "patches/window-elsewhere",
		.run = run_second_group,
	},
	{
		.name = "memory",
		.about = "a device reaches memory that comes to a running QEMU",
		.clauses = "USE-04",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/window-elsewhere",
		.run = run_memory,
	},
};

const struct tce_suite qemu_suite = {
	.name = "qemu",
	.about = "the real QEMU, which runs a virtual machine with a device",
	.engine = "edu",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &qemu_windows,
};
