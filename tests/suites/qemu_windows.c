// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows of a guest of the real QEMU, and what its device reaches through
 * them.
 *
 * Sources: QEMU's hw/ppc/spapr_rtas_ddw.c, hw/ppc/spapr_iommu.c.
 */
#include <inttypes.h>

#include <tce/kvm.h>

#include "harness.h"
#include "qemu_start.h"
#include "suites.h"
#include "vmm_guest.h"

/* A window of 64-bit addresses, of all of the machine's possible memory. */
#define DYNAMIC_SHIFT 30
#define DYNAMIC "create 16 1G levels [01] at 0x800000000000000"

/* --- the guest's calls for dynamic windows -------------------------------- */

/* The device's address, and its bridge, the machine's first. */
#define WHERE 0, 0x08000000, 0x20000000

static uint32_t window_create(struct vmm *v)
{
	static const uint32_t args[] = { WHERE, 24, DYNAMIC_SHIFT };
	uint32_t rets[4];

	if (vmm_rtas(v, "ibm,create-pe-dma-window", args, 5, rets, 4))
		tce_fail("the guest has no window: %d", (int32_t)rets[0]);
	return rets[1];
}

static void window_remove(struct vmm *v, uint32_t liobn)
{
	uint32_t ret;

	if (vmm_rtas(v, "ibm,remove-pe-dma-window", &liobn, 1, &ret, 1))
		tce_fail("the guest cannot remove its window: %d",
			 (int32_t)ret);
}

static void windows_reset(struct vmm *v)
{
	static const uint32_t args[] = { WHERE };
	uint32_t ret;

	if (vmm_rtas(v, "ibm,reset-pe-dma-window", args, 3, &ret, 1))
		tce_fail("the guest cannot reset its windows: %d",
			 (int32_t)ret);
}

static void run_dynamic(const struct tce_context *ctx)
{
	static const char *const created[] = { DYNAMIC, "attach", NULL };
	static const char *const removed[] = { "remove 0x800000000000000",
					       NULL };
	struct vmm v;
	uint64_t locked;
	uint32_t liobn;

	qemu_start(&v, ctx->platform);
	locked = vmm_locked(&v);
	for (unsigned int i = 0; i < 3 && !tce_has_failed(); i++) {
		liobn = window_create(&v);
		vmm_expect(&v, "for a dynamic window", created);
		if (vmm_locked(&v) <= locked)
			tce_fail("a dynamic window is charged to nobody");
		window_remove(&v, liobn);
		vmm_expect(&v, "without a dynamic window", removed);
		if (vmm_locked(&v) != locked)
			tce_fail("%" PRIu64 " bytes stay locked",
				 vmm_locked(&v) - locked);
	}
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

static void run_default_removed(const struct tce_context *ctx)
{
	static const char *const alone[] = { "remove 0", NULL };
	struct vmm v;

	qemu_start(&v, ctx->platform);
	window_remove(&v, VMM_LIOBN);
	vmm_expect(&v, "without the default window", alone);
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

static void run_dynamic_reset(const struct tce_context *ctx)
{
	static const char *const created[] = { DYNAMIC, "attach", NULL };
	static const char *const reset[] = { "remove 0",
					     "remove 0x800000000000000",
					     "create 12 W levels [01] at 0",
					     "attach", NULL };
	struct vmm v;

	qemu_start(&v, ctx->platform);
	window_create(&v);
	vmm_expect(&v, "for a dynamic window", created);
	windows_reset(&v);
	vmm_expect(&v, "at the guest's reset of windows", reset);
	window_create(&v);
	vmm_expect(&v, "for a dynamic window again", created);
	vmm_command_until(&v, "RESET", "system_reset");
	vmm_expect(&v, "at a reboot", reset);
	window_create(&v);
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

/* --- bytes ---------------------------------------------------------------- */

#define SOURCE (16ull << 20) /* in the guest's memory, a page of 16 MiB */
#define TARGET (SOURCE + 4096)
#define READ_WRITE 3u

static void map(struct vmm *v, uint64_t liobn, uint64_t ioba, uint64_t memory)
{
	if (vmm_hypercall(v, TCE_H_PUT_TCE, liobn, ioba, memory | READ_WRITE,
			  0))
		tce_fail("the guest cannot map its memory");
}

static void check_copies(struct vmm *v, const char *when, uint64_t at,
			 bool want)
{
	if (!tce_has_failed() &&
	    vmm_edu_copies(v, at, at + 4096, SOURCE, TARGET) != want)
		tce_fail("%s the device %s the guest's memory", when,
			 want ? "does not reach" : "reaches");
}

/* What the guest has mapped is no longer counted, either. */
static void run_killed(const struct tce_context *ctx)
{
	struct vmm v;

	qemu_start(&v, ctx->platform);
	map(&v, VMM_LIOBN, 0, SOURCE);
	vmm_kill(&v);
	qemu_check_next_owner(ctx->platform);
}

static void run_default_entries(const struct tce_context *ctx)
{
	struct vmm v;

	qemu_start(&v, ctx->platform);
	vmm_edu_start(&v);
	check_copies(&v, "before the guest maps it", 0, false);
	map(&v, VMM_LIOBN, 0, SOURCE);
	map(&v, VMM_LIOBN, 4096, TARGET);
	check_copies(&v, "with the guest's entries", 0, true);
	vmm_command_until(&v, "RESET", "system_reset");
	vmm_edu_start(&v);
	check_copies(&v, "after a reboot", 0, false);
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

static void run_dynamic_entries(const struct tce_context *ctx)
{
	const uint64_t at = 0x800000000000000;
	struct vmm v;

	qemu_start(&v, ctx->platform);
	window_create(&v);
	vmm_edu_start(&v);
	check_copies(&v, "before the guest maps it", at, false);
	map(&v, VMM_LIOBN_DYNAMIC, at, SOURCE);
	check_copies(&v, "with the guest's entry", at, true);
	window_remove(&v, VMM_LIOBN_DYNAMIC);
	check_copies(&v, "without the window", at, false);
	window_create(&v);
	check_copies(&v, "with a new window", at, false);
	vmm_quit(&v);
	qemu_check_next_owner(ctx->platform);
}

static const struct tce_case cases[] = {
	{
		.name = "dynamic-window",
		.about = "a guest gets a dynamic window, and gives it back",
		.clauses = "USE-02",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/info-pages-qemu",
		.run = run_dynamic,
	},
	{
		.name = "default-window-removed",
		.about = "a guest gives its default window back",
		.clauses = "USE-02",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/window-elsewhere",
		.run = run_default_removed,
	},
	{
		.name = "dynamic-window-reset",
		.about = "a guest resets its windows, itself or by a reboot",
		.clauses = "USE-02",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/info-pages-qemu",
		.run = run_dynamic_reset,
	},
	{
		.name = "killed",
		.about = "what the guest of a QEMU that is killed has mapped "
			 "is released, and the device is free",
		.clauses = "USE-05",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/clear-at-close-qemu",
		.run = run_killed,
	},
	{
		.name = "default-entries",
		.about = "a device reaches what its guest has put into the "
			 "default window, and after a reboot nothing",
		.clauses = "USE-03",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/kvm-calls-qemu",
		.run = run_default_entries,
	},
	{
		.name = "dynamic-entries",
		.about = "a device reaches what its guest has put into a "
			 "dynamic window, and without it nothing",
		.clauses = "USE-03",
		.needs = NEEDS_QEMU,
		.timeout_s = 60,
		.red_on = "patches/kvm-calls-qemu",
		.run = run_dynamic_entries,
	},
};

const struct tce_table qemu_windows = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
